/** FRR says its whole table again when asked, between its markers; nothing goes and nothing moves by that (RFC 7313). */
import assert from "node:assert/strict";
import * as v from "valibot";
import { routerOf } from "../../lab/frr/topology.ts";
import { withController } from "./controller.ts";
import { labTest, until } from "./lab.ts";
import { Peer } from "./interop.ts";
import { changesPath } from "./wire.ts";

labTest("a refresh of the feed tells everything again and changes nothing", async (driver) => {
  await withController(driver, "feed refresh", {}, async ({ api, wire }) => {
    const { network } = driver, { management } = routerOf(network, network.speaker);
    const path = `/v1/bgpPeers/${management}`;
    const peer = async () => v.parse(Peer, await api.call("GET", path));
    const refreshes = async () =>
      (await peer()).messages.find(({ type }) => type === "routeRefresh") ??
        { received: 0, sent: 0 };
    const before = await peer(), sent = wire().length;
    assert.equal(before.agreed?.enhancedRefresh, true);
    await api.call("POST", `${path}:refresh`, {});
    await until("BoRR and EoRR", async () => {
      const { received } = await refreshes();
      return received === 2 && (await peer()).refreshingSince === "";
    });
    assert.equal((await refreshes()).sent, 1);
    const after = await peer();
    assert.deepEqual([after.state, after.nlriCount], ["established", before.nlriCount]);
    assert.deepEqual((await api.nodes()).filter(({ stale }) => stale), []);
    assert.equal((await api.status()).linksUp, network.links.length * 2);
    assert.deepEqual(wire().slice(sent).filter(changesPath), []);
  });
});
