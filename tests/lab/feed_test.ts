/** The only BGP-LS speaker dies: what was known is kept, and nothing moves because we lost sight. */
import assert from "node:assert/strict";
import { linkBetween } from "../../lab/frr/topology.ts";
import { untilUp, withController } from "./controller.ts";
import { during, labTest, LONG, until } from "./lab.ts";
import { walkLabels } from "./routers.ts";
import { changesPath, labelsOf, PCUPD } from "./wire.ts";

labTest(
  "the feed dies and a link with it: frozen, then the one change is applied once",
  async (driver) => {
    await withController(driver, "feed dies", {}, async (controller) => {
      const { api, wire } = controller;
      const walk = async () => (await walkLabels(driver, "r1", [2110])).join(" ");
      await api.createPolicy(offLimits);
      await untilUp(controller, [offLimits.name]);
      assert.equal(await walk(), "r1 r5 r4 r3");
      const before = wire().length;
      const link = linkBetween(driver.network, "r4", "r5");
      const { speaker, links, routers } = driver.network;
      try {
        await driver.killDaemon(speaker, "bgpd", "KILL");
        await until("the topology is frozen", async () => {
          return (await api.status()).tedFrozenSince !== undefined;
        });
        await driver.cutLink(link);
        await during(LONG ? 600 : 8, async () => {
          const row = await api.policy(offLimits.name);
          assert.equal(row.state, "up", row.verdict);
          const status = await api.status();
          assert.equal(status.linksUp, links.length * 2);
          assert.equal(status.pcepSessionsUp, routers.length);
          assert.notEqual(status.tedFrozenSince, undefined);
        });
        assert.deepEqual(wire().slice(before).filter(changesPath), []);
        const alarms = await api.alarms();
        assert.equal(alarms.length, 1, JSON.stringify(alarms));
        await driver.respawn(speaker, "bgpd");
        // The IGP had led it over the excluded link, which nobody could know.
        await until("packets keep off the excluded link", async () => {
          return await walk() === "r1 r5 r2 r3";
        });
        await untilUp(controller, [offLimits.name]);
        assert.equal((await api.status()).tedFrozenSince, undefined);
        const sent = wire().slice(before).filter(changesPath);
        assert.deepEqual(sent.map(({ type }) => type), [PCUPD], sent.map(labelsOf).join("; "));
      } finally {
        await driver.restoreLink(link);
        if (!await driver.daemonAlive(speaker, "bgpd")) await driver.respawn(speaker, "bgpd");
      }
    });
  },
);

/** By node labels: FRR itself has nothing to report when a link far away fails. */
const offLimits = {
  name: "off-limits",
  headend: "r1",
  endpoint: "r3",
  color: 1010,
  bindingSid: "2110",
  candidatePaths: [
    { preference: 100, dynamic: { metric: "igp", exclude: [{ link: "r1--r2" }] } },
  ],
};
