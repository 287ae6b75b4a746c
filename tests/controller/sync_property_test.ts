/** Routers that synchronise in every wrong order: nothing breaks, and nothing is sent before they are done (rules I.15). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadCore } from "../../src/controller/core.ts";
import { errorMessage } from "../../src/pcep/codec/message.ts";
import { apply, policy } from "./simulation.ts";
import { versionTlv } from "./transcripts/report_words.ts";
import { Scripted } from "./transcripts/scripted.ts";
import { notificationOf, offering } from "./transcripts/sync_words.ts";

const version = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
const deed = fc.oneof(
  fc.record({ do: fc.constant("connects"), flags: fc.subarray(["S", "D", "F", "T"]), version }),
  fc.record({ do: fc.constant("closes") }),
  fc.record({
    do: fc.constant("reports"),
    plspId: fc.integer({ min: 1, max: 3 }),
    name: fc.constantFrom("a", "b", "c", undefined),
    sync: fc.boolean(),
    remove: fc.boolean(),
    delegate: fc.boolean(),
    version,
  }),
  fc.record({ do: fc.constant("ends"), version }),
  fc.record({ do: fc.constant("refuses"), type: fc.constantFrom(19, 20), value: fc.nat(6) }),
  fc.record({ do: fc.constant("notifies"), kind: fc.constantFrom("1/1", "2/1", "2/2", "4/1") }),
  fc.record({ do: fc.constant("resyncs") }),
  fc.record({ do: fc.constant("swaps") }),
  fc.record({ do: fc.constant("waits"), seconds: fc.constantFrom(1, 6, 61) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

function play(script: Scripted, one: Deed): void {
  if ("flags" in one) {
    const words = [...one.flags, ...(one.version === undefined ? [] : [`version=${one.version}`])];
    script.open = { ...script.open, tlvs: offering(script.open, ["none"]).tlvs };
    return script.connect(offering(script.open, ["none", ...words]));
  }
  if ("plspId" in one) {
    const { plspId, name, sync, remove, delegate } = one;
    const lspTlvs = versionTlv(one.version);
    const named = name === undefined ? {} : { symbolicPathName: name };
    return script.report({ plspId, sync, remove, delegate, lspTlvs, operState: "up", ...named });
  }
  if ("type" in one) return script.say(errorMessage(one.type, one.value));
  if ("kind" in one) return script.say(notificationOf([one.kind, "of", "7"]));
  if ("seconds" in one) return script.sim.run(one.seconds);
  switch (one.do) {
    case "ends":
      return script.endOfSync("version" in one ? one.version?.toString() : undefined);
    case "closes":
      return script.disconnect();
    case "swaps":
      return script.sim.swapCore(loadCore);
    case "resyncs": {
      const session = script.sim.view.find("pcepSession", "198.51.100.7");
      if (session !== undefined) script.sim.command({ do: "resyncSession", session });
    }
  }
}

Deno.test("whatever a router says while it synchronises: no mistake of ours, and no change before it is done", () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
      const script = new Scripted({ safety: { syncGraceSeconds: 5 } });
      apply(script.sim, policy());
      for (const one of deeds) {
        play(script, one);
        const { view } = script.sim;
        const id = view.find("pcepSession", "198.51.100.7");
        const state = id === undefined ? "none" : view.row("pcepSession", id)?.state;
        const changes = script.heard.splice(0).filter((message) =>
          message.kind === "initiate" || (message.kind === "update" && !message.trigger)
        );
        const quiet = state === "synchronising" && one.do !== "waits" && one.do !== "resyncs";
        if (quiet) assert.deepEqual(changes, [], JSON.stringify(one));
        const bugs = [...view.ids("event")].map((event) => view.row("event", event)!)
          .filter(({ kind }) => kind === "bug");
        assert.deepEqual(bugs.map(({ detail }) => detail), []);
      }
    }),
    { numRuns: 60 },
  );
});
