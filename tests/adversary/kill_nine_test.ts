/** kill -9 before any event of a run with creation, a change of colour, a failure and a deletion: nothing is lost. */
import assert from "node:assert/strict";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import { FRR, type Personality, RFC } from "../../lab/sim/personality.ts";
import { compute } from "../../src/path/compute.ts";
import type { PolicyIntent } from "../../src/policy/intent.ts";
import { dynamic, FIVE, policy } from "../controller/simulation.ts";
import { Liar } from "./liar.ts";

class Killed extends Error {}

interface Run {
  readonly events: number;
  readonly wrong: readonly string[];
}
function run(killedAt: number, personality: Personality, awaySeconds: number): Run {
  const liar = new Liar();
  let events = 0, armed = false;
  const sim = new MemorySimulation({
    topology: FIVE,
    seed: 1,
    compute,
    personality,
    createCore: () => {
      const core = liar.createCore();
      return {
        handle(event) {
          if (armed && events++ === killedAt) {
            armed = false;
            throw new Killed();
          }
          return core.handle(event);
        },
        save: () => core.save(),
        get view() {
          return core.view;
        },
      };
    },
  });
  const living = (act: () => void) => {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      sim.stopCore();
      sim.run(awaySeconds);
      sim.startCore();
    }
  };
  const twice = (act: () => void) => [1, 2].forEach(() => living(act)); // an operator tries again
  const want = (...intents: PolicyIntent[]) =>
    twice(() => assert.ok(sim.command({ do: "apply", intents, prune: false, dryRun: false }).ok));
  const silver = policy({ name: "silver", headend: "lyon", endpoint: "berlin", color: 7 });
  const candidatePaths = [dynamic({}, 200), dynamic({ metric: "igp" }, 100)];
  const two = policy({
    name: "two",
    headend: "rome",
    endpoint: "berlin",
    color: 8,
    candidatePaths,
  });
  sim.run(12);
  armed = true;
  want(policy(), silver, two);
  living(() => sim.run(6));
  want({ ...silver, color: 9 });
  living(() => sim.run(3));
  living(() => sim.failLink("lyon--rome"));
  living(() => sim.run(6));
  living(() => sim.restoreLink("lyon--rome"));
  twice(() => void sim.command({ do: "delete", kind: "Policy", name: "gold" }));
  armed = false;
  sim.run(400);
  return { events, wrong: wrongIn(sim, liar, personality) };
}

function wrongIn(sim: MemorySimulation, liar: Liar, personality: Personality): string[] {
  const wrong = [...sim.problems(), ...liar.faults];
  const policies = [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!);
  for (const { name, state } of policies) if (state !== "up") wrong.push(`${name} is ${state}`);
  if (policies.length !== 2) wrong.push(`${policies.length} policies`);
  const names = sim.network.pccs.flatMap((pcc, i) => pcc.lsps.lsps.map((l) => `${i} ${l.name}`));
  const most = personality === FRR ? 2 : 3; // candidate paths: one by one, or one a policy
  if (names.length !== most || new Set(names).size !== most) wrong.push(names.join(", "));
  for (const key of sim.stored.keys()) if (key.startsWith("tombstone")) wrong.push(key);
  return wrong;
}

Deno.test("the core may be killed before any event: no twin, no loss, no deletion that nobody asked for", () => {
  for (const personality of [RFC, FRR]) {
    const { events, wrong } = run(Infinity, personality, 0);
    assert.deepEqual(wrong, []);
    for (let at = 0; at < events; at++) {
      const { wrong } = run(at, personality, [0.01, 0.5, 5][at % 3]!);
      assert.deepEqual(wrong, [], `${personality.name}, killed before event ${at}`);
    }
  }
});
