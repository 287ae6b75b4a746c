/** The only BGP-LS speaker dies: what was known is kept, and nothing moves because we lost sight. */
import assert from "node:assert/strict";
import { linkBetween } from "../../lab/frr/topology.ts";
import { applyLinkFacts, withController } from "./controller.ts";
import { during, labTest, LONG, until } from "./lab.ts";
import { walkLabels } from "./routers.ts";
import { changesPath, PCUPD } from "./wire.ts";

labTest(
  "the feed dies and a link with it: frozen, then the one change is applied once",
  async (driver) => {
    await withController(driver, "feed dies", {}, async (controller) => {
      const { api, wire } = controller;
      await applyLinkFacts(driver, controller);
      await api.createPolicy(byAdjacencies);
      const state = async () => (await api.policy(byAdjacencies.name)).state;
      await until("the policy is up", async () => await state() === "up");
      const before = wire().length;
      const link = linkBetween(driver.network, "r4", "r5");
      const { speaker } = driver.network;
      try {
        await driver.killDaemon(speaker, "bgpd", "KILL");
        await until("the topology is frozen", async () => {
          return (await api.status()).tedFrozenSince !== undefined;
        });
        await driver.cutLink(link);
        await during(LONG ? 600 : 8, async () => {
          assert.equal(await state(), "up");
          assert.equal((await api.status()).linksUp, driver.network.links.length * 2);
        });
        assert.deepEqual(wire().slice(before).filter(changesPath), []);
        const alarms = await api.alarms();
        assert.equal(alarms.length, 1, JSON.stringify(alarms));
        await driver.respawn(speaker, "bgpd");
        await until("packets avoid the cut link", async () => {
          return (await walkLabels(driver, "r1", [2110])).join(" ") === "r1 r2 r3 r4";
        });
        await until("the policy is up again", async () => await state() === "up");
        assert.equal((await api.status()).tedFrozenSince, undefined);
        const sent = wire().slice(before).filter(changesPath);
        assert.deepEqual(sent.map(({ type }) => type), [PCUPD]);
      } finally {
        await driver.restoreLink(link);
        if (!await driver.daemonAlive(speaker, "bgpd")) await driver.respawn(speaker, "bgpd");
      }
    });
  },
);

const byAdjacencies = {
  name: "by-adjacencies",
  headend: "r1",
  endpoint: "r4",
  color: 1010,
  bindingSid: "2110",
  candidatePaths: [
    { preference: 100, dynamic: { metric: "delay", segments: { prefer: "adjacency" } } },
  ],
};
