/** UPDATEs to changes of the topology. What an UPDATE lost on the way is counted and told (RFC 7606 §2). */
import type { LsFact } from "../../bgp/codec/ls_facts.ts";
import type { LsNlri } from "../../bgp/codec/ls_nlri.ts";
import type { UpdateMessage } from "../../bgp/codec/message.ts";
import { lsFact } from "../../bgp/codec/read_ls_fact.ts";
import { AFI_LINK_STATE, SAFI_LINK_STATE } from "../../bgp/registry/messages.ts";
import type { Change } from "../../ted/fact.ts";
import { note, type Turn } from "../turn.ts";
import { parseIpv4 } from "../../lib/address.ts";
import { countPath, isOurs } from "./paths.ts";
import { splitByAs } from "./as_split.ts";
import { announced, withdrawn } from "./ingest.ts";
import type { BgpPeerState } from "./peer.ts";

/** Answers whether the UPDATE was the End-of-RIB of BGP-LS (RFC 4724 §2). */
export function takeUpdate(t: Turn, peer: BgpPeerState, update: UpdateMessage): boolean {
  const end = update.endOfRib;
  if (end) return end.afi === AFI_LINK_STATE && end.safi === SAFI_LINK_STATE;
  for (const nlri of update.unreach) {
    const change = withdrawn(t.s.config, peer.id, nlri);
    if (change) t.changes.push(splitByAs(t, nlri, change));
    else peer.unknownKept++;
  }
  if (update.reach.length > 0) takeReach(t, peer, update);
  for (const error of update.errors) {
    note(t, {
      severity: "warning",
      kind: "malformed",
      subject: `bgp ${peer.config.address}`,
      title: `An UPDATE of ${peer.config.address} was partly unreadable: ${error.why}.`,
      detail: `${error.ref} allows ${REMEDIES[error.remedy]}; the message is kept to look at.`,
    });
  }
  return false;
}

function takeReach(t: Turn, peer: BgpPeerState, update: UpdateMessage): void {
  const { path, reach } = update;
  const factOf = factsOnce(peer, update.attributeBytes);
  const { rank, isNew } = countPath(peer.paths, path, fromOf(peer), reach.length);
  for (const nlri of reach) {
    const change = announced(t.s.config, peer.id, nlri, factOf(nlri), rank);
    if (!change) {
      peer.unknownKept++;
      continue;
    }
    const placed = splitByAs(t, nlri, change);
    t.changes.push(placed);
    noteTopology(peer, placed);
  }
  if (isNew) tellPath(t, peer, path);
}

/** A session may tell several topologies: by Instance-ID, AS, or VPN. */
function noteTopology({ topologies }: BgpPeerState, change: Change): void {
  if (!("key" in change)) return;
  const { key } = change;
  const { topology } = "local" in key ? key.local : "node" in key ? key.node : key;
  if (!topologies.includes(topology) && topologies.length < MOST_TOPOLOGIES) {
    topologies.push(topology);
  }
}
const MOST_TOPOLOGIES = 32;

const fromOf = ({ fsm }: BgpPeerState) =>
  fsm.is === "established"
    ? { internal: fsm.agreed.form.internal, bgpIdentifier: fsm.peer.bgpIdentifier }
    : NOBODY;
const NOBODY = { internal: true, bgpIdentifier: 0xffffffff } as const;

/** A way that comes back to ourselves is no loop, for we tell nobody anything: somebody else has our number. */
function tellPath(t: Turn, peer: BgpPeerState, path: UpdateMessage["path"]): void {
  const { asn, routerId } = t.s.config.bgp, { address } = peer.config;
  if (!isOurs(path, asn, parseIpv4(routerId) ?? 1)) return;
  note(t, {
    severity: "warning",
    kind: "ourNumber",
    subject: `bgp ${address}`,
    title: `What ${address} tells came through AS ${asn} or router-id ${routerId}, which are ours.`,
    detail: "It is believed. Give Cairn a bgp.asn and bgp.routerId that no router has.",
  });
}

type Fact = LsFact | undefined;

/** One attribute serves all NLRI of an UPDATE: it is read once per kind of NLRI. */
function factsOnce(peer: BgpPeerState, bytes: Uint8Array | undefined) {
  const read: { readonly type: string; readonly protocolId: number; readonly fact: Fact }[] = [];
  return (nlri: LsNlri) => {
    if (!bytes || nlri.type === "unknown") return undefined;
    const { type, protocolId } = nlri;
    for (const one of read) if (one.type === type && one.protocolId === protocolId) return one.fact;
    const fact = lsFact(nlri, bytes);
    peer.unknownKept += fact?.unread.length ?? 0;
    read.push({ type, protocolId, fact });
    return fact;
  };
}

const REMEDIES = {
  attributeDiscard: "dropping the attribute",
  nlriDiscard: "dropping that NLRI",
  treatAsWithdraw: "treating its NLRI as withdrawn",
} as const;
