/** The capture reader against recorded sessions whose messages were also logged by the PCE. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readPcepMessages } from "./wire.ts";

const captures = new URL("../../../shared/captures/", import.meta.url).pathname;

for (
  const run of [
    "run1",
    "run2",
    "run4-both",
    "run6-ospf",
    "run8-mpls",
    "run10-nov6",
    "run11-deleg",
  ]
) {
  Deno.test(`\`readPcepMessages()\` finds every message of capture ${run}`, () => {
    let log: string;
    try {
      log = readFileSync(`${captures}${run}-pcep.jsonl`, "utf8");
    } catch {
      console.log("note: the recorded captures are not beside the repository");
      return;
    }
    const logged = [...log.matchAll(/"dir": ?"(in|out)".*?"hex": ?"([0-9a-f]+)"/g)];
    const wanted = logged.map(([, direction, hex]) => `${direction} ${hex}`).sort();
    const seen = readPcepMessages(`${captures}${run}.pcap`).map((message) =>
      `${message.from === "10.9.0.2" ? "out" : "in"} ${toHex(message.bytes)}`
    ).sort();
    assert.ok(seen.length > 10);
    assert.deepEqual(seen, wanted);
  });
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
