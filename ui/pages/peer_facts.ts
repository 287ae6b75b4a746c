/** What the page of a BGP session says about it, beside its state and its last error. */
import type { BgpAgreed, BgpPath, BgpPeer } from "../../src/gen/cairn/v1/session_pb.ts";
import { count } from "../parts/format.ts";

type Fact = readonly [string, string];

/** Facts that say nothing are left out. */
export function peerFacts(row: BgpPeer): readonly Fact[] {
  const facts: readonly (Fact | undefined)[] = [
    row.shutBy === undefined
      ? undefined
      : ["Shut", `by ${row.shutBy}${row.shutWords ? `: ${row.shutWords}` : ""}`],
    ["Capabilities", row.capabilities.join(", ") || "none told"],
    ["Agreed", row.agreed ? agreedWords(row.agreed) : "no session"],
    ["Topology", `${row.topology}, ${tableWords(row)}`],
    ["Hold time", row.holdTimeSeconds === undefined ? "–" : `${row.holdTimeSeconds} s`],
    ["AS", `${row.asn}, ours ${row.localAsn}`],
    ["NLRI", `${count(row.nlriCount)}${row.maximumNlri ? ` of ${count(row.maximumNlri)}` : ""}`],
    row.believed === row.nlriCount
      ? undefined
      : ["Believed", `${count(row.believed)}; of the rest another peer has a better copy`],
    ["Guarded by", guardWords(row)],
    row.paths.length === 0 ? undefined : ["Ways", row.paths.map(wayWords).join("; ")],
    row.notificationReceived === undefined ? undefined : ["It said", row.notificationReceived],
    row.notificationSent === undefined ? undefined : ["We said", row.notificationSent],
    ["Sessions", `${count(row.sessions)} of ${count(row.connections)} connections`],
    ["Messages", messageWords(row)],
  ];
  return facts.flatMap((fact) => fact === undefined ? [] : [fact]);
}

function agreedWords(agreed: BgpAgreed): string {
  return [
    agreed.internal ? "iBGP" : "eBGP",
    agreed.fourOctetAsn ? undefined : "2-octet AS numbers",
    agreed.extendedMessages ? "extended messages" : undefined,
    agreed.enhancedRefresh ? "enhanced refresh" : agreed.routeRefresh ? "refresh" : undefined,
    agreed.restartSeconds === undefined ? undefined : `restart ${agreed.restartSeconds} s`,
    agreed.lean ? "it took no other capabilities" : undefined,
  ].filter((word) => word !== undefined).join(", ");
}

const guardWords = ({ security, ttlSecurity }: BgpPeer): string =>
  [
    security === "md5" ? "TCP-MD5" : undefined,
    ttlSecurity ? "the count of hops (GTSM)" : undefined,
  ].filter((word) => word !== undefined).join(" and ") || "nothing";

function tableWords(row: BgpPeer): string {
  if (row.refreshingSince) return "says everything again";
  if (row.restartUntil && row.stale) return "it restarts; what it told is kept";
  return row.endOfRib ? "End-of-RIB seen" : "End-of-RIB not yet seen";
}

const wayWords = (path: BgpPath): string =>
  [
    path.asPath === "" ? undefined : `AS ${path.asPath}`,
    path.localPreference === undefined ? undefined : `preference ${path.localPreference}`,
    path.med === undefined ? undefined : `MED ${path.med}`,
    path.origin === undefined || path.origin === "igp" ? undefined : `origin ${path.origin}`,
    path.originatorId === undefined ? undefined : `from ${path.originatorId}`,
    path.clusterList.length === 0 ? undefined : `by way of ${path.clusterList.join(" ")}`,
  ].filter((word) => word !== undefined).join(", ") || "inside our AS";

const messageWords = (row: BgpPeer): string =>
  `${count(row.received)} in, ${count(row.sent)} out${
    row.malformed > 0 ? `, ${count(row.malformed)} malformed` : ""
  }`;
