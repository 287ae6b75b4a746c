/** What other projects wrote in the form of one vendor's routers, read by that vendor's profile. */
import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { readSrPolicy } from "../../../src/pcep/codec/sr_policy.ts";
import { detectProfile, PROFILES } from "../../../src/pcep/profiles/detect.ts";
import { JUNOS } from "../../../src/pcep/profiles/junos.ts";
import { fromHex, toHex } from "../../wire/hex.ts";
import { shared } from "../golden.ts";

const LSP = "20100008 00003009", ERO = "0710000c 24080009 03e85000";

function report(...objects: readonly string[]): Uint8Array {
  const body = fromHex(objects.join("").replaceAll(" ", ""));
  return Uint8Array.of(0x20, 10, 0, body.length + 4, ...body);
}

Deno.test("the association of type 65505 that another project took from Junos says its policy, and goes out again as it came", () => {
  const lines = shared("vectors/messages.jsonl") ?? [];
  const found = lines.filter(({ hex }) => String(hex).startsWith("2810004400000000ffe1"));
  for (const { hex } of found) {
    const bytes = report(LSP, ERO, String(hex));
    const message = decodeMessage(bytes, JUNOS);
    assert(message.kind === "report");
    const policy = readSrPolicy(message.reports[0]!, JUNOS);
    assert.deepEqual([policy?.color, policy?.endpoint], [100, 0xc0000202]);
    assert.ok(toHex(encodeMessage(message, JUNOS)).includes(String(hex).slice(4)));
  }
});

Deno.test("every profile reads every message of other projects, and none is thrown out for it", () => {
  for (const line of shared("vectors/messages.jsonl") ?? []) {
    if (line.proto !== "pcep" || line.kind !== "message") continue;
    const bytes = fromHex(line.hex as string);
    for (const profile of Object.values(PROFILES)) {
      const message = decodeMessage(bytes, profile);
      if (message.kind === "open") detectProfile(message);
      if (message.kind !== "report") continue;
      for (const one of message.reports) readSrPolicy(one, profile);
    }
  }
});

Deno.test("FRR's recorded Opens are known as FRR's, with and without draft-07", () => {
  const opens = ["1", "4-both"].flatMap((run) =>
    (shared(`captures/run${run}-pcep.jsonl`) ?? []).flatMap(({ dir, hex }) =>
      dir === "in" && String(hex).startsWith("2001") ? [String(hex)] : []
    )
  );
  for (const hex of opens) {
    const message = decodeMessage(fromHex(hex).slice(0, parseInt(hex.slice(4, 8), 16)));
    assert(message.kind === "open");
    assert.equal(detectProfile(message).name, "frr", hex);
  }
});
