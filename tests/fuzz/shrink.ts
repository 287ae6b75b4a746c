/** The smallest input that shows the same defect: parts and pieces left out, octets made zero, as long as it stays the same. */
import type { Case } from "./case.ts";
import { withoutParts } from "./mutate_parts.ts";
import { judge } from "./oracle.ts";

/** What it answers shows `signature`, too. */
export function shrink(found: Case, signature: string): Case {
  let best = found, left = signature.endsWith(" slow") ? 10 : TRIES;
  const shows = (parts: readonly Uint8Array[]): boolean => {
    if (left-- <= 0) return false;
    const verdict = judge({ ...found, parts });
    if (!("signature" in verdict) || verdict.signature !== signature) return false;
    best = { ...found, parts };
    return true;
  };
  for (let before = -1; before !== sizeOf(best) && left > 0;) {
    before = sizeOf(best);
    leaveOutParts(best, shows);
    for (let i = 0; i < best.parts.length; i++) shrinkPart(() => best.parts, i, shows);
  }
  return best;
}

type Shows = (parts: readonly Uint8Array[]) => boolean;

function leaveOutParts(found: Case, shows: Shows): void {
  let { parts } = found;
  for (let size = parts.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= parts.length && parts.length > 1;) {
      const fewer = parts.toSpliced(at, size);
      if (shows(fewer)) parts = fewer;
      else at += size;
    }
  }
}

function shrinkPart(parts: () => readonly Uint8Array[], i: number, shows: Shows): void {
  const put = (bytes: Uint8Array) => shows(parts().with(i, bytes));
  const part = () => parts()[i]!;
  leaveOutInside(part, put);
  leaveOutFramed(part, put);
  for (let size = part().length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= part().length;) {
      const fewer = new Uint8Array(part().length - size);
      fewer.set(part().subarray(0, at));
      fewer.set(part().subarray(at + size), at);
      if (!put(fewer)) at += size;
    }
  }
  for (let at = 0; at < part().length; at++) {
    if (part()[at] === 0) continue;
    put(part().with(at, 0));
  }
}

/** Whatever looks like an object or a TLV: a type, a length in two octets, and as much as it says. */
function leaveOutFramed(part: () => Uint8Array, put: (bytes: Uint8Array) => boolean): void {
  for (let at = 0; at + 4 <= part().length;) {
    const bytes = part(), said = bytes[at + 2]! << 8 | bytes[at + 3]!;
    const gone = [said, (said + 3 & ~3) + 4].some((size) =>
      size >= 4 && at + size <= bytes.length &&
      put(Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + size)]))
    );
    if (!gone) at++;
  }
}

/** Parts of a message that can be read, with the lengths around them put right. */
function leaveOutInside(part: () => Uint8Array, put: (bytes: Uint8Array) => boolean): void {
  for (let again = true; again;) {
    again = false;
    for (const head of [0, 1]) { // deeds begin with an octet of their own
      const bytes = part().subarray(head);
      for (const fewer of withoutParts(bytes, bytes[0] === 0xff ? "bgp" : "pcep")) {
        const whole = new Uint8Array(head + fewer.length);
        whole.set(part().subarray(0, head));
        whole.set(fewer, head);
        if (whole.length < part().length && put(whole)) {
          again = true;
          break;
        }
      }
    }
  }
}

const TRIES = 2000;
const sizeOf = ({ parts }: Case): number =>
  parts.reduce(
    (sum, part) => sum + 4 + part.length + part.filter((octet) => octet !== 0).length,
    0,
  );
