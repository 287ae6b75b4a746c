/** What of a segment is said to a router beside its label. */
import assert from "node:assert/strict";
import { hop } from "../../src/controller/pcep/hops.ts";

const LABEL = { type: "label", label: 16002, from: 0, to: 1, address: "10.255.0.2" } as const;
const NODE = 0x0aff0002;

Deno.test("`hop()` says whose node SID a written label is, where that is known (RFC 8664 §4.3.1)", () => {
  assert.deepEqual(hop(LABEL), {
    kind: "sr",
    loose: false,
    label: 16002,
    nai: { kind: "ipv4Node", node: NODE },
  });
});

Deno.test("`hop()` says a written label alone where nobody knows what it means", () => {
  const unknown = { ...LABEL, to: -1, address: "" };
  assert.deepEqual(hop(unknown), { kind: "sr", loose: false, label: 16002 });
});

Deno.test("`hop()` says both addresses of a link, also for a written label (RFC 8664 §4.3.1)", () => {
  const adjacency = { ...LABEL, address: "10.0.0.1", remoteAddress: "10.0.0.2", link: 3 };
  assert.deepEqual(hop(adjacency), {
    kind: "sr",
    loose: false,
    label: 16002,
    nai: { kind: "ipv4Adjacency", local: 0x0a000001, remote: 0x0a000002 },
  });
});
