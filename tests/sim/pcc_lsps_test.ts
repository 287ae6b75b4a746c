import assert from "node:assert/strict";
import { FRR, type Personality, RFC } from "../../lab/sim/personality.ts";
import { labelHop } from "../../lab/sim/pcc_lsp.ts";
import { PccLsps } from "../../lab/sim/pcc_lsps.ts";
import { pcepWords } from "../../lab/sim/words.ts";
import {
  type Association,
  type InitiateCreate,
  type Message,
  NO_ATTRIBUTES,
  PLAIN_LSP,
  plspId,
  type UpdateRequest,
} from "../../src/pcep/codec/message.ts";

const OWN = 0x0aff0001, ROME = 0x0aff0003;
const SECOND = 1_000_000;
const PCE = { stateful: true, update: true, initiate: true };

/** A headend whose labels up to 20000 resolve unless they are in `dead`. */
function headend(personality: Personality) {
  const dead = new Set<number>();
  const lsps = new PccLsps({
    personality,
    own: OWN,
    msd: 5,
    resolves: (label) => label <= 20000 && !dead.has(label),
    firstBindingLabel: 15000,
  });
  const lines: string[] = [];
  let now = 0;
  const heard = (messages: readonly Message[]) =>
    lines.push(...messages.map((message) => `${now / SECOND} ${pcepWords(message)}`));
  const until = (at: number) => {
    while (lsps.wakeAt <= at) {
      now = lsps.wakeAt;
      heard(lsps.woke(now));
    }
    now = at;
  };
  const take = () => lines.splice(0);
  return { lsps, dead, heard, until, take, at: () => now };
}

const create = (srpId: number, name: string, labels: readonly number[]): InitiateCreate => {
  const { ...lsp } = PLAIN_LSP;
  return {
    ...lsp,
    ...NO_ATTRIBUTES,
    action: "create",
    srpId,
    pathSetupType: 1,
    symbolicPathName: name,
    endpoints: { kind: "ipv4", source: OWN, destination: ROME },
    adminUp: true,
    delegate: true,
    ero: labels.map(labelHop),
    segmentLists: [],
  };
};
const initiate = (...requests: readonly InitiateCreate[]): Message => ({
  kind: "initiate",
  requests,
  problems: [],
});
const update = (srpId: number, id: number, labels: readonly number[]): Message => {
  const request: UpdateRequest = {
    ...PLAIN_LSP,
    ...NO_ATTRIBUTES,
    plspId: plspId(id)!,
    srpId,
    pathSetupType: 1,
    delegate: true,
    adminUp: true,
    ero: labels.map(labelHop),
    segmentLists: [],
  };
  return { kind: "update", updates: [request], problems: [] };
};
const remove = (srpId: number, id: number): Message => ({
  kind: "initiate",
  requests: [{ action: "delete", srpId, plspId: plspId(id)!, pathSetupType: 1 }],
  problems: [],
});

Deno.test("`PccLsps` reports a created LSP going up, then active (RFC 8281 §5.3)", () => {
  const router = headend(RFC);
  router.heard(router.lsps.sessionUp(PCE, 0));
  router.heard(router.lsps.received(initiate(create(7, "a", [16002, 16003])), 0));
  router.until(SECOND);
  router.heard(router.lsps.received(update(8, 1, [16003]), SECOND));
  router.until(2 * SECOND);
  router.heard(router.lsps.received(remove(9, 1), 2 * SECOND));
  assert.deepEqual(router.take(), [
    "0 PCRpt end of sync",
    "0 PCRpt srp 7 a plsp 1 goingUp DAC [16002 16003]",
    "0.04 PCRpt a plsp 1 active DAC [16002 16003]",
    "1 PCRpt srp 8 a plsp 1 goingUp DAC [16003]",
    "1.04 PCRpt a plsp 1 active DAC [16003]",
    "2 PCRpt srp 9 a plsp 1 down DACR [16003]",
  ]);
  assert.deepEqual(router.lsps.violations, []);
});

Deno.test("`PccLsps` reports down when the first label is dead, and up when it is back", () => {
  const router = headend(RFC);
  router.heard(router.lsps.sessionUp(PCE, 0));
  router.heard(router.lsps.received(initiate(create(1, "a", [16002])), 0));
  router.until(SECOND);
  router.take();
  router.dead.add(16002);
  router.heard(router.lsps.forwardingChanged());
  router.dead.clear();
  router.heard(router.lsps.forwardingChanged());
  assert.deepEqual(router.take(), [
    "1 PCRpt a plsp 1 down DAC [16002]",
    "1 PCRpt a plsp 1 active DAC [16002]",
  ]);
});

Deno.test("`PccLsps` keeps its own configuration from the PCE (RFC 8231 §5.8.2, RFC 8281 §5.4)", () => {
  const router = headend(RFC);
  router.heard(router.lsps.sessionUp(PCE, 0));
  router.heard(router.lsps.configure(EXPLICIT, 0));
  router.take();
  router.heard(router.lsps.received(update(9, 1, [16002]), 0));
  router.heard(router.lsps.received(remove(10, 1), 0));
  assert.deepEqual(router.take(), ["0 PCErr 19/1 srp 9", "0 PCErr 19/9 srp 10"]);
  assert.equal(router.lsps.violations.length, 1);
});

const EXPLICIT = {
  name: "static",
  color: 5,
  endpoint: ROME,
  preference: 100,
  path: { kind: "explicit", labels: [16003] },
} as const;
const DYNAMIC = {
  name: "wish",
  color: 6,
  endpoint: ROME,
  preference: 100,
  path: { kind: "dynamic", metrics: [{ type: 12, value: 0, bound: false, computed: false }] },
} as const;

Deno.test("`PccLsps` answers each error with its own code (RFC 8231 §8.5, RFC 8281 §8.4)", () => {
  const cases: readonly (readonly [Message, string])[] = [
    [initiate(create(2, "a", [16003])), "PCErr 23/1 srp 2"],
    [initiate({ ...create(3, "b", [16002]), pathSetupType: 0 }), "PCErr 21/1 srp 3"],
    [initiate(create(4, "c", [])), "PCErr 24/1 srp 4"],
    [initiate(create(5, "d", [16001, 16002, 16003, 16004, 16005, 16006])), "PCErr 10/3 srp 5"],
    [initiate(create(6, "", [16002])), "PCErr 10/8 srp 6"],
    [update(7, 99, [16002]), "PCErr 19/3 srp 7"],
    [remove(8, 99), "PCErr 19/3 srp 8"],
  ];
  for (const [message, answer] of cases) {
    const router = headend(RFC);
    router.heard(router.lsps.sessionUp(PCE, 0));
    router.heard(router.lsps.received(initiate(create(1, "a", [16002])), 0));
    router.take();
    router.heard(router.lsps.received(message, 0));
    assert.deepEqual(router.take(), [`0 ${answer}`]);
  }
});

Deno.test("`PccLsps` shows what was configured: explicit not delegated, dynamic to be computed", () => {
  const router = headend(RFC);
  router.heard(router.lsps.configure(EXPLICIT, 0));
  router.heard(router.lsps.configure(DYNAMIC, 0));
  router.until(SECOND);
  router.heard(router.lsps.sessionUp(PCE, SECOND));
  router.heard(router.lsps.received(update(3, 2, [16003]), SECOND));
  router.until(2 * SECOND);
  assert.deepEqual(router.take(), [
    "1 PCRpt static plsp 1 active SA [16003]",
    "1 PCRpt wish plsp 2 down SDA []",
    "1 PCRpt end of sync",
    "1 PCRpt srp 3 wish plsp 2 goingUp DA [16003]",
    "1.04 PCRpt wish plsp 2 active DA [16003]",
  ]);
});

Deno.test("`PccLsps` makes orphans after 30 s and drops them after 60 s without a PCE", () => {
  const router = headend(RFC);
  router.heard(router.lsps.sessionUp(PCE, 0));
  router.heard(router.lsps.received(initiate(create(1, "a", [16002])), 0));
  router.until(SECOND);
  router.lsps.sessionDown(SECOND);
  router.take();
  router.until(6 * SECOND);
  router.heard(router.lsps.sessionUp(PCE, 6 * SECOND));
  router.lsps.sessionDown(7 * SECOND);
  router.until(47 * SECOND);
  router.heard(router.lsps.sessionUp(PCE, 47 * SECOND));
  router.heard(router.lsps.received({
    kind: "initiate",
    requests: [{ action: "takeOver", srpId: 5, plspId: plspId(1)!, pathSetupType: 1 }],
    problems: [],
  }, 47 * SECOND));
  router.lsps.sessionDown(48 * SECOND);
  router.until(120 * SECOND);
  router.heard(router.lsps.sessionUp(PCE, 120 * SECOND));
  assert.deepEqual(router.take(), [
    "6 PCRpt a plsp 1 active SDAC [16002]",
    "6 PCRpt end of sync",
    "47 PCRpt a plsp 1 active SAC [16002]",
    "47 PCRpt end of sync",
    "47 PCRpt srp 5 a plsp 1 active DAC [16002]",
    "120 PCRpt end of sync",
  ]);
});

Deno.test("`PccLsps` leaves the lower of two valid candidate paths up, not active (RFC 9256 §2.9)", () => {
  const router = headend(RFC);
  router.heard(router.lsps.sessionUp(PCE, 0));
  const path = (srpId: number, preference: number, label: number) =>
    initiate({
      ...create(srpId, `p${preference}`, [label]),
      associations: [policyAssociation(preference)],
    });
  router.heard(router.lsps.received(path(1, 100, 16002), 0));
  router.until(SECOND);
  router.take();
  router.heard(router.lsps.received(path(2, 200, 16003), SECOND));
  router.until(2 * SECOND);
  assert.deepEqual(router.take(), [
    "1 PCRpt srp 2 p200 plsp 2 goingUp DAC [16003]",
    "1.04 PCRpt p100 plsp 1 up DAC [16002]",
    "1.04 PCRpt p200 plsp 2 active DAC [16003]",
  ]);
  router.dead.add(16003);
  router.heard(router.lsps.forwardingChanged());
  assert.deepEqual(router.take(), [
    "2 PCRpt p100 plsp 1 active DAC [16002]",
    "2 PCRpt p200 plsp 2 down DAC [16003]",
  ]);
});

Deno.test("`PccLsps` has FRR's habits: three reports, old SRP-IDs, one LSP per colour and endpoint", () => {
  const router = headend(FRR);
  router.heard(router.lsps.sessionUp(PCE, 0));
  router.heard(router.lsps.received(initiate(create(101, "b1", [16002])), 0));
  router.until(4 * SECOND);
  router.heard(router.lsps.received(initiate(create(102, "b2", [16003])), 4 * SECOND));
  const long = Array.from({ length: 12 }, (_, i) => 16001 + i);
  router.heard(router.lsps.received(update(103, 1, long), 4 * SECOND));
  router.lsps.sessionDown(5 * SECOND);
  router.heard(router.lsps.sessionUp(PCE, 6 * SECOND));
  const cut = "[16001 16002 16003 16004 16005 16006 16007 16008 16009]";
  assert.deepEqual(router.take(), [
    "0 PCRpt end of sync",
    "0 PCRpt srp 101 b1 plsp 1 down DAC [16002]",
    "0 PCRpt srp 101 b1 plsp 1 goingUp DAC [16002]",
    "3 PCRpt srp 101 b1 plsp 1 active DAC [16002]",
    "4 PCRpt srp 102 b1 plsp 1 active DAC [16002]",
    `4 PCRpt srp 103 b1 plsp 1 down DAC ${cut}`,
    `4 PCRpt srp 103 b1 plsp 1 goingUp DAC ${cut}`,
    `4 PCRpt srp 103 b1 plsp 1 goingUp SDAC ${cut}`,
    "4 PCRpt end of sync",
  ]);
});

Deno.test("`PccLsps` asks first as FRR does, and delegates with an empty list when nobody answers", () => {
  const router = headend({ ...FRR, requestTimeoutMicroseconds: SECOND });
  router.heard(router.lsps.configure(DYNAMIC, 0));
  router.heard(router.lsps.sessionUp(PCE, 0));
  router.until(2.5 * SECOND);
  assert.deepEqual(router.take(), [
    "0 PCRpt end of sync",
    "0 PCReq rp 1 to 10.255.0.3",
    "1 PCNtf 1/1",
    "1 PCReq rp 2 to 10.255.0.3",
    "2 PCNtf 1/1",
    "2 PCReq rp 3 to 10.255.0.3",
  ]);
  router.until(5 * SECOND);
  assert.deepEqual(router.take().slice(-1), ["4 PCRpt wish plsp 1 down DA []"]);
  router.heard(router.lsps.received(update(4, 1, [16003]), 5 * SECOND));
  router.until(9 * SECOND);
  assert.deepEqual(router.take().slice(-1), ["8 PCRpt srp 4 wish plsp 1 active DAC [16003]"]);
});

Deno.test("`PccLsps` keeps FRR's empty policies after a long outage: PCUpd revives them", () => {
  const router = headend(FRR);
  router.heard(router.lsps.sessionUp(PCE, 0));
  router.heard(router.lsps.received(initiate(create(1, "b1", [16002])), 0));
  router.until(5 * SECOND);
  router.lsps.sessionDown(5 * SECOND);
  router.until(60 * SECOND);
  router.take();
  router.heard(router.lsps.sessionUp(PCE, 60 * SECOND));
  router.heard(router.lsps.received(initiate(create(2, "b1", [16002])), 60 * SECOND));
  router.heard(router.lsps.received(update(3, 1, [16002]), 60 * SECOND));
  assert.deepEqual(router.take(), [
    "60 PCRpt end of sync",
    "60 PCReq rp 1 to 10.255.0.3",
    "60 PCRpt srp 2 b1 plsp 1 down DA []",
    "60 PCRpt srp 3 b1 plsp 1 down DA [16002]",
    "60 PCRpt srp 3 b1 plsp 1 goingUp DA [16002]",
  ]);
});

function policyAssociation(preference: number): Association {
  return {
    type: 6,
    id: 1,
    source: OWN,
    removal: false,
    tlvs: [
      { kind: "extendedAssociationId", value: new Uint8Array([0, 0, 0, 9, 10, 255, 0, 3]) },
      {
        kind: "candidatePathId",
        value: { protocolOrigin: 10, originatorAsn: 1, originator: 1, discriminator: preference },
      },
      { kind: "preference", value: preference },
    ],
  };
}
