/** PCReq of routers with FRR's habits: they ask without a name, also for lists of ours that they dropped. */
import assert from "node:assert/strict";
import { FRR } from "../../lab/sim/personality.ts";
import {
  apply,
  assertWhole,
  configOf,
  dynamic,
  FIVE,
  policy,
  row,
  simulation,
  told,
} from "./simulation.ts";

const PARIS = FIVE.routers.findIndex((r) => r.name === "paris");
const LOOPBACK = new Map(FIVE.routers.map((r) => [r.name, r.loopback]));
const asking = (endpoint = "rome") => ({
  router: PARIS,
  lsp: {
    name: "by-hand",
    color: 9,
    endpoint: LOOPBACK.get(endpoint)!,
    preference: 100,
    path: { kind: "dynamic", metrics: [] },
  },
} as const);
const { safety } = configOf(FIVE);
const config = configOf(FIVE, { safety: { ...safety, syncGraceSeconds: 1 } });
const frr = (change: Parameters<typeof simulation>[0] = {}) =>
  simulation({ personality: FRR, config, ...change });
const around = dynamic({ metric: "igp", exclude: [{ router: "lyon" }] });
const ids = (labels: readonly number[]) => labels.join("/");

Deno.test("`answerQuestions()` answers once the start is over, not with a refusal before it", () => {
  const sim = frr({ configured: [asking()] });
  sim.settle(8);
  const answers = told(sim, "paris").filter((line) => line.includes("PCRep"));
  assert.equal(answers.length, 1, sim.tape.last(30));
  assert.doesNotMatch(answers[0]!, /no path/);
  assertWhole(sim);
});

Deno.test("`answerQuestions()` gives a nameless question the one list of ours that it can be about", () => {
  const sim = frr();
  sim.settle();
  apply(sim, policy({ candidatePaths: [around] }));
  sim.settle(8);
  const before = ids(row(sim).candidatePaths[0]!.reported!.labels);
  sim.stopCore();
  sim.run(90);
  sim.tape.clear();
  sim.startCore();
  sim.settle(40);
  const [first, ...rest] = told(sim, "paris");
  assert.match(first ?? "", /PCRep/);
  assert.deepEqual(rest, [], "and nothing has to be mended");
  assert.equal(row(sim).state, "up");
  assert.equal(ids(row(sim).candidatePaths[0]!.reported!.labels), before);
  assertWhole(sim);
});

Deno.test("`answerQuestions()` leaves what may be about several lists; each policy gets its own", () => {
  const sim = frr({ configured: [asking()] });
  sim.settle(8);
  apply(sim, policy({ candidatePaths: [around] }), policy({ name: "silver", color: 101 }));
  sim.settle(8);
  const labels = () =>
    ["gold", "silver", "paris/by-hand"].map((name) =>
      ids(row(sim, name).candidatePaths[0]!.reported!.labels)
    );
  const before = labels();
  assert.notEqual(before[0], before[1]);
  sim.stopCore();
  sim.run(90);
  sim.tape.clear();
  sim.startCore();
  sim.settle(40);
  const reports = sim.tape.lines("paris").filter((line) => line.includes("> PCRpt"));
  assert.ok(reports.length > 0);
  assert.deepEqual(told(sim, "paris").filter((line) => line.includes("PCRep")), []);
  assert.deepEqual(labels(), before);
  for (const name of ["gold", "silver", "paris/by-hand"]) assert.equal(row(sim, name).state, "up");
  assertWhole(sim);
});

Deno.test("`answerQuestions()` refuses in observe mode, and the preview has what it would have said", () => {
  const sim = frr({ configured: [asking()] });
  sim.command({ do: "mode", mode: "observe", dryRun: false });
  sim.settle(8);
  const sent = told(sim, "paris");
  assert.ok(sent.every((line) => line.endsWith("no path")), sent.join("\n"));
  const reply = sim.command({ do: "mode", mode: "control", dryRun: true });
  assert.ok(reply.ok);
  assert.deepEqual(reply.changes.map(({ name }) => name), ["paris to rome"]);
});
