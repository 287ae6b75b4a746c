/** One BGP message: read, named, turned into facts of the topology, and said again, from any octets. */
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { dissect } from "../../../src/bgp/codec/dissect.ts";
import { encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import type { Message } from "../../../src/bgp/codec/message.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { type SessionForm, USUAL_FORM } from "../../../src/bgp/codec/session_form.ts";
import { concat, must, type Target } from "../case.ts";
import { checkTree, comparable } from "./tree.ts";

const FORMS: readonly SessionForm[] = [
  USUAL_FORM,
  { fourOctetAsn: false, internal: false, addPath: true },
];

export const bgpMessage: Target = {
  name: "bgpMessage",
  millisecondsAtMost: 500,
  *run(parts) {
    const bytes = concat(parts);
    for (const form of FORMS) {
      yield* checkTree(dissect(bytes, form), bytes);
      const first = decodeMessage(bytes, form);
      if (first.kind === "malformed") {
        yield `fault ${first.fault.code}/${first.fault.subcode}`;
        continue;
      }
      yield `kind ${first.kind}`;
      if (first.kind === "update") {
        for (const { attribute, remedy } of first.errors) yield `${remedy} ${attribute}`;
        const octets = first.attributeBytes ?? new Uint8Array();
        for (const nlri of first.reach) {
          const fact = lsFact(nlri, octets);
          yield `nlri ${nlri.type} ${fact === undefined ? "no fact" : "fact"}`;
        }
      }
      checkAgain(first, form, bytes.length);
    }
  },
};

function checkAgain(first: Message, form: SessionForm, octets: number): void {
  // What was lost is not said again, nor a NOTIFICATION beyond what every peer takes (RFC 4271 §4.1).
  if (first.kind === "update" && first.errors.length > 0) return;
  if (first.kind === "notification" && octets > 4096) return;
  const said = sayAgain(first, form, octets);
  if (!said) return;
  const second = decodeMessage(said, form);
  must(second.kind === first.kind, `a ${first.kind} is said as a ${second.kind}`);
  const again = sayAgain(second, form, octets);
  must(again !== undefined, "what was said once is too long the second time");
  const third = decodeMessage(again, form);
  must(comparable(third) === comparable(second), `a ${first.kind} changes when it is said again`);
  if (comparable(first).includes('"malformed"')) return;
  must(
    comparable(meaning(second)) === comparable(meaning(first)),
    `a good ${first.kind} changes when said again`,
  );
}

/** A next hop without routes means nothing, and is not said again; nor is one for routes of another attribute. */
function meaning(message: ReturnType<typeof decodeMessage>): unknown {
  if (message.kind !== "update") return message;
  const { reach, otherFamilies, path: { nextHop, ...path } } = message;
  const own = nextHop?.length === 4; // as NEXT_HOP has it (RFC 4271 §5.1.3)
  const routes = reach.length > 0 ||
    otherFamilies.some(({ what, multiprotocol }) => what === "reach" && (multiprotocol || own));
  return { ...message, path: routes ? { ...path, nextHop } : path };
}

function sayAgain(message: Message, form: SessionForm, octets: number): Uint8Array | undefined {
  try {
    return encodeMessage(message, form);
  } catch (error) {
    if (error instanceof RangeError && octets > 32_000) return undefined;
    throw error;
  }
}
