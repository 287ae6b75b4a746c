/** What operators and the configuration do with BGP peers: reset, refresh, shut, enable, change, remove. */
import type { Command, Reply } from "../command.ts";
import type { BgpPeerConfig, Config } from "../config.ts";
import { done, notFound, refused } from "../replies.ts";
import { audit, disarmNamed, note, store, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";
import { drive } from "./drive.ts";
import { dropPeer } from "./feed.ts";
import { type BgpPeerState, isOn } from "./peer.ts";
import { makePeer } from "./session.ts";

/** Peers that operators have shut, by address; kept over restarts. */
export interface Shut {
  readonly by: string;
  readonly at: number; // microseconds since 1970
  readonly words: string; // told to the peer (RFC 9003)
}
export type PeerCommand = Command & {
  readonly do: "resetPeer" | "refreshPeer" | "shutPeer" | "enablePeer";
};

/** undefined: the answer comes when it is on disk. `stopping`: it is the end of the program, and no change. */
export function takePeerCommand(
  t: Turn,
  id: number,
  by: string,
  command: PeerCommand,
  stopping: boolean,
): Reply | undefined {
  const peer = t.s.bgp.get(command.peer);
  if (!peer) return notFound("id", String(command.peer));
  switch (command.do) {
    case "resetPeer":
      if (stopping) drive(t, peer, peer, { on: "stopped", why: "shutdown", text: "Cairn stops" });
      if (stopping) return done([]);
      reset(t, peer);
      return written(t, by, "reset", peer);
    case "refreshPeer":
      return refresh(t, by, peer);
    case "shutPeer":
      if (new TextEncoder().encode(command.words).length > 255) {
        return refused("invalidArgument", TOO_LONG);
      }
      return shut(t, id, by, peer, command.words);
    case "enablePeer":
      return enable(t, id, by, peer);
  }
}

/** Also brings one back that was cut off. */
function reset(t: Turn, peer: BgpPeerState): void {
  const { address } = peer.config;
  alarm(t, "maximumNlri", `bgp ${address}`, "critical", undefined);
  drive(t, peer, peer, { on: "stopped", why: "reset", text: "asked for by an operator" });
  if (!t.s.bgpShut.has(address) && !peer.removed) drive(t, peer, peer, { on: "started" });
}

function refresh(t: Turn, by: string, peer: BgpPeerState): Reply {
  const { address } = peer.config;
  const problem = peer.fsm.is !== "established"
    ? `There is no session with ${address}.`
    : peer.fsm.agreed.routeRefresh
    ? undefined
    : `${address} does not offer route refresh (RFC 2918).`;
  if (problem) {
    const fix = `"cairn bgp reset ${address}" has it say everything in a new session.`;
    return refused("failedPrecondition", { field: "id", problem, fix });
  }
  peer.refreshes++;
  const message = { kind: "routeRefresh", afi: 16388, safi: 71, subtype: 0 } as const;
  drive(t, peer, peer, { on: "submitted", message });
  return written(t, by, "refresh", peer);
}

function shut(t: Turn, id: number, by: string, peer: BgpPeerState, words: string) {
  const { address } = peer.config;
  const entry: Shut = { by, at: t.at, words };
  t.s.bgpShut.set(address, entry);
  drive(t, peer, peer, { on: "stopped", why: "shutdown", text: words });
  alarm(t, "feedDown", `bgp ${address}`, "major", undefined); // nobody misses what was shut
  return kept(t, id, by, "shutDown", peer, JSON.stringify(entry));
}

function enable(t: Turn, id: number, by: string, peer: BgpPeerState) {
  const { address } = peer.config;
  if (!t.s.bgpShut.delete(address)) return done([]);
  drive(t, peer, peer, { on: "started" });
  return kept(t, id, by, "enable", peer, null);
}

function written(t: Turn, by: string, action: string, peer: BgpPeerState): Reply {
  const subject = `BGP peer ${peer.config.address}`;
  store(t, [audit(t, { by, action, subject, before: "", after: "" })]);
  return done([]);
}
function kept(
  t: Turn,
  id: number,
  by: string,
  action: string,
  peer: BgpPeerState,
  value: string | null,
): undefined {
  const { address } = peer.config, subject = `BGP peer ${address}`;
  const sequence = store(t, [
    { table: "meta", key: `${SHUT}${address}`, value },
    audit(t, { by, action, subject, before: "", after: value ?? "" }),
  ]);
  t.s.pending.push({ sequence, reply: { id, reply: done([]) }, policies: [], links: false });
  touch(t, "bgpPeer", peer.id);
  return undefined;
}

/** A row of table "meta" at the start; answers whether it was one of these. Our own row. */
export function restoreShut(shut: Map<string, Shut>, key: string, value: string): boolean {
  if (!key.startsWith(SHUT)) return false;
  shut.set(key.slice(SHUT.length), JSON.parse(value) as Shut);
  return true;
}

/** The configuration was read again: peers come, go, or are another; sessions of the others stay. */
export function configurePeers(t: Turn, before: Config["bgp"], now: Config["bgp"]): void {
  const wanted = new Map(now.peers.map((peer) => [peer.address, peer]));
  const others = before.asn !== now.asn || before.routerId !== now.routerId; // we are another speaker
  for (const peer of [...t.s.bgp.values()]) {
    const still = wanted.get(peer.config.address);
    wanted.delete(peer.config.address);
    if (still) change(t, peer, still, others);
    else if (!peer.removed) remove(t, peer);
  }
  let id = Math.max(-1, ...t.s.bgp.keys());
  for (const peer of wanted.values()) makePeer(t, ++id, peer);
}

function change(t: Turn, peer: BgpPeerState, config: BgpPeerConfig, anyway: boolean): void {
  const before = JSON.stringify(peer.config);
  peer.config = config;
  if (peer.removed) {
    peer.removed = false;
    if (!t.s.bgpShut.has(config.address)) drive(t, peer, peer, { on: "started" });
  } else if (anyway || JSON.stringify(config) !== before) {
    drive(t, peer, peer, { on: "stopped", why: "changed" });
  }
}

function remove(t: Turn, peer: BgpPeerState): void {
  const subject = `bgp ${peer.config.address}`;
  drive(t, peer, peer, { on: "stopped", why: "deconfigured" });
  peer.removed = true;
  for (const kind of ["feedDown", "maximumNlri"]) alarm(t, kind, subject, "major", undefined);
  note(t, {
    severity: "info",
    kind: "peerRemoved",
    subject,
    title: `${peer.config.address} is no BGP peer any more.`,
    detail: "What only it told of the topology goes when another feed carries it.",
  });
  // One that never told anything has nothing to wait for.
  if (!isOn(peer) && !t.s.deadlines.due.has(`expire ${peer.id}`)) {
    disarmNamed(t, `bgp retry ${peer.id}`);
    dropPeer(t, peer);
  }
}

const TOO_LONG = {
  field: "words",
  problem: "What the peer is told has more than 255 octets (RFC 9003).",
  fix: "Say it shorter.",
};
const SHUT = "bgpShut/";
