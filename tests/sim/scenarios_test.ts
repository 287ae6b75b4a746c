import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { configOf, documentsOf } from "../../lab/sim/memory_config.ts";
import type { ConfiguredLsp } from "../../lab/sim/pcc_lsp.ts";
import { FRR, RFC } from "../../lab/sim/personality.ts";
import { labelOf } from "../../lab/sim/topology.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { allUp, apply, done, dynamic, fine, namesIn, policy, said, simulation } from "./steer.ts";

const five = topologyOf("five");
const PARIS = 0, ROME = 2;
const labelIn = (at: number, of: number) =>
  labelOf(five.routers[at]!.srgb, five.routers[of]!.sidIndex)!;
const BY_HAND: ConfiguredLsp = {
  name: "by-hand",
  color: 7,
  endpoint: five.routers[ROME]!.loopback,
  preference: 100,
  path: { kind: "explicit", labels: [labelIn(PARIS, ROME)] },
};
const WISH: ConfiguredLsp = {
  name: "wish",
  color: 8,
  endpoint: five.routers[ROME]!.loopback,
  preference: 100,
  path: { kind: "dynamic", metrics: [{ type: 12, value: 0, bound: false, computed: false }] },
};
const CONFIGURED = [BY_HAND, WISH].map((lsp) => ({ router: PARIS, lsp }));
const STEERING = ["PCUpd", "PCInitiate", "PCRep"];

const lspOf = (sim: MemorySimulation, name: string) =>
  sim.network.pccs[PARIS]!.lsps.lsps.find((lsp) => lsp.name === name)!;

Deno.test("a feed that dies moves nothing; its return applies the one real change once", () => {
  const sim = simulation("five");
  sim.tape.clear();
  sim.keepFeedsDown = true;
  sim.cutFeed(0);
  sim.failLink("lyon--rome");
  sim.run(600);
  assert.deepEqual(said(sim, ...STEERING), []);
  assert.ok(sim.view.row("status", 0)!.tedFrozenSince !== undefined);
  sim.keepFeedsDown = false;
  sim.run(60);
  sim.settle();
  const moved = said(sim, "PCUpd");
  const lsps = moved.map((line) => line.split(" ")[1] + /plsp \d+/.exec(line)![0]);
  assert.equal(new Set(lsps).size, lsps.length, moved.join("\n"));
  allUp(sim);
  fine(sim);
});

for (const personality of [RFC, FRR]) {
  Deno.test(`observe sends nothing that steers, control computes what ${personality.name} delegates`, () => {
    const sim = simulation("five", {
      personality,
      configured: CONFIGURED,
      config: configOf(five, { mode: "observe" }),
      mesh: false,
    });
    apply(sim, policy("paris-vienna", 100, dynamic("delay")));
    sim.run(200);
    const answers = said(sim, ...STEERING).filter((line) => !line.includes("no path"));
    assert.deepEqual(answers, []);
    assert.equal(lspOf(sim, "by-hand").state, "active");
    const names = [...sim.view.ids("lsp")].map((id) => sim.view.row("lsp", id)!.symbolicPathName);
    assert.ok(names.includes("by-hand"), `${names}`);
    done(sim.command({ do: "mode", mode: "control", dryRun: false }));
    sim.run(200);
    assert.equal(lspOf(sim, "wish").state, "active");
    assert.ok(lspOf(sim, "wish").delegated);
    assert.deepEqual(lspOf(sim, "by-hand").labels, [labelIn(PARIS, ROME)]);
    assert.deepEqual(said(sim, "PCUpd").filter((line) => line.includes("by-hand")), []);
    fine(sim);
  });
}

Deno.test("a freeze holds back everything, a thaw sends what is then wanted", () => {
  const sim = simulation("five");
  done(sim.command({ do: "freeze", reason: "test" }));
  sim.tape.clear();
  sim.failLink("lyon--rome");
  sim.run(120);
  assert.deepEqual(said(sim, ...STEERING), []);
  done(sim.command({ do: "thaw" }));
  sim.run(10);
  sim.settle();
  assert.ok(said(sim, "PCUpd").length > 0);
  allUp(sim);
  fine(sim);
});

Deno.test("a deleted policy takes its own LSP away and no other", () => {
  const sim = simulation("five");
  apply(sim, policy("paris-rome", 500, dynamic("te")));
  sim.settle();
  const with1 = namesIn(sim);
  sim.tape.clear();
  done(sim.command({ do: "delete", kind: "Policy", name: "paris-rome" }));
  sim.settle();
  assert.equal(namesIn(sim).length, with1.length - 1);
  assert.equal(said(sim, "PCInitiate").length, 1);
  allUp(sim);
  fine(sim);
});

Deno.test("unequal SRGBs, parallel links and short MSDs: every list delivers on the computed links", () => {
  for (const seed of [1, 2, 3]) {
    const sim = simulation("random:30", { seed });
    const { routers } = sim.network.topology;
    apply(
      sim,
      ...routers.slice(10).map(({ name }, i) =>
        policy(`${routers[i % 10]!.name}-${name}`, 700 + i, dynamic(i % 2 ? "te" : "hops"))
      ),
    );
    sim.settle();
    fine(sim);
  }
});

Deno.test("a PCC that vanishes for good keeps its policies as they were and troubles nobody", () => {
  const sim = simulation("five");
  sim.tape.clear();
  sim.happen({ on: "igp", event: { on: "routerFailed", router: 4 } }); // berlin
  sim.run(120);
  sim.settle();
  const states = [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!);
  for (const { name, headend, endpoint, state } of states) {
    const berlin = headend === "berlin" || endpoint === "berlin";
    assert.equal(state === "up", !berlin, `${name} is ${state}`);
  }
  sim.happen({ on: "igp", event: { on: "routerRestored", router: 4 } });
  sim.run(120);
  sim.settle();
  allUp(sim);
  fine(sim);
});

Deno.test("twenty flaps of a link in a minute move each policy at most three times", () => {
  const sim = simulation("five");
  sim.tape.clear();
  for (let flap = 0; flap < 20; flap++) {
    sim.failLink("lyon--rome");
    sim.run(1.5);
    sim.restoreLink("lyon--rome");
    sim.run(1.5);
  }
  const moves = new Map<string, number>();
  for (const line of said(sim, "PCUpd")) {
    const lsp = line.split(" ")[1]! + /plsp \d+/.exec(line)![0];
    moves.set(lsp, (moves.get(lsp) ?? 0) + 1);
  }
  assert.ok(Math.max(0, ...moves.values()) <= 3, JSON.stringify([...moves]));
  sim.run(600);
  sim.settle();
  allUp(sim);
  fine(sim);
});

Deno.test("a session from a strange address is its router's as soon as a document says so", () => {
  const sourceAddress = (router: number) => `198.51.100.${router + 1}`;
  const sim = simulation("five", { sourceAddress, mesh: false });
  const sessions = () =>
    [...sim.view.ids("pcepSession")].map((id) => sim.view.row("pcepSession", id)!.router);
  assert.ok(sessions().every((router) => router.startsWith("198.51.100.")));
  apply(sim, ...documentsOf(five, sourceAddress));
  sim.run(1);
  assert.deepEqual(sessions().sort(), five.routers.map(({ name }) => name).sort());
  assert.equal(sim.view.row("status", 0)!.routers, 5);
  apply(sim, policy("paris-rome", 100, dynamic("delay")));
  sim.settle();
  allUp(sim);
  fine(sim);
});
