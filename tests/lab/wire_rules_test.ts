/** The judge of captured packets: what it lets pass and what it catches. */
import assert from "node:assert/strict";
import { fromHex } from "./listening_pce.ts";
import { readObjects, type WireMessage } from "./wire.ts";
import { findOffences } from "./wire_rules.ts";

const PCE = "10.9.0.2";
const PCC = "10.255.0.1";
const SRP = "21120014 00000000 00000065 001c000400000001";
const ERO = "07120014 2408000903e83000 2408000903e84000";
const reportD1 = received("0a", `${SRP} 20120010 00003009 0011000262310000 ${ERO}`);
const reportD0 = received("0a", `${SRP} 20120010 00003008 0011000262310000 ${ERO}`);

Deno.test("`findOffences()` lets a PCUpd pass for an LSP that is delegated", () => {
  assert.deepEqual(
    findOffences([reportD1, sent("0b", `${SRP} 20120008 00003009 ${ERO}`)], PCE),
    [],
  );
});

Deno.test("`findOffences()` catches a PCUpd after D=0 (RFC 8231 §5.8.2)", () => {
  const messages = [reportD1, reportD0, sent("0b", `${SRP} 20120008 00003009 ${ERO}`)];
  assert.match(findOffences(messages, PCE).join(), /not delegated/);
});

Deno.test("`findOffences()` catches a PLSP-ID of an earlier session", () => {
  const open = received("01", "01100008 201e7801");
  const messages = [reportD1, open, sent("0b", `${SRP} 20120008 00003009 ${ERO}`)];
  assert.match(findOffences(messages, PCE).join(), /not reported in this session/);
});

Deno.test("`findOffences()` catches the delete that means every LSP (RFC 8281 §5.4)", () => {
  const remove = "21120014 00000001 00000065 001c000400000001";
  const messages = [sent("0c", `${remove} 20120008 00000001`)];
  assert.match(findOffences(messages, PCE).join(), /deletes every LSP/);
});

Deno.test("`findOffences()` catches what wedges FRR: error order, classes, types", () => {
  const rp = "02120014 00000080 00000001 001c000400000001";
  assert.match(findOffences([sent("06", `${rp} 0d100008 00001802`)], PCE).join(), /PCErr/);
  assert.match(findOffences([sent("0b", `2d10000800000000`)], PCE).join(), /object class 45/);
  assert.match(findOffences([sent("14", "")], PCE).join(), /message type 20/);
});

function sent(type: string, objects: string): WireMessage {
  return message(PCE, PCC, type, objects);
}

function received(type: string, objects: string): WireMessage {
  return message(PCC, PCE, type, objects);
}

function message(from: string, to: string, type: string, objects: string): WireMessage {
  const body = fromHex(objects);
  const length = (body.length + 4).toString(16).padStart(4, "0");
  const bytes = new Uint8Array([...fromHex(`20${type}${length}`), ...body]);
  return { at: 0, from, to, type: bytes[1] ?? 0, objects: readObjects(bytes), bytes };
}
