/** Which half-links belong to one wire, and which two are its directions: by descriptors only. */
import type { LinkStore } from "./link_store.ts";

/** Do two half-links of the same direction run over one wire? */
export function oneWire(halves: LinkStore, a: number, b: number): boolean {
  const at = halves.columns.at;
  if (at.localIpv4[a] !== 0 && at.localIpv4[a] === at.localIpv4[b]) {
    return at.remoteIpv4[a] === at.remoteIpv4[b];
  }
  const [ours, theirs] = [halves.ipv6Of(a), halves.ipv6Of(b)];
  if (ours[0] !== "" && ours[0] === theirs[0]) return ours[1] === theirs[1];
  const id = halves.localIdOf(a);
  return id !== 0 && id === halves.localIdOf(b);
}
/** Have they a kind of descriptor in common, so that a difference tells them apart? */
export function comparable(halves: LinkStore, a: number, b: number): boolean {
  const at = halves.columns.at;
  return (at.localIpv4[a] !== 0 && at.localIpv4[b] !== 0) ||
    (halves.ipv6Of(a)[0] !== "" && halves.ipv6Of(b)[0] !== "") ||
    (halves.localIdOf(a) !== 0 && halves.localIdOf(b) !== 0);
}

/** For each wire there, the index of the same wire back; −1: one-way. */
export function match(
  halves: LinkStore,
  forth: readonly number[][],
  back: readonly number[][],
): number[] {
  const matched = forth.map((wire) => back.findIndex((w) => opposite(halves, wire, w) > 0));
  forth.forEach((wire, i) => {
    if (matched[i]! >= 0) return;
    const free = (w: number[], k: number) =>
      !matched.includes(k) && opposite(halves, wire, w) === 0;
    const candidates = back.filter(free);
    const rivals = forth.filter((other, k) =>
      matched[k]! < 0 && candidates.some((w) => opposite(halves, other, w) === 0)
    );
    if (candidates.length === 1 && rivals.length === 1) matched[i] = back.indexOf(candidates[0]!);
  });
  return matched;
}

/** 1: the same wire; −1: another; 0: the descriptors do not say. Addresses speak before ids. */
function opposite(halves: LinkStore, wire: readonly number[], other: readonly number[]): number {
  let verdict = 0;
  for (const a of wire) {
    for (const b of other) {
      const { localIpv4, remoteIpv4 } = halves.columns.at;
      const ours = halves.ipv6Of(a), theirs = halves.ipv6Of(b);
      const said = crossed(localIpv4[a]!, remoteIpv4[a]!, localIpv4[b]!, remoteIpv4[b]!) ||
        crossed(ours[0], ours[1], theirs[0], theirs[1]) ||
        crossed(
          halves.localIdOf(a),
          halves.remoteIdOf(a),
          halves.localIdOf(b),
          halves.remoteIdOf(b),
        );
      if (said > 0) return 1;
      if (said < 0) verdict = -1;
    }
  }
  return verdict;
}
/** Compares local with remote and remote with local; 0 and "" are unknown. */
function crossed<T>(localA: T, remoteA: T, localB: T, remoteB: T): number {
  const there = localA && remoteB ? (localA === remoteB ? 1 : -1) : 0;
  const here = remoteA && localB ? (remoteA === localB ? 1 : -1) : 0;
  if (there < 0 || here < 0) return -1;
  return there > 0 && here > 0 ? 1 : 0;
}
