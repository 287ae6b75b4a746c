/**
 * Two controllers of one cluster, one delegation: FRR knows both as PCEs by precedence, the second
 * starts from a copy of the first one's store. Whoever the routers do not delegate to stays silent.
 */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { linkBetween } from "../../lab/frr/topology.ts";
import {
  addSecondPce,
  AROUND,
  assertNoTwins,
  changesOf,
  makeShared,
  NAMES,
  untilHolder,
  walkOf,
} from "./cluster.ts";
import { type Controller, untilReady, untilUp, withTwoControllers } from "./controller.ts";
import { during, labTest, LONG, until } from "./lab.ts";
import { changesPath, lspOf, PCINITIATE, PCRPT, PCUPD } from "./wire.ts";

labTest(
  "two controllers: the second repairs once it is delegated to, the old one keeps its hands off",
  async (driver) => {
    const prepare = () => addSecondPce(driver);
    await withTwoControllers(driver, "leader killed", {}, async (first, second) => {
      await makeShared(driver, first, second);
      await untilHolder(second, "other");
      assert.deepEqual(changesOf(second), [], "what is delegated elsewhere is not touched");

      await first.stop("KILL");
      await untilHolder(second, "cairn");
      await untilUp(second, NAMES);
      assert.deepEqual(changesOf(second).filter(({ type }) => type === PCINITIATE), []);
      const before = second.wire().length;
      const link = linkBetween(driver.network, "r4", "r5");
      try {
        await driver.cutLink(link);
        await until("packets avoid the cut link", async () => await walkOf(driver) === AROUND);
        await untilUp(second, NAMES);
        const moved = second.wire().slice(before).filter(changesPath);
        assert.deepEqual(moved.map(({ type }) => type), [PCUPD], "repaired once");

        await first.start();
        await until("the old leader has its sessions back", async () => {
          return (await first.api.status()).pcepSessionsUp === driver.network.routers.length;
        }, 120);
        await until("packets still avoid it", async () => await walkOf(driver) === AROUND);
      } finally {
        await driver.restoreLink(link);
      }
      await untilReady(driver, first, 180);
      await assertNoTwins(driver, [first, second]);
    }, prepare);
  },
);

labTest(
  "a leader that was paused sends nothing for what is not delegated to it any more",
  async (driver) => {
    const timers = { deadTimerSeconds: 8, keepaliveSeconds: 2 };
    const prepare = () => addSecondPce(driver);
    await withTwoControllers(driver, "leader paused", timers, async (first, second) => {
      await makeShared(driver, first, second);
      const before = first.wire().length;
      // As a machine that stands still: FRR delegates to nobody else while its connection is taken.
      first.pause();
      await driver.cutController("ctrl");
      const link = linkBetween(driver.network, "r4", "r5");
      try {
        const paused = performance.now();
        await untilHolder(second, "cairn");
        await driver.cutLink(link);
        await until("packets avoid the cut link", async () => await walkOf(driver) === AROUND);
        const rest = (LONG ? 60 : 15) - (performance.now() - paused) / 1000;
        await during(rest, () => Promise.resolve());
        await driver.restoreController("ctrl");
        first.resume();
        await until("the old leader has new sessions", async () => {
          return await opensOf(driver, first, before) === driver.network.routers.length;
        }, 120);
        await during(5, async () => assert.equal(await walkOf(driver), AROUND));
        await untilUp(second, NAMES);
      } finally {
        await driver.restoreController("ctrl");
        first.resume();
        await driver.restoreLink(link);
      }
      assert.deepEqual(strayChanges(first, before), []);
      await assertNoTwins(driver, [first, second]);
    }, prepare);
  },
);

/** Changes that a controller sent to a router before that one reported a delegation in a session
 * begun since then. */
function strayChanges({ wire, address }: Controller, since: number): readonly string[] {
  const delegated = new Set<string>();
  const strays: string[] = [];
  for (const message of wire().slice(since)) {
    const lsp = lspOf(message);
    const key = `${message.from === address ? message.to : message.from} ${lsp?.plspId}`;
    if (message.type === PCRPT && lsp?.delegated === true) delegated.add(key);
    if (message.from !== address || !changesPath(message)) continue;
    if (!delegated.has(key)) strays.push(`type ${message.type} for ${key}`);
  }
  return strays;
}

/** How many routers began a new session with it since then. */
function opensOf(driver: Driver, { wire }: Controller, since: number): Promise<number> {
  const openers = wire().slice(since).filter(({ type }) => type === 1).map(({ from }) => from);
  const routers = driver.network.routers.filter(({ loopback }) => openers.includes(loopback));
  return Promise.resolve(routers.length);
}
