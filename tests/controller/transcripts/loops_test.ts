/** Routers that change what they say again and again: each is told a bounded number of times (rules II.6). */
import assert from "node:assert/strict";
import type { StateReport } from "../../../src/pcep/codec/message.ts";
import { apply, policy } from "../simulation.ts";
import { PARIS, Scripted } from "./scripted.ts";
import { FIVE } from "../simulation.ts";

const ROME = FIVE.routers.find(({ name }) => name === "rome")!.loopback;
const hop = (label: number) => ({ kind: "sr", loose: false, label } as const);
const mine = (change: Partial<StateReport>): Partial<StateReport> => ({
  plspId: 7,
  symbolicPathName: "by-router",
  adminUp: true,
  operState: "active",
  pathSetupType: 1,
  lspIdentifiers: {
    sender: PARIS.loopback,
    lspId: 0,
    tunnelId: 0,
    extendedTunnelId: PARIS.loopback,
    endpoint: ROME,
  },
  ero: [hop(16009)],
  ...change,
});

/** What is said in any minute, at most. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + 60).length),
  );
}

const LIARS: Readonly<Record<string, readonly Partial<StateReport>[]>> = {
  "gives and takes the delegation": [mine({ delegate: true }), mine({ delegate: false })],
  "reports another list at every answer": [
    mine({ delegate: true, ero: [hop(16009)] }),
    mine({ delegate: true, ero: [hop(16008)] }),
  ],
  "forgets its list again and again": [
    mine({ delegate: true, ero: [] }),
    mine({ delegate: true, operState: "down" }),
  ],
};
for (const [what, reports] of Object.entries(LIARS)) {
  Deno.test(`II.6 a router that ${what} is told at most ten times a minute`, () => {
    const router = new Scripted({}), times: number[] = [];
    router.connect();
    router.endOfSync();
    for (let i = 0; i < 3000; i++) {
      const answers = router.heard.splice(0).map((m) => {
        times.push(router.sim.seconds);
        return m.kind === "update" ? m.updates[0]!.srpId : 0;
      });
      router.report({ ...reports[i % reports.length], srpId: answers.at(-1) ?? 0 });
      router.sim.run(0.1);
    }
    assert.ok(times.length > 0, "it was told nothing");
    assert.ok(mostInAMinute(times) <= 10, `${mostInAMinute(times)} times in a minute`);
  });
}

Deno.test("II.6 a router that removes what is made, at once, gets it ten times a minute at most", () => {
  const router = new Scripted({}), times: number[] = [];
  router.connect();
  router.endOfSync();
  apply(router.sim, policy());
  for (let i = 0; i < 3000; i++) {
    for (const message of router.heard.splice(0)) {
      times.push(router.sim.seconds);
      if (message.kind !== "initiate" || message.requests[0]!.action !== "create") continue;
      const { srpId, symbolicPathName, ero } = message.requests[0]!;
      const report = mine({ symbolicPathName, ero, delegate: true, create: true });
      router.report({ ...report, srpId });
      router.report({ ...report, remove: true });
    }
    router.sim.run(0.1);
  }
  assert.ok(times.length >= 3 && times.length < 8, `${times.length} times in 5 minutes`);
});
