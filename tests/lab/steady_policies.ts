/**
 * Policies of ours on three routers, one configured by hand and dynamic ones of the routers' own:
 * what must be the same after the controller, a session or a router was away.
 */
import assert from "node:assert/strict";
import type { ConfiguredPolicy } from "../../lab/frr/config.ts";
import type { Driver } from "../../lab/frr/driver.ts";
import { routerOf } from "../../lab/frr/topology.ts";
import type { Controller } from "./controller.ts";
import { until } from "./lab.ts";
import { configurePolicy, readPolicies, walkLabels } from "./routers.ts";
import { labelsOf, lspOf, PCINITIATE, PCRPT, PCUPD, srpOf } from "./wire.ts";

export interface Before {
  /** How many messages were on the wire. */
  readonly messages: number;
  /** Router, symbolic path name and labels of every LSP, sorted. */
  readonly lsps: readonly string[];
  /** Colours on each router, as FRR has them. */
  readonly colors: Readonly<Record<string, readonly number[]>>;
}

/** Policies of ours on three routers, and one that r1's operator configured by hand. */
export async function makePolicies(driver: Driver, controller: Controller): Promise<Before> {
  await configurePolicy(driver, byHand);
  for (const policy of POLICIES) await controller.api.createPolicy(policy);
  await untilAllUp(controller);
  await assertForwarding(driver);
  const lsps = await until("what was configured by hand is listed too", async () => {
    const found = await readLsps(controller);
    const listed = found.some((line) => line.includes("by-hand"));
    const asked = ASKED.length + POLICIES.length < found.length;
    const isAsked = (await readColors(driver, "r1")).includes(ASKED[0].color);
    return listed && (asked || !isAsked) && found;
  });
  const colors: Record<string, readonly number[]> = {};
  for (const { name } of driver.network.routers) colors[name] = await readColors(driver, name);
  return { messages: controller.wire().length, lsps, colors };
}

async function untilAllUp(controller: Controller): Promise<void> {
  await until("every policy is up", async () => {
    const rows = await controller.api.policies();
    const down = rows.filter(({ state }) => state !== "up");
    if (down.length === 0 && rows.length >= POLICIES.length) return true;
    throw new Error(down.map((row) => `${row.name} ${row.state}: ${row.verdict}`).join("; "));
  }, 120);
}

/** Every policy is up again, forwards, and there are exactly the LSPs that there were. */
export async function untilSame(
  driver: Driver,
  controller: Controller,
  before: Before,
): Promise<void> {
  await until("the same LSPs with the same lists are up", async () => {
    await untilAllUp(controller);
    assert.deepEqual(await readLsps(controller), before.lsps);
    await assertForwarding(driver);
    return true;
  }, 120);
  for (const { name } of driver.network.routers) {
    assert.deepEqual(await readColors(driver, name), before.colors[name]);
    for (const { active, candidatePaths } of await readPolicies(driver, name)) {
      assert.equal(active, true);
      assert.equal(candidatePaths.length, 1);
    }
  }
  const names = controller.wire().filter((message) => message.type === PCINITIATE)
    .map((message) => `${message.to} ${lspOf(message)?.name}`);
  const policies = (await controller.api.policies()).filter(({ origin }) => origin === "operator");
  assert.equal(new Set(names).size, policies.length, "one name for each policy, for ever");
}

/** Nothing was deleted, no configured LSP was touched, and what routers reported of our LSPs since
 * then was the wanted list or none: a list that leaves the constraints is worse than none. */
export function assertOnlyWanted(driver: Driver, controller: Controller, before: Before): void {
  const later = controller.wire().slice(before.messages);
  assert.deepEqual(later.filter((message) => srpOf(message)?.remove === true), []);
  const names = new Map(driver.network.routers.map(({ loopback, name }) => [loopback, name]));
  const handmade = new Set<string>();
  for (const message of later) {
    const lsp = lspOf(message);
    if (message.type === PCRPT && lsp?.name !== undefined) {
      if (lsp.name.includes("by-hand")) handmade.add(`${message.from} ${lsp.plspId}`);
      const labels = labelsOf(message) ?? [];
      if (!lsp.name.startsWith("cairn.") || labels.length === 0) continue;
      const line = `${names.get(message.from)} ${lsp.name} ${labels.join("/")}`;
      assert.ok(before.lsps.includes(line), `another list for a while: ${line}`);
    }
    if (message.type === PCUPD) {
      const key = `${message.to} ${lsp?.plspId}`;
      assert.ok(!handmade.has(key), "a configured policy was touched");
    }
  }
}

export async function assertForwarding(driver: Driver): Promise<void> {
  assert.deepEqual(await walkLabels(driver, "r1", [2201]), ["r1", "r2", "r3", "r4"]);
  assert.deepEqual(await walkLabels(driver, "r1", [2202]), ["r1", "r2", "r3"]);
  assert.deepEqual(await walkLabels(driver, "r3", [2203]), ["r3", "r2", "r5"]);
  assert.deepEqual(await walkLabels(driver, "r1", [2205]), ["r1", "r5", "r4"]);
  assert.deepEqual(await walkLabels(driver, "r1", [4001]), ["r1", "r2", "r3", "r4"]);
}

async function readLsps({ api }: Controller): Promise<readonly string[]> {
  const lsps = (await api.lsps()).filter((lsp) => !lsp.stale);
  return lsps.map((lsp) => `${lsp.router} ${lsp.symbolicPathName} ${lsp.labels.join("/")}`).sort();
}

async function readColors(driver: Driver, router: string): Promise<readonly number[]> {
  return (await readPolicies(driver, router)).map(({ color }) => color).sort((a, b) => a - b);
}

/** A new Open of that router since then. */
export async function untilOpens(
  driver: Driver,
  controller: Controller,
  { messages }: Before,
  router: string,
  deadlineSeconds = 60,
): Promise<void> {
  const { loopback } = routerOf(driver.network, router);
  await until(`${router} opens a new session`, () => {
    const later = controller.wire().slice(messages);
    return Promise.resolve(later.some(({ type, from }) => type === 1 && from === loopback));
  }, deadlineSeconds);
}

export const byHand = {
  router: "r1",
  name: "by-hand",
  color: 800,
  endpoint: "10.255.0.4",
  preference: 100,
  bindingSid: 4001,
  segments: [16003, 16004],
} as const;

/** Dynamic ones of the routers' own, to endpoints that policies of ours have too: after a long
 * outage FRR asks for all of them without a name. */
export const ASKED = [
  {
    router: "r1",
    name: "asked",
    color: 77,
    endpoint: "10.255.0.4",
    preference: 100,
    bindingSid: 4077,
    segments: "dynamic",
  },
  {
    router: "r3",
    name: "asked",
    color: 77,
    endpoint: "10.255.0.5",
    preference: 100,
    bindingSid: 4077,
    segments: "dynamic",
  },
] as const satisfies readonly ConfiguredPolicy[];

const POLICIES = [
  policy("one", ["r1", "r4"], 1101, { metric: "igp", exclude: [{ router: "r5" }] }),
  policy("two", ["r1", "r3"], 1102, { metric: "igp" }),
  policy("three", ["r3", "r5"], 1103, { metric: "igp", exclude: [{ router: "r4" }] }),
  policy("four", ["r1", "r4"], 1105, { metric: "igp", exclude: [{ router: "r2" }] }),
];
export const onR5 = policy("five", ["r5", "r3"], 1104, {
  metric: "igp",
  exclude: [{ router: "r2" }],
});

function policy(name: string, [headend, endpoint]: [string, string], color: number, path: object) {
  const bindingSid = String(color + 1100);
  const candidatePaths = [{ preference: 100, dynamic: path }];
  return { name, headend, endpoint, color, bindingSid, candidatePaths };
}
