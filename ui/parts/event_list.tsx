/** Events grouped by cause: what happened, and under it how many things it moved; never one row an LSP. */
import type { JSX } from "preact";
import type { Event } from "../../src/gen/cairn/v1/event_pb.ts";
import { micros, microsOr } from "../state/time.ts";
import { clockTime, fullTime, plural } from "./format.ts";
import { Icon, type IconName } from "./icon.tsx";

export interface EventGroup {
  readonly event: Event;
  /** Events that this one led to. */
  readonly led: readonly Event[];
  /** Others of its kind at the same moment, for which one row is enough. */
  readonly alike: readonly Event[];
}

/** Newest first; an event whose cause is known stands under that cause. */
export function groupEvents(events: readonly Event[]): readonly EventGroup[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const led = new Map<string, Event[]>();
  const first: Event[] = [];
  for (const event of events) {
    const cause = rootOf(event, byId);
    if (cause === undefined) first.push(event);
    else led.set(cause.id, [...led.get(cause.id) ?? [], event]);
  }
  const groups = first.map((event) => ({ event, led: led.get(event.id) ?? [], alike: [] }))
    .sort((a, b) => Number(b.event.id) - Number(a.event.id));
  return together(groups);
}

const MOMENT = 3e6;

function together(groups: readonly EventGroup[]): readonly EventGroup[] {
  const rows: EventGroup[] = [];
  for (const group of groups) {
    const last = rows[rows.length - 1];
    const near = last !== undefined && last.event.kind === group.event.kind &&
      microsOr(last.event.at) - microsOr(group.event.at) < MOMENT &&
      last.led.length + group.led.length === 0;
    if (near) rows[rows.length - 1] = { ...last, alike: [...last.alike, group.event] };
    else rows.push(group);
  }
  return rows;
}

const MANY: Readonly<Record<string, string>> = {
  policyUp: "policies are up",
  policyMoved: "policies moved",
  policyOptimised: "policies moved to better paths",
  policyNoPath: "policies have no path",
  policyDown: "policies are down",
  sessionUp: "PCEP sessions are up",
  sessionDown: "PCEP sessions closed",
  linkDown: "links failed",
  linkUp: "links came back",
  feedUp: "BGP-LS feeds are up",
  feedDown: "BGP-LS feeds are gone",
};

export function titleOf({ event, alike }: EventGroup): string {
  if (alike.length === 0) return event.title.replace(/\.$/, "");
  const many = MANY[event.kind];
  return many === undefined
    ? `${event.title.replace(/\.$/, "")} and ${alike.length} more like it`
    : `${
      [event, ...alike].reduce((sum, one) =>
        sum + Math.max(1, event.kind.startsWith("policy") ? one.policies.length : 1), 0)
    } ${many}`;
}

function followed({ event, led, alike }: EventGroup): string {
  if (alike.length === 0) {
    return [event.detail.replace(/\.$/, ""), ledWords(led)].filter((part) => part !== "").join(
      "; ",
    );
  }
  const names = [event, ...alike].flatMap((one) =>
    one.policies.length > 0 && one.kind.startsWith("policy")
      ? one.policies
      : [one.subject.replace(/^\w+ /, "")]
  );
  return names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
}

function rootOf(event: Event, byId: ReadonlyMap<string, Event>): Event | undefined {
  let root: Event | undefined;
  let next = event.cause;
  for (let steps = 0; next !== undefined && next !== "" && steps < 16; steps++) {
    const found: Event | undefined = byId.get(next);
    if (found === undefined) break;
    root = found;
    next = found.cause;
  }
  return root;
}

const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/^link(Down|Lost|OneWay)/, "linkOff"],
  [/^link/, "links"],
  [/^(session|feed|peer).*(Down|Lost|Closed)/, "unplugged"],
  [/^(session|feed|peer)/, "sessions"],
  [/^polic/, "policies"],
  [/^lsp/, "lsps"],
  [/^(router|node)/, "routers"],
  [/freeze|frozen/i, "snow"],
  [/malformed|unknown/i, "protocol"],
];
export const iconOf = (kind: string): IconName =>
  ICONS.find(([pattern]) => pattern.test(kind))?.[1] ?? "events";

export const toneClass = (severity: string): string =>
  severity === "error" ? "bad-c" : severity === "warning" ? "warn-c" : "t3";

export function EventRows(
  { groups, now, hrefOf }: {
    groups: readonly EventGroup[];
    now: number;
    hrefOf: (event: Event) => string;
  },
): JSX.Element {
  return (
    <ul class="event-rows">
      {groups.map((group) => {
        const { event } = group;
        return (
          <li key={event.id}>
            <a href={hrefOf(event)}>
              <time class="mono" title={fullTime(micros(event.at) ?? 0)}>
                {clockTime(micros(event.at) ?? 0, now)}
              </time>
              <Icon name={iconOf(event.kind)} class={toneClass(event.severity)} />
              <div class="grow">
                <p>{titleOf(group)}</p>
                <p class="consequence">{followed(group)}</p>
              </div>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

const MOVED = new Set(["policyMoved", "policyOptimised", "policyUp"]);

export function ledWords(led: readonly Event[]): string {
  const moved = led.filter((event) => MOVED.has(event.kind)).length;
  const without = led.filter((event) => event.kind === "policyNoPath").length;
  return [
    moved > 0 ? `${plural(moved, "policy", "policies")} moved` : "",
    without > 0 ? `${without} without a path` : "",
  ].filter((part) => part !== "").join(", ");
}
