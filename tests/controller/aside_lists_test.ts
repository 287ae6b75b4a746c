/** Backups and paths of the other direction that a router asked for: an update replaces all, so they are in it (rules I.2). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadCore } from "../../src/controller/core.ts";
import { splitLists } from "../../src/controller/pcep/aside_lists.ts";
import type { PcepTlv, SegmentList, StateReport } from "../../src/pcep/codec/message.ts";
import { PARIS, ScriptedRouter } from "./scripted_router.ts";

const list = (pathId: number, label: number, ...tlvs: PcepTlv[]): SegmentList => ({
  pathId,
  remove: false,
  operState: "up",
  tlvs,
  ero: [{ kind: "sr", loose: false, label }],
});
const backup = (...pathIds: number[]): PcepTlv => ({
  kind: "multipathBackup",
  value: { count: pathIds.length, flags: { pureBackup: true }, pathIds },
});
const opposite = (pathId: number): PcepTlv => ({
  kind: "multipathOpposite",
  value: { flags: { link: false, node: false }, pathId },
});
const weight = (value: number): PcepTlv => ({ kind: "multipathWeight", value });
const own = (...segmentLists: SegmentList[]): Partial<StateReport> => ({
  plspId: 7,
  symbolicPathName: "own",
  pathSetupType: 1,
  delegate: true,
  adminUp: true,
  operState: "active",
  lspIdentifiers: {
    sender: PARIS.loopback,
    lspId: 1,
    tunnelId: 1,
    extendedTunnelId: PARIS.loopback,
    endpoint: 0x0aff0003,
  },
  ero: segmentLists[0]!.ero!,
  segmentLists,
});
function updatesOf(...lists: SegmentList[]) {
  const router = new ScriptedRouter();
  router.connect();
  router.heard.length = 0;
  router.report(own(...lists));
  router.sim.swapCore(loadCore);
  router.sim.settle();
  router.sim.failLink("paris--lyon");
  router.sim.run(30);
  return router.updates();
}

Deno.test("an update of a delegated LSP moves the path and says its backup and the other direction as they were", () => {
  const beside = [list(2, 16999, backup(1)), list(3, 16001)];
  const updates = updatesOf(list(1, 16998, opposite(3), weight(1)), ...beside);
  assert.ok(updates.length > 0);
  for (const { ero, segmentLists, delegate } of updates) {
    const [main, ...others] = segmentLists;
    assert.equal(delegate, true);
    assert.deepEqual([main?.pathId, main?.tlvs], [1, [opposite(3), weight(1)]]);
    assert.deepEqual(main?.ero, ero);
    assert.notDeepEqual(ero, list(1, 16998).ero); // it is computed
    assert.deepEqual(
      others.map(({ pathId, tlvs, ero }) => ({ pathId, tlvs, ero })),
      beside.map(({ pathId, tlvs, ero }) => ({ pathId, tlvs, ero })),
    );
  }
});

Deno.test("a delegated LSP whose traffic several lists share is handed back: one list would lose the others", () => {
  const updates = updatesOf(list(1, 16003, weight(2)), list(2, 16002, weight(1)));
  assert.ok(updates.length > 0 && updates.every(({ delegate }) => !delegate));
});

Deno.test("a backup that is no more said is no more repeated", () => {
  const router = new ScriptedRouter();
  router.connect();
  router.report(own(list(1, 16998), list(2, 16999, backup(1))));
  router.report({ ...own(list(1, 16998)), segmentLists: [] });
  router.heard.length = 0;
  router.sim.settle();
  router.sim.failLink("paris--lyon");
  router.sim.run(30);
  for (const { segmentLists } of router.updates()) assert.deepEqual(segmentLists, []);
});

Deno.test("`splitLists()` loses no list, and the first never stands aside but as a backup", () => {
  const tlvs = fc.array(
    fc.oneof(
      fc.constant(backup(1)),
      fc.integer({ min: 1, max: 4 }).map(opposite),
      fc.constant(weight(3)),
    ),
    { maxLength: 2 },
  );
  const lists = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), tlvs), { maxLength: 6 })
    .map((all) => all.map(([id, each], i) => list(id, 16000 + i, ...each)));
  fc.assert(fc.property(lists, (all) => {
    const { sharing, aside } = splitLists(all);
    assert.equal(sharing.length + aside.length, all.length);
    const [first] = all;
    if (first && !first.tlvs.some(({ kind }) => kind === "multipathBackup")) {
      assert.equal(sharing[0], first);
    }
  }));
});
