/** How the UPDATEs of a session are to be read: its two OPENs say it, where they are there (RFC 6793 §4, RFC 7911 §4). */
import { decodeMessage } from "../../bgp/codec/decode_message.ts";
import type { OpenMessage } from "../../bgp/codec/message.ts";
import { type SessionForm, USUAL_FORM } from "../../bgp/codec/session_form.ts";
import {
  AFI_LINK_STATE,
  HEADER_LENGTH,
  MESSAGES,
  SAFI_LINK_STATE,
} from "../../bgp/registry/messages.ts";
import type { FoundMessage } from "./found_message.ts";

/** The same messages; those of BGP sessions whose OPENs are both among them know their form. */
export function withForms(messages: readonly FoundMessage[]): FoundMessage[] {
  const opens = new Map<string, OpenMessage>();
  return messages.map((message) => {
    if (message.protocol !== "bgp") return message;
    const { bytes, from = "", to = "" } = message;
    const there = `${from} ${to}`, back = `${to} ${from}`;
    if (bytes[HEADER_LENGTH - 1] === MESSAGES.open.type) {
      const open = decodeMessage(bytes);
      if (open.kind === "open") opens.set(there, open);
    }
    const sender = opens.get(there), receiver = opens.get(back);
    return sender && receiver ? { ...message, form: formOf(sender, receiver) } : message;
  });
}

function formOf(sender: OpenMessage, receiver: OpenMessage): SessionForm {
  const fourOctetAsn = [sender, receiver].every((open) =>
    open.capabilities.some(({ kind }) => kind === "fourOctetAsn")
  );
  const addPath = linkStatePaths(sender, SENDS) && linkStatePaths(receiver, RECEIVES);
  return { ...USUAL_FORM, fourOctetAsn, addPath };
}

const linkStatePaths = (open: OpenMessage, bit: number): boolean =>
  open.capabilities.some((capability) =>
    capability.kind === "addPath" &&
    capability.value.some(({ afi, safi, sendReceive }) =>
      afi === AFI_LINK_STATE && safi === SAFI_LINK_STATE && (sendReceive & bit) !== 0
    )
  );
const RECEIVES = 1, SENDS = 2; // RFC 7911 §4
