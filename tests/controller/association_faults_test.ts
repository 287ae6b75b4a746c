/** What a router is told of groups that cannot be as it says (RFC 8697 §6.4, RFC 8800 §5.4, RFC 9059 §3). */
import assert from "node:assert/strict";
import {
  type Association,
  type AssociationTlv,
  type PcepTlv,
  type StateReport,
} from "../../src/pcep/codec/message.ts";
import { PARIS, ScriptedRouter } from "./scripted_router.ts";

const group = (type: number, id: number, ...tlvs: AssociationTlv[]): Association => ({
  type,
  id,
  source: PARIS.loopback,
  removal: false,
  tlvs,
});
const ends = (association: Association): Association => ({ ...association, removal: true });
const NONE = {
  linkDiverse: false,
  nodeDiverse: false,
  srlgDiverse: false,
  shortestPath: false,
  strict: false,
};
const LINKS: AssociationTlv = { kind: "disjointness", value: { ...NONE, linkDiverse: true } };
const protection = (protectionType: number): AssociationTlv => ({
  kind: "protectionAssociation",
  value: { protectionType, secondary: false, protection: false },
});
const direction = (coRouted: boolean, reverse: boolean): AssociationTlv => ({
  kind: "bidirectionalAssociation",
  value: { coRouted, reverse },
});
const objective = (code: number): AssociationTlv => ({ kind: "objectiveFunctions", value: [code] });
const RANGE: PcepTlv = {
  kind: "associationRanges",
  value: [{ associationType: 1, start: 100, range: 10 }],
};
const lsp = (plspId: number, ...associations: Association[]): Partial<StateReport> => ({
  plspId,
  symbolicPathName: `own-${plspId}`,
  pathSetupType: 1,
  operState: "up",
  ero: [{ kind: "sr", loose: false, label: 16003 }],
  associations,
});

function up(tlvs: readonly PcepTlv[], ...reports: Partial<StateReport>[]): ScriptedRouter {
  const router = new ScriptedRouter(tlvs);
  router.connect(...reports);
  router.heard.length = 0;
  return router;
}
/** What it was told by PCErr since it was last asked. */
const errors = (router: ScriptedRouter): string[] =>
  router.heard.splice(0).flatMap((m) => m.kind === "error" ? m.errors : [])
    .map(({ type, value }) => `${type}/${value}`);
function groupsOf(router: ScriptedRouter, plspId: number): number[] {
  const { view } = router.sim;
  const id = view.find("lsp", `paris/own-${plspId}`);
  const row = id === undefined ? undefined : view.row("lsp", id);
  return (row?.associations ?? []).map((one) => one.id);
}

Deno.test("a bidirectional group holds two LSPs, one for each direction: the third gets PCErr 26/2", () => {
  const two = [
    lsp(1, group(5, 9, direction(true, false))),
    lsp(2, group(5, 9, direction(true, true))),
  ];
  const router = up([], ...two);
  router.report(lsp(3, group(5, 9, direction(true, false))));
  assert.deepEqual(errors(router), ["26/2"]);
  assert.deepEqual([groupsOf(router, 1), groupsOf(router, 3)], [[9], []]);
  router.report(lsp(2, ends(group(5, 9))));
  router.report(lsp(3, group(5, 9, direction(true, true)))); // there is room now
  assert.deepEqual([errors(router), groupsOf(router, 3)], [[], [9]]);
});

Deno.test("a disjoint group takes as many LSPs as can be computed around each other: PCErr 26/2", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => lsp(i + 1, group(2, 7, LINKS)));
  const router = up([], ...hundred);
  router.report(lsp(101, group(2, 7, LINKS)));
  assert.deepEqual(errors(router), ["26/2"]);
});

Deno.test("members that say another protection type are told 26/5 where the router's operator chose the id, else 26/6", () => {
  const router = up([RANGE], lsp(1, group(1, 105, protection(1)), group(1, 200, protection(1))));
  router.report(lsp(2, group(1, 105, protection(8))));
  router.report(lsp(2, group(1, 200, protection(8))));
  assert.deepEqual(errors(router), ["26/5", "26/6"]);
  router.report(lsp(3, group(1, 105, protection(1))));
  assert.deepEqual([errors(router), groupsOf(router, 3)], [[], [105]]);
});

Deno.test("policy groups are always an operator's: other parameters get PCErr 26/5 (RFC 9005 §4)", () => {
  const parameters = (octet: number): AssociationTlv => ({
    kind: "policyParameters",
    value: Uint8Array.of(octet, 0, 0, 0),
  });
  const router = up([], lsp(1, group(3, 5, parameters(1))));
  router.report(lsp(2, group(3, 5, parameters(2))));
  assert.deepEqual(errors(router), ["26/5"]);
});

Deno.test("an LSP joins one disjoint group: the second gets PCErr 26/7, unless it leaves the first with it", () => {
  const router = up([], lsp(1, group(2, 7, LINKS)));
  router.report(lsp(1, group(2, 8, LINKS)));
  assert.deepEqual([errors(router), groupsOf(router, 1)], [["26/7"], [7]]);
  const moved = up([], lsp(1, group(2, 7, LINKS)));
  moved.report(lsp(1, group(2, 8, LINKS), ends(group(2, 7))));
  assert.deepEqual([errors(moved), groupsOf(moved, 1)], [[], [8]]);
});

Deno.test("bidirectional LSPs that differ in being co-routed get PCErr 26/18 (RFC 9059)", () => {
  const router = up([], lsp(1, group(5, 9, direction(true, false))));
  router.report(lsp(2, group(5, 9, direction(false, true))));
  assert.deepEqual(errors(router), ["26/18"]);
});

Deno.test("an objective in a disjoint group that does not lessen what is shared gets PCErr 10/32 (RFC 8800 §5.4)", () => {
  const router = up([]);
  for (const code of [15, 16, 17]) router.report(lsp(code, group(2, 7, LINKS, objective(code))));
  assert.deepEqual(errors(router), []);
  router.report(lsp(1, group(2, 7, LINKS, objective(1))));
  assert.deepEqual([errors(router), groupsOf(router, 1)], [["10/32"], []]);
});

Deno.test("more groups than are kept get PCErr 26/3, and the LSP stays in the others", () => {
  const router = up([]);
  const groups = Array.from({ length: 33 }, (_, i) => group(3, i + 1));
  router.report(lsp(1, ...groups));
  assert.deepEqual([errors(router), groupsOf(router, 1).length], [["26/3"], 32]);
});
