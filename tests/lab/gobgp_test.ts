/** GoBGP as the feed: what it puts into BGP-LS is seen, whatever becomes of the session. */
import assert from "node:assert/strict";
import { type Gobgpd, type GobgpOptions, startGobgpd } from "../../lab/interop/gobgpd.ts";
import { type Gobgp, openGobgp } from "../../lab/interop/packages.ts";
import { freePort } from "../../lab/interop/program.ts";
import {
  ASN,
  assertReplays,
  ending,
  interopTest,
  startCairn,
  untilNodes,
  untilUp,
} from "./interop.ts";
import { during, until } from "./lab.ts";

const ADDRESS = "127.0.9.2", PEER_ASN = 4200000001;

interopTest(
  "GoBGP: nodes and links come and go; a refresh; a shutdown says why",
  openGobgp,
  async (gobgp, folder) => {
    const { gobgpd, port } = await start(gobgp, folder);
    const cairn = await startCairn(folder, "192.0.2.254", [peerAt(port)]);
    await ending([cairn.program, gobgpd.program], async () => {
      await add(gobgpd, "paris", "rome", "oslo");
      for (const [from, to] of [[1, 2], [2, 1]] as const) await gobgpd.tell(...link(from, to));
      const up = await untilUp(cairn, ADDRESS);
      assert.equal(up.holdTimeSeconds, 9);
      assert.equal(up.agreed?.fourOctetAsn, true);
      assert.deepEqual(up.paths.map(({ asPath }) => asPath), [String(PEER_ASN)]);
      await untilNodes(cairn, "oslo paris rome");
      await until("two links", async () => await cairn.links() === 2);
      await gobgpd.tell(...PREFIX);
      await gobgpd.tell(...SRV6_SID);
      await until("prefix and SID", async () => (await cairn.peer(ADDRESS)).nlriCount === 7);

      await gobgpd.tell(...node("del", "oslo"));
      await untilNodes(cairn, "paris rome");

      const updates = async () => count((await cairn.peer(ADDRESS)).messages, "update", "received");
      const before = await updates();
      await cairn.do(ADDRESS, "refresh");
      await until("the table is told again", async () => await updates() > before);
      const peer = await cairn.peer(ADDRESS);
      assert.equal(count(peer.messages, "routeRefresh", "sent"), 1);
      assert.equal(peer.nlriCount, 6);

      await gobgpd.tell("neighbor", "127.0.0.1", "shutdown", "--reason", "new cards at 22:00");
      await until("why it was shut", async () => {
        const { notificationReceived } = await cairn.peer(ADDRESS);
        return notificationReceived.includes("new cards at 22:00");
      });
      await untilNodes(cairn, "paris(stale) rome(stale)");
      await gobgpd.tell("neighbor", "127.0.0.1", "enable");
      await untilUp(cairn, ADDRESS);
      await untilNodes(cairn, "paris rome");
      assert.equal((await cairn.peer(ADDRESS)).malformed, 0);

      await cairn.do(ADDRESS, "shutDown", "we need quiet");
      await until(
        "GoBGP hears why",
        async () => (await gobgpd.program.log()).includes("we need quiet"),
      );
      await until("the session is down", async () => (await cairn.peer(ADDRESS)).state === "idle");
      await cairn.do(ADDRESS, "enable");
      await untilUp(cairn, ADDRESS);

      await cairn.program.stop("TERM");
      await until("GoBGP hears that Cairn stops", async () => {
        return (await gobgpd.program.log()).includes("Cairn stops");
      });
      await assertReplays(folder);
    });
  },
);

interopTest(
  "GoBGP: killed and back, it keeps its place; what it does not know any more goes (RFC 4724)",
  openGobgp,
  async (gobgp, folder) => {
    const options = { restartSeconds: 60 };
    const { gobgpd, port } = await start(gobgp, folder, options);
    const cairn = await startCairn(folder, "192.0.2.254", [peerAt(port)]);
    const programs = [cairn.program, gobgpd.program];
    await ending(programs, async () => {
      await add(gobgpd, "paris", "rome", "oslo");
      const { agreed } = await untilUp(cairn, ADDRESS);
      assert.equal(agreed?.restartSeconds, 60);
      assert.equal(agreed?.restartAfterNotification, true);
      await untilNodes(cairn, "oslo paris rome");

      await gobgpd.program.stop("KILL");
      await untilNodes(cairn, "oslo(stale) paris(stale) rome(stale)");
      assert.notEqual((await cairn.peer(ADDRESS)).restartUntil, "");
      assert.deepEqual(await cairn.alarms(), ["topologyFrozen"]);

      cairn.program.pause(); // so that GoBGP knows two of three nodes before the session comes
      const back = await start(gobgp, folder, { ...options, port, restarts: true });
      programs.push(back.gobgpd.program);
      await add(back.gobgpd, "paris", "rome");
      cairn.program.resume();
      await untilUp(cairn, ADDRESS);
      await untilNodes(cairn, "paris rome");
      await until("no alarm", async () => (await cairn.alarms()).length === 0);
    });
  },
);

interopTest(
  "GoBGP: halted, it is found out by the hold timer, and is back when it runs (RFC 4271 §6.5)",
  openGobgp,
  async (gobgp, folder) => {
    const { gobgpd, port } = await start(gobgp, folder, {});
    const cairn = await startCairn(folder, "192.0.2.254", [peerAt(port)]);
    await ending([cairn.program, gobgpd.program], async () => {
      await add(gobgpd, "paris");
      await untilUp(cairn, ADDRESS);
      await untilNodes(cairn, "paris");
      gobgpd.program.pause();
      await until("the hold timer", async () => {
        return (await cairn.peer(ADDRESS)).notificationSent.includes("(4/0)");
      });
      await untilNodes(cairn, "paris(stale)");
      gobgpd.program.resume();
      await untilUp(cairn, ADDRESS);
      await untilNodes(cairn, "paris");
    });
  },
);

// By turns one side and the other has the higher identifier.
for (const routerId of ["192.0.2.254", "10.0.0.1"]) {
  interopTest(
    `GoBGP: both connect, one session comes of it and stays, with ${routerId} (RFC 4271 §6.8)`,
    openGobgp,
    async (gobgp, folder) => {
      const port = freePort(ADDRESS);
      const cairn = await startCairn(folder, routerId, [peerAt(port)]);
      const peer = { address: "127.0.0.1", asn: ASN, port: cairn.bgpPort };
      const { gobgpd } = await start(gobgp, folder, { port, peer });
      await ending([cairn.program, gobgpd.program], async () => {
        await add(gobgpd, "paris");
        await untilUp(cairn, ADDRESS);
        await untilNodes(cairn, "paris");
        const { sessions } = await cairn.peer(ADDRESS);
        await during(12, async () => {
          const now = await cairn.peer(ADDRESS);
          assert.deepEqual([now.state, now.sessions], ["established", sessions], now.lastError);
        });
        await cairn.program.stop("KILL");
        await assertReplays(folder);
      });
    },
  );
}

async function start(
  gobgp: Gobgp,
  folder: string,
  change: Partial<GobgpOptions> = {},
): Promise<{ readonly gobgpd: Gobgpd; readonly port: number }> {
  const port = change.port ?? freePort(ADDRESS);
  const gobgpd = await startGobgpd(gobgp, {
    folder,
    address: ADDRESS,
    port,
    asn: PEER_ASN,
    routerId: "192.0.2.1",
    peer: { address: "127.0.0.1", asn: ASN },
    holdTimeSeconds: 9,
    ...change,
  });
  await until("GoBGP answers", () => gobgpd.tell("neighbor").then(() => true));
  return { gobgpd, port };
}

async function add(gobgpd: Gobgpd, ...names: readonly string[]): Promise<void> {
  for (const name of names) await gobgpd.tell(...node("add", name));
}
const NODES = ["paris", "rome", "oslo"];
const systemId = (number: number) => `0000.0000.000${number}`;
const LEVEL_2 = ["protocol", "2", "identifier", "0", "local-asn", "65000", "local-igp-router-id"];
const node = (verb: string, name: string): readonly string[] => [
  ...["global", "rib", verb, "-a", "ls", "node", ...LEVEL_2, systemId(NODES.indexOf(name) + 1)],
  ...["node-name", name],
];
const link = (from: number, to: number): readonly string[] => [
  ...["global", "rib", "add", "-a", "ls", "link", ...LEVEL_2, systemId(from)],
  ...["remote-asn", "65000", "remote-igp-router-id", systemId(to)],
  ...["ipv4-interface-address", `10.0.0.${from}`, "ipv4-neighbor-address", `10.0.0.${to}`],
  ...[
    "metric",
    "10",
    "min-unidirectional-link-delay",
    "900",
    "max-unidirectional-link-delay",
    "950",
  ],
];
const PREFIX = [
  ...["global", "rib", "add", "-a", "ls", "prefixv6", ...LEVEL_2, systemId(1)],
  ...["ip-reachability-info", "2001:db8:1::/64"],
];
const SRV6_SID = [
  ...["global", "rib", "add", "-a", "ls", "srv6sid", ...LEVEL_2, systemId(1)],
  ...["sids", "2001:db8:1::1", "srv6-endpoint-behavior", "1"],
  ...["srv6-structure-lb", "32", "srv6-structure-ln", "16", "srv6-structure-fun", "16"],
  ...["srv6-structure-arg", "0"],
];
const peerAt = (port: number) => ({ address: ADDRESS, port, asn: PEER_ASN });
const count = (
  messages: readonly { readonly type: string; readonly received: number; readonly sent: number }[],
  type: string,
  way: "received" | "sent",
): number => messages.find((each) => each.type === type)?.[way] ?? 0;
