/** One PCEP message: read, named, and said again, from any octets. */
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { dissect } from "../../../src/pcep/codec/dissect.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import type { Message } from "../../../src/pcep/codec/message.ts";
import { OBJECTS } from "../../../src/pcep/registry/objects.ts";
import { DEFAULT } from "../../../src/pcep/profiles/default.ts";
import { WireError } from "../../../src/wire/error.ts";
import { concat, must, plainWords, type Target } from "../case.ts";
import { checkTree, comparable } from "./tree.ts";

export const pcepMessage: Target = {
  name: "pcepMessage",
  millisecondsAtMost: 500,
  *run(parts) {
    const bytes = concat(parts);
    yield* checkTree(dissect(bytes), bytes);
    let first: Message;
    try {
      first = decodeMessage(bytes);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return yield `error ${error.code} ${plainWords(error.detail)}`;
    }
    yield `kind ${first.kind}`;
    if ("problems" in first) {
      for (const { type, value } of first.problems) yield `problem ${type}/${value}`;
    }
    const said = sayAgain(first, bytes.length);
    if (!said) return yield "too long to be said again";
    const second = decodeMessage(said);
    must(second.kind === first.kind, `a ${first.kind} is said as a ${second.kind}`);
    if (hasMisplaced(first) || !isPadded(bytes)) return;
    const again = sayAgain(second, bytes.length);
    must(again !== undefined, "what was said once is too long the second time");
    const third = decodeMessage(again);
    must(comparable(third) === comparable(second), `a ${first.kind} changes when it is said again`);
    const clean = !("problems" in first) || first.problems.length === 0;
    if (clean && !comparable(first).includes('"malformed"')) {
      must(
        comparable(second) === comparable(first),
        `a good ${first.kind} changes when said again`,
      );
    }
  },
};

/** An object that cannot be read but whose class has a place in the grammar is kept, and said again at the end. */
const hasMisplaced = (message: Message): boolean =>
  [...comparable(message).matchAll(/"class":(\d+)/g)].some(([, found]) =>
    CLASSES.has(Number(found))
  );
const CLASSES = new Set(Object.values(OBJECTS).map((row) => row.class));

/** Objects have whole words (RFC 5440 §7.2); those that have not are taken, and said again with what they lack. */
function isPadded(bytes: Uint8Array): boolean {
  for (let at = 4; at + 4 <= bytes.length;) {
    const length = bytes[at + 2]! << 8 | bytes[at + 3]!;
    if (length < 4 || length % 4 !== 0) return false;
    at += length;
  }
  return true;
}

/** undefined: longer than a message may be (of long octets it can become), the one thing that encodeMessage() may refuse here. */
function sayAgain(message: Message, octets: number): Uint8Array | undefined {
  try {
    return encodeMessage(message, DEFAULT);
  } catch (error) {
    if (error instanceof RangeError && octets > 32_000) return undefined;
    throw error;
  }
}
