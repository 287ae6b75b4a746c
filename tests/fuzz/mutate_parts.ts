/** Messages changed by their structure: parts that go, come twice, change places or size, with the lengths around them put right. */
import type { Random } from "../../lab/sim/random.ts";
import { dissect as dissectBgp } from "../../src/bgp/codec/dissect.ts";
import { dissect as dissectPcep } from "../../src/pcep/codec/dissect.ts";
import type { Dissection } from "../../src/wire/dissect.ts";
import { concat } from "./case.ts";

interface Place {
  readonly part: Dissection;
  readonly around: readonly Dissection[]; // from the message down
}

/** Another message; the same octets where there are no parts. */
export function mutateParts(
  bytes: Uint8Array,
  protocol: "pcep" | "bgp",
  random: Random,
  others: readonly Uint8Array[],
): Uint8Array {
  const places = placesIn(bytes, protocol);
  if (places.length === 0) return bytes;
  const place = random.pick(places);
  const { offset, length } = place.part;
  const own = bytes.subarray(offset, offset + length);
  switch (random.between(0, 6)) {
    case 0:
      return replaced(bytes, place, new Uint8Array(), random);
    case 1:
    case 2:
      return replaced(
        bytes,
        place,
        concat(new Array(random.pick([2, 2, 3, 20])).fill(own)),
        random,
      );
    case 3:
      return replaced(bytes, place, partOf(random.pick(others), protocol, random) ?? own, random);
    case 4:
      return replaced(bytes, place, own.subarray(0, random.between(0, length)), random);
    case 5: {
      const more = new Uint8Array(random.pick([1, 2, 3, 4, 8, 16])).fill(random.pick([0, 1, 255]));
      return replaced(bytes, place, concat([own, more]), random);
    }
    default:
      return swapped(bytes, place, places, random);
  }
}

/** Each message with one part less, whole lengths around it, larger parts first. */
export function* withoutParts(bytes: Uint8Array, protocol: "pcep" | "bgp"): Generator<Uint8Array> {
  const places = [...placesIn(bytes, protocol)].sort((a, b) => b.part.length - a.part.length);
  for (const place of places) {
    yield replaced(bytes, place, new Uint8Array());
  }
}

/** Two parts that do not contain each other change places. */
function swapped(
  bytes: Uint8Array,
  { part }: Place,
  places: readonly Place[],
  random: Random,
): Uint8Array {
  const end = part.offset + part.length;
  const later = places.filter((other) => other.part.offset >= end);
  if (later.length === 0) return bytes;
  const other = random.pick(later).part, otherEnd = other.offset + other.length;
  return concat([
    bytes.subarray(0, part.offset),
    bytes.subarray(other.offset, otherEnd),
    bytes.subarray(end, other.offset),
    bytes.subarray(part.offset, end),
    bytes.subarray(otherEnd),
  ]);
}

/** Most often what is around says the new length; sometimes it lies. */
function replaced(
  bytes: Uint8Array,
  { part, around }: Place,
  by: Uint8Array,
  random?: Random,
): Uint8Array {
  const { offset, length } = part;
  const out = concat([bytes.subarray(0, offset), by, bytes.subarray(offset + length)])
    .subarray(0, 65_535);
  if (random?.chance(0.1)) return out;
  const grown = by.length - length;
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  for (const outer of around) grow(view, outer, grown, offset);
  if (by.length === 0) return out;
  grow(view, part, grown, offset + 1); // if it says its own length, too
  return out;
}

/** Finds the length field of a part: the first number at its head that says what it has, with or without its head. */
function grow(view: DataView, { offset, length }: Dissection, by: number, before: number): void {
  for (const at of [0, 1, 2, 3, 16]) {
    const where = offset + at;
    if (where + 2 <= before + 2 && where + 2 <= view.byteLength) {
      const said = view.getUint16(where);
      if (said > 3 && said <= length && length - said <= 7 && said + by >= 0) {
        return view.setUint16(where, said + by & 0xffff);
      }
    }
    if (where < view.byteLength && at > 0 && at < 3) {
      const said = view.getUint8(where);
      if (said > 1 && said <= length && length - said <= 3 && said + by >= 0) {
        return view.setUint8(where, said + by & 0xff);
      }
    }
  }
}

/** The octets of any part of another message. */
function partOf(bytes: Uint8Array, protocol: "pcep" | "bgp", random: Random) {
  const places = placesIn(bytes, protocol);
  if (places.length === 0) return undefined;
  const { offset, length } = random.pick(places).part;
  return bytes.subarray(offset, offset + length);
}

function placesIn(bytes: Uint8Array, protocol: "pcep" | "bgp"): readonly Place[] {
  const known = PLACES.get(bytes);
  if (known) return known;
  const tree = treeOf(bytes, protocol);
  if (!tree) return [];
  const places: Place[] = [];
  const walk = (part: Dissection, around: readonly Dissection[]) => {
    if (around.length > 0 && part.length > 0) places.push({ part, around });
    for (const child of part.children) walk(child, [...around, part]);
  };
  walk(tree, []);
  PLACES.set(bytes, places);
  return places;
}
/** undefined: the very defect that is looked for. */
function treeOf(bytes: Uint8Array, protocol: "pcep" | "bgp"): Dissection | undefined {
  try {
    return protocol === "pcep" ? dissectPcep(bytes) : dissectBgp(bytes);
  } catch {
    return undefined;
  }
}
const PLACES = new WeakMap<Uint8Array, readonly Place[]>();
