/** What holds of the tables whatever a router says; and that their print is fresh. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { attemptsWith, decide, type Decision, type Situation } from "../../src/policy/reconcile.ts";
import { REPEATS, TABLE } from "../../src/policy/reconcile_table.ts";
import type { Lsp, Outcome, Sent, Wanted } from "../../src/policy/records.ts";
import { reactionTo, retryAfter } from "../../src/policy/refusals.ts";
import { PRINTED, printTables } from "./reconcile_table.ts";

const NOW = 1e12;
const LISTS = [[], [16002], [16003], [16002, 16003]] as const;
const anyLabels = fc.constantFrom(...LISTS);
const anyAge = fc.integer({ min: 0, max: 900 }).map((seconds) => NOW - seconds * 1e6);
const anyWanted: fc.Arbitrary<Wanted> = fc.oneof(
  fc.record({
    is: fc.constant("list" as const),
    labels: anyLabels,
    at: anyAge,
    topologyVersion: fc.constantFrom(1, 2),
  }).map((w) => ({ ...w, segments: [], preference: 100 })),
  fc.constantFrom("keep", "down", "return").map((is) => ({
    is: is as "keep" | "down" | "return",
    at: 0,
    why: "no path",
  })),
  fc.constant({ is: "absent" as const, at: 0 }),
);
const anyLsp: fc.Arbitrary<Lsp> = fc.record({
  operState: fc.constantFrom("down", "up", "active", "goingDown", "goingUp", "unknown"),
  delegated: fc.boolean(),
  createFlag: fc.boolean(),
  labels: anyLabels,
  reportedAt: anyAge,
}).map((change) => lsp(change as Partial<Lsp>));
const OUTCOMES: readonly Outcome[] = [
  "waiting",
  "acknowledged",
  "up",
  "down",
  "refused",
  "timeout",
  "mismatch",
  "conflict",
];
const anySent: fc.Arbitrary<Sent> = fc.record({
  kind: fc.constantFrom("create", "update", "delete", "takeOver", "return", "reply"),
  at: anyAge,
  session: fc.constantFrom(1, 2),
  labels: anyLabels,
  attempts: fc.integer({ min: 1, max: 5 }),
  outcome: fc.constantFrom(...OUTCOMES),
  error: fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 0, max: 25 })),
    fc.constantFrom<[number, number]>([19, 1], [19, 8], [10, 2], [2, 0], [23, 1]),
  ),
}).map(({ error, ...sent }) => {
  const reaction = reactionTo(...error), after = retryAfter(reaction, sent.attempts);
  const refused = sent.outcome === "refused"
    ? {
      reaction,
      refusedAt: sent.at,
      refusedOn: 1,
      ...(after < Infinity && { retryAt: sent.at + after }),
    }
    : {};
  return { srpId: 1, ...sent, ...refused } as Sent;
});
const anySituation: fc.Arbitrary<Situation> = fc.record({
  wanted: anyWanted,
  lsp: fc.option(anyLsp, { nil: undefined }),
  sent: fc.option(anySent, { nil: undefined }),
  origin: fc.constantFrom("operator", "mesh", "router"),
  takeOver: fc.boolean(),
  tellsAgain: fc.boolean(),
  returnDelegation: fc.constantFrom("empty", "currentEro", "never"),
  conflictStands: fc.boolean(),
}).map(({ takeOver, tellsAgain, returnDelegation, ...rest }) => ({
  now: NOW,
  session: 1,
  traits: traits({ takeOver, tellsAgain, returnDelegation } as Partial<Situation["traits"]>),
  ...rest,
} as Situation));

Deno.test("`decide()` has an answer to every situation, and waits only for what is to come", () => {
  fc.assert(
    fc.property(anySituation, (s) => {
      const decision = decide(s);
      if (decision.do === "wait") {
        assert.ok(decision.until > s.now && decision.until < Infinity, JSON.stringify(decision));
      }
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("`decide()` says nothing of an LSP with D=0 but to take over an orphan (rules I.7, I.8)", () => {
  fc.assert(
    fc.property(anySituation, (s) => {
      const { do: kind } = decide(s);
      if (!s.lsp || s.lsp.delegated || kind === "wait" || kind === "rest") return;
      assert.equal(kind, "takeOver");
      assert.ok(s.lsp.createFlag && s.origin !== "router" && s.traits.takeOver);
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("`decide()` creates only what is not there, deletes only what is ours and there (rules I.1, I.6)", () => {
  fc.assert(
    fc.property(anySituation, (s) => {
      const { do: kind } = decide(s);
      if (kind === "create") assert.ok(!s.lsp && s.wanted.is === "list" && s.origin !== "router");
      if (kind === "delete") {
        assert.ok(s.lsp && s.origin !== "router");
        assert.ok(s.wanted.is === "absent" || s.wanted.is === "down");
      }
      if (kind === "update") assert.ok(s.lsp?.delegated);
      if (s.wanted.is === "keep") assert.ok(kind !== "update" && kind !== "create");
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("`decide()` tells one LSP at most ten times a minute, whatever its router answers (rules II.6)", () => {
  const step = fc.record({
    pauseSeconds: fc.constantFrom(0.01, 0.5, 3, 11),
    report: fc.option(anyLsp, { nil: undefined }),
    outcome: fc.constantFrom(...OUTCOMES),
    wanted: fc.option(anyWanted, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), anyWanted, (steps, first) => {
      const lane = new Lane(first);
      for (const { pauseSeconds, report, outcome, wanted } of steps) {
        lane.run(pauseSeconds);
        if (report) lane.lsp = { ...report, reportedAt: lane.now };
        if (wanted) lane.wanted = { ...wanted, at: lane.now };
        lane.answer(outcome);
      }
      lane.told.forEach((at, i) => {
        const tenth = lane.told[i + 10];
        assert.ok(tenth === undefined || tenth - at >= 60e6, "eleven messages within a minute");
      });
    }),
    { numRuns: 300 },
  );
});

Deno.test("`decide()` stops after three tries on a router that takes all and does another thing (rules II.6)", () => {
  const lane = new Lane(list([16002, 16003]));
  lane.lsp = lsp({ labels: [16003] });
  for (let second = 0; second < 3600; second++) {
    lane.run(1);
    lane.lsp = { ...lane.lsp, reportedAt: lane.now };
    lane.answer("acknowledged");
  }
  assert.equal(lane.told.length, 3);
  assert.deepEqual(lane.last, {
    do: "rest",
    is: "mismatch",
    why: "the router keeps another list than was sent",
  });
});

Deno.test("every row of the tables decides some situation", () => {
  const rows = new Set<unknown>(), repeats = new Set<unknown>();
  const tables = (s: Situation) => {
    rows.add(
      TABLE.find(({ wanted, reported, last }) =>
        (wanted === "any" || wanted === s.wanted.is) && reported.holds(s) && last.holds(s)
      ),
    );
    repeats.add(REPEATS.find(({ last }) => last.holds(s)));
  };
  for (const s of fc.sample(anySituation, { numRuns: 60_000, seed: 2 })) {
    tables(s);
    tables({ ...s, occupant: "another" });
    if (s.lsp) tables({ ...s, behind: 200 });
  }
  assert.deepEqual(TABLE.flatMap((row, i) => rows.has(row) ? [] : [i + 1]), []);
  assert.deepEqual(REPEATS.flatMap((row, i) => repeats.has(row) ? [] : [i + 1]), []);
});

Deno.test("the printed tables are fresh (deno run -A tests/policy/reconcile_table.ts)", () => {
  assert.equal(readFileSync(PRINTED, "utf8"), printTables());
});

/** One LSP driven by decide() alone, as the controller does it. */
class Lane {
  now = NOW;
  lsp: Lsp | undefined;
  sent: Sent | undefined;
  last: Decision | undefined;
  readonly told: number[] = [];

  constructor(public wanted: Wanted) {}

  run(seconds: number): void {
    this.now += seconds * 1e6;
    const { sent } = this;
    if (sent?.outcome === "waiting" && this.now >= sent.at + 10e6) sent.outcome = "timeout";
    const { now, wanted, lsp, told } = this;
    const decision = decide({
      now,
      wanted,
      lsp,
      sent,
      session: 1,
      origin: "operator",
      traits: traits({ tellsAgain: true }),
      told: told.filter((at) => now - at < 60e6),
    });
    this.last = decision;
    if (decision.do === "rest" && decision.is === "mismatch" && sent) sent.outcome = "mismatch";
    if (decision.do === "rest" && decision.is === "asWanted" && sent) sent.outcome = "up";
    if (decision.do === "wait" || decision.do === "rest") return;
    told.push(now);
    const labels = decision.do === "takeOver"
      ? lsp?.labels ?? []
      : wanted.is === "list"
      ? wanted.labels
      : [];
    const attempts = attemptsWith(sent, { kind: decision.do, session: 1, at: now }, { labels });
    this.sent = {
      kind: decision.do,
      at: now,
      session: 1,
      srpId: told.length,
      labels,
      attempts,
      outcome: "waiting",
    };
  }
  answer(outcome: Outcome): void {
    if (this.sent?.outcome !== "waiting" || outcome === "waiting") return;
    this.sent.outcome = outcome;
    if (outcome === "acknowledged") this.sent.acknowledgedAt = this.now;
    if (outcome === "refused") this.sent.reaction = "retry";
  }
}
function list(labels: readonly number[]): Wanted {
  return { is: "list", labels, segments: [], preference: 100, at: 0 };
}
function traits(change: Partial<Situation["traits"]>): Situation["traits"] {
  return {
    takeOver: true,
    returnDelegation: "empty",
    answerWithinMicroseconds: 10e6,
    verifyAfterMicroseconds: 10e6,
    settleMicroseconds: 5e6,
    tellsAgain: false,
    ...change,
  };
}
function lsp(change: Partial<Lsp>): Lsp {
  return {
    id: 1,
    router: 1,
    name: "cairn.core.abc.1",
    plspId: 7,
    session: 1,
    stale: false,
    operState: "active",
    adminUp: true,
    delegated: true,
    createFlag: true,
    setupType: 1,
    source: "",
    destination: "",
    hops: [],
    bindingSids: [],
    srpId: 0,
    reportedAt: NOW,
    heldByUs: true,
    ...change,
  };
}
