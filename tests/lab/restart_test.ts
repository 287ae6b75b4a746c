/**
 * The controller dies and returns, a session breaks and returns: nothing is doubled, nothing is
 * lost, nothing is deleted, and no other list ever stands in for one that was lost. The pauses are
 * the scenario: FRR keeps the lists of a dead PCE for 30 s (its session-timeout), r5 for 6 s.
 */
import assert from "node:assert/strict";
import type { ConfiguredPolicy } from "../../lab/frr/config.ts";
import type { Driver } from "../../lab/frr/driver.ts";
import { routerOf } from "../../lab/frr/topology.ts";
import { type Controller, untilReady, withController } from "./controller.ts";
import { during, labTest, until } from "./lab.ts";
import { configurePolicy, pcepConnected, readLfib, readPolicies, walkLabels } from "./routers.ts";
import { changesPath, labelsOf, lspOf, PCINITIATE, PCRPT, PCUPD, srpOf } from "./wire.ts";

labTest(
  "killed and back after 5 s: the LSPs are adopted, routers notice nothing",
  async (driver) => {
    await withController(driver, "down 5 s", {}, async (controller) => {
      const before = await makePolicies(driver, controller);
      await controller.stop("KILL");
      await during(5, () => assertForwarding(driver));
      await controller.start();
      const ready = untilReady(driver, controller, 90);
      let over = false;
      ready.then(() => over = true, () => over = true);
      while (!over) await during(1, () => assertForwarding(driver));
      await ready;
      await untilSame(driver, controller, before);
      await during(4, () => assertForwarding(driver));
      assert.deepEqual(controller.wire().slice(before.messages).filter(changesPath), []);
    });
  },
);

labTest("killed and back after 60 s: FRR forgot the lists and gets them again", async (driver) => {
  await withController(driver, "down 60 s", {}, async (controller) => {
    for (const policy of ASKED) await configurePolicy(driver, policy);
    const before = await makePolicies(driver, controller);
    await controller.stop("KILL");
    const gone = performance.now();
    await until("FRR dropped the lists", async () => {
      const lfib = await readLfib(driver, "r1");
      return !lfib.has(2201) && !lfib.has(2202) && lfib.has(4001);
    }, 55);
    await during(60 - (performance.now() - gone) / 1000, () => Promise.resolve());
    await controller.start();
    await untilReady(driver, controller, 150);
    await untilSame(driver, controller, before);
    assertOnlyWanted(driver, controller, before);
  });
});

labTest("a session reset over the API comes back and its LSPs with it", async (driver) => {
  await withController(driver, "session reset", {}, async (controller) => {
    const before = await makePolicies(driver, controller);
    const session = (await controller.api.sessions()).find((row) => row.router === "r1");
    await controller.api.call("POST", `/v1/pcepSessions/${session?.id}:reset`, {});
    await untilOpens(driver, controller, before, "r1");
    await untilReady(driver, controller);
    await untilSame(driver, controller, before);
    assert.deepEqual(controller.wire().slice(before.messages).filter(changesPath), []);
  });
});

labTest("sessions that lose their packets end by the DeadTimer and come back", async (driver) => {
  const timers = { deadTimerSeconds: 8, keepaliveSeconds: 2 };
  await withController(driver, "session cut", timers, async (controller) => {
    await controller.api.createPolicy(onR5);
    const before = await makePolicies(driver, controller);
    const cut = ["r1", "r5"];
    try {
      for (const name of cut) await driver.cutManagement(name);
      for (const name of cut) {
        await until(`${name} gives the session up`, async () => {
          return !(await pcepConnected(driver, name));
        }, 60);
      }
      // The controller lives, and r5 forgets what it was told; r1 does not.
      await until("r5 dropped its list", async () => !(await readLfib(driver, "r5")).has(2204));
    } finally {
      for (const name of cut) await driver.restoreManagement(name);
    }
    for (const name of cut) await untilOpens(driver, controller, before, name, 120);
    await untilReady(driver, controller, 60);
    await untilSame(driver, controller, before);
    assert.deepEqual(await walkLabels(driver, "r5", [2204]), ["r5", "r4", "r3"]);
    assertOnlyWanted(driver, controller, before);
    const later = controller.wire().slice(before.messages).filter(changesPath);
    assert.deepEqual(later.filter(({ to }) => to !== routerOf(driver.network, "r5").loopback), []);
  });
});

labTest(
  "a router's pathd crashes: its policies are made again, under the same names",
  async (driver) => {
    await withController(driver, "pathd restart", {}, async (controller) => {
      const before = await makePolicies(driver, controller);
      await driver.killDaemon("r1", "pathd", "KILL");
      await driver.respawn("r1", "pathd");
      await configurePolicy(driver, byHand);
      await untilOpens(driver, controller, before, "r1");
      await untilSame(driver, controller, before);
      assertOnlyWanted(driver, controller, before);
    });
  },
);

interface Before {
  /** How many messages were on the wire. */
  readonly messages: number;
  /** Router, symbolic path name and labels of every LSP, sorted. */
  readonly lsps: readonly string[];
  /** Colours on each router, as FRR has them. */
  readonly colors: Readonly<Record<string, readonly number[]>>;
}

/** Policies of ours on three routers, and one that r1's operator configured by hand. */
async function makePolicies(driver: Driver, controller: Controller): Promise<Before> {
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
async function untilSame(driver: Driver, controller: Controller, before: Before): Promise<void> {
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
function assertOnlyWanted(driver: Driver, controller: Controller, before: Before): void {
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

async function assertForwarding(driver: Driver): Promise<void> {
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
async function untilOpens(
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

const byHand = {
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
const ASKED = [
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
const onR5 = policy("five", ["r5", "r3"], 1104, { metric: "igp", exclude: [{ router: "r2" }] });

function policy(name: string, [headend, endpoint]: [string, string], color: number, path: object) {
  const bindingSid = String(color + 1100);
  const candidatePaths = [{ preference: 100, dynamic: path }];
  return { name, headend, endpoint, color, bindingSid, candidatePaths };
}
