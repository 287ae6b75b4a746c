/** The connections of a peer: taken, let go, and the second one put in the place of the first. */
import { Framer } from "../../bgp/codec/framer.ts";
import { armAt, disarmNamed, type Turn } from "../turn.ts";
import { type BgpPeerState, type Line, newLine } from "./peer.ts";

export const linesOf = (peer: BgpPeerState): readonly Line[] =>
  peer.rival ? [peer, peer.rival] : [peer];
export const lineOf = (peer: BgpPeerState, connection: number): Line | undefined =>
  linesOf(peer).find((line) => line.connection === connection);
export const besides = (peer: BgpPeerState, line: Line): Line | undefined =>
  line === peer ? peer.rival : peer.connection === undefined ? undefined : peer;

/** Deadlines are named "bgp <timer> <peer>"; those of a rival "bgp <timer>2 <peer>". */
export const timerName = (peer: BgpPeerState, line: Line, timer: string): string =>
  `bgp ${timer}${line === peer ? "" : RIVAL} ${peer.id}`;

export function takeLine(
  t: Turn,
  peer: BgpPeerState,
  line: Line,
  { connection, isSigned }: Pick<Line, "isSigned"> & { readonly connection: number },
): void {
  Object.assign(line, newLine(line.openedBy, line.fsm), { connection, isSigned });
  peer.connections++;
  t.s.bgpByConnection.set(connection, peer.id);
  t.caches.bgpFramers.set(connection, framerOf(line));
}

/** The connection is gone, or told to go. A rival is gone with it. */
export function forgetLine(t: Turn, peer: BgpPeerState, line: Line): void {
  const { connection } = line;
  if (connection === undefined) return;
  t.s.bgpByConnection.delete(connection);
  t.caches.bgpFramers.delete(connection);
  Object.assign(line, newLine(line.openedBy, line.fsm));
  for (const timer of TIMERS) disarmNamed(t, timerName(peer, line, timer));
  if (line === peer.rival) peer.rival = undefined;
}

/** The rival is the line now, with its timers; the first one is gone already. */
export function promoteRival(t: Turn, peer: BgpPeerState): void {
  const { rival } = peer;
  if (!rival) return;
  peer.rival = undefined;
  disarmNamed(t, timerName(peer, peer, "retry"));
  for (const timer of TIMERS) {
    const name = timerName(peer, rival, timer), at = t.s.deadlines.due.get(name);
    disarmNamed(t, name);
    if (at !== undefined) armAt(t, timerName(peer, peer, timer), at);
  }
  Object.assign(peer, rival);
}

/** Before save(): what framers hold of unfinished messages. */
export function keepPartials(peer: BgpPeerState, framers: ReadonlyMap<number, Framer>): void {
  for (const line of linesOf(peer)) {
    line.partial = framers.get(line.connection ?? -1)?.partial ?? line.partial;
  }
}
/** After a load: framers that go on where the saved ones were. */
export function renewFramers(peer: BgpPeerState, framers: Map<number, Framer>): void {
  for (const line of linesOf(peer)) {
    if (line.connection === undefined) continue;
    framers.set(line.connection, framerOf(line));
  }
}

/** Long messages are taken where we have offered to, whatever the peer did (RFC 8654 §5). */
function framerOf(line: Line): Framer {
  const framer = new Framer();
  framer.extended = !line.fsm.lean;
  framer.push(line.partial);
  return framer;
}

const RIVAL = "2";
const TIMERS = ["hold", "keepalive", "blocked"] as const;
