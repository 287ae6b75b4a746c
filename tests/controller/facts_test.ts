/** What operators say of links and routers (rules II.10), and what they are told about it. */
import assert from "node:assert/strict";
import { topologyOf } from "../../lab/sim/topologies.ts";
import type { Intent } from "../../src/policy/intent.ts";
import { FIVE, simulation } from "./simulation.ts";

const details = (intents: readonly Intent[], dryRun: boolean, topology = FIVE): string[] => {
  const sim = simulation({ topology });
  sim.settle();
  const reply = sim.command({ do: "apply", intents, prune: false, dryRun });
  assert.ok(reply.ok, JSON.stringify(reply));
  return reply.changes.map(({ detail }) => detail);
};
const link = (name: string): Intent => ({ kind: "LinkFacts", name, link: name, srlg: [7] });
const node = (name: string): Intent => ({ kind: "NodeFacts", name, router: name, site: "here" });

Deno.test("facts of what is not in the topology are taken, and the answer says that they count later", () => {
  for (const dryRun of [true, false]) {
    assert.deepEqual(
      details([link("paris--lyon"), link("paris--oslo"), node("paris"), node("oslo")], dryRun),
      [
        "",
        "Link paris--oslo is not in the topology yet; the facts count when it comes.",
        "",
        "Router oslo is not in the topology yet; the facts count when it comes.",
      ],
    );
  }
});

Deno.test("facts of a name that several links have are said to count for none", () => {
  const [told, first] = details(
    [link("dublin--london"), link("dublin--london#1")],
    false,
    topologyOf("core30"),
  );
  assert.equal(
    told,
    "Several links are dublin--london: the facts count for none until they say which, " +
      "like dublin--london#1.",
  );
  assert.equal(first, "");
});
