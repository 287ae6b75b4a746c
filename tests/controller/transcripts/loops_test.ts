/** Routers that change what they say again and again: each is told a bounded number of times (rules II.6). */
import assert from "node:assert/strict";
import type { StateReport } from "../../../src/pcep/codec/message.ts";
import { createRandom } from "../../../lab/sim/random.ts";
import { errorMessage, type Message } from "../../../src/pcep/codec/message.ts";
import { apply, configOf, dynamic, FIVE, policy } from "../simulation.ts";
import { PARIS, Scripted } from "./scripted.ts";

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

/** Says anything about the LSPs that it was told of, in any order, and watches that Cairn keeps to the rules. */
class Adversary {
  readonly faults: string[] = [];
  said = 0;
  readonly #router: Scripted;
  readonly #random;
  readonly #names = ["by-router"];
  readonly #srpIds = [1];
  readonly #delegated = new Map<number, boolean>(); // by PLSP-ID, in this session
  readonly #perhaps = new Set<number>(); // there, or not
  readonly #about = new Map<number, number>(); // SRP-ID → PLSP-ID
  readonly #told = new Map<number, number[]>(); // by PLSP-ID

  constructor(seed: number, profile: "default" | "frr" | "junos") {
    this.#random = createRandom(seed);
    const { guards } = configOf(FIVE).safety;
    // Without its circuit breaker, which would soon send nothing at all.
    this.#router = new Scripted({ profile, safety: { guards: { ...guards, breakerShare: 0 } } });
    this.#open();
    apply(
      this.#router.sim,
      policy({ candidatePaths: [dynamic({}, 200), dynamic({ metric: "igp" }, 100)] }),
    );
  }
  run(steps: number): void {
    for (let i = 0; i < steps; i++) {
      this.#hear();
      this.#act();
      this.#router.sim.run(this.#random.pick([0.01, 0.2, 3, 11]));
    }
    this.#hear();
  }
  #open(): void {
    this.#delegated.clear();
    this.#router.connect();
    if (this.#random.chance(0.5)) this.#report(true);
    this.#router.endOfSync();
  }
  #act(): void {
    const random = this.#random, turn = random.next();
    if (turn < 0.02) {
      this.#router.disconnect();
      this.#router.sim.run(random.between(1, 90));
      this.#hear();
      this.#open();
    } else if (turn < 0.2) {
      const [type, value] = random.pick(ERRORS);
      const srpId = random.pick(this.#srpIds), plspId = this.#about.get(srpId);
      // Who says that it does not know an LSP may be told of it anew, if that was the last request.
      if (type === 19 && value === 3 && plspId !== undefined) this.#perhaps.add(plspId);
      this.#router.say(errorMessage(type!, value!, { srpIds: [srpId] }));
    } else this.#report(false);
  }
  #report(sync: boolean): void {
    const random = this.#random, symbolicPathName = random.pick(this.#names);
    const plspId = 1 + this.#names.indexOf(symbolicPathName), remove = random.chance(0.1);
    const delegate = random.chance(0.7);
    this.#perhaps.delete(plspId);
    if (remove) this.#delegated.delete(plspId);
    else this.#delegated.set(plspId, delegate);
    this.#router.report(mine({
      plspId,
      symbolicPathName,
      sync,
      remove,
      delegate,
      create: random.chance(0.6),
      operState: random.pick(["down", "up", "active", "goingUp"]),
      ero: random.pick([[], [16003], [16002, 16003]]).map(hop),
      srpId: random.pick([0, ...this.#srpIds.slice(-4)]),
      ...(random.chance(0.1) && { errorCode: random.between(1, 8) }),
    }));
  }
  #hear(): void {
    for (const message of this.#router.heard.splice(0)) this.#take(message);
  }
  #take(message: Message): void {
    if (message.kind === "update") {
      const { plspId, srpId } = message.updates[0]!;
      this.#asked(plspId, srpId);
      if (this.#delegated.get(plspId) !== true) this.faults.push(`PCUpd for ${plspId} without D=1`);
    }
    if (message.kind !== "initiate") return;
    const [request] = message.requests;
    if (request!.action === "create") {
      const { symbolicPathName } = request!;
      if (!this.#names.includes(symbolicPathName)) this.#names.push(symbolicPathName);
      const plspId = 1 + this.#names.indexOf(symbolicPathName);
      const isThere = this.#delegated.has(plspId) && !this.#perhaps.has(plspId);
      if (isThere) this.faults.push(`a twin of ${symbolicPathName}`);
      this.#asked(plspId, request!.srpId);
    } else {
      const held = this.#delegated.get(request!.plspId);
      if (held !== (request!.action === "delete")) {
        this.faults.push(`${request!.action}: D=${held}`);
      }
      this.#asked(request!.plspId, request!.srpId);
    }
  }
  #asked(lsp: number, srpId: number): void {
    this.said++;
    this.#srpIds.push(srpId);
    this.#about.set(srpId, lsp);
    const times = this.#told.get(lsp) ?? [];
    times.push(this.#router.sim.seconds);
    this.#told.set(lsp, times);
    const eleventh = times[times.length - 11];
    if (eleventh !== undefined && times.at(-1)! - eleventh < 59) {
      this.faults.push(`LSP ${lsp} too often`);
    }
  }
}
const ERRORS = [[19, 1], [19, 3], [19, 8], [19, 6], [10, 14], [24, 1], [24, 2], [23, 1], [5, 0]];

for (const profile of ["default", "frr", "junos"] as const) {
  Deno.test(`I.1, I.6, I.7, II.6 hold whatever a router says (${profile})`, () => {
    for (let seed = 1; seed <= 5; seed++) {
      const adversary = new Adversary(seed, profile);
      adversary.run(400);
      assert.deepEqual(adversary.faults, [], `seed ${seed}`);
      assert.ok(adversary.said > 20, `only ${adversary.said} messages`);
    }
  });
}
