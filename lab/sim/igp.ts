/**
 * A small link-state IGP as a fold: what happens to links and routers becomes known everywhere after a
 * delay, and each BGP-LS speaker hears of it once the news can reach it. A router that is cut off
 * cannot tell: its own half-links stay in the database as they were, only the neighbours' go.
 */
import { createAgenda } from "./agenda.ts";
import { createForwarding, type Forwarding, type Links } from "./forwarding.ts";
import type { Random } from "./random.ts";
import { endOf, type Topology } from "./topology.ts";

export type IgpEvent =
  | { readonly on: "linkFailed"; readonly link: number }
  | { readonly on: "linkRestored"; readonly link: number }
  | { readonly on: "routerFailed"; readonly router: number }
  | { readonly on: "routerRestored"; readonly router: number }
  | { readonly on: "metricChanged"; readonly half: number; readonly igpMetric: number }
  | {
    readonly on: "delayChanged";
    readonly half: number;
    readonly minimumDelayMicroseconds: number;
    readonly maximumDelayMicroseconds: number;
  }
  | { readonly on: "utilisationChanged"; readonly half: number; readonly bitsPerSecond: number }
  | { readonly on: "overloadChanged"; readonly router: number; readonly overload: boolean }
  | { readonly on: "woke" };
export type IgpEffect =
  /** What this speaker now has to say; in the order in which it heard it. */
  | { readonly do: "tell"; readonly speaker: number; readonly changes: readonly LsChange[] }
  /** Labels may resolve that did not, or no longer. */
  | { readonly do: "forwardingChanged" };
/** A node or its loopback prefix by router, a link by half-link. Withdrawn when not present. */
export interface LsChange {
  readonly what: "node" | "prefix" | "link";
  readonly index: number;
  readonly present: boolean;
}
/** How a half-link is now, as its own router says. */
export interface HalfState {
  readonly igpMetric: number;
  readonly minimumDelayMicroseconds: number;
  readonly maximumDelayMicroseconds: number;
  readonly utilisedBitsPerSecond: number;
}
export interface Igp {
  /** `at` in microseconds, never less than before. */
  handle(event: IgpEvent, at: number): readonly IgpEffect[];
  readonly wakeAt: number;
  readonly forwarding: Forwarding;
  half(half: number): HalfState;
  linkUp(link: number): boolean;
  routerUp(router: number): boolean;
  overloaded(router: number): boolean;
  /** Everything a speaker knows, as if it had just been told. */
  snapshot(speaker: number): readonly LsChange[];
}
export interface IgpOptions {
  readonly random: Random;
  readonly floodMicroseconds?: number; // until a failure is known everywhere: about 150 ms
  readonly adjacencyMicroseconds?: number; // until a returned link is used again: about 400 ms
}

export function createIgp(topology: Topology, options: IgpOptions): Igp {
  const { random } = options;
  const flood = options.floodMicroseconds ?? 150_000;
  const adjacency = options.adjacencyMicroseconds ?? 400_000;
  const halfCount = 2 * topology.links.length;
  const linkUp = new Uint8Array(topology.links.length).fill(1);
  const routerUp = new Uint8Array(topology.routers.length).fill(1);
  const overloaded = new Uint8Array(topology.routers.length);
  const floodedOverload = new Uint8Array(topology.routers.length);
  const formed = new Uint8Array(topology.links.length).fill(1);
  const state = Array.from({ length: halfCount }, (_, half): HalfState => ({
    ...pickState(topology, half),
  }));
  const flooded = Int32Array.from(state, (half) => half.igpMetric); // what everybody computes with
  const agenda = createAgenda<Flood>();
  const news = createNews(topology);
  let revision = 0;

  const alive = (half: number) =>
    linkUp[half >> 1] === 1 && routerUp[endOf(topology, half).router] === 1 &&
    routerUp[endOf(topology, half ^ 1).router] === 1;
  const links: Links = {
    get revision() {
      return revision;
    },
    alive,
    formed: (half) => formed[half >> 1] === 1,
    igpMetric: (half) => flooded[half]!,
    overloaded: (router) => floodedOverload[router] === 1,
    routerUp: (router) => routerUp[router] === 1,
  };
  const forwarding = createForwarding(topology, links);
  const soon = (delay: number) => Math.round(delay * (0.7 + 0.6 * random.next()));

  function happen(event: Exclude<IgpEvent, { on: "woke" }>, at: number): boolean {
    switch (event.on) {
      case "linkFailed":
      case "linkRestored": {
        const up = event.on === "linkRestored" ? 1 : 0;
        if (linkUp[event.link] === up) return false;
        linkUp[event.link] = up;
        agenda.add(at + soon(up ? adjacency : flood), { link: event.link });
        return true;
      }
      case "routerFailed":
      case "routerRestored": {
        const up = event.on === "routerRestored" ? 1 : 0;
        if (routerUp[event.router] === up) return false;
        routerUp[event.router] = up;
        if (up) news.restarted(event.router, forwarding.halvesOf(event.router));
        for (const half of forwarding.halvesOf(event.router)) {
          agenda.add(at + soon(up ? adjacency : flood), { link: half >> 1 });
        }
        return true;
      }
      case "overloadChanged":
        overloaded[event.router] = event.overload ? 1 : 0;
        agenda.add(at + soon(flood), { router: event.router });
        return false;
      default:
        state[event.half] = changed(state[event.half]!, event);
        agenda.add(at + soon(flood), { half: event.half });
        return false;
    }
  }

  /** The news reaches the others; answers whether packets may go elsewhere now. */
  function spread(item: Flood): boolean {
    if (item.router !== undefined) {
      floodedOverload[item.router] = overloaded[item.router]!;
      news.node(item.router);
    } else if (item.half !== undefined) {
      flooded[item.half] = state[item.half]!.igpMetric;
      if (formed[item.half >> 1] && routerUp[endOf(topology, item.half).router]) {
        news.half(item.half, true, endOf(topology, item.half).router);
      }
    } else {
      const up = alive(2 * item.link);
      formed[item.link] = up ? 1 : 0;
      for (const half of [2 * item.link, 2 * item.link + 1]) {
        const { router } = endOf(topology, half);
        if (routerUp[router]) news.half(half, up, router);
      }
    }
    revision++;
    return true;
  }

  /** Whose news can travel to `router` now: over links that work and that both ends use. */
  function reachedFrom(router: number): Uint8Array {
    const reached = new Uint8Array(topology.routers.length);
    const stack = routerUp[router] ? [router] : [];
    reached[router] = routerUp[router]!;
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      for (const half of forwarding.halvesOf(v)) {
        const u = endOf(topology, half ^ 1).router;
        if (reached[u] || !formed[half >> 1] || !alive(half)) continue;
        reached[u] = 1;
        stack.push(u);
      }
    }
    return reached;
  }

  function tell(): IgpEffect[] {
    return topology.speakers.flatMap((router, speaker): IgpEffect[] => {
      if (!news.waits(speaker)) return [];
      const reached = reachedFrom(router);
      const changes = news.take(speaker, (origin) => reached[origin] === 1);
      return changes.length > 0 ? [{ do: "tell", speaker, changes }] : [];
    });
  }

  return {
    handle(event, at) {
      let moved = event.on !== "woke" && happen(event, at);
      for (let item = agenda.take(at); item; item = agenda.take(at)) moved = spread(item) || moved;
      if (!moved) return [];
      return [...tell(), { do: "forwardingChanged" }];
    },
    get wakeAt() {
      return agenda.nextAt;
    },
    forwarding,
    half: (half) => state[half]!,
    linkUp: (link) => linkUp[link] === 1,
    routerUp: (router) => routerUp[router] === 1,
    overloaded: (router) => overloaded[router] === 1,
    snapshot: (speaker) => news.all(speaker),
  };
}

/** One of the three. */
type Flood =
  | { readonly link: number; readonly half?: undefined; readonly router?: undefined }
  | { readonly half: number; readonly router?: undefined }
  | { readonly router: number; readonly half?: undefined };

function pickState(topology: Topology, half: number): HalfState {
  const end = endOf(topology, half);
  return {
    igpMetric: end.igpMetric,
    minimumDelayMicroseconds: end.minimumDelayMicroseconds,
    maximumDelayMicroseconds: end.maximumDelayMicroseconds,
    utilisedBitsPerSecond: 0,
  };
}

function changed(
  half: HalfState,
  event: Extract<IgpEvent, { half: number }>,
): HalfState {
  switch (event.on) {
    case "metricChanged":
      return { ...half, igpMetric: event.igpMetric };
    case "delayChanged":
      return {
        ...half,
        minimumDelayMicroseconds: event.minimumDelayMicroseconds,
        maximumDelayMicroseconds: event.maximumDelayMicroseconds,
      };
    case "utilisationChanged":
      return { ...half, utilisedBitsPerSecond: event.bitsPerSecond };
  }
}

/** What each router says in its LSP, and how much of it each speaker has heard. */
function createNews(topology: Topology) {
  let stamp = 1;
  const nodes = new Float64Array(topology.routers.length).fill(1);
  const halves = new Float64Array(2 * topology.links.length).fill(1); // 0: not in the LSP
  const heard = topology.speakers.map(() => ({
    nodes: nodes.slice(),
    halves: halves.slice(),
    waiting: new Map<number, Set<number>>(), // router → its half-links, −1 for the node itself
  }));
  const note = (router: number, half: number) => {
    for (const speaker of heard) {
      const waiting = speaker.waiting.get(router);
      if (waiting) waiting.add(half);
      else speaker.waiting.set(router, new Set([half]));
    }
  };
  const setHalf = (half: number, present: boolean, router: number) => {
    if (!present && halves[half] === 0) return;
    halves[half] = present ? ++stamp : 0;
    note(router, half);
  };
  return {
    node(router: number): void {
      nodes[router] = ++stamp;
      note(router, -1);
    },
    half: setHalf,
    /** After a reboot the first LSP has no neighbours. */
    restarted(router: number, own: readonly number[]): void {
      for (const half of own) setHalf(half, false, router);
    },
    waits: (speaker: number): boolean => heard[speaker]!.waiting.size > 0,
    take(speaker: number, reaches: (router: number) => boolean): LsChange[] {
      const { nodes: heardNodes, halves: heardHalves, waiting } = heard[speaker]!;
      const changes: LsChange[] = [];
      for (const [router, news] of waiting) {
        if (!reaches(router)) continue;
        waiting.delete(router);
        for (const half of news) {
          if (half < 0) {
            if (heardNodes[router] !== nodes[router]) {
              changes.push({ what: "node", index: router, present: true });
            }
            heardNodes[router] = nodes[router]!;
          } else if (heardHalves[half] !== halves[half]) {
            heardHalves[half] = halves[half]!;
            changes.push({ what: "link", index: half, present: halves[half] !== 0 });
          }
        }
      }
      return changes;
    },
    all(speaker: number): LsChange[] {
      const known = heard[speaker]!;
      const present = (what: LsChange["what"]) => (index: number): LsChange => ({
        what,
        index,
        present: true,
      });
      const routers = [...topology.routers.keys()];
      return [
        ...routers.map(present("node")),
        ...[...known.halves.keys()].filter((half) => known.halves[half] !== 0).map(present("link")),
        ...routers.map(present("prefix")),
      ];
    },
  };
}
