/** Words that rows of the topology share. */
import type { RouterRow as TedRouter } from "../../ted/row.ts";
import type { Reading } from "../turn.ts";

/** A router is shown by the name it is declared with, else by the topology's. */
export function tedName(r: Reading, ted: number): string {
  const id = r.caches.routerByTed.get(ted);
  const router = id === undefined ? undefined : r.s.routers.get(id);
  return router?.name ?? r.caches.ted.names.router(ted);
}

/** The label that a router has for an index; undefined: outside its SRGB. */
export function labelOf(router: TedRouter, index: number): number | undefined {
  let left = index;
  for (const { base, size } of router.srgb) {
    if (left < size) return base + left;
    left -= size;
  }
  return undefined;
}

export const feedNames = (r: Reading, feeds: readonly number[]) =>
  feeds.flatMap((feed) => r.s.bgp.get(feed)?.config.address ?? []);

/** "isisL2", "ospfv2". */
export const protocolWord = (of: { readonly group: string; readonly area: string }): string =>
  of.group === "isis" ? `isis${of.area}` : of.group;

/** Bits that are set, 0 the least significant of the first word. */
export const adminGroupBits = (words: readonly number[]): readonly number[] =>
  words.flatMap((word, w) =>
    Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => word >>> bit & 1).map((bit) =>
      32 * w + bit
    )
  );
export const bitsPerSecond = (bytesPerSecond: number | undefined): number | undefined =>
  bytesPerSecond === undefined ? undefined : bytesPerSecond * 8;
