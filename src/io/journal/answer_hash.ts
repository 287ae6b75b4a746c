/**
 * The running crc32 over everything the core answered. Two runs with the same hash after every event have said the
 * same things in the same order; the first event after which they differ is where to look.
 */
import { crc32 } from "node:zlib";
import type { Answer, Effect } from "../../controller/step.ts";
import { pack, Packer } from "../../lib/pack.ts";

/** Continues `hash` (0 at the start of a segment) with one answer. */
export function hashAnswer(hash: number, answer: Answer): number {
  NUMBERS[0] = answer.wakeAt;
  NUMBERS[1] = answer.effects.length;
  let running = crc32(NUMBER_OCTETS, hash);
  for (const effect of answer.effects) running = hashEffect(running, effect);
  return running;
}

/** The answer of a core that threw: a defect, but the same defect every time. */
export const hashFailure = (hash: number): number => crc32(FAILURE, hash);

/** Of one value on its own, for the result of a computation. */
export const hashValue = (value: unknown): number => crc32(pack(value), 0);

/** Octets are hashed where they lie. */
function hashEffect(hash: number, effect: Effect): number {
  scratch.clear();
  switch (effect.do) {
    case "write":
      scratch.put(effect.do);
      scratch.put(effect.connection);
      return crc32(effect.bytes, crc32(scratch.bytes, hash));
    case "compute": // without its graph of megabytes; the result is hashed when it comes
      scratch.put(effect.do);
      scratch.put(effect.batch);
      scratch.put(effect.jobs.list);
      return crc32(scratch.bytes, hash);
    default:
      scratch.put(effect);
      return crc32(scratch.bytes, hash);
  }
}

const scratch = new Packer();
const NUMBERS = new Float64Array(2);
const NUMBER_OCTETS = new Uint8Array(NUMBERS.buffer);
const FAILURE = new TextEncoder().encode("the core threw");
