/** The table of one LSP: wanted, reported, sent, and so what to do. Times in seconds after 0. */
import assert from "node:assert/strict";
import { decide, retryAfterMicroseconds, type Situation } from "../../src/policy/reconcile.ts";
import type { Lsp, Sent, Wanted } from "../../src/policy/records.ts";

const NOW = 1000e6;
const labels = [16002, 16003];
const list: Wanted = {
  is: "list",
  labels,
  preference: 100,
  at: 0,
  segments: labels.map((label) => ({ type: "node", label, from: 0, to: 1, address: "192.0.2.1" })),
};
const absent: Wanted = { is: "absent", at: 0 };
const traits = {
  takeOver: true,
  returnDelegation: "empty" as const,
  answerWithinMicroseconds: 10e6,
  verifyAfterMicroseconds: 10e6,
  settleMicroseconds: 5e6,
  tellsAgain: false,
};
const tellsAgain = { ...traits, tellsAgain: true };
function lsp(change: Partial<Lsp> = {}): Lsp {
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
    labels,
    hops: [],
    bindingSids: [],
    srpId: 0,
    reportedAt: NOW - 60e6,
    heldByUs: true,
    ...change,
  };
}
function sent(change: Partial<Sent> = {}): Sent {
  return {
    kind: "update",
    at: NOW - 60e6,
    session: 1,
    srpId: 5,
    labels,
    attempts: 1,
    outcome: "acknowledged",
    acknowledgedAt: NOW - 60e6,
    ...change,
  };
}
const situation = (change: Partial<Situation> = {}): Situation => ({
  now: NOW,
  wanted: list,
  lsp: undefined,
  sent: undefined,
  session: 1,
  origin: "operator",
  traits,
  ...change,
});
const outcome = (change: Partial<Situation>) => {
  const d = decide(situation(change));
  return d.do === "rest"
    ? `rest ${d.is}`
    : d.do === "wait"
    ? `wait ${(d.until - NOW) / 1e6}`
    : d.do;
};

const TABLE: readonly [string, Partial<Situation>, string][] = [
  ["nothing reported: create (RFC 8281 §5.3)", {}, "create"],
  ["reported as wanted and active: rest", { lsp: lsp() }, "rest asWanted"],
  ["UP is as good as ACTIVE (rules I.3)", { lsp: lsp({ operState: "up" }) }, "rest asWanted"],
  ["another list reported: update", { lsp: lsp({ labels: [16003] }) }, "update"],
  ["nothing in the report of the path: update", { lsp: withoutLabels() }, "update"],
  [
    "a request without an answer: wait",
    { sent: sent({ outcome: "waiting", at: NOW - 4e6 }), lsp: lsp({ labels: [1] }) },
    "wait 6",
  ],
  [
    "that request was of another session: it means nothing now",
    { sent: sent({ outcome: "waiting", session: 9 }), lsp: lsp({ labels: [1] }) },
    "update",
  ],
  [
    "going up on the right list: wait for it to settle",
    { lsp: lsp({ operState: "goingUp", reportedAt: NOW - 2e6 }) },
    "wait 3",
  ],
  [
    "down on the right list for long: nothing more to send",
    { lsp: lsp({ operState: "down", downSince: NOW - 9e6 }) },
    "rest down",
  ],
  [
    "down on the right list of a router that looks again when told again: once more",
    { lsp: lsp({ operState: "goingUp", reportedAt: NOW - 6e6 }), traits: tellsAgain },
    "update",
  ],
  [
    "told again a moment ago: more time than before",
    {
      lsp: lsp({ operState: "down", downSince: NOW - 60e6 }),
      sent: sent({ attempts: 2, at: NOW - 4e6 }),
      traits: tellsAgain,
    },
    "wait 6",
  ],
  [
    "told three times: it rests down, and no loop",
    {
      lsp: lsp({ operState: "down", downSince: NOW - 60e6 }),
      sent: sent({ attempts: 3 }),
      traits: tellsAgain,
    },
    "rest down",
  ],
  [
    "acknowledged, and another list reported: verify for 10 s (rules II.6)",
    { lsp: lsp({ labels: [16002] }), sent: sent({ acknowledgedAt: NOW - 4e6 }) },
    "wait 6",
  ],
  ["still another list: once more", { lsp: lsp({ labels: [16002] }), sent: sent() }, "update"],
  [
    "three times another list: a mismatch, and no loop",
    { lsp: lsp({ labels: [16002] }), sent: sent({ attempts: 3 }) },
    "rest mismatch",
  ],
  [
    "created, answered without a list: the router forgot it (rules I.9)",
    { lsp: lsp({ labels: [] }), sent: sent({ kind: "create" }) },
    "update",
  ],
  [
    "not delegated: hands off (rules I.7)",
    { lsp: lsp({ delegated: false, createFlag: false }) },
    "rest elsewhere",
  ],
  ["an orphan of ours: take over (RFC 8281 §6)", { lsp: lsp({ delegated: false }) }, "takeOver"],
  [
    "an orphan on a router without take-over: wait for it",
    { lsp: lsp({ delegated: false }), traits: { ...traits, takeOver: false } },
    "rest elsewhere",
  ],
  [
    "refused a moment ago: wait",
    { sent: sent({ kind: "create", outcome: "refused", retryAt: NOW + 5e6 }) },
    "wait 5",
  ],
  [
    "refused three times: give up and say so",
    { sent: sent({ kind: "create", outcome: "refused", attempts: 3, retryAt: NOW + 300e6 }) },
    "rest gaveUp",
  ],
  [
    "refused, and now something else is wanted: send it",
    {
      sent: sent({
        kind: "create",
        labels: [1],
        outcome: "refused",
        attempts: 3,
        retryAt: NOW + 300e6,
      }),
    },
    "create",
  ],
  ["not wanted: delete that one", { wanted: absent, lsp: lsp() }, "delete"],
  ["not wanted and not there: done", { wanted: absent }, "rest gone"],
  ["not wanted but not ours to touch now: no delete", {
    wanted: absent,
    lsp: lsp({ delegated: false, createFlag: false }),
  }, "rest elsewhere"],
  ["no path, keep: nothing is sent (rules I.2)", {
    wanted: { is: "keep", at: 0, why: "" },
    lsp: lsp(),
  }, "rest kept"],
  [
    "no path, down, made by us: delete",
    { wanted: { is: "down", at: 0, why: "" }, lsp: lsp() },
    "delete",
  ],
  [
    "no path, down, the router's own: an empty update",
    { wanted: { is: "down", at: 0, why: "" }, lsp: lsp(), origin: "router" },
    "update",
  ],
  [
    "no path, return: hand it back",
    { wanted: { is: "return", at: 0, why: "" }, lsp: lsp() },
    "return",
  ],
  [
    "a router that has no way back: hold it and say so",
    {
      wanted: { is: "return", at: 0, why: "" },
      lsp: lsp(),
      traits: { ...traits, returnDelegation: "never" },
    },
    "rest kept",
  ],
  ["the router's own LSP is gone: nothing to make", { origin: "router" }, "rest gone"],
];

for (const [name, change, expected] of TABLE) {
  Deno.test(`\`decide()\` ${name}`, () => assert.equal(outcome(change), expected));
}

Deno.test("`retryAfterMicroseconds()` grows and stays at five minutes", () => {
  assert.deepEqual([1, 2, 3, 4].map(retryAfterMicroseconds), [5e6, 20e6, 300e6, 300e6]);
});

function withoutLabels(): Lsp {
  const { labels: _, ...rest } = lsp();
  return rest;
}
