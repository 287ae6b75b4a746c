/** BGP-LS from a real speaker: the controller knows the network that was declared. */
import assert from "node:assert/strict";
import {
  expectedHalfLinks,
  expectedNodes,
  expectedPrefixes,
} from "../../lab/frr/expected_topology.ts";
import { linkBetween } from "../../lab/frr/topology.ts";
import { applyLinkFacts, type Controller, withController } from "./controller.ts";
import { labTest, until } from "./lab.ts";

labTest("the BGP-LS topology equals the declared one", async (driver) => {
  await withController(driver, "topology", {}, async (controller) => {
    const { api } = controller;
    const nodes = (await api.nodes()).map((node) => ({
      name: node.name,
      systemId: node.routerId,
      routerId: node.ipv4RouterIds[0],
      srgbBase: node.srgb[0]?.base,
      srgbSize: node.srgb[0]?.size,
      msd: node.msd,
    }));
    assert.deepEqual(sorted(nodes), sorted(expectedNodes(driver.network)));
    await checkLinks(controller, expectedHalfLinks(driver.network));
    const prefixes = (await api.prefixes()).map(({ prefix, router, sids }) => ({
      prefix,
      router,
      ...(sids[0] === undefined ? {} : { sidIndex: sids[0].index }),
    }));
    assert.deepEqual(sorted(prefixes), sorted(expectedPrefixes(driver.network)));
  });
});

labTest("a cut link leaves the topology and returns with all its facts", async (driver) => {
  await withController(driver, "link cut", {}, async (controller) => {
    const link = linkBetween(driver.network, "r3", "r4");
    const [one, other] = link.ends.map((end) => `${end.router}:${end.address}`);
    const upIds = async () =>
      (await controller.api.links()).filter(({ state }) => state === "up").map(({ id }) => id);
    try {
      await driver.cutLink(link);
      await until("both halves are not up", async () => {
        const ids = await upIds();
        return !ids.includes(one ?? "") && !ids.includes(other ?? "");
      }, 10);
      assert.equal((await upIds()).length, driver.network.links.length * 2 - 2);
    } finally {
      await driver.restoreLink(link);
    }
    await until("all links are back", async () => {
      await checkLinks(controller, expectedHalfLinks(driver.network));
      return true;
    });
  });
});

labTest("LinkFacts give every half-link the adjacency SID of its router", async (driver) => {
  await withController(driver, "link facts", {}, async (controller) => {
    await applyLinkFacts(driver, controller);
    for (const link of await controller.api.links()) {
      assert.equal(link.adjacencySids.length, 1, link.id);
      assert.equal(link.adjacencySids[0]?.operatorSet, true);
    }
  });
});

async function checkLinks(
  { api }: Controller,
  expected: ReturnType<typeof expectedHalfLinks>,
): Promise<void> {
  const links = (await api.links()).filter(({ state }) => state === "up");
  const seen = links.map((link) => ({
    id: link.id,
    from: link.from,
    to: link.to,
    localAddress: link.localAddress,
    remoteAddress: link.remoteAddress,
    igpMetric: link.igpMetric,
    teMetric: link.teMetric,
    minimumDelayMicroseconds: link.delayMinimumMicroseconds,
    maximumDelayMicroseconds: link.delayMaximumMicroseconds,
    adminGroups: link.adminGroups,
    capacityBps: link.capacityBps,
  }));
  const wanted = expected.map(({ bandwidthBytesPerSecond, delayMicroseconds: _, ...link }) => ({
    ...link,
    capacityBps: bandwidthBytesPerSecond * 8,
  }));
  assert.deepEqual(sorted(seen), sorted(wanted));
}

/** In an order of its own, each row with its fields in the order of their names. */
function sorted(rows: readonly object[]): readonly string[] {
  return rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort()))).sort();
}
