/** What a dry run says of each policy, and that it leaves nothing behind. */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { Plan } from "../../src/controller/command.ts";
import type { Intent } from "../../src/policy/intent.ts";
import { apply, dynamic, policy, row, simulation, told } from "./simulation.ts";

function plan(sim: MemorySimulation, intents: readonly Intent[], prune = false): Plan {
  const reply = sim.command({ do: "apply", intents, prune, dryRun: true });
  assert.ok(reply.ok && reply.plan, JSON.stringify(reply));
  return reply.plan;
}
const { kind: _kind, name: _name, headend: _headend, endpoint: _endpoint, ...template } = policy();
const mesh = (names: readonly string[]): Intent => ({
  kind: "Mesh",
  name: "core",
  routers: { names },
  template: { ...template, color: 10 },
});

Deno.test("a dry run has the path and the message of a policy that is new, and changes nothing", () => {
  const sim = simulation();
  sim.settle();
  sim.tape.clear();
  const stored = [...sim.stored.keys()].sort();
  const { paths, touched, planned } = plan(sim, [policy()]);
  assert.deepEqual([touched, planned, paths.length], [1, 1, 1]);
  assert.equal(paths[0]!.change, "created");
  assert.match(paths[0]!.message, /^PCInitiate 1600/);
  const labels = paths[0]!.path!.segments.map(({ label }) => label);
  assert.ok(paths[0]!.path!.igpMetric! > 0);
  sim.settle();
  assert.deepEqual(told(sim), []);
  assert.deepEqual([...sim.stored.keys()].sort(), stored);
  assert.equal(sim.view.find("policy", "gold"), undefined);
  apply(sim, policy());
  sim.settle();
  assert.deepEqual(row(sim).candidatePaths[0]!.reported!.labels, labels);
});

Deno.test("a dry run says of a change what the router has now, and that what stays needs no message", () => {
  const sim = simulation();
  sim.settle();
  const fast = dynamic({}, 200), usual = dynamic({ metric: "igp" }, 100);
  apply(sim, policy({ candidatePaths: [fast, usual] }));
  sim.settle();
  const other = dynamic({ exclude: [{ router: "lyon" }] }, 200);
  const { paths } = plan(sim, [policy({ candidatePaths: [other, usual] })]);
  assert.deepEqual(paths.map(({ preference, change }) => [preference, change]), [
    [200, "updated"],
    [100, "updated"],
  ]);
  assert.match(paths[0]!.message, /^PCUpd /);
  assert.deepEqual(paths[0]!.labelsBefore, row(sim).candidatePaths[0]!.reported!.labels);
  assert.equal(paths[1]!.message, "");
  assert.match(paths[1]!.why, /has it already/);
});

Deno.test("a dry run of a mesh has each of its policies, and those that go", () => {
  const sim = simulation();
  sim.settle();
  const all = plan(sim, [mesh(["paris", "rome", "vienna"])]);
  assert.equal(all.touched, 6);
  assert.deepEqual(
    all.paths.map(({ policy }) => policy).sort(),
    ["paris:rome", "paris:vienna", "rome:paris", "rome:vienna", "vienna:paris", "vienna:rome"]
      .map((ends) => `core:${ends}`),
  );
  assert.ok(all.paths.every(({ path, message }) => path?.ok && message.startsWith("PCInitiate")));
  assert.ok(
    sim.command({ do: "apply", intents: [mesh(["paris", "rome"])], prune: false, dryRun: false })
      .ok,
  );
  sim.settle(20);
  const pruned = plan(sim, [], true);
  assert.equal(pruned.touched, 2);
  assert.ok(
    pruned.paths.every(({ change, message }) =>
      change === "deleted" && message === "PCInitiate, delete"
    ),
  );
});

Deno.test("a dry run says why nothing would be sent: no path, no session, a closed gate", () => {
  const sim = simulation();
  sim.settle();
  const why = (intent: Intent) => {
    const [first] = plan(sim, [intent]).paths;
    assert.equal(first!.message, "");
    return first!.why;
  };
  assert.match(
    why(policy({ candidatePaths: [dynamic({ bounds: { delayMicroseconds: 10 } })] })),
    /delay/i,
  );
  assert.match(why(policy({ headend: "oslo" })), /oslo/);
  sim.cutSession("paris");
  sim.run(0.1);
  assert.match(why(policy()), /No PCEP session with paris/);
  sim.run(30);
  sim.command({ do: "freeze", reason: "window" });
  assert.match(why(policy()), /Frozen by .*window/);
});

Deno.test("a dry run of a thousand policies is computed in parts, and what is beyond is counted", () => {
  const sim = simulation();
  sim.settle();
  const many = Array.from({ length: 1100 }, (_, i) => policy({ name: `p${i}`, color: 2000 + i }));
  const before = sim.counts.batches;
  const { paths, touched, planned } = plan(sim, many);
  assert.deepEqual([paths.length, touched, planned], [1000, 1100, 1000]);
  assert.equal(sim.counts.batches - before, 10);
});
