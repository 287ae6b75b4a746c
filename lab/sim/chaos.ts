/**
 * What happens to a simulated network of its own accord, by seed: links that fail and come back, delays
 * that drift, load; in a storm also reboots, cut sessions, metrics. Everything mends within seconds.
 */
import { createAgenda } from "./agenda.ts";
import type { Igp, IgpEvent } from "./igp.ts";
import { createRandom, type Random } from "./random.ts";
import { endOf, type Topology } from "./topology.ts";

export type Weather = "off" | "gentle" | "storm";
export type Happening =
  | {
    readonly what: "igp";
    readonly event: Exclude<IgpEvent, { on: "woke" }>;
    readonly words: string;
  }
  | { readonly what: "cutSession"; readonly router: number; readonly words: string }
  | { readonly what: "cutFeed"; readonly speaker: number; readonly words: string };
export interface Chaos {
  /** Everything that happens by `at`. */
  take(at: number): readonly Happening[];
  readonly wakeAt: number;
  /** Nothing new happens any more; what is broken still mends. */
  calm(): void;
}

type Kind = "fail" | "drift" | "load" | "reboot" | "cutSession" | "cutFeed" | "metric" | "overload";
/** Mean seconds between two of a kind, and how long it lasts. */
interface Habit {
  readonly every: number;
  readonly lasts: readonly [number, number];
}
type Habits = Partial<Readonly<Record<Kind, Habit>>>;

const HABITS: Readonly<Record<Weather, Habits>> = {
  off: {},
  gentle: {
    fail: { every: 20, lasts: [10, 20] },
    drift: { every: 9, lasts: [0, 0] },
    load: { every: 5, lasts: [0, 0] },
  },
  storm: {
    fail: { every: 0.9, lasts: [0.5, 6] },
    drift: { every: 1.5, lasts: [0, 0] },
    load: { every: 2, lasts: [0, 0] },
    metric: { every: 4, lasts: [3, 12] },
    cutSession: { every: 6, lasts: [0, 0] },
    reboot: { every: 25, lasts: [2, 8] },
    cutFeed: { every: 45, lasts: [0, 0] },
    overload: { every: 30, lasts: [4, 10] },
  },
};

/** `firstAt`: when the weather begins, in microseconds. */
export function createChaos(
  topology: Topology,
  igp: Igp,
  options: { readonly weather: Weather; readonly seed: number; readonly firstAt: number },
): Chaos {
  const random = createRandom(options.seed ^ 0x5eed);
  const agenda = createAgenda<Kind | Happening>();
  const habits = HABITS[options.weather];
  let calm = false;
  const next = (kind: Kind, at: number) => {
    if (calm) return;
    const gap = habits[kind]!.every * (0.5 + random.next());
    agenda.add(at + Math.round(gap * 1e6), kind);
  };
  for (const kind of Object.keys(habits) as Kind[]) next(kind, options.firstAt);
  return {
    take(at) {
      const happenings: Happening[] = [];
      for (let item = agenda.take(at); item; item = agenda.take(at)) {
        if (typeof item !== "string") {
          happenings.push(item);
          continue;
        }
        if (calm) continue;
        const { now, later } = invent(item, topology, igp, random);
        if (now) happenings.push(now);
        const [shortest, longest] = habits[item]!.lasts;
        const seconds = shortest + random.next() * (longest - shortest);
        if (now && later) agenda.add(at + Math.round(seconds * 1e6), later);
        next(item, at);
      }
      return happenings;
    },
    get wakeAt() {
      return agenda.nextAt;
    },
    calm: () => void (calm = true),
  };
}

/** One thing of this kind and what undoes it; nothing when there is nothing to choose from. */
function invent(
  kind: Kind,
  topology: Topology,
  igp: Igp,
  random: Random,
): { readonly now?: Happening; readonly later?: Happening } {
  const igpDoes = (event: Exclude<IgpEvent, { on: "woke" }>, words: string): Happening => ({
    what: "igp",
    event,
    words,
  });
  const half = random.between(0, 2 * topology.links.length - 1);
  const link = half >> 1, router = random.between(0, topology.routers.length - 1);
  const linkName = topology.links[link]!.name, routerName = topology.routers[router]!.name;
  switch (kind) {
    case "fail": {
      const down = topology.links.filter((_, n) => !igp.linkUp(n)).length;
      if (!igp.linkUp(link) || down >= Math.max(1, topology.links.length / 6)) return {};
      return {
        now: igpDoes({ on: "linkFailed", link }, `link ${linkName} fails`),
        later: igpDoes({ on: "linkRestored", link }, `link ${linkName} is back`),
      };
    }
    case "reboot":
      if (!igp.routerUp(router)) return {};
      return {
        now: igpDoes({ on: "routerFailed", router }, `router ${routerName} goes down`),
        later: igpDoes({ on: "routerRestored", router }, `router ${routerName} is back`),
      };
    case "drift": {
      const minimum = Math.round(
        endOf(topology, half).minimumDelayMicroseconds * (0.9 + 0.5 * random.next() ** 2),
      );
      const maximum = Math.round(minimum * (1.05 + 0.3 * random.next()));
      return {
        now: igpDoes(
          {
            on: "delayChanged",
            half,
            minimumDelayMicroseconds: minimum,
            maximumDelayMicroseconds: maximum,
          },
          `delay of ${linkName} is ${minimum} µs`,
        ),
      };
    }
    case "load": {
      const share = 0.05 + 0.8 * random.next() ** 2;
      const bitsPerSecond = Math.round(share * topology.links[link]!.capacityBitsPerSecond);
      const words = `${linkName} carries ${Math.round(share * 100)} %`;
      return { now: igpDoes({ on: "utilisationChanged", half, bitsPerSecond }, words) };
    }
    case "metric": {
      const { igpMetric: usual } = endOf(topology, half);
      const igpMetric = Math.max(1, Math.round(usual * (0.5 + 2 * random.next())));
      return {
        now: igpDoes(
          { on: "metricChanged", half, igpMetric },
          `metric of ${linkName} is ${igpMetric}`,
        ),
        later: igpDoes(
          { on: "metricChanged", half, igpMetric: usual },
          `metric of ${linkName} is ${usual} again`,
        ),
      };
    }
    case "overload":
      return {
        now: igpDoes({ on: "overloadChanged", router, overload: true }, `${routerName} overloaded`),
        later: igpDoes(
          { on: "overloadChanged", router, overload: false },
          `${routerName} no longer overloaded`,
        ),
      };
    case "cutSession":
      return {
        now: { what: "cutSession", router, words: `PCEP session of ${routerName} is cut` },
      };
    case "cutFeed": {
      const speaker = random.between(0, topology.speakers.length - 1);
      return { now: { what: "cutFeed", speaker, words: `BGP-LS feed ${speaker + 1} is cut` } };
    }
  }
}
