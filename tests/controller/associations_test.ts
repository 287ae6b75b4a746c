/** Groups that routers report, and what is answered to a report that is taken all the same (RFC 8697 §6, RFC 9862 §4). */
import assert from "node:assert/strict";
import { loadCore } from "../../src/controller/core.ts";
import {
  type Association,
  type AssociationTlv,
  type Hop,
  type StateReport,
} from "../../src/pcep/codec/message.ts";
import { PARIS, ScriptedRouter } from "./scripted_router.ts";
import { apply, configOf, FIVE, policy, row } from "./simulation.ts";

const NONE = {
  linkDiverse: false,
  nodeDiverse: false,
  srlgDiverse: false,
  shortestPath: false,
  strict: false,
};
const LINKS: AssociationTlv = { kind: "disjointness", value: { ...NONE, linkDiverse: true } };
const NODES: AssociationTlv = { kind: "disjointness", value: { ...NONE, nodeDiverse: true } };
const group = (type: number, id: number, ...tlvs: AssociationTlv[]): Association => ({
  type,
  id,
  source: PARIS.loopback,
  removal: false,
  tlvs,
});
const color = (value: number): AssociationTlv => ({
  kind: "extendedAssociationId",
  value: Uint8Array.of(0, 0, 0, value, 10, 255, 0, 3),
});
const path = (discriminator: number): AssociationTlv => ({
  kind: "candidatePathId",
  value: { protocolOrigin: 30, originatorAsn: 0, originator: 1, discriminator },
});
const IDENTIFIERS = {
  sender: PARIS.loopback,
  lspId: 1,
  tunnelId: 1,
  extendedTunnelId: PARIS.loopback,
  endpoint: 0x0aff0003,
};
const lsp = (plspId: number, more: Partial<StateReport> = {}): Partial<StateReport> => ({
  plspId,
  symbolicPathName: `own-${plspId}`,
  pathSetupType: 1,
  operState: "up",
  lspIdentifiers: IDENTIFIERS,
  ero: [{ kind: "sr", loose: false, label: 16003 }],
  ...more,
});

/** What the router was told by PCErr since it was last asked, with the LSP. */
function errors(router: ScriptedRouter): string[] {
  const said = router.heard.splice(0).flatMap((m) => m.kind === "error" ? m.errors : []);
  return said.map(({ type, value, plspIds = [], srpIds }) =>
    `${type}/${value} ${plspIds.map((id) => `#${id}`)}${srpIds}`
  );
}
function rowOf(router: ScriptedRouter, plspId: number) {
  const { view } = router.sim;
  const id = view.find("lsp", `paris/own-${plspId}`);
  return id === undefined ? undefined : view.row("lsp", id);
}
function up(...reports: Partial<StateReport>[]): ScriptedRouter {
  const router = new ScriptedRouter();
  router.connect(...reports);
  router.heard.length = 0;
  return router;
}

Deno.test("a group holds while reports do not say it, ends by R=1, and is told anew at synchronisation", () => {
  const router = up(lsp(1, { associations: [group(2, 100, LINKS)] }), lsp(2));
  router.report(lsp(2, { associations: [group(2, 100, LINKS)] }));
  router.report(lsp(1)); // says nothing of it
  router.sim.swapCore(loadCore);
  const [first] = rowOf(router, 1)!.associations!;
  assert.deepEqual([first?.type, first?.id, first?.others], ["disjoint", 100, ["paris/own-2"]]);
  assert.match(first!.words[0]!, /DISJOINTNESS-CONFIGURATION: linkDiverse/);
  router.report(lsp(1, { associations: [{ ...group(2, 100), removal: true }] }));
  assert.deepEqual(rowOf(router, 1)!.associations, []);
  assert.deepEqual(rowOf(router, 2)!.associations![0]!.others, []);
  assert.deepEqual(errors(router), []);
  router.disconnect();
  router.connect(lsp(1), lsp(2));
  assert.equal(rowOf(router, 2)!.associations, undefined);
});

Deno.test("groups of all types of the RFCs are kept: protection, policy, bidirectional", () => {
  const protection: AssociationTlv = {
    kind: "bidirectionalAssociation",
    value: { coRouted: true, reverse: false },
  };
  const router = up(lsp(1, { associations: [group(1, 7), group(3, 8), group(5, 9, protection)] }));
  assert.deepEqual(rowOf(router, 1)!.associations!.map(({ type, id }) => [type, id]), [
    ["path protection", 7],
    ["policy", 8],
    ["double-sided bidirectional", 9],
  ]);
});

const FAULTS: readonly (readonly [string, Association, string])[] = [
  ["a type that Cairn did not name", group(77, 1), "26/1 #1"],
  ["a reserved id", group(2, 0, LINKS), "26/8 #1"],
  ["the other reserved id", group(2, 0xffff, LINKS), "26/8 #1"],
  ["disjointness without its configuration", group(2, 100), "6/15 #1"],
  ["the end of a group that it is not in", { ...group(2, 5), removal: true }, "26/4 #1"],
  ["an SR policy without its identifiers", group(6, 1, color(9)), "6/21 #1"],
  ["another configuration than its group has", group(2, 200, NODES), "26/6 #1"],
];
for (const [what, association, error] of FAULTS) {
  Deno.test(`${what} is answered by PCErr ${error.split(" ")[0]}, once, and the report is kept`, () => {
    const router = up(lsp(1), lsp(2, { associations: [group(2, 200, LINKS)] }));
    router.report(lsp(1, { associations: [association], operState: "active" }));
    assert.deepEqual(errors(router), [error]);
    assert.equal(rowOf(router, 1)?.operState, "active");
    assert.equal(rowOf(router, 1)?.associations, undefined);
    router.report(lsp(1, { associations: [association] }));
    assert.deepEqual(errors(router), []);
  });
}

Deno.test("an LSP stays of one SR policy and one candidate path: PCErr 26/20 and 26/21 (RFC 9862 §4)", () => {
  const router = up(lsp(1, { associations: [group(6, 1, color(9), path(1))] }));
  router.report(lsp(1, { associations: [group(6, 1, color(10), path(1))] }));
  router.report(lsp(1, { associations: [group(6, 1, color(9), path(2))] }));
  assert.deepEqual(errors(router), ["26/20 #1", "26/21 #1"]);
  assert.equal(rowOf(router, 1)!.associations!.length, 1);
});

Deno.test("the association of RFC 9862 without SRPOLICY-CAPABILITY in the Open is PCErr 10/44", () => {
  const router = new ScriptedRouter();
  router.connectWith([{ kind: "associationTypes", value: [6] }]);
  router.heard.length = 0;
  router.report(lsp(1, { associations: [group(6, 1, color(9), path(1))] }));
  assert.deepEqual(errors(router), ["10/44 #1"]);
});

const HOPS: Hop[] = [
  { kind: "ipv4", loose: false, address: 0x0a000001, prefixLength: 32, attributes: 0 },
];
Deno.test("an RSVP-TE LSP without LSP-IDENTIFIERS is PCErr 6/11, one of segment routing is not", () => {
  const router = up();
  const { lspIdentifiers: _, ...bare } = lsp(1, { pathSetupType: 0, ero: HOPS });
  router.report(bare);
  const { lspIdentifiers: _1, ...sr } = lsp(2);
  router.report(sr);
  assert.deepEqual(errors(router), ["6/11 #1"]);
  assert.equal(rowOf(router, 1)?.setupType, "rsvp-te");
});

Deno.test("a PLSP-ID that nobody named is kept without a name and told 10/8; R=1 of an unknown LSP is nothing", () => {
  const router = up();
  const { symbolicPathName: _, ...nameless } = lsp(5);
  router.report(nameless);
  assert.deepEqual(errors(router), ["10/8 #5"]);
  assert.ok(router.sim.view.find("lsp", "paris/(PLSP-ID 5)") !== undefined);
  router.report(lsp(6, { remove: true, ero: [] }));
  assert.deepEqual(errors(router), []);
  assert.equal(rowOf(router, 6), undefined);
});

Deno.test("a setup type that Cairn does not speak is told 21/1, and shown", () => {
  const router = up();
  router.report(lsp(1, { pathSetupType: 4 }));
  assert.deepEqual(errors(router), ["21/1 #1"]);
  assert.equal(rowOf(router, 1)?.setupType, "other");
});

Deno.test("vendors' objects, TLVs without a field and each of several lists are shown in words", () => {
  const router = up();
  router.report(lsp(1, {
    vendor: [{ enterprise: 9, content: Uint8Array.of(1, 2, 3, 4) }],
    lspTlvs: [{ kind: "lspExtendedFlags", value: [3] }],
    segmentLists: [1, 2].map((pathId) => ({
      pathId,
      remove: false,
      operState: "up",
      tlvs: [
        { kind: "multipathWeight", value: pathId },
        {
          kind: "multipathBackup",
          value: { count: 1, flags: { pureBackup: pathId === 2 }, pathIds: [1] },
        },
      ],
      ero: [{ kind: "sr", loose: false, label: 16000 + pathId }],
    })),
  }));
  const row = rowOf(router, 1)!;
  assert.deepEqual(row.vendor, ["9 (Cisco): 01020304"]);
  assert.match(row.details![0]!, /^LSP-EXTENDED-FLAG: /);
  assert.deepEqual(row.lists!.map(({ pathId, hops }) => [pathId, hops]), [
    [1, ["label 16001"]],
    [2, ["label 16002"]],
  ]);
  assert.match(
    row.lists![1]!.words.join("; "),
    /MULTIPATH-WEIGHT: 2; MULTIPATH-BACKUP: .*pureBackup/,
  );
});

Deno.test("a delegated LSP that wants SIDs of one algorithm alone is handed back, and the reason is said", () => {
  const router = up();
  const algorithm = (strict: boolean) => ({
    excludeAny: 0,
    includeAny: 0,
    includeAll: 0,
    setupPriority: 7,
    holdingPriority: 7,
    localProtection: false,
    tlvs: [{ kind: "srAlgorithm" as const, value: { flags: { strict }, algorithm: 128 } }],
  });
  const asking = (plspId: number, strict: boolean) =>
    lsp(plspId, {
      delegate: true,
      adminUp: true,
      operState: "down",
      ero: [],
      lspa: algorithm(strict),
    });
  router.report(asking(1, true), asking(2, false));
  router.sim.settle();
  assert.match(rowOf(router, 1)!.details!.join(), /SR-ALGORITHM: .*128/);
  const handed = router.updates().map(({ plspId, delegate }) => [plspId, delegate]);
  assert.deepEqual(handed.filter(([, delegate]) => !delegate), [[1, false]]);
  assert.ok(handed.some(([plspId, delegate]) => plspId === 2 && delegate));
});

Deno.test("what Cairn made and its router takes back in the same session is PCErr 19/7 (RFC 8281 §6)", () => {
  const router = up();
  apply(router.sim, policy());
  router.sim.settle();
  const [message] = router.told();
  assert.ok(message?.kind === "initiate" && message.requests[0]?.action === "create");
  const { symbolicPathName, ero, srpId } = message.requests[0];
  const made = { create: true, delegate: true, adminUp: true, symbolicPathName, ero };
  router.report(lsp(9, { ...made, srpId }));
  assert.deepEqual(errors(router), []);
  router.report(lsp(9, { ...made, delegate: false }));
  router.sim.run(30);
  assert.deepEqual(
    router.heard.flatMap((m) => m.kind === "error" ? m.errors : []).map((e) => [
      e.type,
      e.value,
      e.plspIds,
    ]),
    [[19, 7, [9]]],
  );
});

Deno.test("a PCErr that names only the LSP is about what was asked of it last", () => {
  const router = up();
  apply(router.sim, policy());
  router.sim.settle();
  const [message] = router.told();
  assert.ok(message?.kind === "initiate" && message.requests[0]?.action === "create");
  const { symbolicPathName, ero, srpId } = message.requests[0];
  const made = { create: true, delegate: true, adminUp: true, symbolicPathName };
  router.report(lsp(9, { ...made, ero, srpId }));
  router.sim.failLink("paris--lyon");
  router.sim.run(5);
  const [update] = router.updates();
  assert.ok(update);
  router.say({
    kind: "error",
    errors: [{ type: 10, value: 3, srpIds: [], plspIds: [9], requestIds: [], tlvs: [] }],
  });
  const [path] = row(router.sim).candidatePaths;
  assert.equal(path?.sent?.outcome, "refused");
  assert.match(path.sent.error ?? "", /10\/3/);
});

Deno.test("an LSP of a PCC that turns out to be a known router stays in its groups", () => {
  const config = configOf(FIVE), other = "198.51.100.8";
  const peers = ["198.51.100.7", other].map((address) => ({ address }));
  const router = new ScriptedRouter([], {
    config: { ...config, pcep: { ...config.pcep, unknownPeers: "refuse", peers } },
  });
  router.connect(lsp(1, { associations: [group(2, 7, LINKS)] }), lsp(2));
  router.disconnect();
  const { lspIdentifiers: _, ...bare } = lsp(1, { associations: [group(2, 8, LINKS)] });
  router.connectFrom(other, bare, lsp(2, { associations: [group(2, 8, LINKS)] }));
  const groups = (row: ReturnType<typeof rowOf>) =>
    row?.associations?.map(({ id, others }) => [id, others]);
  assert.deepEqual(groups(rowOf(router, 1)), [[8, ["paris/own-2"]]]);
  assert.deepEqual(groups(rowOf(router, 2)), [[8, ["paris/own-1"]]]);
});
