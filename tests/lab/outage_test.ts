/**
 * The controller dies and returns after 5 s, 60 s and 10 min: the routers still have everything,
 * forgot the lists, or gave up asking. Nothing is doubled, nothing is deleted, names stay, and all
 * is active again without a hand. The suite shortens the longer ones by the routers' own timers.
 */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { type Controller, untilReady, withController } from "./controller.ts";
import { during, labTest, LONG, until } from "./lab.ts";
import { configurePolicy, readLfib, setPcepTimers } from "./routers.ts";
import {
  ASKED,
  assertForwarding,
  assertOnlyWanted,
  makePolicies,
  untilSame,
} from "./steady_policies.ts";
import { changesPath } from "./wire.ts";

labTest(
  "killed and back after 5 s: the LSPs are adopted, routers notice nothing",
  async (driver) => {
    await withController(driver, "down 5 s", {}, async (controller) => {
      const before = await makePolicies(driver, controller);
      await controller.stop("KILL");
      await during(5, () => assertForwarding(driver));
      await controller.start();
      const ready = untilReady(driver, controller);
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
  const prepare = () => LONG ? Promise.resolve() : shorten(driver, 10); // still asking then
  await withController(driver, "down 60 s", {}, async (controller) => {
    await forgetAndReturn(driver, controller, LONG ? 60 : 15);
  }, prepare);
});

labTest("killed and back after ten minutes: FRR gave up asking", async (driver) => {
  const prepare = () => LONG ? Promise.resolve() : shorten(driver, 1);
  await withController(driver, "down 10 min", {}, async (controller) => {
    await forgetAndReturn(driver, controller, LONG ? 600 : 30);
  }, prepare);
});

/** Routers that forget the lists after five seconds, and ask four times so long. */
async function shorten(driver: Driver, requestSeconds: number): Promise<void> {
  for (const { name } of driver.network.routers) {
    await setPcepTimers(driver, name, requestSeconds, 5);
  }
}

/** The pause is the scenario: FRR keeps the lists of a dead PCE for 30 s unless told otherwise. */
async function forgetAndReturn(
  driver: Driver,
  controller: Controller,
  awaySeconds: number,
): Promise<void> {
  for (const policy of ASKED) await configurePolicy(driver, policy);
  const before = await makePolicies(driver, controller);
  await controller.stop("KILL");
  const gone = performance.now();
  await until("FRR dropped the lists", async () => {
    const lfib = await readLfib(driver, "r1");
    return !lfib.has(2201) && !lfib.has(2202) && lfib.has(4001);
  }, 60);
  await during(awaySeconds - (performance.now() - gone) / 1000, () => Promise.resolve());
  await controller.start();
  await untilReady(driver, controller, 300); // FRR waits longer after each failed attempt
  await untilSame(driver, controller, before);
  assertOnlyWanted(driver, controller, before);
}
