/** The network as the map takes it, made from the rows once for each change. */
import { computed } from "@preact/signals";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import type { Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import type { MapPath } from "../graph/draw_paths.ts";
import type { MapTopology } from "../graph/network_map.ts";
import { status, store } from "./store.ts";

const network = computed(() => status.value?.network ?? "");

export const mapTopology = computed<MapTopology>(() => {
  const links = store.link.all.value;
  const linked = new Set(links.flatMap((link) => [link.from, link.to]));
  return {
    network: network.value,
    routers: store.router.all.value.filter((router) =>
      router.inTopology || linked.has(router.name)
    ),
    links,
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
  const link = store.link.get(id);
  return [link, link?.reverse === undefined ? undefined : store.link.get(link.reverse)];
}
