/**
 * A session or a router breaks and returns: nothing is doubled, nothing is lost, nothing is
 * deleted, and no other list ever stands in for one that was lost.
 */
import assert from "node:assert/strict";
import { routerOf } from "../../lab/frr/topology.ts";
import { untilReady, withController } from "./controller.ts";
import { labTest, until } from "./lab.ts";
import { configurePolicy, pcepConnected, readLfib, walkLabels } from "./routers.ts";
import {
  assertOnlyWanted,
  byHand,
  makePolicies,
  onR5,
  untilOpens,
  untilSame,
} from "./steady_policies.ts";
import { changesPath } from "./wire.ts";

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
