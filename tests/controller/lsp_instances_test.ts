import assert from "node:assert/strict";
import fc from "fast-check";
import { endsInstance, isOlder, noteInstance } from "../../src/controller/pcep/lsp_instances.ts";
import { PLAIN_REPORT, type StateReport } from "../../src/pcep/codec/message.ts";
import type { Lsp } from "../../src/policy/records.ts";

const report = (lspId: number): StateReport => ({
  ...PLAIN_REPORT,
  plspId: 1,
  lspIdentifiers: { sender: 1, lspId, tunnelId: 1, extendedTunnelId: 1, endpoint: 2 },
});
const begin = (): Lsp => ({
  id: 1,
  router: 1,
  name: "te",
  plspId: 1,
  session: 7,
  stale: false,
  operState: "unknown",
  adminUp: true,
  delegated: true,
  createFlag: false,
  setupType: 0,
  source: "",
  destination: "",
  hops: [],
  bindingSids: [],
  srpId: 0,
  reportedAt: 0,
  heldByUs: true,
});
/** As reports.ts takes one that is about the LSP: its hop says which instance it is. */
function take(lsp: Lsp, id: number): void {
  if (isOlder(lsp, report(id), 7)) return;
  lsp.lspId = id;
  lsp.hops = [String(id)];
  lsp.labels = [id];
  noteInstance(lsp, report(id), 7);
}

Deno.test("an RSVP-TE LSP is its newest instance that is alive, and ends with the last one", () => {
  const deed = fc.record({ id: fc.integer({ min: 1, max: 4 }), ends: fc.boolean() });
  fc.assert(fc.property(fc.array(deed, { maxLength: 20 }), (deeds) => {
    let lsp: Lsp | undefined;
    let alive: number[] = []; // the newest last
    for (const { id, ends } of deeds) {
      if (!ends) {
        take(lsp ??= begin(), id);
        if (!alive.includes(id)) alive.push(id);
      } else if (lsp) {
        if (!endsInstance(lsp, report(id))) lsp = undefined;
        const rest = alive.filter((one) => one !== id);
        alive = rest;
      }
      assert.equal(lsp !== undefined, alive.length > 0, JSON.stringify(deeds));
      assert.deepEqual(lsp?.hops, lsp && [String(alive[alive.length - 1])]);
      assert.deepEqual(lsp?.lspId, alive[alive.length - 1]);
    }
  }));
});

Deno.test("what a router reports without LSP-IDs is one LSP, which R=1 ends", () => {
  const lsp = begin();
  take(lsp, 0);
  assert.equal(lsp.instances, undefined);
  assert.equal(endsInstance(lsp, report(0)), false);
  const sr: Lsp = { ...begin(), setupType: 1, lspId: 4 };
  assert.equal(endsInstance(sr, report(3)), true, "the old way of an SR path");
  assert.equal(endsInstance(sr, report(4)), false);
});
