/** Two controllers of one cluster, the second with a copy of the first one's store (rules III.7). */
import assert from "node:assert/strict";
import { documentsOf } from "../../lab/sim/memory_config.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import type { Intent } from "../../src/policy/intent.ts";
import { done, dynamic, policy, TEMPLATE } from "./steer.ts";
import { TwoControllers } from "./two_controllers.ts";

const five = { ...topologyOf("five"), speakers: [0, 3] };
const MESH: Intent = {
  kind: "Mesh",
  name: "core",
  routers: { names: five.routers.slice(0, 3).map(({ name }) => name) },
  template: { color: 10, ...TEMPLATE, candidatePaths: [dynamic("delay")] },
};

/** The first controller has its policies up; the second has its rows and has looked around. */
function cluster(): TwoControllers {
  const two = new TwoControllers(five);
  two.run(2);
  two.start(0);
  two.run(5);
  const intents = [...documentsOf(five), MESH, policy("paris-vienna", 300, dynamic("te"))];
  done(two.command(0, { do: "apply", intents, prune: false, dryRun: false }));
  two.run(60);
  two.start(1, two.controllers[0].store.rows());
  two.run(60);
  return two;
}
const namesIn = ({ network }: TwoControllers) =>
  network.pccs.flatMap(({ lsps }, router) =>
    lsps.lsps.map(({ name, state }) => `${router} ${name} ${state}`)
  ).sort();
const saidBy = ({ relays }: TwoControllers, which: 0 | 1) =>
  relays.flatMap(({ heard }) => heard[which]);
/** All but attempts to take over: D=0 does not say whether an LSP is held or an orphan, 19/8 does. */
const steeredBy = (two: TwoControllers, which: 0 | 1) =>
  saidBy(two, which).filter((words) => words !== "PCInitiate takeOver");
function nothingWrong(two: TwoControllers): void {
  assert.deepEqual(two.relays.flatMap(({ violations }) => violations), []);
  assert.deepEqual(two.network.pccs.flatMap(({ violations }) => violations), []);
}

Deno.test("a second controller with a copy of the store sends nothing for LSPs that the first one holds", () => {
  const two = cluster(), names = namesIn(two);
  assert.equal(names.length, 7);
  assert.ok(names.every((name) => name.endsWith("active")), `${names}`);
  two.fail("lyon--rome");
  two.run(120);
  two.restore("lyon--rome");
  two.run(300);
  assert.ok(saidBy(two, 0).length > 7, "the first one repairs");
  assert.deepEqual(steeredBy(two, 1), []);
  const asked = saidBy(two, 1).length;
  assert.ok(
    asked <= 16 * names.length,
    `it asked ${asked} times in 480 s whether they are orphans`,
  );
  assert.deepEqual(namesIn(two), names);
  nothingWrong(two);
});

Deno.test("the first controller dies: the second takes its LSPs over once they are orphans, and repairs", () => {
  const two = cluster(), names = namesIn(two);
  two.kill(0);
  two.run(25);
  two.fail("lyon--rome");
  two.run(3);
  assert.deepEqual(steeredBy(two, 1), [], "nothing without delegation");
  two.run(30); // they are orphans for half a minute, then they would be gone
  assert.deepEqual(two.relays.flatMap(({ holders }) => [...holders.values()]), names.map(() => 1));
  two.run(60);
  assert.ok(saidBy(two, 1).some((words) => words.startsWith("PCUpd")));
  assert.deepEqual(saidBy(two, 1).filter((words) => /create|delete/.test(words)), []);
  assert.deepEqual(namesIn(two), names);
  nothingWrong(two);
});

Deno.test("a first controller that comes back with its old store finds its LSPs held elsewhere and waits", () => {
  const two = cluster(), names = namesIn(two);
  two.kill(0);
  two.run(120);
  const before = steeredBy(two, 0).length;
  two.start(0);
  two.run(120);
  two.fail("lyon--rome");
  two.run(120);
  assert.deepEqual(steeredBy(two, 0).slice(before), [], "the old one steers nothing");
  assert.deepEqual(namesIn(two), names);
  two.restore("lyon--rome");
  two.run(300);
  assert.deepEqual(namesIn(two), names);
  nothingWrong(two);
});

Deno.test("a policy made at one controller alone is not doubled by the other", () => {
  const two = cluster();
  const intents = [policy("berlin-rome", 400, dynamic("igp"))];
  done(two.command(1, { do: "apply", intents, prune: false, dryRun: false }));
  two.run(60);
  const made = namesIn(two).filter((name) => name.startsWith("4 ") || name.startsWith("3 "));
  assert.equal(made.length, 1, `${made}`);
  nothingWrong(two);
});
