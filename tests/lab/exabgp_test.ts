/** ExaBGP as a peer of other habits: AS numbers of two octets, nothing to tell but its end. */
import assert from "node:assert/strict";
import { type ExabgpOptions, startExabgp } from "../../lab/interop/exabgp.ts";
import { type Exabgp, openExabgp } from "../../lab/interop/packages.ts";
import { ASN, type Cairn, ending, interopTest, startCairn, untilUp } from "./interop.ts";
import { until } from "./lab.ts";

const ADDRESS = "127.0.9.3", PEER_ASN = 64512;
const ALL = ["route-refresh enable;", "graceful-restart 60;", "extended-message enable;"];

interopTest(
  "ExaBGP: two-octet AS numbers, End-of-RIB, restart time (RFC 6793, RFC 4724)",
  openExabgp,
  async (exabgp, folder) => {
    const cairn = await startCairn(folder, "192.0.2.254", [PASSIVE]);
    const { program } = await start(exabgp, folder, cairn, ["asn4 disable;", ...ALL]);
    await ending([cairn.program, program], async () => {
      const peer = await untilUp(cairn, ADDRESS);
      assert.deepEqual(peer.agreed, {
        extendedMessages: true,
        enhancedRefresh: true,
        fourOctetAsn: false,
        restartSeconds: 60,
        restartAfterNotification: false,
      });
      await program.stop("KILL");
      await until("its restart is waited for", async () => {
        const { state, restartUntil } = await cairn.peer(ADDRESS);
        return state !== "established" && restartUntil !== "";
      });
    });
  },
);

interopTest(
  "ExaBGP: it understands that we ask for a refresh, and why we shut it (RFC 2918, RFC 9003)",
  openExabgp,
  async (exabgp, folder) => {
    const cairn = await startCairn(folder, "192.0.2.254", [PASSIVE]);
    const { program, heard } = await start(exabgp, folder, cairn, ["asn4 enable;", ...ALL]);
    await ending([cairn.program, program], async () => {
      await untilUp(cairn, ADDRESS);
      await cairn.do(ADDRESS, "refresh");
      // It has nothing to say, and marks neither beginning nor end of that.
      await until("ExaBGP hears it", async () => /"type": ?"refresh"/.test(await heard()));
      const { state: after, refreshingSince } = await cairn.peer(ADDRESS);
      assert.deepEqual([after, refreshingSince], ["established", ""]);
      await cairn.do(ADDRESS, "shutDown", "gr\u00fc\u00dfe um 22:00");
      await until("ExaBGP hears why", async () => {
        if (/um 22:00/.test(await heard())) return true;
        throw new Error(await heard());
      }, 10);
      const { state, notificationSent } = await cairn.peer(ADDRESS);
      assert.equal(state, "idle");
      assert.match(notificationSent, /22:00/);
    });
  },
);

interopTest(
  "ExaBGP: a peer of another AS is told so and stays out (RFC 4271 §6.2)",
  openExabgp,
  async (exabgp, folder) => {
    const cairn = await startCairn(folder, "192.0.2.254", [{ ...PASSIVE, asn: PEER_ASN + 1 }]);
    const { program } = await start(exabgp, folder, cairn, ["asn4 enable;"]);
    await ending([cairn.program, program], async () => {
      await until("a bad peer AS", async () => {
        return (await cairn.peer(ADDRESS)).notificationSent.includes("bad peer AS (2/2)");
      });
      assert.equal((await cairn.peer(ADDRESS)).sessions, 0);
    });
  },
);

const PASSIVE = { address: ADDRESS, port: 179, asn: PEER_ASN, passive: true };
const start = (
  exabgp: Exabgp,
  folder: string,
  cairn: Cairn,
  capabilities: ExabgpOptions["capabilities"],
) =>
  startExabgp(exabgp, {
    folder,
    address: ADDRESS,
    asn: PEER_ASN,
    routerId: "192.0.2.3",
    peer: { address: "127.0.0.1", asn: ASN, port: cairn.bgpPort },
    holdTimeSeconds: 9,
    capabilities,
  });
