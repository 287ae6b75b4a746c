/** LSPs that a router delegates in a disjoint group (RFC 8800): apart, told one after the other, and told how far apart. */
import assert from "node:assert/strict";
import type { Association, StateReport, UpdateRequest } from "../../src/pcep/codec/message.ts";
import { PARIS, ROME, ScriptedRouter } from "./scripted_router.ts";
import { row } from "./simulation.ts";

const apart = (strict: boolean): Association => ({
  type: 2,
  id: 100,
  source: PARIS.loopback,
  removal: false,
  tlvs: [{
    kind: "disjointness",
    value: {
      linkDiverse: true,
      nodeDiverse: true,
      srlgDiverse: false,
      shortestPath: false,
      strict,
    },
  }],
});
const own = (plspId: number, more: Partial<StateReport> = {}): Partial<StateReport> => ({
  plspId,
  symbolicPathName: `own-${plspId}`,
  pathSetupType: 1,
  delegate: true,
  adminUp: true,
  operState: "down",
  lspIdentifiers: {
    sender: PARIS.loopback,
    lspId: 1,
    tunnelId: plspId,
    extendedTunnelId: PARIS.loopback,
    endpoint: ROME.loopback,
  },
  ero: [],
  ...more,
});
const answerTo = ({ plspId, srpId, ero }: UpdateRequest): Partial<StateReport> =>
  own(plspId, { srpId, ero, operState: "active" });
const linksOf = (router: ScriptedRouter, plspId: number) =>
  row(router.sim, `paris/own-${plspId}`).candidatePaths[0]!.computed!.routers.join(" ");

Deno.test("two of a group go by different routers, the second is told when the first has answered", () => {
  const router = new ScriptedRouter();
  router.connect();
  router.report(
    own(1, { associations: [apart(true)] }),
    own(2, { associations: [apart(true)] }),
  );
  router.sim.run(0.5);
  const [first, early] = router.updates();
  assert.ok(first);
  assert.equal(early, undefined);
  router.report(answerTo(first));
  router.sim.run(5);
  const [second] = router.updates();
  assert.ok(second);
  assert.notEqual(second.plspId, first.plspId);
  router.report(answerTo(second));
  router.sim.settle();
  const between = [1, 2].map((id) => linksOf(router, id).split(" ").slice(1, -1));
  assert.ok(between[0]!.every((name) => !between[1]!.includes(name)), between.join(" | "));
  const status = second.associations[0]?.tlvs.find(({ kind }) => kind === "disjointnessStatus");
  assert.deepEqual(second.associations.map(({ type, id }) => [type, id]), [[2, 100]]);
  assert.ok(status?.kind === "disjointnessStatus" && status.value.linkDiverse);
  assert.deepEqual(router.updates(), []); // nobody yields for ever
});

Deno.test("without another way a strict member gets no path, one that is not strict shares the least", () => {
  for (const strict of [true, false]) {
    const router = new ScriptedRouter();
    router.sim.failLink("paris--lyon");
    router.sim.settle();
    router.connect();
    router.report(
      own(1, { associations: [apart(strict)] }),
      own(2, { associations: [apart(strict)] }),
    );
    for (let i = 0; i < 4; i++) {
      router.sim.run(3);
      for (const update of router.updates()) router.report(answerTo(update));
    }
    const found = [1, 2].map((id) =>
      row(router.sim, `paris/own-${id}`).candidatePaths[0]!.computed!.ok
    );
    assert.equal(found.filter(Boolean).length, strict ? 1 : 2, `strict: ${strict}`);
  }
});
