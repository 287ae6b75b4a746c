/** Rows of the store that something else wrote into: what tells of the past is left out, without the rest nothing starts. */
import assert from "node:assert/strict";
import { apply, policy, row, simulation } from "../controller/simulation.ts";
import { linesOf, withLine, withOutcome } from "../../src/controller/telling/history_text.ts";

const DAMAGES = ["", "{", "null", '{"id":'];
function filled() {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  apply(sim, policy({ bandwidthBps: 5 }));
  sim.cutSession("berlin");
  sim.run(60);
  return [...sim.stored.rows()];
}

Deno.test("a damaged row of audit, alarms or history costs that row", () => {
  const rows = filled();
  for (const table of ["audit", "alarm", "history"]) {
    assert.ok(rows.some((one) => one.table === table), `no ${table}`);
    for (const value of DAMAGES) {
      const stored = rows.map((one) => one.table === table ? { ...one, value } : one);
      const sim = simulation({ stored });
      sim.settle();
      assert.equal(row(sim).state, "up", `${table} := ${value}`);
      assert.deepEqual(sim.faults, []);
    }
  }
});

Deno.test("without a policy, or a freeze, that was stored nothing starts", () => {
  const rows = filled();
  const freeze = { table: "meta", key: "freeze/router/paris", value: "" };
  for (const value of DAMAGES) {
    const stored = rows.map((one) => one.table === "policy" ? { ...one, value } : one);
    assert.throws(() => simulation({ stored }), /policy gold cannot be read/);
    if (value === "null") continue;
    const frozen = [...rows, { ...freeze, value }];
    assert.throws(() => simulation({ stored: frozen }), /freeze\/router\/paris cannot be read/);
  }
});

Deno.test("`linesOf()` and `withOutcome()` skip a line of history that is damaged", () => {
  const path = '["p",1,100,"PCUpd","","",[1],[2],[1,2,3],"sent",0]';
  const text = withLine(withLine(path, '["p",2,100,"PC'), "x");
  assert.equal(linesOf(text).length, 1);
  assert.match(withOutcome(text, 100, "up", 9), /"up",9\]/);
});
