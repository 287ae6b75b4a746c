import assert from "node:assert/strict";
import process from "node:process";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { encodeLsAttribute, encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { Framer } from "../../../src/bgp/codec/framer.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { makeLink } from "../../../src/bgp/codec/write_ls_nlri.ts";

const COUNT = 59_600; // the NLRI of a network of 10,000 nodes
const router = (n: number) => ({ igpRouterId: n.toString(16).padStart(12, "0") });

/** All half-links as one stream, an UPDATE each, with the attributes that a path needs. */
function stream(): Uint8Array {
  const attributeBytes = encodeLsAttribute([
    { kind: "adminGroup", value: 4 },
    { kind: "maxBandwidth", value: 1.25e9 },
    { kind: "teMetric", value: 20 },
    { kind: "igpMetric", value: 10 },
    {
      kind: "adjacencySid",
      value: { flags: 0x30, weight: 0, sid: { label: 24001, index: undefined } },
    },
    { kind: "minMaxDelay", value: { flags: { anomalous: false }, minimum: 900, maximum: 1100 } },
  ]);
  const path = { origin: "igp", asPath: [], localPreference: 100 } as const;
  const messages = Array.from({ length: COUNT }, (_, i) => {
    const link = { ipv4Interface: 0x0a000000 + 2 * i, ipv4Neighbor: 0x0a000001 + 2 * i };
    const ends = { localNode: router(i % 10_000), remoteNode: router((i * 7) % 10_000) };
    const reach = [makeLink({ protocolId: 2, ...ends, link })];
    return encodeMessage({ kind: "update", reach, path, attributeBytes });
  });
  const bytes = new Uint8Array(messages.reduce((n, m) => n + m.length, 0));
  let at = 0;
  for (const message of messages) {
    bytes.set(message, at);
    at += message.length;
  }
  return bytes;
}

Deno.test("59,600 half-links go from octets to facts in a fraction of their 1.2 s", () => {
  const bytes = stream(), framer = new Framer(), keys = new Set<string>();
  const before = process.cpuUsage().user;
  for (let at = 0; at < bytes.length; at += 65_536) {
    for (const raw of framer.push(bytes.subarray(at, at + 65_536)).messages) {
      const message = decodeMessage(raw);
      assert(message.kind === "update" && message.attributeBytes);
      for (const nlri of message.reach) {
        keys.add(nlri.key);
        assert.equal(lsFact(nlri, message.attributeBytes)?.kind, "link");
      }
    }
  }
  const seconds = (process.cpuUsage().user - before) / 1e6;
  console.log(`${COUNT} UPDATEs in ${seconds.toFixed(2)} s of processor time`);
  assert.equal(keys.size, COUNT);
  assert(seconds < 0.8, `${seconds} s`);
});
