/** Octets changed blindly: bits, interesting values, pieces that go, come twice, or come from somewhere else. */
import type { Random } from "../../lab/sim/random.ts";
import { concat } from "./case.ts";

/** Another array with one change; `others` lend pieces. */
export function mutateOctets(
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
): Uint8Array {
  const out = bytes.slice();
  const at = random.between(0, Math.max(out.length - 1, 0));
  const length = Math.min(random.pick([1, 2, 4, 8, 20, 60]), out.length - at);
  switch (random.between(0, 9)) {
    case 0:
      if (out.length > 0) out[at]! ^= 1 << random.between(0, 7);
      return out;
    case 1:
    case 2:
      if (out.length > 0) out[at] = random.pick(INTERESTING);
      return out;
    case 3:
      if (out.length > 0) out[at] = random.between(0, 255);
      return out;
    case 4: { // a word of two octets, as lengths and counts are
      const [high, low] = random.pick(INTERESTING_WORDS);
      out[at] = high;
      if (at + 1 < out.length) out[at + 1] = low;
      return out;
    }
    case 5:
      return concat([out.subarray(0, at), out.subarray(at + length)]);
    case 6:
      return concat([out.subarray(0, at + length), out.subarray(at)]);
    case 7: {
      const from = random.pick(others);
      const start = random.between(0, Math.max(from.length - 1, 0));
      const piece = from.subarray(start, start + random.pick([1, 2, 4, 8, 20, 60]));
      return concat([out.subarray(0, at), piece, out.subarray(at)]);
    }
    case 8:
      return out.subarray(0, at);
    default: {
      const value = random.pick(INTERESTING);
      return concat([out.subarray(0, at), new Uint8Array(length).fill(value), out.subarray(at)]);
    }
  }
}

/** The message's own length put right, so that what is wrong lies further in. */
export function withLength(bytes: Uint8Array, protocol: "pcep" | "bgp"): Uint8Array {
  const out = bytes.slice(0, 65_535), view = new DataView(out.buffer);
  if (protocol === "pcep" && out.length >= 4) {
    out[0] = 0x20;
    view.setUint16(2, out.length);
  }
  if (protocol === "bgp" && out.length >= 19) {
    out.fill(0xff, 0, 16);
    view.setUint16(16, out.length);
  }
  return out;
}

const INTERESTING = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 33, 63, 64, 127, 128, 129, 254, 255];
const INTERESTING_WORDS: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1],
  [0, 3],
  [0, 4],
  [0, 5],
  [0, 8],
  [0xff, 0xff],
  [0x7f, 0xff],
  [0x80, 0],
  [0xff, 0xfc],
  [1, 0],
];
