/**
 * TCP-MD5 and the TTL of RFC 5082 with FRR's bgpd and pathd: two kernels' worth of signatures, each side connecting. A wrong key is
 * silence, so the test sees that Cairn says what it may be.
 */
import assert from "node:assert/strict";
import * as v from "valibot";
import { defaultOptions } from "../../lab/frr/config.ts";
import type { Driver } from "../../lab/frr/driver.ts";
import { CONTROLLER, routerOf } from "../../lab/frr/topology.ts";
import { type Controller, withController } from "./controller.ts";
import { labTest, restartPathd, until } from "./lab.ts";

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
        const quiet = async () => (await controller.api.alarms()).length === 0;
        await until("the alarm is gone", quiet, 90);
      }, () => configure(driver, ...lines));
    } finally {
      await configure(driver, ...back);
    }
  },
);

labTest(
  "PCEP with TCP-MD5 and FRR's pathd: a session that says so, an alarm for a wrong key",
  async (driver) => {
    const { loopback } = routerOf(driver.network, SIGNER);
    const pcep = {
      listen: `[::]:${CONTROLLER.pcepPort}`,
      keepalive: "5s",
      deadTimer: "20s",
      originator: { asn: CONTROLLER.asn, address: CONTROLLER.address },
      network: "lab",
      peers: [{ address: loopback, md5: "the-right-key" }],
    };
    try {
      await withController(driver, "md5 pathd", { settings: { pcep } }, async ({ api }) => {
        const guards = await api.call("GET", "/v1/pcepSessions");
        const { pcepSessions } = v.parse(Sessions, guards);
        for (const { router, security } of pcepSessions) {
          assert.equal(security, router === SIGNER ? "md5" : "clear", router);
        }
        await signWith(driver, "another-key");
        const alarm = await until("the alarm", async () => {
          return (await api.alarms()).find(({ kind }) => kind === "md5Failing");
        }, 90);
        assert.match(alarm.text, new RegExp(`another key .*${loopback.replaceAll(".", "\\.")}`));
        await signWith(driver, "the-right-key");
        await until("the session is back", async () => {
          return (await api.status()).pcepSessionsUp === driver.network.routers.length;
        }, 90);
      }, () => signWith(driver, "the-right-key"));
    } finally {
      await restartPathd(driver); // which has its key from here alone
    }
  },
);

/**
 * The session of one router anew, with this key. pathd calls from port 4189 and hangs up first, so that the kernel keeps
 * it from calling again for a minute: this router's kernel does not wait.
 */
async function signWith({ exec, vtysh, network }: Driver, key: string): Promise<void> {
  const { name, address, port } = defaultOptions.pces[0]!;
  const { loopback } = routerOf(network, SIGNER);
  await exec(SIGNER, ["sh", "-c", "echo 0 > /proc/sys/net/ipv4/tcp_max_tw_buckets"]);
  await vtysh(
    SIGNER,
    ...["configure terminal", "segment-routing", "traffic-eng", "pcep"],
    ...["pcc", `no peer ${name}`, "exit", `no pce ${name}`, `pce ${name}`],
    ...[`address ip ${address} port ${port}`, `source-address ip ${loopback}`],
    ...["pce-initiated", `tcp-md5-auth ${key}`, "exit"],
    ...["pcc", `peer ${name} precedence 10`, "end"],
  );
}

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
const SIGNER = "r5";
const Sessions = v.object({
  pcepSessions: v.array(v.object({ router: v.string(), security: v.string() })),
});
const Peer = v.object({ state: v.string(), lastError: v.optional(v.string()) });
const Peers = v.object({ bgpPeers: v.array(Peer) });
