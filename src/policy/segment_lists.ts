/**
 * A candidate path has one segment list or several with weights; traffic is shared in proportion to them (RFC 9256
 * §2.2). The heaviest is the main one; where a router takes one list only, it stands for all.
 */
import { itemsOf } from "../lib/sid_numbers.ts";
import { formatAddress } from "../lib/address.ts";
import type { ExplicitPath, ExplicitSegment } from "./intent.ts";

/** Labels of one list and its share. */
export interface LabelList {
  readonly weight: number;
  readonly labels: readonly number[];
}
/** The labels of the main list, and the others where there are some; a lone list's weight says nothing. */
export interface Lists {
  readonly labels?: readonly number[];
  readonly weight?: number;
  readonly more?: readonly LabelList[];
}

/** The lists of an explicit path as its document says them, in their order. */
export function listsOf(
  path: ExplicitPath,
): readonly { readonly weight: number; readonly segments: readonly ExplicitSegment[] }[] {
  return path.segmentLists ?? [{ weight: 1, segments: path.segments }];
}

/** Are these the same lists with the same weights, in whatever order? Unknown is never the same. */
export function sameLists(a: Lists | undefined, b: Lists): boolean {
  if (a?.labels === undefined || b.labels === undefined) return false;
  const others = a.more?.length ?? 0;
  if (others !== (b.more?.length ?? 0)) return false;
  if (others === 0) return same(a.labels, b.labels);
  return same(keysOf(a), keysOf(b));
}

/** Index of the main list: the heaviest, of several the first. −1: there is none. */
export function mainOf(lists: readonly { readonly weight: number }[]): number {
  let main = -1;
  lists.forEach(({ weight }, i) => {
    if (main < 0 || weight > lists[main]!.weight) main = i;
  });
  return main;
}

/** "16002/16003", or "3: 16002/16003, 1: 16004" where there are several. */
export function listWords({ labels, weight, more }: Lists): string {
  if (!more?.length) return stackWords(labels ?? [], "/");
  return [{ labels: labels ?? [], weight: weight ?? 1 }, ...more]
    .map((list) => `${list.weight}: ${stackWords(list.labels, "/")}`).join(", ");
}

/** Labels, SRv6 SIDs, or the hops of an RSVP-TE LSP as addresses, one after the other. */
export const stackWords = (labels: readonly number[], between = " "): string =>
  itemsOf(labels).map((item) =>
    typeof item === "string"
      ? item
      : item > LAST_LABEL
      ? formatAddress(item)
      : item < 0
      ? "?"
      : String(item)
  ).join(between);
const LAST_LABEL = 0xfffff;

function keysOf({ labels, weight, more }: Lists): string[] {
  const main = { labels: labels ?? [], weight: weight ?? 1 };
  return [main, ...more ?? []].map((list) => `${list.weight} ${list.labels.join("/")}`).sort();
}
const same = <T>(a: readonly T[], b: readonly T[]) =>
  a.length === b.length && a.every((value, i) => value === b[i]);
