import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { dissect } from "../../../src/bgp/codec/dissect.ts";
import { Framer } from "../../../src/bgp/codec/framer.ts";
import type { LsNlri } from "../../../src/bgp/codec/ls_nlri.ts";
import type { UpdateMessage } from "../../../src/bgp/codec/message.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { capture, fromHex, plain, RUNS } from "../shared_bytes.ts";

/** Every message of a run, decoded; the test fails on the first that is malformed or loses a part. */
function decodeRun(run: string) {
  const lines = capture(run);
  return lines?.flatMap((line) => {
    if (!line.hex) return [];
    const bytes = fromHex(line.hex);
    const message = decodeMessage(bytes);
    assert.notEqual(message.kind, "malformed", `${run} at ${line.t}: ${line.hex}`);
    if (message.kind === "update") assert.deepEqual(message.errors, [], line.hex);
    return [{ ...line, bytes, message }];
  });
}

/** What is there when the speaker has told all: NLRI by key, until its first End-of-RIB. */
function tableAtEndOfRib(updates: readonly UpdateMessage[]): Map<string, LsNlri> {
  const table = new Map<string, LsNlri>();
  for (const update of updates) {
    for (const nlri of update.unreach) table.delete(nlri.key);
    for (const nlri of update.reach) table.set(nlri.key, nlri);
    if (update.endOfRib) break;
  }
  return table;
}
function count(table: ReadonlyMap<string, LsNlri>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of table.values()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
const updatesOf = (run: string) =>
  decodeRun(run)?.flatMap(({ message, dir }) =>
    message.kind === "update" && dir === "in" ? [message] : []
  );

Deno.test("`decodeMessage()` reads every message FRR and GoBGP sent in the lab", () => {
  for (const run of RUNS) decodeRun(run);
});

Deno.test("`decodeMessage()` finds the lab's topology in the first table of a run", () => {
  const expected: Record<string, Record<string, number>> = {
    // run1 numbers its links as /31, where FRR deletes a neighbour's prefix: 16 of 17.
    run1: { node: 5, link: 12, ipv4Prefix: 16 },
    run2: { node: 5, link: 12, ipv4Prefix: 17 },
    "run4-both": { node: 5, link: 24, ipv4Prefix: 17, ipv6Prefix: 22, srv6Sid: 5 },
  };
  for (const [run, counts] of Object.entries(expected)) {
    const updates = updatesOf(run);
    if (updates) assert.deepEqual(count(tableAtEndOfRib(updates)), counts, run);
  }
});

Deno.test("`lsFact()` reads every TLV of FRR: nothing is unread", () => {
  for (const run of RUNS) {
    for (const update of updatesOf(run) ?? []) {
      const { attributeBytes } = update;
      if (!attributeBytes) continue;
      for (const nlri of update.reach) assert.deepEqual(lsFact(nlri, attributeBytes)?.unread, []);
    }
  }
});

Deno.test("`lsFact()` tells what the routers of run2 are configured with", () => {
  const updates = updatesOf("run2");
  if (!updates) return;
  const names: string[] = [], metrics: number[] = [], indexes: number[] = [];
  for (const { reach, attributeBytes } of updates) {
    for (const nlri of reach) {
      const fact = attributeBytes && lsFact(nlri, attributeBytes);
      if (fact?.kind === "node") {
        names.push(fact.name ?? "");
        assert.deepEqual(fact.srgb, [{ base: 16000, size: 8000 }]);
        assert.deepEqual(fact.msd, { 1: 8 });
      }
      if (fact?.kind === "link") {
        assert.equal(fact.maxBandwidthBytesPerSecond, 125_000_000);
        metrics.push(fact.igpMetric ?? -1);
      }
      if (fact?.kind === "prefix") {
        for (const sid of fact.prefixSids) {
          assert.equal(fact.nodeFlag, true);
          indexes.push(sid.index ?? -1);
        }
      }
    }
  }
  assert.deepEqual([...new Set(names)].sort(), ["r1", "r2", "r3", "r4", "r5"]);
  assert.deepEqual([...new Set(indexes)].sort(), [1, 2, 3, 4, 5]);
  assert(metrics.every((m) => m > 0));
});

Deno.test("`encodeMessage()` says the same again: decode, encode, decode", () => {
  for (const run of RUNS) {
    for (const { message } of decodeRun(run) ?? []) {
      if (message.kind === "malformed") continue;
      assert.deepEqual(plain(decodeMessage(encodeMessage(message))), plain(message));
    }
  }
});

Deno.test("`Framer` cuts a run the same however its bytes are chunked", () => {
  const bytes = decodeRun("run2")?.flatMap((line) => line.dir === "in" ? [line.bytes] : []);
  if (!bytes) return;
  const stream = new Uint8Array(bytes.reduce((n, b) => n + b.length, 0));
  let at = 0;
  for (const b of bytes) stream.set(b, at), at += b.length;
  for (const step of [1, 7, 19, 4096, stream.length]) {
    const framer = new Framer(), cut: Uint8Array[] = [];
    for (let i = 0; i < stream.length; i += step) {
      const { messages, fault } = framer.push(stream.subarray(i, i + step));
      assert.equal(fault, undefined);
      cut.push(...messages.map((m) => m.slice()));
    }
    assert.deepEqual(cut, bytes, `chunks of ${step}`);
    assert.equal(framer.pending, 0);
  }
});

Deno.test("`dissect()` reaches the last octet of every message, without a note", () => {
  for (const run of RUNS) {
    for (const { bytes } of decodeRun(run) ?? []) {
      const tree = dissect(bytes);
      assert.equal(tree.length, bytes.length);
      assert(!JSON.stringify(tree).includes('"note"'), run);
    }
  }
});
