/** What is fuzzed: a target takes parts of octets, answers what was reached, and throws when something is wrong. */

export const TARGETS = [
  "pcepMessage",
  "bgpMessage",
  "pcepStream",
  "bgpStream",
  "pcepSession",
  "bgpSession",
  "captureFile",
  "core",
] as const;
export type TargetName = typeof TARGETS[number];

/** One input. What the parts are, the target says: one message, chunks of a stream, deeds of a peer. */
export interface Case {
  readonly target: TargetName;
  readonly parts: readonly Uint8Array[];
}
export interface Target {
  readonly name: TargetName;
  /** Words for all that the input reached: error codes, rows, states. Throws on what must never be. */
  run(parts: readonly Uint8Array[]): Iterable<string>;
  /** Longest time that one input may take. */
  readonly millisecondsAtMost: number;
}

/** Words without the numbers that make each message another one. */
export const plainWords = (text: string): string =>
  text.replace(/0x[0-9a-f]+|\d+|"[^"]*"|[0-9a-f]{8,}/gi, "#").slice(0, 120);

/** What must never be, found by an oracle. */
export class Broken extends Error {
  override readonly name = "Broken";
}
export function must(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Broken(words);
}

export const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
