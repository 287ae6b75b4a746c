/**
 * What a batch of changes came to, in dense ids: enough to find the policies that care, to update the
 * graph and to fill the dirty sets of watch streams.
 */

/**
 * `linkUp`: usable now and was not; `linkDown`: was usable and is not (or is gone); `linkMetric`: IGP
 * or TE metric, or delay; `linkAttributes`: affinity, SRLG, bandwidth, loss, MSD, drained; `linkSids`:
 * adjacency SIDs; `linkShown`: only what people see; `linkAdded`, `linkGone`: the row itself.
 */
export type LinkChangeKind =
  | "linkAdded"
  | "linkGone"
  | "linkUp"
  | "linkDown"
  | "linkMetric"
  | "linkAttributes"
  | "linkSids"
  | "linkShown";
/**
 * `routerAttributes`: overload, drained, MSD, algorithms; `routerSids`: SRGB, SRLB, node SID, loopback;
 * `routerShown`: name and what only people see.
 */
export type RouterChangeKind =
  | "routerAdded"
  | "routerGone"
  | "routerAttributes"
  | "routerSids"
  | "routerShown";
export type PrefixChangeKind = "prefixAdded" | "prefixGone" | "prefixChanged" | "prefixShown";

export interface TedDiff {
  readonly version: number; // of the database after the batch; equal to the one before: nothing changed
  readonly routers: ReadonlyMap<number, ReadonlySet<RouterChangeKind>>;
  readonly links: ReadonlyMap<number, ReadonlySet<LinkChangeKind>>;
  readonly prefixes: ReadonlyMap<number, ReadonlySet<PrefixChangeKind>>;
  readonly froze: boolean; // this batch took the last feed away
  readonly thawed: boolean;
}

/** Kinds by bit: bit k of the changes of a link or router is the kind at place k. */
export const LINK_KINDS = [
  "linkAdded",
  "linkGone",
  "linkUp",
  "linkDown",
  "linkMetric",
  "linkAttributes",
  "linkSids",
  "linkShown",
] as const satisfies readonly LinkChangeKind[];
export const ROUTER_KINDS = [
  "routerAdded",
  "routerGone",
  "routerAttributes",
  "routerSids",
  "routerShown",
] as const satisfies readonly RouterChangeKind[];
export const PREFIX_KINDS = [
  "prefixAdded",
  "prefixGone",
  "prefixChanged",
  "prefixShown",
] as const satisfies readonly PrefixChangeKind[];

/** Sets of kinds are shared by all elements that changed alike: 40,000 links need no 40,000 sets. */
export function kindSets<K extends string>(kinds: readonly K[]): (bits: number) => ReadonlySet<K> {
  const made = new Map<number, ReadonlySet<K>>();
  return (bits) => {
    let set = made.get(bits);
    if (!set) made.set(bits, set = new Set(kinds.filter((_, k) => (bits >> k & 1) !== 0)));
    return set;
  };
}
