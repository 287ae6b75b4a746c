/** Meshes follow routers and their documents: labels, names, and what two of them cannot both have. */
import assert from "node:assert/strict";
import { formatIpv4 } from "../../src/lib/address.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { Intent, MeshIntent, RouterIntent } from "../../src/policy/intent.ts";
import { assertWhole, dynamic, FIVE, policy, row, simulation, told } from "./simulation.ts";

function router(name: string, labels: Record<string, string>, was = name): RouterIntent {
  const { loopback } = FIVE.routers.find((one) => one.name === was)!;
  const pcep = { delegations: "accept", labelReserve: 1 } as const;
  return { kind: "Router", name, address: formatIpv4(loopback), labels, pcep };
}
const CORE = { role: "core" };
function mesh(change: Partial<MeshIntent> = {}, color = 10): MeshIntent {
  const { kind: _, name: __, headend: ___, endpoint: ____, ...template } = policy({
    color,
    candidatePaths: [dynamic({ metric: "igp" })],
  });
  return { kind: "Mesh", name: "core", routers: { labels: CORE }, template, ...change };
}
function ask(sim: MemorySimulation, intents: Intent[], confirmDeletes?: number) {
  const reply = sim.command({
    do: "apply",
    intents,
    prune: false,
    dryRun: false,
    ...(confirmDeletes !== undefined && { confirmDeletes }),
  });
  if (reply.ok) sim.settle();
  return reply;
}
function does(sim: MemorySimulation, ...intents: Intent[]): void {
  const reply = ask(sim, intents);
  assert.ok(reply.ok, JSON.stringify(reply));
}
const names = (sim: MemorySimulation) =>
  [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!.name).sort();
function started(...chosen: string[]): MemorySimulation {
  const sim = simulation();
  sim.settle();
  does(sim, ...chosen.map((name) => router(name, CORE)), mesh());
  return sim;
}

Deno.test("a mesh grows and shrinks with the labels in documents of routers", () => {
  const sim = started("paris", "rome");
  assert.deepEqual(names(sim), ["core:paris:rome", "core:rome:paris"]);
  does(sim, router("lyon", CORE));
  assert.equal(names(sim).length, 6);
  assert.ok(names(sim).every((name) => row(sim, name).state === "up"));
  does(sim, router("rome", { role: "edge" }));
  assert.deepEqual(names(sim), ["core:lyon:paris", "core:paris:lyon"]);
  assertWhole(sim);
});

Deno.test("what would go with a label counts as deletions that have to be meant (rules II.5)", () => {
  const sim = started("paris", "rome", "lyon", "vienna");
  assert.equal(names(sim).length, 12);
  const reply = ask(sim, [router("rome", {})]);
  assert.ok(!reply.ok);
  assert.match(reply.problems[0]!.problem, /delete 6 of 12/);
  assert.ok(ask(sim, [router("rome", {})], 6).ok);
  assert.equal(names(sim).length, 6);
});

Deno.test("a router that gets another name keeps its policies, and no router hears of it", () => {
  const sim = started("paris", "rome");
  const { uid } = row(sim, "core:paris:rome");
  sim.tape.clear();
  const intents = [router("lutetia", CORE, "paris"), router("rome", CORE), mesh()];
  assert.ok(sim.command({ do: "apply", intents, prune: true, dryRun: false }).ok);
  sim.settle();
  assert.deepEqual(names(sim), ["core:lutetia:rome", "core:rome:lutetia"]);
  const after = row(sim, "core:lutetia:rome");
  assert.deepEqual([after.uid, after.state, after.headend], [uid, "up", "lutetia"]);
  assert.deepEqual(told(sim), []);
  sim.startCore();
  sim.settle();
  assert.deepEqual(names(sim), ["core:lutetia:rome", "core:rome:lutetia"]);
  const again = row(sim, "core:lutetia:rome");
  assert.deepEqual([again.uid, again.state], [uid, "up"]);
  assert.deepEqual(sim.faults, []);
});

Deno.test("a mesh leaves out whom it excludes", () => {
  const sim = simulation();
  sim.settle();
  does(sim, mesh({ routers: { labels: {} }, exclude: ["berlin", "vienna"] }));
  assert.equal(names(sim).length, 6);
  assert.ok(names(sim).every((name) => !/berlin|vienna/.test(name)));
});

Deno.test("two meshes of one colour are refused by the pair that both choose", () => {
  const sim = started("paris", "rome");
  const second = mesh({ name: "second", routers: { names: ["rome", "paris", "lyon"] } });
  const reply = ask(sim, [second]);
  assert.ok(!reply.ok);
  assert.match(reply.problems[0]!.problem, /^Mesh core has colour 10 from \w+ to \w+ already/);
  assert.match(reply.problems[0]!.problem, /from (paris to rome|rome to paris)/);
  does(sim, { ...second, template: { ...second.template, color: 11 } });
  const single = policy({ name: "mine", headend: "paris", endpoint: "rome", color: 10 });
  const taken = ask(sim, [single]);
  assert.ok(!taken.ok);
  assert.match(taken.problems[0]!.problem, /^Mesh core has colour 10 from paris to rome/);
});

Deno.test("a pair that comes into two meshes later stays with the first, and an alarm says so", () => {
  const sim = simulation();
  sim.settle();
  does(sim, router("paris", CORE), router("rome", CORE), router("lyon", { role: "edge" }), mesh());
  const edge = mesh({ name: "edge", routers: { labels: { role: "edge" } } });
  does(sim, edge, policy({ name: "mine", headend: "lyon", endpoint: "vienna", color: 10 }));
  does(sim, router("vienna", { role: "edge" }));
  assert.ok(!names(sim).includes("edge:lyon:vienna"));
  assert.ok(names(sim).includes("edge:vienna:lyon"));
});
