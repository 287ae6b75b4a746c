/** The network as the map takes it, made from the rows once for each change. */
import { create } from "@bufbuild/protobuf";
import { computed } from "@preact/signals";
import type { Event } from "../../src/gen/cairn/v1/event_pb.ts";
import { type Link, LinkSchema } from "../../src/gen/cairn/v1/topology_pb.ts";
import type { Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import type { MapPath } from "../graph/draw_paths.ts";
import type { MapTopology } from "../graph/network_map.ts";
import { now } from "./clock.ts";
import { status, store } from "./store.ts";
import { microsOr } from "./time.ts";

const network = computed(() => status.value?.network ?? "");

const halfMinute = computed(() => Math.floor(now.value / 30e6) * 30e6);

/**
 * Links that failed before this page was opened, from the events that are kept: the topology has no row for them any
 * more. Only what an event says is in them; after ten minutes, as elsewhere, they are gone.
 */
const failedBefore = computed<readonly Link[]>(() => {
  const last = new Map<string, Event>();
  for (const event of store.event.all.value) {
    if (event.kind === "linkDown" || event.kind === "linkUp") last.set(event.subject, event);
  }
  const rows: Link[] = [];
  for (const event of last.values()) {
    if (event.kind !== "linkDown" || halfMinute.value - microsOr(event.at) > 600e6) continue;
    const id = event.subject.replace(/^link /, "");
    const [, from = "", to = ""] = /^Link (\S+)–(\S+) failed/.exec(event.title) ?? [];
    const known = store.router.get(from) !== undefined && store.router.get(to) !== undefined;
    if (!known || store.link.get(id) !== undefined) continue;
    const common = {
      state: "down",
      policies: event.policies,
      ...(event.at === undefined ? {} : { changedAt: event.at }),
    };
    const back = `${to}:${id}`;
    rows.push(
      create(LinkSchema, { ...common, id, name: `${from}--${to}`, from, to, reverse: back }),
    );
    rows.push(
      create(LinkSchema, {
        ...common,
        id: back,
        name: `${to}--${from}`,
        from: to,
        to: from,
        reverse: id,
      }),
    );
  }
  return rows;
});

/** Every link a page may speak of: those of the topology, and those that failed a moment ago. */
export const links = computed<readonly Link[]>(() => {
  const before = failedBefore.value;
  return before.length === 0 ? store.link.all.value : [...store.link.all.value, ...before];
});

export const findLink = (id: string): Link | undefined =>
  store.link.get(id) ?? failedBefore.value.find((link) => link.id === id);

const countLinks = (halves: number, up: number) => ({
  all: Math.ceil(halves / 2),
  up: Math.floor(up / 2),
});

/** Links, those that failed a moment ago among them; one is up where both of its halves are. */
export const linkCounts = computed<{ readonly all: number; readonly up: number } | undefined>(
  () => {
    const row = status.value;
    if (!store.link.synced.value) {
      return row === undefined ? undefined : countLinks(row.links, row.linksUp);
    }
    const up = links.value.filter(({ state }) => state !== "down" && state !== "oneWay").length;
    return countLinks(links.value.length, up);
  },
);

export const mapTopology = computed<MapTopology>(() => {
  const linked = new Set(links.value.flatMap((link) => [link.from, link.to]));
  return {
    network: network.value,
    routers: store.router.all.value.filter((router) =>
      router.inTopology || linked.has(router.name)
    ),
    links: links.value,
    areas: areas.value,
  };
});

const areas = computed<ReadonlyMap<string, readonly string[]>>(() => {
  const found = new Map<string, string[]>();
  for (const node of store.node.all.value) {
    if (node.area === "" || node.router === "") continue;
    found.set(node.area, [...found.get(node.area) ?? [], node.router]);
  }
  return found;
});

/** True when routers and links are there, so that the first picture is the whole one. */
export const topologyReady = computed(() => store.router.synced.value && store.link.synced.value);

/** The ways of a policy over the map: the active candidate path first, then what else has a path. */
export function pathsOf(policy: Policy): readonly MapPath[] {
  const paths: MapPath[] = [];
  const candidates = [...policy.candidatePaths].sort((a, b) =>
    Number(b.active) - Number(a.active) || b.preference - a.preference
  );
  for (const candidate of candidates) {
    const { computed } = candidate;
    if (computed === undefined || !computed.ok || computed.links.length === 0) continue;
    paths.push({
      id: `${policy.name}/${candidate.id}`,
      line: paths.length === 0 ? "active" : "standby",
      links: computed.links,
      routers: computed.routers,
      segments: computed.segments,
    });
  }
  return paths;
}

/** Both directions of a link by the id of one. */
export function bothWays(id: string): readonly [Link | undefined, Link | undefined] {
  const link = findLink(id);
  return [link, link?.reverse === undefined ? undefined : findLink(link.reverse)];
}
