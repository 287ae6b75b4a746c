/**
 * By which ways a peer has the topology: the path attributes that came with its NLRI, each combination once. Where
 * several peers tell the same, they decide who is believed (best_way.ts); people read in them which producer and which
 * route reflectors are behind a session (RFC 4456 §8).
 */
import type { PathAttributes } from "../../bgp/codec/path_attributes.ts";
import { formatIpv4 } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { BgpPathRow } from "../view/view_bgp.ts";
import { type Compared, type From, rankOf } from "./best_way.ts";

export interface Paths {
  readonly list: { readonly way: Compared; readonly rank: string; announced: number }[];
  last: number; // NLRI that follow each other have the same one nearly always
  others: number; // announced in ways that are too many to tell
}
export const noPaths = (): Paths => ({ list: [], last: 0, others: 0 });

/** Counts NLRI; answers how good their way is, and whether it was not seen before. */
export function countPath(
  paths: Paths,
  path: PathAttributes,
  from: From,
  nlri: number,
): { readonly rank: string; readonly isNew: boolean } {
  const { list } = paths;
  const last = list[paths.last];
  if (last && sameWay(last.way, path)) {
    last.announced += nlri;
    return { rank: last.rank, isNew: false };
  }
  const found = list.findIndex(({ way }) => sameWay(way, path));
  if (found >= 0) {
    paths.last = found;
    list[found]!.announced += nlri;
    return { rank: list[found]!.rank, isNew: false };
  }
  if (list.length >= MOST) {
    paths.others += nlri;
    return { rank: rankOf(path, from), isNew: false };
  }
  const { asPath, origin, med, localPreference, originatorId, clusterList } = path;
  const way = { asPath, origin, med, localPreference, originatorId, clusterList };
  const rank = rankOf(way, from);
  paths.last = list.length;
  list.push({ way, rank, announced: nlri });
  return { rank, isNew: true };
}

/** Is it we who said it, by AS or identifier? We say nothing: somebody else has our number. */
export const isOurs = (path: PathAttributes, asn: number, bgpIdentifier: number): boolean =>
  path.originatorId === bgpIdentifier ||
  (path.asPath ?? []).some(({ asns }) => asns.includes(asn));

/** "as 65000 65010", sets in braces (RFC 4271 §5.1.2). */
export function pathRows({ list }: Paths): BgpPathRow[] {
  return list.map(({ way, announced }) => ({
    asPath: (way.asPath ?? []).map(({ kind, asns }) =>
      kind === "sequence"
        ? asns.join(" ")
        : kind === "set"
        ? `{${asns.join(",")}}`
        : `(${asns.join(kind === "confederationSet" ? "," : " ")})`
    ).join(" "),
    clusterList: way.clusterList.map(formatIpv4),
    announced,
    ...given({
      origin: way.origin,
      med: way.med,
      localPreference: way.localPreference,
      originatorId: way.originatorId === undefined ? undefined : formatIpv4(way.originatorId),
    }),
  }));
}

function sameWay(a: Compared, b: Compared): boolean {
  if (a.localPreference !== b.localPreference || a.originatorId !== b.originatorId) return false;
  if (a.origin !== b.origin || a.med !== b.med) return false;
  if (!sameNumbers(a.clusterList, b.clusterList)) return false;
  const x = a.asPath ?? [], y = b.asPath ?? [];
  return x.length === y.length &&
    x.every((one, i) => one.kind === y[i]!.kind && sameNumbers(one.asns, y[i]!.asns));
}
const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

const MOST = 32;
