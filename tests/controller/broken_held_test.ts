/** Lost packets whose repair may not leave: one alarm a cause, with what would end it (rules II.12). */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { createCore } from "../../src/controller/core.ts";
import type { Core } from "../../src/controller/step.ts";
import type { AlarmRow } from "../../src/controller/view/view.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import {
  apply,
  assertWhole,
  configOf,
  dynamic,
  FIVE,
  policy,
  row,
  simulation,
} from "./simulation.ts";

const byAdjacency = (name: string, color: number) =>
  policy({
    name,
    color,
    candidatePaths: [
      dynamic({ segments: { prefer: "adjacency", protectedAdjacencies: "prefer" } }),
    ],
  });
function withTwo(change: Parameters<typeof simulation>[0] = {}): MemorySimulation {
  const sim = simulation(change);
  sim.settle();
  apply(sim, byAdjacency("gold", 100), byAdjacency("silver", 101));
  sim.settle();
  return sim;
}
const held = (sim: MemorySimulation): AlarmRow[] =>
  [...sim.view.ids("alarm")].map((id) => sim.view.row("alarm", id)!)
    .filter(({ kind, active }) => kind === "brokenHeld" && active);

Deno.test("a frozen router whose policies lose their packets is one alarm that says what ends it, and thaw ends it", () => {
  const sim = withTwo();
  assert.ok(sim.command({ do: "freeze", router: "paris", reason: "works" }).ok);
  assert.deepEqual(held(sim), []);
  sim.failLink("lyon--rome");
  sim.run(5);
  const [alarm, more] = held(sim);
  assert.ok(alarm && !more);
  assert.equal(alarm.subject, "router paris");
  assert.equal(alarm.severity, "critical");
  assert.deepEqual(alarm.affected, ["gold", "silver"]);
  assert.equal(
    alarm.text,
    "2 policies of paris deliver nothing, and their repair is held: " +
      'Frozen by test: works. "cairn thaw --router paris" ends it.',
  );
  assert.ok(sim.command({ do: "thaw", router: "paris" }).ok);
  sim.run(1);
  assert.deepEqual(held(sim), []);
  sim.settle();
  assertWhole(sim);
});

Deno.test("a network that is not in control says that lost packets are not repaired, until they arrive again", () => {
  const sim = withTwo();
  assert.ok(sim.command({ do: "mode", mode: "advise", dryRun: false }).ok);
  sim.settle();
  sim.failLink("lyon--rome");
  sim.run(5);
  const [alarm] = held(sim);
  assert.equal(alarm?.subject, "cairn");
  assert.match(alarm.text, /^2 policies deliver nothing.*"cairn mode control" opens it\.$/);
  sim.restoreLink("lyon--rome");
  sim.run(10);
  assert.deepEqual(held(sim), []);
});

Deno.test("one frozen policy is an alarm of its own, and goes with it", () => {
  const sim = withTwo();
  assert.ok(sim.command({ do: "freeze", policy: "gold", reason: "held" }).ok);
  sim.failLink("lyon--rome");
  sim.run(5);
  const [alarm, more] = held(sim);
  assert.ok(alarm && !more);
  assert.equal(alarm.subject, "policy gold");
  assert.match(
    alarm.text,
    /^gold delivers nothing, and its repair is held: Frozen by test: held\./,
  );
  assert.equal(row(sim, "silver").state, "up");
  const reply = sim.command({ do: "delete", kind: "Policy", name: "gold" });
  assert.ok(reply.ok, JSON.stringify(reply));
  sim.run(1);
  assert.deepEqual(held(sim), []);
});

Deno.test("what failed while nobody looked is told after a restart, and lasts", () => {
  const sim = withTwo();
  assert.ok(sim.command({ do: "freeze", reason: "works" }).ok);
  sim.stopCore();
  sim.failLink("lyon--rome");
  sim.run(5);
  sim.startCore();
  sim.run(700);
  const [alarm] = held(sim);
  assert.equal(alarm?.subject, "cairn");
  assert.match(alarm.text, /"cairn thaw" ends it\.$/);
});

Deno.test("what its router lost while it is frozen is told too", () => {
  const sim = withTwo();
  assert.ok(sim.command({ do: "freeze", router: "paris", reason: "works" }).ok);
  const paris = sim.network.routerNamed("paris");
  sim.happen({ on: "igp", event: { on: "routerFailed", router: paris } });
  sim.run(3);
  sim.happen({ on: "igp", event: { on: "routerRestored", router: paris } });
  sim.run(60);
  const [alarm] = held(sim);
  assert.equal(alarm?.affectedCount, 2);
  assert.ok(sim.command({ do: "thaw", router: "paris" }).ok);
  sim.settle();
  assert.deepEqual(held(sim), []);
  assertWhole(sim);
});

Deno.test("a router that lets no PCE update LSPs any more is the cause where a repair cannot be sent", () => {
  let refuses = false;
  const sim = withTwo({ createCore: () => withoutUpdates(() => refuses) });
  refuses = true;
  sim.cutSession("paris");
  sim.settle(10);
  sim.failLink("lyon--rome");
  sim.run(5);
  const [alarm] = held(sim);
  assert.equal(alarm?.subject, "router paris");
  assert.match(alarm.text, /no U flag in its Open.*has to allow it\.$/);
});

Deno.test("what the topology guard keeps from a repair is one alarm about the topology, with the word that ends it", () => {
  const { safety, ...config } = configOf(FIVE);
  const guards = { ...safety.guards, tedMinimum: 1 };
  const sim = withTwo({ config: { ...config, safety: { ...safety, guards } } });
  sim.failLink("lyon--rome");
  sim.failLink("vienna--berlin");
  sim.run(4);
  const [alarm, more] = held(sim);
  assert.ok(alarm && !more);
  assert.equal(alarm.subject, "topology");
  assert.match(alarm.text, /^2 policies deliver nothing.*"cairn confirm topology"/);
  assert.ok(sim.command({ do: "confirmTopology" }).ok);
  sim.run(2);
  assert.deepEqual(held(sim), []);
});

/** The Opens that it hears have no U flag while `refuses()`. */
function withoutUpdates(refuses: () => boolean): Core {
  const core = createCore();
  return {
    ...core,
    handle({ at, what }) {
      if (what.on !== "received" || !refuses() || what.bytes[1] !== OPEN) {
        return core.handle({ at, what });
      }
      const open = decodeMessage(what.bytes);
      assert.ok(open.kind === "open");
      const tlvs = open.tlvs.map((tlv) =>
        tlv.kind === "statefulPceCapability"
          ? { ...tlv, value: { ...tlv.value, lspUpdate: false } }
          : tlv
      );
      return core.handle({ at, what: { ...what, bytes: encodeMessage({ ...open, tlvs }) } });
    },
  };
}
const OPEN = 1;
