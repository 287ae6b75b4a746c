/**
 * TCP-MD5 and the TTL of RFC 5082 with FRR's bgpd and pathd: two kernels' worth of signatures, each side connecting. A wrong key is
 * silence, so the test sees that Cairn says what it may be.
 */
import assert from "node:assert/strict";
import * as v from "valibot";
import type { Driver } from "../../lab/frr/driver.ts";
import { CONTROLLER, routerOf } from "../../lab/frr/topology.ts";
import { type Controller, withController } from "./controller.ts";
import { labTest, until } from "./lab.ts";

const NEIGHBOR = `neighbor ${CONTROLLER.address}`;
const PASSIVE_PORT = 1790;

labTest(
  "BGP with TCP-MD5, Cairn connects: a session with the right key, words for a wrong one",
  async (driver) => {
    try {
      const settings = { bgp: bgpWith(driver, { md5: "the-right-key" }) };
      await withController(driver, "md5 active", { settings }, async (controller) => {
        assert.equal((await speaker(controller)).state, "established");
        await configure(driver, `${NEIGHBOR} password another-key`);
        const refused = await until("it is said what a wrong key looks like", async () => {
          const row = await speaker(controller);
          return row.state !== "established" && /TCP-MD5 .*key/.test(row.lastError ?? "") && row;
        });
        assert.match(refused.lastError ?? "", /no answer within 10 s/);
        await configure(driver, `${NEIGHBOR} password the-right-key`);
        await until("the session is back", async () => {
          return (await speaker(controller)).state === "established";
        });
      }, () => configure(driver, `${NEIGHBOR} password the-right-key`));
    } finally {
      await configure(driver, `no ${NEIGHBOR} password`);
    }
  },
);

labTest(
  "BGP with TCP-MD5 and ttlSecurity, FRR connects; a wrong key raises an alarm",
  async (driver) => {
    const lines = [
      `no ${NEIGHBOR} passive`,
      `${NEIGHBOR} port ${PASSIVE_PORT}`,
      `${NEIGHBOR} password the-right-key`,
      `${NEIGHBOR} ttl-security hops 1`,
    ];
    const back = [
      `no ${NEIGHBOR} ttl-security hops 1`,
      `no ${NEIGHBOR} password`,
      `no ${NEIGHBOR} port`,
      `${NEIGHBOR} passive`,
    ];
    const peer = { md5: "the-right-key", ttlSecurity: true, multihop: 1, passive: true };
    const bgp = { ...bgpWith(driver, peer), listen: `[::]:${PASSIVE_PORT}` };
    try {
      await withController(driver, "md5 passive", { settings: { bgp } }, async (controller) => {
        assert.equal((await speaker(controller)).state, "established");
        assert.deepEqual(await controller.api.alarms(), []);
        await configure(driver, `${NEIGHBOR} password another-key`);
        const alarm = await until("the alarm", async () => {
          return (await controller.api.alarms()).find(({ kind }) => kind === "md5Failing");
        });
        const { management } = routerOf(driver.network, driver.network.speaker);
        assert.match(alarm.text, new RegExp(`another key .*${management.replaceAll(".", "\\.")}`));
        await configure(driver, `${NEIGHBOR} password the-right-key`);
        await until("the session is back", async () => {
          return (await speaker(controller)).state === "established";
        });
      }, () => configure(driver, ...lines));
    } finally {
      await configure(driver, ...back);
    }
  },
);

function bgpWith({ network }: Driver, more: Readonly<Record<string, unknown>>) {
  const { management } = routerOf(network, network.speaker);
  const peer = { address: management, asn: network.asn, port: 179, connectRetry: "1s", ...more };
  return { asn: CONTROLLER.asn, routerId: CONTROLLER.address, peers: [peer] };
}

async function configure({ network, vtysh }: Driver, ...lines: readonly string[]): Promise<void> {
  await vtysh(network.speaker, "configure terminal", `router bgp ${network.asn}`, ...lines, "end");
}

async function speaker({ api }: Controller): Promise<v.InferOutput<typeof Peer>> {
  const { bgpPeers } = v.parse(Peers, await api.call("GET", "/v1/bgpPeers"));
  const [peer] = bgpPeers;
  assert.ok(peer);
  return peer;
}
const Peer = v.object({ state: v.string(), lastError: v.optional(v.string()) });
const Peers = v.object({ bgpPeers: v.array(Peer) });
