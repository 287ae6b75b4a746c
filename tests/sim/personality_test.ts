import assert from "node:assert/strict";
import { IOS_XR, JUNOS, RFC, SR_OS } from "../../lab/sim/personality.ts";
import type { Association } from "../../src/pcep/codec/message.ts";
import { readSrPolicy } from "../../src/pcep/codec/sr_policy.ts";
import { create, headend, hop, OWN, SECOND, update } from "./headend.ts";

const DYNAMIC = {
  name: "wish",
  color: 8,
  endpoint: 0x0aff0003,
  preference: 100,
  path: { kind: "dynamic", metrics: [{ type: 12, value: 0, bound: false, computed: false }] },
} as const;
const policyOf = (type: 6 | 65505, color: number): Association => {
  const value = new Uint8Array([0, 0, 0, color, 10, 255, 0, 3]);
  const id = { protocolOrigin: 10, originatorAsn: 1, originator: 1, discriminator: 7 };
  return {
    type,
    id: type === 6 ? 1 : 0,
    source: OWN,
    removal: false,
    tlvs: type === 6
      ? [
        { kind: "extendedAssociationId", value },
        { kind: "candidatePathId", value: id },
        { kind: "preference", value: 50 },
      ]
      : [
        { kind: "earlyColorAndEndpoint", value },
        { kind: "earlyCandidatePathId", value: id },
        { kind: "earlyPreference", value: 50 },
      ],
  };
};

Deno.test("`IOS_XR` reports some LSPs late after its End-of-Sync, each with the Cisco object", () => {
  const router = headend(IOS_XR);
  router.up();
  for (const n of [1, 2, 3]) router.told(create(n, `p${n}`, [hop(16001 + n)], [policyOf(6, n)]));
  router.until(SECOND);
  for (const message of router.messages()) {
    if (message.kind !== "report") continue;
    for (const report of message.reports) {
      if (report.plspId === 0) continue;
      assert.ok(report.plspId > 0x8000);
      const cisco = readSrPolicy({ ...report, associations: [] });
      assert.equal(`p${cisco?.color}`, report.symbolicPathName);
      assert.equal(cisco?.preference, 50);
    }
  }
  router.down();
  router.until(10 * SECOND);
  router.take();
  router.up();
  router.until(20 * SECOND);
  const said = router.take().map((line) => line.replace(/plsp \d+/, "plsp"));
  assert.equal(said.length, 4);
  const end = said.indexOf("10 PCRpt end of sync");
  assert.equal(end, 2);
  assert.match(said[3]!, /^16 PCRpt p\d plsp active DAC/);
});

Deno.test("`IOS_XR` makes orphans of what a PCE made after three minutes, and drops them after ten", () => {
  const router = headend(IOS_XR);
  router.up();
  router.told(create(1, "p1", [hop(16002)], [policyOf(6, 1)]));
  router.until(SECOND);
  router.down();
  router.until(179 * SECOND);
  assert.equal(router.lsps.lsps[0]!.delegated, true);
  router.until(190 * SECOND);
  assert.equal(router.lsps.lsps[0]!.delegated, false);
  router.until(605 * SECOND);
  assert.equal(router.lsps.lsps.length, 0);
});

Deno.test("`JUNOS` deletes what a PCE made when its clean-up timer ends, and makes no orphans", () => {
  const router = headend(JUNOS);
  router.up();
  router.told(create(1, "p1", [hop(16002)], [policyOf(65505, 1)]));
  router.until(SECOND);
  router.down();
  router.until(50 * SECOND);
  router.take();
  router.up();
  assert.match(router.take()[0]!, /PCRpt p1 plsp 101 active SDAC/, "offered again");
  router.down();
  router.until(115 * SECOND);
  assert.equal(router.lsps.lsps.length, 0);
});

Deno.test("`JUNOS` wants an address in the first hop, and reads the policy from its own association", () => {
  const router = headend(JUNOS);
  router.up();
  router.take();
  router.told(create(1, "bare", [16002], [policyOf(65505, 1)]));
  assert.deepEqual(router.take(), ["0 PCErr 24/2 srp 1"]);
  router.told(
    create(2, "p2", [hop(16002), { kind: "sr", loose: false, label: 16003 }], [policyOf(65505, 2)]),
  );
  const [lsp] = router.lsps.lsps;
  assert.deepEqual([lsp!.name, lsp!.color, lsp!.preference], ["p2", 2, 50]);
});

Deno.test("`SR_OS` asks by name first, again after NO-PATH, and delegates what it was answered", () => {
  const router = headend(SR_OS);
  router.up();
  router.heard(router.lsps.configure(DYNAMIC, 0));
  const [asked] = router.messages().filter(({ kind }) => kind === "request");
  assert.ok(asked?.kind === "request");
  assert.equal(asked.requests[0]!.lsp?.symbolicPathName, "wish");
  assert.equal(asked.requests[0]!.lsp?.plspId, router.lsps.lsps[0]!.plspId);
  router.take();
  const answer = { pathSetupType: 1, paths: [] };
  router.told({
    kind: "reply",
    problems: [],
    replies: [{
      ...answer,
      requestId: 1,
      noPath: {
        nature: 0,
        reasons: [],
        constraintsFollow: false,
        bandwidths: [],
        metrics: [],
        associations: [],
        vendor: [],
        others: [],
      },
    }],
  });
  router.until(15 * SECOND);
  assert.deepEqual(router.take(), ["10 PCReq rp 2 to 10.255.0.3"]);
  const ero = [hop(16003)];
  const path = { ero, bandwidths: [], metrics: [], associations: [], vendor: [], others: [] };
  router.told({
    kind: "reply",
    problems: [],
    replies: [{ ...answer, requestId: 2, paths: [path] }],
  });
  router.until(20 * SECOND);
  assert.match(router.take().at(-1)!, /PCRpt wish plsp 1 active DA \[16003\]/);
});

Deno.test("`Manners`: a router that refuses, is mute or lies tells another story than it lives", () => {
  const router = headend(RFC);
  router.up();
  router.told(create(1, "p1", [hop(16002), hop(16003)]));
  router.until(SECOND);
  const { manners } = router.lsps;
  router.take();
  manners.lies = "list";
  router.told(update(2, 1, [16004, 16003]));
  router.until(2 * SECOND);
  assert.match(router.take().at(-1)!, /active DAC \[16004\]/);
  assert.deepEqual(router.lsps.lsps[0]!.labels, [16004, 16003]);
  manners.lies = "active";
  router.dead.add(16005);
  router.told(update(3, 1, [16005]));
  assert.match(router.take().at(-1)!, /active DAC \[16005\]/);
  assert.equal(router.lsps.lsps[0]!.state, "down");
  manners.lies = undefined;
  router.heard(router.lsps.restate());
  assert.match(router.take().at(-1)!, /down DAC \[16005\]/);
  manners.refuses = true;
  router.told(update(4, 1, [16002]));
  assert.deepEqual(router.take(), ["2 PCErr 24/2 srp 4"]);
  manners.refuses = false;
  manners.mute = true;
  router.told(update(5, 1, [16002]));
  assert.deepEqual(router.take(), []);
});
