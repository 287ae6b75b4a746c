/** A decommission of all while one router, or one policy, may not be told anything: nobody else waits for it. */
import assert from "node:assert/strict";
import { apply, policy, simulation } from "../controller/simulation.ts";

const MANY = ["paris", "lyon", "rome", "vienna"].flatMap((headend) =>
  Array.from(
    { length: 8 },
    (_, i) => policy({ name: `${headend}-${i}`, headend, endpoint: "berlin", color: 100 + i }),
  )
);

for (const what of [{ router: "paris" }, { policy: "paris-0" }]) {
  const [word] = Object.values(what);
  Deno.test(`a decommission goes on where ${word} is frozen, and ends after its thaw`, () => {
    const sim = simulation();
    sim.settle();
    apply(sim, ...MANY);
    sim.settle();
    const left = () =>
      sim.network.pccs.flatMap((pcc, i) =>
        pcc.lsps.lsps.map(() => sim.options.topology.routers[i]!.name)
      );
    const ends = () => sim.notes.filter(({ title }) => /keeps no LSP any more/.test(title)).length;
    assert.ok(sim.command({ do: "freeze", ...what, reason: "a look" }).ok);
    assert.ok(sim.command({ do: "decommission", how: "delete", dryRun: false }).ok);
    sim.run(60);
    assert.deepEqual(left(), Array(what.router ? 8 : 1).fill("paris"));
    assert.equal(ends(), 0);
    assert.ok(sim.command({ do: "thaw", ...what }).ok);
    sim.run(30);
    assert.deepEqual(left(), []);
    assert.equal(ends(), 1);
    assert.deepEqual(sim.faults, []);
  });
}

Deno.test("a decommission is undone also when its router has another address by now", () => {
  const sim = simulation();
  sim.settle();
  const router = (address: string) => ({
    kind: "Router" as const,
    name: "paris",
    address,
    labels: {},
    pcep: { delegations: "accept" as const, labelReserve: 1 },
  });
  const own = sim.view.row("router", sim.view.find("router", "paris")!)!.address;
  assert.ok(
    sim.command({ do: "decommission", how: "delete", router: "paris", dryRun: false }).ok,
  );
  const intents = [router("198.51.100.77")];
  assert.ok(sim.command({ do: "apply", intents, prune: false, dryRun: false }).ok);
  sim.run(2);
  const now = sim.view.row("router", sim.view.find("router", "paris")!)!.address;
  assert.notEqual(now, own);
  assert.ok(sim.command({ do: "decommission", how: "undo", router: "paris", dryRun: false }).ok);
  assert.deepEqual([...sim.stored.keys()].filter((key) => /decommission/.test(key)), []);
});
