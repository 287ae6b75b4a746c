/** Endpoints that are no router: every endpoint of a colour, and what a router cannot take. */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { FRR } from "../../lab/sim/personality.ts";
import type { PolicyIntent } from "../../src/policy/intent.ts";
import { apply, dynamic, policy, row, simulation } from "./simulation.ts";

const explicit = (endpoint: string, change: Partial<PolicyIntent> = {}) =>
  policy({
    endpoint,
    candidatePaths: [{
      preference: 100,
      path: { type: "explicit", segments: [{ router: "lyon" }, { router: "rome" }] },
    }],
    ...change,
  });
function refusedWith(sim: MemorySimulation, intent: PolicyIntent): string {
  const command = { do: "apply", intents: [intent], prune: false, dryRun: false } as const;
  const reply = sim.command(command);
  assert.ok(!reply.ok);
  return reply.problems.map(({ field, problem }) => `${field} ${problem}`).join("\n");
}

Deno.test("an explicit path for every endpoint of a colour (0.0.0.0) is installed; a dynamic one has no end", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, explicit("0.0.0.0"));
  sim.settle();
  assert.equal(row(sim).state, "up");
  assert.equal(row(sim).endpointAddress, "0.0.0.0");
  const wrong = refusedWith(
    sim,
    policy({ name: "b", endpoint: "::", candidatePaths: [dynamic()] }),
  );
  assert.match(wrong, /^intents\[0\]\.endpoint :: stands for every endpoint, so a dynamic path/);
});

Deno.test("what a router's profile cannot take as an endpoint is refused with a sentence", () => {
  const sim = simulation({ personality: () => FRR });
  sim.settle();
  assert.match(
    refusedWith(sim, explicit("0.0.0.0")),
    /FRR pathd on paris takes no policy for every endpoint \(0\.0\.0\.0\)/,
  );
  assert.match(refusedWith(sim, explicit("2001:db8::1")), /FRR pathd on paris takes no IPv6/);
});

Deno.test("a router that cannot be asked for just any binding SID says so in its verdict", () => {
  const sim = simulation({ personality: () => FRR });
  sim.settle();
  apply(sim, policy({ bindingSid: "auto" }));
  sim.settle();
  assert.equal(row(sim).state, "up");
  assert.match(
    row(sim).verdict,
    /FRR pathd cannot be asked for just any binding SID; name a label/,
  );
});

Deno.test("one binding SID a headend: who has it is named (RFC 9256 §6.2)", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy({ bindingSid: 1_000_001 }));
  const other = policy({ name: "b", color: 101, bindingSid: 1_000_001 });
  assert.match(
    refusedWith(sim, other),
    /^intents\[0\]\.bindingSid Policy gold has binding SID 1000001/,
  );
  apply(sim, { ...other, headend: "lyon" });
  sim.settle();
  assert.deepEqual(row(sim).candidatePaths[0]?.reported?.bindingSids, ["1000001"]);
  assert.equal(row(sim).candidatePaths[0]?.wanted?.bindingSid, "1000001");
});
