import assert from "node:assert/strict";
import { checkNames } from "../../src/controller/intent/check_names.ts";
import type { Problem } from "../../src/controller/command.ts";
import type { Intent } from "../../src/policy/intent.ts";
import { policy, simulation } from "./simulation.ts";

const problemsOf = (...intents: Intent[]): Problem[] => {
  const problems: Problem[] = [];
  checkNames(intents, problems);
  return problems;
};

Deno.test("`checkNames()` refuses control characters and more than 200 characters, with a sentence that has neither", () => {
  assert.deepEqual(problemsOf(policy()), []);
  assert.deepEqual(problemsOf(policy({ name: "g".repeat(200) })), []);
  assert.deepEqual(problemsOf(policy({ name: "go\x1bld" }), policy({ headend: "a".repeat(201) })), [
    {
      field: "intents[0].name",
      problem: 'The name "go\\x1bld" has control characters.',
      fix: "Write it without them.",
    },
    {
      field: "intents[1].headend",
      problem: `The name "${"a".repeat(40)}…" has 201 characters.`,
      fix: "Use at most 200.",
    },
  ]);
  const router = {
    kind: "Router",
    name: "r\n1",
    address: "192.0.2.1",
    labels: {},
    pcep: { delegations: "accept", labelReserve: 1 },
  } as const;
  const facts = { kind: "NodeFacts", name: "n", router: "r\x9b" } as const;
  assert.deepEqual(problemsOf(router, facts).map(({ field }) => field), [
    "intents[0].name",
    "intents[1].router",
  ]);
});

Deno.test("a document with such a name is refused by the core, whoever sends it", () => {
  const sim = simulation();
  sim.settle();
  const intents = [policy({ name: "gold\nrouter paris is gone" })];
  const reply = sim.command({ do: "apply", intents, prune: false, dryRun: false });
  assert.ok(!reply.ok && reply.problems.some(({ problem }) => problem.includes("control")));
  assert.equal(sim.view.find("policy", intents[0]!.name), undefined);
});
