/** Binding SIDs from the intent to the router and back (RFC 9604). */
import assert from "node:assert/strict";
import type { UpdateRequest } from "../../src/pcep/codec/message.ts";
import type { PolicyIntent } from "../../src/policy/intent.ts";
import { ScriptedRouter } from "./scripted_router.ts";
import { apply, assertWhole, policy, row, simulation, told } from "./simulation.ts";

const withSid = (bindingSid: PolicyIntent["bindingSid"]): PolicyIntent =>
  policy(bindingSid === undefined ? {} : { bindingSid });
const reported = (sim: ReturnType<typeof simulation>) =>
  row(sim).candidatePaths[0]?.reported?.bindingSids;

Deno.test("a label is asked for, changed by one PCUpd, and taken away when the intent has none", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, withSid(24001));
  sim.settle();
  assert.deepEqual(reported(sim), ["24001"]);
  sim.tape.clear();
  apply(sim, withSid(24002));
  sim.settle();
  assert.deepEqual(reported(sim), ["24002"]);
  apply(sim, withSid(undefined));
  sim.settle();
  assert.deepEqual(reported(sim), []);
  assert.equal(told(sim, "paris").length, 2);
  assertWhole(sim);
});

Deno.test("an SRv6 SID is asked for by its own binding type", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, withSid("fc00:0:1:e000::"));
  sim.settle();
  assert.deepEqual(reported(sim), ["fc00:0:1:e000::"]);
  assertWhole(sim);
});

Deno.test("two policies of a headend cannot have one SRv6 binding SID (RFC 9256 §6.2)", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, withSid("fc00:0:1:e000::"));
  const intents = [policy({ name: "silver", color: 200, bindingSid: "fc00:0:1:e000::" })];
  const reply = sim.command({ do: "apply", intents, prune: false, dryRun: true });
  assert.ok(!reply.ok && reply.problems.some(({ field }) => field.includes("bindingSid")));
});

/** Created, and reported with P: the router leaves the value to the PCE. */
function asking(bindingSid: PolicyIntent["bindingSid"]) {
  const router = new ScriptedRouter();
  router.connect();
  apply(router.sim, withSid(bindingSid));
  router.sim.settle();
  const [message] = router.told();
  assert.ok(message?.kind === "initiate" && message.requests[0]?.action === "create");
  const { symbolicPathName, ero, srpId } = message.requests[0];
  const report = {
    plspId: 5,
    symbolicPathName,
    delegate: true,
    create: true,
    pceAllocation: true,
    pathSetupType: 1,
    operState: "active" as const,
    srpId,
    ero,
    bindingSids: [
      { kind: "any" as const, bindingType: 0, removal: false, specifiedOnly: false },
    ],
  };
  router.report(report);
  router.sim.settle();
  return { router, report };
}

Deno.test("a router that leaves the value to the PCE gets the policy's with P=1, or PCErr 32/3", () => {
  const { router, report } = asking(24001);
  assert.equal(router.heard.filter(({ kind }) => kind === "error").length, 0);
  router.heard.length = 0;
  apply(router.sim, withSid(24002));
  router.sim.settle();
  const [update] = router.updates() as UpdateRequest[];
  assert.equal(update?.pceAllocation, true);
  assert.deepEqual(update?.bindingSids.map((sid) => "label" in sid && sid.label), [24002]);
  const none = asking(undefined);
  const errors = none.router.heard.flatMap((m) => m.kind === "error" ? m.errors : []);
  assert.deepEqual(errors.map(({ type, value }) => [type, value]), [[32, 3]]);
  assert.ok(report.pceAllocation);
});
