/**
 * SRv6 SIDs in lists of numbers, beside MPLS labels: four numbers a SID, 32 bits each, all of them from 2⁴⁰ on, so that
 * no label or IPv4 address is taken for a part of one. Lists are compared, packed and stored as what they are.
 */
import { formatIpv6, parseIpv6 } from "./address.ts";

const FIRST = 2 ** 40;
const PARTS = 4;

/** Throws RangeError for what is no IPv6 address. */
export function sidNumbers(sid: string): number[] {
  const octets = parseIpv6(sid);
  if (!octets) throw new RangeError(`${sid} is no SRv6 SID`);
  const view = new DataView(octets.buffer, octets.byteOffset, 16);
  return [0, 4, 8, 12].map((at) => FIRST + view.getUint32(at));
}

export const isSidNumber = (number: number): boolean => number >= FIRST;
/** Of SIDs, not of labels? What is in it stands at its front. */
export const holdsSids = (list: readonly number[]): boolean => list.some(isSidNumber);

/** The labels of a list for those who show labels alone; SIDs are none. */
export const labelsIn = (list: readonly number[]): readonly number[] => holdsSids(list) ? [] : list;

/** A list item by item: SIDs as text, all else as the numbers they are. */
export function itemsOf(list: readonly number[]): (number | string)[] {
  const items: (number | string)[] = [], view = new DataView(new ArrayBuffer(16));
  for (let i = 0; i < list.length; i++) {
    const number = list[i]!;
    if (!isSidNumber(number)) {
      items.push(number);
      continue;
    }
    for (let part = 0; part < PARTS; part++) {
      view.setUint32(4 * part, (list[i + part] ?? FIRST) - FIRST);
    }
    items.push(formatIpv6(new Uint8Array(view.buffer)));
    i += PARTS - 1;
  }
  return items;
}
