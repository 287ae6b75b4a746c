/** Adjacency SIDs as small integers: two a SID, instead of an object. */
import type { AdjacencySid, LinkAttributes } from "./fact.ts";

export type Sids = readonly number[] | readonly AdjacencySid[];

const INDEX = 1, BACKUP = 2, SET = 4, PERSISTENT = 8, WEIGHTED = 16;
/** Pairs of value and bits (weight from bit 8); LAN SIDs are kept as they are. */
export function packed(a: LinkAttributes): Sids | undefined {
  const sids = a.adjacencySids;
  if (!sids || sids.length === 0) return undefined;
  if (sids.some((sid) => sid.lanNeighbor !== undefined)) return sids;
  const pairs: number[] = new Array(2 * sids.length); // no larger: there are as many as links
  sids.forEach((sid, i) => {
    pairs[2 * i] = sid.label ?? sid.index ?? 0;
    pairs[2 * i + 1] = bitsOf(sid);
  });
  return pairs;
}
const bitsOf = (sid: AdjacencySid): number =>
  (sid.label === undefined ? INDEX : 0) | (sid.backup ? BACKUP : 0) | (sid.set ? SET : 0) |
  (sid.persistent ? PERSISTENT : 0) |
  (sid.weight === undefined ? 0 : WEIGHTED | sid.weight << 8);
export function unpack(sids: Sids): readonly AdjacencySid[] {
  if (!isPacked(sids)) return sids;
  const made: AdjacencySid[] = [];
  for (let i = 0; i < sids.length; i += 2) {
    const value = sids[i]!, bits = sids[i + 1]!;
    made.push({
      ...((bits & INDEX) !== 0 ? { index: value } : { label: value }),
      ...((bits & BACKUP) !== 0 && { backup: true }),
      ...((bits & SET) !== 0 && { set: true }),
      ...((bits & PERSISTENT) !== 0 && { persistent: true }),
      ...((bits & WEIGHTED) !== 0 && { weight: bits >> 8 }),
    });
  }
  return made;
}
const isPacked = (sids: Sids): sids is readonly number[] => typeof sids[0] === "number";
