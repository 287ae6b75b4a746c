import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { dissect } from "../../../src/pcep/codec/dissect.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import type { Message } from "../../../src/pcep/codec/message.ts";
import { FRR } from "../../../src/pcep/profiles/frr.ts";
import { PCEP_TLVS } from "../../../src/pcep/registry/tlvs.ts";
import { WireError } from "../../../src/wire/error.ts";
import { decode, tlvs } from "../../../src/wire/tlv.ts";
import { fromHex, toHex } from "../../wire/hex.ts";
import { shared } from "../golden.ts";

const RUNS = ["1", "2", "3", "3b", "4-both", "6-ospf", "8-mpls", "9-mini", "10-nov6", "11-deleg"];

/** Every message of the recorded sessions with FRR, split where one record holds several. */
function recorded(direction: "in" | "out"): { where: string; bytes: Uint8Array }[] {
  return RUNS.flatMap((run) =>
    (shared(`captures/run${run}-pcep.jsonl`) ?? [])
      .filter((line) => line.dir === direction && typeof line.hex === "string")
      .map((line) => ({ where: `run${run} ${line.n}`, bytes: fromHex(line.hex as string) }))
  );
}

const problemsOf = (message: Message) => "problems" in message ? message.problems : [];

Deno.test("`decodeMessage()` takes everything FRR said, and `encodeMessage()` says the same octets", () => {
  for (const { where, bytes } of recorded("in")) {
    const framer = new Framer();
    framer.push(bytes);
    for (let one = framer.next(); one !== undefined; one = framer.next()) {
      assert(one instanceof Uint8Array, where);
      const message = decodeMessage(one);
      assert.deepEqual(problemsOf(message), [], where);
      const again = encodeMessage(message, { ...FRR, oneLspPerMessage: false });
      assert.deepEqual(decodeMessage(again), message, where);
      // FRR repeats a request's own parameters around its errors; only the ids mean something there.
      if (message.kind === "error" || message.kind === "notification") continue;
      assert.equal(withoutFlags(again), withoutFlags(one), where);
    }
  }
});

/** P and I are the sender's choice; everything else must be the same. */
function withoutFlags(bytes: Uint8Array): string {
  const out = bytes.slice();
  for (let at = 4; at + 4 <= out.length;) {
    out[at + 1]! &= 0xf0;
    at += out[at + 2]! << 8 | out[at + 3]!;
  }
  return toHex(out);
}

Deno.test("what was sent to FRR, good and bad, decodes or is refused with a reason", () => {
  for (const { where, bytes } of recorded("out")) {
    let message: Message;
    try {
      message = decodeMessage(bytes);
    } catch (e) {
      assert(e instanceof WireError, `${where}: ${e}`);
      continue;
    }
    if (problemsOf(message).length > 0) continue;
    assert.deepEqual(decodeMessage(encodeMessage(message)), message, where);
  }
});

Deno.test("`decodeMessage()` and `encodeMessage()` agree on the messages of other projects", () => {
  for (const line of shared("vectors/messages.jsonl") ?? []) {
    if (line.proto !== "pcep" || line.kind !== "message") continue;
    const where = `${line.source} ${line.note}`;
    const bytes = fromHex(line.hex as string);
    const message = decodeMessage(bytes);
    assert(message.kind !== "unknown" || bytes[1]! > 13 || bytes[1] === 8 || bytes[1] === 9, where);
    assert.equal(dissect(bytes).note, undefined, where);
    if (problemsOf(message).some((p) => !p.kept)) continue; // it was refused, with a PCErr to say so
    assert.deepEqual(decodeMessage(encodeMessage(message)), message, where);
  }
});

Deno.test("malformed octets of other projects cost at most themselves", () => {
  const lines = [
    ...shared("vectors/negative.jsonl") ?? [],
    ...shared("vectors/fragments.jsonl") ?? [],
  ];
  const list = tlvs(PCEP_TLVS);
  for (const line of lines) {
    if (line.proto !== "pcep") continue;
    const bytes = fromHex(line.hex as string);
    dissect(bytes);
    for (const read of [() => decodeMessage(bytes), () => decode(list, bytes)]) {
      try {
        read();
      } catch (e) {
        assert(e instanceof WireError, `${line.source}: ${e}`);
      }
    }
  }
});
