/** Names of an intent to numbers of the topology, and what is wrong with them: one problem per name. */
import { given } from "../../lib/given.ts";
import type {
  CandidatePathIntent,
  Disjoint,
  DynamicPath,
  Element,
  ExplicitPath,
  ExplicitSegment,
  PolicyIntent,
} from "../../policy/intent.ts";
import type {
  DynamicSpec,
  Endpoint,
  ExplicitSpec,
  PathJob,
  SpecSegment,
  WeightedSpec,
} from "../../path/jobs.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import type { CandidatePath } from "../../policy/records.ts";
import { ownerOfInterface } from "../routers/interface_owners.ts";
import { disjointFrom } from "../paths/disjoint_groups.ts";
import { declaredOf, findRouter } from "../routers/routers.ts";
import { isSrv6Path, maximumSids, srv6Segment } from "../paths/srv6_sids.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";

export type Resolved =
  | { readonly ok: true; readonly job: PathJob }
  | { readonly ok: false; readonly why: string };

/** The job that computes one candidate path from `headend`; not ok while a name is not in the topology. */
export function resolvePath(
  t: Turn,
  id: number,
  policy: PolicyIntent,
  candidate: CandidatePathIntent,
): Resolved {
  const headend = findRouter(t, policy.headend);
  if (headend?.ted === undefined) return missing("The headend", policy.headend);
  const path = candidate.path.type === "dynamic"
    ? dynamicSpec(t, candidate.path, policy)
    : explicitSpec(t, candidate.path);
  if (typeof path === "string") return { ok: false, why: path };
  return {
    ok: true,
    job: {
      id,
      headend: headend.ted,
      endpoint: endpointOf(t, policy.endpoint),
      path,
      maximumLabels: maximumLabels(t, headend),
      ...(isSrv6Path(candidate) && given({ maximumSids: maximumSids(t, headend) })),
      bandwidthBytesPerSecond: policy.bandwidthBps / 8,
    },
  };
}

export function endpointOf(t: Turn, reference: string): Endpoint {
  const router = findRouter(t, reference);
  if (router?.ted !== undefined) return { router: router.ted };
  const [first, ...others] = t.caches.ted.ownersOf(reference);
  if (first === undefined) {
    const owner = ownerOfInterface(t, reference);
    return owner === undefined ? { address: reference } : { router: owner };
  }
  return others.length > 0 ? { anyOf: [first, ...others] } : { router: first };
}

/** What the headend can push: the routing protocol's MSD before PCEP's, less the reserve (rules I.4). */
export function maximumLabels(t: Turn, headend: Router): number {
  const ted = headend.ted === undefined ? undefined : t.caches.ted.router(headend.ted);
  const session = headend.session === undefined ? undefined : t.s.pcep.get(headend.session);
  const msd = ted?.msd ?? session?.msd ?? Infinity;
  const reserve = declaredOf(t.s, headend)?.pcep.labelReserve ?? 1;
  const takes = (session?.profile satisfies Profile | undefined)?.maximumSegments ?? Infinity;
  return Math.max(0, Math.min(msd - reserve, takes, MOST));
}

function dynamicSpec(t: Turn, path: DynamicPath, policy: PolicyIntent): DynamicSpec | string {
  const include: number[] = [];
  const excluded = { links: [] as number[], routers: [] as number[], srlgs: [] as number[] };
  for (const element of path.include) {
    const router = "router" in element ? findRouter(t, element.router) : undefined;
    if (router?.ted === undefined) return `${wordOf(element)} is not in the topology.`;
    include.push(router.ted);
  }
  for (const element of path.exclude) exclude(t, element, excluded);
  const words = {
    includeAny: affinityWords(t, path.affinity.includeAny),
    includeAll: affinityWords(t, path.affinity.includeAll),
    excludeAny: affinityWords(t, path.affinity.excludeAny),
  };
  const unknown = Object.values(words).find((w): w is string => typeof w === "string");
  if (unknown !== undefined) return `Affinity ${unknown} has no document of kind Affinity.`;
  const { delayMicroseconds, hops, igpMetric, teMetric, segments } = path.bounds;
  return {
    type: "dynamic",
    metric: path.metric,
    bounds: given({
      delayMicroseconds,
      hops,
      igpMetric,
      teMetric,
      segments: smallest(segments, path.segments.max),
    }),
    ...(words as { includeAny: number[]; includeAll: number[]; excludeAny: number[] }),
    include,
    excludeLinks: excluded.links,
    excludeRouters: excluded.routers,
    excludeSrlgs: excluded.srlgs,
    ...(path.dataplane === "rsvp-te" && { signalled: true }),
    ...(path.disjoint && given({ disjointFrom: apartFrom(t, policy, path.disjoint) })),
    preferAdjacency: path.segments.prefer === "adjacency",
    protectedAdjacencies: path.segments.protectedAdjacencies,
  };
}

function apartFrom(t: Turn, policy: PolicyIntent, asked: Disjoint): DynamicSpec["disjointFrom"] {
  const ends = [policy.headend, policy.endpoint].flatMap((name) => findRouter(t, name)?.ted ?? []);
  return disjointFrom(t, policy, asked, ends);
}

/** What is not in the topology is not on any path either: nothing to exclude. */
function exclude(
  t: Turn,
  element: Element,
  into: { links: number[]; routers: number[]; srlgs: number[] },
): void {
  if ("srlg" in element) into.srlgs.push(element.srlg);
  else if ("router" in element) {
    const router = findRouter(t, element.router);
    if (router?.ted !== undefined) into.routers.push(router.ted);
  } else {
    const link = t.caches.ted.findLink(element.link);
    if (link === undefined) return;
    into.links.push(link);
    const reverse = t.caches.ted.link(link)?.reverse;
    if (reverse !== undefined) into.links.push(reverse);
  }
}

/** Of several lists each may have a name that is not there; the path lives on the others (RFC 9256 §5.1). */
function explicitSpec(t: Turn, path: ExplicitPath): ExplicitSpec | string {
  if (!path.segmentLists) {
    const segments = specSegments(t, path.segments);
    return typeof segments === "string" ? segments : { type: "explicit", segments };
  }
  const lists = path.segmentLists.map(({ weight, segments: named }): WeightedSpec => {
    const segments = specSegments(t, named);
    return typeof segments === "string"
      ? { weight, segments: [], missing: segments }
      : { weight, segments };
  });
  return { type: "explicit", segments: [], lists };
}

/** Does it, or one of its lists, wait for a name that the topology does not have, or may an address move? */
export function isUnresolved({ computed }: CandidatePath): boolean {
  if (!computed?.job) return true;
  const { path, endpoint } = computed.job;
  if (!("router" in endpoint)) return true;
  return path.type === "explicit" && !!path.lists?.some((list) => list.missing !== undefined);
}

function specSegments(t: Turn, segments: readonly ExplicitSegment[]): SpecSegment[] | string {
  const list: SpecSegment[] = [];
  for (const segment of segments) {
    if ("label" in segment) list.push({ label: segment.label });
    else if ("router" in segment) {
      const router = findRouter(t, segment.router);
      if (router?.ted === undefined) return `Router ${segment.router} is not in the topology.`;
      list.push({ router: router.ted });
    } else if ("adjacency" in segment) {
      const link = t.caches.ted.findLink(segment.adjacency);
      if (link === undefined) return `Link ${segment.adjacency} is not in the topology.`;
      list.push({ link });
    } else {
      const found = srv6Segment(t, segment.srv6);
      if (typeof found === "string") return found;
      list.push(found);
    }
  }
  return list;
}

/** Names or "bit:N" to a mask; a name without a document is answered as it is. */
export function affinityWords(t: Turn, names: readonly string[]): number[] | string {
  const words: number[] = [];
  for (const name of names) {
    const numbered = /^bit:(\d{1,3})$/.exec(name);
    const bit = numbered ? Number(numbered[1]) : t.s.declared.affinities.get(name)?.intent.bit;
    if (bit === undefined || bit > 255) return name;
    while (words.length <= bit >> 5) words.push(0);
    words[bit >> 5] = (words[bit >> 5]! | 1 << (bit & 31)) >>> 0;
  }
  return words;
}

const MOST = 16; // labels in one list, where nobody says less
const smallest = (a: number | undefined, b: number | undefined) =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);
const missing = (what: string, name: string): Resolved => ({
  ok: false,
  why: `${what} ${name} is not in the topology yet.`,
});
const wordOf = (element: Element) =>
  "router" in element
    ? `Router ${element.router}`
    : "link" in element
    ? `Link ${element.link}`
    : `SRLG ${element.srlg}`;
