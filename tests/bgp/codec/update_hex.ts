/** UPDATEs put together from attributes in hex, and what became of them. */
import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import type { Fault, UpdateMessage } from "../../../src/bgp/codec/message.ts";
import { USUAL_FORM } from "../../../src/bgp/codec/session_form.ts";
import { fromHex, plain } from "../shared_bytes.ts";

/** An UPDATE of attributes given in hex, spaces allowed. */
export function update(...attributes: string[]): Uint8Array {
  const body = fromHex(attributes.join("").replaceAll(" ", ""));
  const length = 23 + body.length;
  const head = [length >> 8, length & 255, 2, 0, 0, body.length >> 8, body.length & 255];
  return Uint8Array.of(...new Array<number>(16).fill(255), ...head, ...body);
}
export const NODE_BODY = "02 0000000000000000 0100 000a 0203 0006 000000000001";
export const NODE = `0001 0017 ${NODE_BODY}`;
export const reach = (nlri: string) => attribute("80", "0e", `4004 47 04 0a090001 00 ${nlri}`);
export const unreach = (nlri: string) => attribute("80", "0f", `4004 47 ${nlri}`);
export const ORIGIN = "40 01 01 00";
export const AS_PATH = "40 02 06 02 01 0000fde8";
export const NAME = "80 1d 06 0402 0002 7231";

export function attribute(flags: string, type: string, value: string): string {
  const octets = value.replaceAll(" ", "").length / 2;
  return `${flags} ${type} ${octets.toString(16).padStart(2, "0")} ${value}`;
}
export function taken(bytes: Uint8Array, form = USUAL_FORM): UpdateMessage {
  const message = decodeMessage(bytes, form);
  assert(message.kind === "update", JSON.stringify(plain(message)));
  return message;
}
export function fault(bytes: Uint8Array): Fault {
  const message = decodeMessage(bytes);
  assert(message.kind === "malformed", message.kind);
  return message.fault;
}
export const remedies = ({ errors }: UpdateMessage) =>
  errors.map((e) => `${e.remedy} ${e.attribute}`);
export const codes = ({ code, subcode }: Fault) => `${code}/${subcode}`;
