import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { dissect, dissectStream } from "../../../src/pcep/codec/dissect.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { FRR } from "../../../src/pcep/profiles/frr.ts";
import type { Dissection } from "../../../src/wire/dissect.ts";
import { fromHex, toHex } from "../../wire/hex.ts";
import { goldens, plain } from "../golden.ts";

const MESSAGES = goldens("messages.txt");
const named = (name: string) => MESSAGES.find((m) => m.kind === name)!;

for (const { kind, bytes, value, origin } of MESSAGES) {
  Deno.test(`\`decodeMessage()\` reads ${kind} (${origin})`, () => {
    assert.deepEqual(plain(decodeMessage(bytes)), value);
  });
}

Deno.test("`encodeMessage()` writes for FRR, octet by octet, what FRR was sent and accepted", () => {
  for (const name of ["initiate_with_color", "initiate_delete", "update"]) {
    const { bytes } = named(name);
    assert.equal(toHex(encodeMessage(decodeMessage(bytes), FRR)), toHex(bytes), name);
  }
});

Deno.test("`encodeMessage()` plays FRR, octet by octet", () => {
  for (const name of ["frr_open", "frr_report_configured", "frr_report_active", "frr_close"]) {
    const { bytes } = named(name);
    assert.equal(toHex(encodeMessage(decodeMessage(bytes), FRR)), toHex(bytes), name);
  }
});

const lines = (d: Dissection, depth = 0): string[] => [
  `${"  ".repeat(depth)}${d.offset}+${d.length} ${d.name}` + (d.value ? ` = ${d.value}` : "") +
  (d.note ? ` (!) ${d.note}` : ""),
  ...d.children.flatMap((child) => lines(child, depth + 1)),
];

Deno.test("`dissect()` names every field of a report, with its octets", () => {
  const tree = dissect(named("frr_report_configured").bytes);
  assert.equal(
    lines(tree).join("\n"),
    `
0+100 PCRpt
  0+1 version = version 1, flags 0
  1+1 type = 10 (PCRpt)
  2+2 length = 100
  4+20 SRP
    4+1 class = 33
    5+1 type and flags = type 1, mustProcess
    6+2 length = 20
    8+4 flags = none
    12+4 srpId = 0
    16+8 PATH-SETUP-TYPE
      20+3 reserved
      23+1 type = 1 (SR-MPLS)
  24+56 LSP
    24+1 class = 32
    25+1 type and flags = type 1, mustProcess
    26+2 length = 56
    28+4 lsp = plspId 1, operState 2
    32+20 IPV4-LSP-IDENTIFIERS
      36+4 sender = 10.255.0.1
      40+2 lspId = 0
      42+2 tunnelId = 0
      44+4 extendedTunnelId = 10.255.0.1
      48+4 endpoint = 10.255.0.4
    52+14 SYMBOLIC-PATH-NAME = "POL100-EXP"
    66+2 padding
    68+10 TE-PATH-BINDING (early)
      72+6 type and label = label 1100
    78+2 padding
  80+20 ERO
    80+1 class = 7
    81+1 type and flags = type 1, mustProcess
    82+2 length = 20
    84+8 SR = label 16005
      86+2 NAI type and flags = NAI type 0 (absent); F no NAI, M label
      88+4 SID = label 16005
    92+8 SR = label 16004
      94+2 NAI type and flags = NAI type 0 (absent); F no NAI, M label
      96+4 SID = label 16004`.trim(),
  );
  assert.equal(tree.children[4]!.children[4]!.ref, "RFC 8231 §7.3.1");
});

Deno.test("`dissect()` says what an error means", () => {
  const error = dissect(named("frr_error").bytes).children[3]!;
  assert.equal(error.name, "PCEP-ERROR");
  assert.equal(error.value, "24/2 LSP instantiation error: internal error (RFC 8281)");
});

Deno.test("`dissect()` shows what is there of a message that was cut off", () => {
  const whole = named("frr_report_configured").bytes;
  for (let n = 0; n <= whole.length; n++) {
    const tree = dissect(whole.slice(0, n));
    assert.equal(tree.length, n);
    if (n >= 4 && n < whole.length) assert.equal(tree.note, `says 100 octets, has ${n}`);
  }
  const cut = dissect(whole.slice(0, 60));
  const lsp = cut.children.at(-1)!;
  assert.equal(lsp.name, "LSP");
  assert(lsp.note && lsp.children.some((c) => c.name === "IPV4-LSP-IDENTIFIERS" && !c.note));
  assert.equal(lsp.offset + lsp.length, 60);
});

Deno.test("`dissectStream()` shows message after message where they lie", () => {
  const two = fromHex("20020004" + toHex(named("frr_close").bytes) + "2002");
  assert.deepEqual(dissectStream(two).map((d) => [d.name, d.offset, d.length]), [
    ["Keepalive", 0, 4],
    ["Close", 4, 12],
    ["Keepalive", 16, 2],
  ]);
});
