/** Several weighted segment lists of one candidate path: on the wire, in reports, and on routers that take one only. */
import assert from "node:assert/strict";
import type { ExplicitSegment, PolicyIntent } from "../../src/policy/intent.ts";
import type { InitiateCreate, PcepTlv, SegmentList } from "../../src/pcep/codec/message.ts";
import { loadCore } from "../../src/controller/core.ts";
import { ScriptedRouter } from "./scripted_router.ts";
import { apply, assertWhole, policy, row, simulation } from "./simulation.ts";

const flags = {
  weight: true,
  backup: false,
  oppositeDirection: false,
  forwardingClass: false,
  composite: false,
};
const MULTIPATH: PcepTlv = { kind: "multipathCapability", value: { segmentLists: 8, flags } };
const lists = (...all: { weight: number; segments: ExplicitSegment[] }[]): PolicyIntent =>
  policy({
    candidatePaths: [{
      preference: 100,
      path: { type: "explicit", segments: [], segmentLists: all },
    }],
  });
const TWO = lists(
  { weight: 3, segments: [{ router: "lyon" }, { router: "rome" }] },
  { weight: 1, segments: [{ router: "vienna" }, { router: "rome" }] },
);

/** Created, with its two lists, and reported up as it was asked. */
function created(router: ScriptedRouter): InitiateCreate {
  apply(router.sim, TWO);
  router.sim.settle();
  const [first] = router.told();
  assert.ok(first?.kind === "initiate");
  const [create] = first.requests;
  assert.ok(create?.action === "create");
  router.sim.swapCore(loadCore); // what is saved is all that matters
  return create;
}
const weightsOf = (all: readonly SegmentList[]) =>
  all.map(({ tlvs }) => tlvs.find(({ kind }) => kind === "multipathWeight")?.value);

Deno.test("a PCInitiate has each list after its PATH-ATTRIB, with the weight, where both Opens say multipath", () => {
  const router = new ScriptedRouter([MULTIPATH]);
  router.connect();
  const create = created(router);
  assert.deepEqual(create.segmentLists.map(({ pathId }) => pathId), [1, 2]);
  assert.deepEqual(weightsOf(create.segmentLists), [3, 1]);
  assert.deepEqual(create.segmentLists.map(({ ero }) => ero?.length), [2, 2]);
});

Deno.test("a report is compared list by list, in whatever order; another weight is a mismatch", () => {
  const router = new ScriptedRouter([MULTIPATH]);
  router.connect();
  const create = created(router);
  const answer = {
    plspId: 5,
    symbolicPathName: create.symbolicPathName,
    delegate: true,
    create: true,
    adminUp: true,
    pathSetupType: 1,
    operState: "active" as const,
  };
  const reversed = [...create.segmentLists].reverse();
  const said = { ...answer, ero: reversed[0]!.ero!, segmentLists: reversed };
  router.report({ ...said, srpId: create.srpId });
  const { state, candidatePaths: [path] } = row(router.sim);
  assert.equal(state, "up");
  assert.equal(path?.reported?.lists?.length, 2);
  assert.equal(path?.reported?.same, true);
  const wrong = reversed.map((list) => ({
    ...list,
    tlvs: [{ kind: "multipathWeight" as const, value: 1 }],
  }));
  router.report({ ...said, segmentLists: wrong });
  assert.equal(row(router.sim).candidatePaths[0]?.reported?.same, false);
  router.sim.run(30);
  const [again] = router.updates();
  assert.deepEqual(weightsOf(again?.segmentLists ?? []), [3, 1], "it is said again");
});

Deno.test("a list that is no longer valid is left out, and the path lives on the other (RFC 9256 §5.1)", () => {
  const router = new ScriptedRouter([MULTIPATH]);
  router.connect();
  apply(
    router.sim,
    lists(
      { weight: 3, segments: [{ router: "lyon" }, { router: "rome" }] },
      { weight: 1, segments: [{ router: "nowhere" }, { router: "rome" }] },
    ),
  );
  router.sim.settle();
  const [create] = router.told().flatMap((m) => m.kind === "initiate" ? m.requests : []);
  assert.ok(create?.action === "create");
  assert.deepEqual(create.segmentLists, [], "one list needs no PATH-ATTRIB");
  const [path] = row(router.sim).candidatePaths;
  assert.equal(path?.validity?.state, "valid");
  assert.match(path.validity.why, /1 of its 2 segment lists.*List 2: Router nowhere/);
  assert.deepEqual(path.computed?.lists?.map(({ ok }) => ok), [true, false]);
});

Deno.test("without any valid list the candidate path is invalid, and says why of each", () => {
  const sim = simulation();
  sim.settle();
  apply(
    sim,
    lists(
      { weight: 1, segments: [{ router: "nowhere" }] },
      { weight: 2, segments: [{ router: "lyon" }] },
    ),
  );
  sim.settle();
  const { state, candidatePaths: [path] } = row(sim);
  assert.equal(state, "noPath");
  assert.equal(path?.validity?.state, "invalid");
  assert.match(path.validity.why, /List 1: Router nowhere .*List 2: The list ends at lyon/);
});

Deno.test("a router without multipath gets the heaviest list, and the verdict says so", () => {
  const sim = simulation();
  sim.settle();
  apply(
    sim,
    lists(
      { weight: 1, segments: [{ router: "lyon" }, { router: "rome" }] },
      { weight: 2, segments: [{ router: "vienna" }, { router: "rome" }] },
    ),
  );
  sim.settle();
  const { state, verdict, candidatePaths: [path] } = row(sim);
  assert.equal(state, "up");
  assert.match(verdict, /takes one segment list: the heaviest of 2 is installed/);
  assert.deepEqual(
    path?.reported?.labels,
    path?.computed?.segments.map(({ label }) => label),
  );
  assert.equal(path?.computed?.segments[0]?.to, "vienna");
  assertWhole(sim);
});

Deno.test("a lighter list whose packets get lost is left out at once (rules II.7)", () => {
  const router = new ScriptedRouter([MULTIPATH]);
  router.connect();
  apply(
    router.sim,
    lists(
      { weight: 3, segments: [{ router: "lyon" }, { router: "rome" }] },
      { weight: 1, segments: [{ adjacency: "paris--berlin" }, { router: "rome" }] },
    ),
  );
  router.sim.settle();
  const [create] = router.told().flatMap((m) => m.kind === "initiate" ? m.requests : []);
  assert.ok(create?.action === "create" && create.segmentLists.length === 2);
  router.report({
    plspId: 5,
    symbolicPathName: create.symbolicPathName,
    delegate: true,
    create: true,
    adminUp: true,
    pathSetupType: 1,
    operState: "active",
    srpId: create.srpId,
    ero: create.ero,
    segmentLists: create.segmentLists,
  });
  assert.equal(row(router.sim).state, "up");
  router.sim.failLink("berlin--paris");
  router.sim.run(0.5);
  const [update] = router.updates();
  assert.deepEqual([update?.ero.length, update?.segmentLists.length], [create.ero.length, 0]);
});
