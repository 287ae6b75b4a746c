/** Alarms: one per cause, damped, acknowledged, shelved, and kept over a restart (rules II.12). */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { AlarmRow } from "../../src/controller/view/view.ts";
import { apply, dynamic, policy, simulation } from "./simulation.ts";

const all = (sim: MemorySimulation): AlarmRow[] =>
  [...sim.view.ids("alarm")].map((id) => sim.view.row("alarm", id)!);
const active = (sim: MemorySimulation) => all(sim).filter((alarm) => alarm.active);
const one = (sim: MemorySimulation, kind: string): AlarmRow => {
  const found = all(sim).filter((alarm) => alarm.kind === kind);
  assert.equal(found.length, 1, JSON.stringify(all(sim)));
  return found[0]!;
};
const change = (
  sim: MemorySimulation,
  alarm: AlarmRow,
  action: "acknowledge" | "unacknowledge" | "shelve" | "unshelve",
  forSeconds?: number,
) =>
  sim.command({
    do: "alarm",
    alarm: Number(alarm.id),
    action,
    reason: "the carrier knows",
    ...(forSeconds !== undefined && { forSeconds }),
  }, "anna@192.0.2.7");

/** A router that no path reaches without the link: many policies, one failure. */
function behindOneLink() {
  const sim = simulation();
  sim.settle();
  const least = dynamic({ include: [], exclude: [{ link: "vienna--berlin" }] });
  const names = Array.from({ length: 12 }, (_, i) => `p${String(i).padStart(2, "0")}`);
  apply(
    sim,
    ...names.map((name, i) =>
      policy({
        name,
        headend: "berlin",
        endpoint: "paris",
        color: 200 + i,
        candidatePaths: [least],
      })
    ),
  );
  sim.settle();
  return { sim, names };
}

Deno.test("a failed link that leaves twelve policies without a path is one alarm about the link, with the first names", () => {
  const { sim, names } = behindOneLink();
  assert.deepEqual(active(sim), []);
  sim.failLink("berlin--paris");
  sim.settle(20);
  const alarm = one(sim, "noPath");
  assert.match(alarm.subject, /^link (paris|berlin)/);
  assert.equal(alarm.affectedCount, 12);
  assert.deepEqual(alarm.affected, names.slice(0, 8));
  assert.match(alarm.text, /^12 policies have no path since link .* failed\.$/);
  sim.restoreLink("berlin--paris");
  sim.run(120);
  assert.deepEqual(active(sim), []);
  assert.equal(one(sim, "noPath").state, "cleared");
});

Deno.test("a deleted policy takes its part of an alarm with it", () => {
  const { sim, names } = behindOneLink();
  sim.failLink("berlin--paris");
  sim.settle(20);
  for (const name of names.slice(1)) sim.command({ do: "delete", kind: "Policy", name });
  sim.settle(20);
  assert.equal(one(sim, "noPath").affectedCount, 1);
  sim.command({ do: "delete", kind: "Policy", name: names[0]! });
  sim.settle(20);
  assert.deepEqual(active(sim), []);
});

Deno.test("policies to a router that nobody knows are one alarm about the router", () => {
  const sim = simulation();
  sim.settle();
  apply(
    sim,
    ...["a", "b", "c"].map((name, i) => policy({ name, color: 300 + i, headend: "oslo" })),
  );
  sim.settle(10);
  const alarm = one(sim, "noPath");
  assert.equal(alarm.subject, "router oslo");
  assert.equal(alarm.affectedCount, 3);
});

Deno.test("an alarm that comes back soon is the same row; one that flaps clears when it was quiet for a minute", () => {
  const sim = simulation();
  sim.settle();
  for (let i = 0; i < 3; i++) {
    sim.cutSession("rome");
    sim.run(15);
  }
  let alarm = one(sim, "sessionDown");
  assert.equal(alarm.raisedCount, 3);
  assert.equal(alarm.state, "active", "it was up a moment ago only");
  assert.ok(alarm.quietSince !== undefined);
  sim.cutSession("rome");
  sim.run(30);
  assert.equal(one(sim, "sessionDown").raisedCount, 4);
  sim.run(70);
  alarm = one(sim, "sessionDown");
  assert.equal(alarm.state, "cleared");
  assert.equal(alarm.raisedCount, 4);
  sim.run(1200);
  sim.cutSession("rome");
  sim.run(1);
  assert.equal(
    all(sim).filter((a) => a.kind === "sessionDown").length,
    2,
    "much later: another one",
  );
});

Deno.test("an acknowledgement has who, when and why, is audited, and survives a restart with its alarm", () => {
  const { sim } = behindOneLink();
  sim.failLink("berlin--paris");
  sim.settle(20);
  assert.ok(change(sim, one(sim, "noPath"), "acknowledge").ok);
  const before = one(sim, "noPath");
  assert.equal(before.state, "acknowledged");
  assert.equal(before.acknowledgedBy, "anna@192.0.2.7");
  const audit = [...sim.view.ids("audit")].map((id) => sim.view.row("audit", id)!).at(-1)!;
  assert.deepEqual([audit.by, audit.from, audit.action], [
    "anna",
    "192.0.2.7",
    "acknowledge alarm",
  ]);
  sim.stopCore();
  sim.startCore();
  assert.equal(one(sim, "noPath").state, "acknowledged", "before anything is known again");
  sim.run(60);
  const after = one(sim, "noPath");
  assert.equal(after.state, "acknowledged");
  assert.equal(after.raisedAt, before.raisedAt);
  sim.restoreLink("berlin--paris");
  sim.run(120);
  assert.equal(one(sim, "noPath").state, "cleared");
  assert.equal(change(sim, after, "acknowledge").ok, false, "there is nothing to acknowledge");
});

Deno.test("what was active before a restart and is not so any more is cleared after ten minutes", () => {
  const { sim } = behindOneLink();
  sim.failLink("berlin--paris");
  sim.settle(20);
  sim.stopCore();
  sim.restoreLink("berlin--paris");
  sim.startCore();
  sim.run(660);
  assert.deepEqual(active(sim), []);
});

Deno.test("a shelved alarm is out of sight until its time, also when it is raised again, and after a restart", () => {
  const { sim } = behindOneLink();
  sim.failLink("berlin--paris");
  sim.settle(20);
  assert.ok(change(sim, one(sim, "noPath"), "shelve", 3600).ok);
  assert.equal(one(sim, "noPath").state, "shelved");
  sim.restoreLink("berlin--paris");
  sim.run(120);
  sim.failLink("berlin--paris");
  sim.run(60);
  assert.equal(one(sim, "noPath").state, "shelved");
  sim.stopCore();
  sim.startCore();
  sim.run(60);
  assert.equal(one(sim, "noPath").state, "shelved");
  sim.run(3600);
  assert.equal(one(sim, "noPath").state, "active");
});

Deno.test("a thaw is audited with the freeze that it ends, a freeze with what was before", () => {
  const sim = simulation();
  sim.settle();
  sim.command({ do: "freeze", reason: "window" }, "anna@192.0.2.7");
  sim.command({ do: "thaw" }, "bert@192.0.2.8");
  const [freeze, thaw] = [...sim.view.ids("audit")].map((id) => sim.view.row("audit", id)!).slice(
    -2,
  );
  assert.deepEqual([freeze!.by, freeze!.action, freeze!.before], ["anna", "freeze", ""]);
  assert.deepEqual([thaw!.by, thaw!.from, thaw!.action, thaw!.after], [
    "bert",
    "192.0.2.8",
    "thaw",
    "",
  ]);
  assert.match(thaw!.before, /window/);
});
