/**
 * The controller dies and returns, a session breaks and returns: nothing is doubled, nothing is
 * lost, and nothing is deleted. The pauses are the scenario; FRR keeps the lists of a dead PCE for
 * 10 s here (session-timeout), so that 5 s is within and 60 s is well beyond.
 */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { type Controller, untilReady, withController } from "./controller.ts";
import { during, labTest, until } from "./lab.ts";
import { configurePolicy, pcepConnected, readPolicies, walkLabels } from "./routers.ts";
import { changesPath, lspOf, PCINITIATE, srpOf, type WireMessage } from "./wire.ts";

labTest(
  "killed and back after 5 s: the LSPs are adopted, routers notice nothing",
  async (driver) => {
    await withController(driver, "down 5 s", {}, async (controller) => {
      const before = await makePolicies(driver, controller);
      await controller.stop("KILL");
      await during(5, () => assertForwarding(driver));
      await controller.start();
      await untilReady(driver, controller, 90);
      await untilSame(driver, controller, before);
      await during(5, () => assertForwarding(driver));
      const later = controller.wire().slice(before.messages).filter(changesPath);
      assert.deepEqual(later.filter((message) => message.type === PCINITIATE), []);
    });
  },
);

labTest("killed and back after 60 s: FRR forgot the lists and gets them again", async (driver) => {
  await withController(driver, "down 60 s", {}, async (controller) => {
    const before = await makePolicies(driver, controller);
    await controller.stop("KILL");
    await during(60, () => Promise.resolve());
    await controller.start();
    await untilReady(driver, controller, 120);
    await untilSame(driver, controller, before);
    const later = controller.wire().slice(before.messages).filter(changesPath);
    assert.deepEqual(later.filter((message) => srpOf(message)?.remove === true), []);
  });
});

labTest("a session reset over the API comes back and its LSPs with it", async (driver) => {
  await withController(driver, "session reset", {}, async (controller) => {
    const before = await makePolicies(driver, controller);
    const session = (await controller.api.sessions()).find((row) => row.router === "r1");
    await controller.api.call("POST", `/v1/pcepSessions/${session?.id}:reset`, {});
    await untilOpens(controller, before.messages, "10.255.0.1");
    await untilReady(driver, controller);
    await untilSame(driver, controller, before);
    const later = controller.wire().slice(before.messages).filter(changesPath);
    assert.deepEqual(later.filter((message) => message.type === PCINITIATE), []);
  });
});

labTest("a session that loses its packets ends by the DeadTimer and comes back", async (driver) => {
  await withController(driver, "session cut", { deadTimerSeconds: 8, keepaliveSeconds: 2 }, async (
    controller,
  ) => {
    const before = await makePolicies(driver, controller);
    try {
      await driver.cutManagement("r1");
      await until("r1 gives the session up", async () => !(await pcepConnected(driver, "r1")), 40);
    } finally {
      await driver.restoreManagement("r1");
    }
    await untilOpens(controller, before.messages, "10.255.0.1", 120);
    await until("the session is up on both sides", async () => {
      const row = (await controller.api.sessions()).find(({ router }) => router === "r1");
      return row?.state === "up" && await pcepConnected(driver, "r1");
    }, 60);
    await untilSame(driver, controller, before);
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
      await untilSame(driver, controller, before);
    });
  },
);

interface Before {
  /** How many messages were on the wire. */
  readonly messages: number;
  /** Router and symbolic path name of every LSP. */
  readonly lsps: readonly string[];
}

/** Two policies of ours on r1, one on r3, and one that r1's operator configured by hand. */
async function makePolicies(driver: Driver, controller: Controller): Promise<Before> {
  await configurePolicy(driver, byHand);
  for (const policy of POLICIES) await controller.api.createPolicy(policy);
  await until("all LSPs are up", async () => {
    const states = (await controller.api.policies()).filter(({ origin }) => origin === "operator");
    return states.length === POLICIES.length && states.every(({ state }) => state === "up");
  });
  await assertForwarding(driver);
  const lsps = await until("the configured one is listed too", async () => {
    const names = await lspNames(controller);
    return names.length === POLICIES.length + 1 && names;
  });
  return { messages: controller.wire().length, lsps };
}

/** Every policy is up again, forwards, and there are exactly the LSPs that there were. */
async function untilSame(driver: Driver, controller: Controller, before: Before): Promise<void> {
  await until("every policy is up again", async () => {
    const rows = await controller.api.policies();
    const down = rows.filter(({ state }) => state !== "up");
    if (down.length === 0 && rows.length >= POLICIES.length) return true;
    throw new Error(down.map((row) => `${row.name} ${row.state}: ${row.verdict}`).join("; "));
  }, 90);
  await until("they forward", async () => {
    await assertForwarding(driver);
    return true;
  });
  assert.deepEqual(await lspNames(controller), before.lsps);
  const frr = await readPolicies(driver, "r1");
  assert.deepEqual(frr.map(({ color }) => color).sort(), [1101, 1102, 800].sort());
  for (const { active, candidatePaths } of frr) {
    assert.equal(active, true);
    assert.equal(candidatePaths.length, 1);
  }
  const renamed = controller.wire().filter((message) => message.type === PCINITIATE)
    .map((message) => `${message.to} ${lspOf(message)?.name}`);
  assert.equal(new Set(renamed).size, POLICIES.length, "one name for each policy, for ever");
}

async function assertForwarding(driver: Driver): Promise<void> {
  assert.deepEqual(await walkLabels(driver, "r1", [2201]), ["r1", "r2", "r3", "r4"]);
  assert.deepEqual(await walkLabels(driver, "r1", [2202]), ["r1", "r2", "r3"]);
  assert.deepEqual(await walkLabels(driver, "r3", [2203]), ["r3", "r2", "r5"]);
  assert.deepEqual(await walkLabels(driver, "r1", [4001]), ["r1", "r2", "r3", "r4"]);
}

async function lspNames({ api }: Controller): Promise<readonly string[]> {
  const lsps = (await api.lsps()).filter((lsp) => !lsp.stale);
  return lsps.map((lsp) => `${lsp.router} ${lsp.symbolicPathName}`).sort();
}

/** A new Open of that router after message number `since`. */
async function untilOpens(
  controller: Controller,
  since: number,
  router: string,
  deadlineSeconds = 30,
): Promise<WireMessage> {
  return await until(`${router} opens a new session`, () => {
    const later = controller.wire().slice(since);
    return Promise.resolve(later.find((message) => message.type === 1 && message.from === router));
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

const POLICIES = [
  {
    name: "one",
    headend: "r1",
    endpoint: "r4",
    color: 1101,
    bindingSid: "2201",
    candidatePaths: [
      { preference: 100, dynamic: { metric: "igp", exclude: [{ router: "r5" }] } },
    ],
  },
  {
    name: "two",
    headend: "r1",
    endpoint: "r3",
    color: 1102,
    bindingSid: "2202",
    candidatePaths: [{ preference: 100, dynamic: { metric: "igp" } }],
  },
  {
    name: "three",
    headend: "r3",
    endpoint: "r5",
    color: 1103,
    bindingSid: "2203",
    candidatePaths: [
      { preference: 100, dynamic: { metric: "igp", exclude: [{ router: "r4" }] } },
    ],
  },
];
