/** A BGP peer as the core keeps it: configured, whether connected or not. */
import type { Message } from "../../bgp/codec/message.ts";
import { INITIAL, type State as FsmState } from "../../bgp/session/fsm.ts";
import type { BgpPeerConfig } from "../config.ts";
import { emptyLog, type MessageLog } from "../telling/message_log.ts";
import { noPaths, type Paths } from "./paths.ts";

export type Counts = Record<Message["kind"] | "malformed", number>;
const noCounts = (): Counts => ({
  open: 0,
  update: 0,
  notification: 0,
  keepalive: 0,
  routeRefresh: 0,
  malformed: 0,
});

/** One connection with a peer; two live side by side until OPENs decide which one stays (RFC 4271 §6.8). */
export interface Line {
  connection: number | undefined;
  openedBy: "local" | "peer";
  fsm: FsmState;
  partial: Uint8Array; // octets of a message that is not complete
  room: number;
  owed: Uint8Array[];
  leaving: number; // octets that were written and have not left the machine yet
  isSigned: boolean; // by TCP-MD5
}
/** The line is the connection that counts; a second one beside it is the rival. */
export interface BgpPeerState extends Line {
  readonly id: number; // row, and number of the feed in the topology
  config: BgpPeerConfig;
  connecting: boolean; // a "connect" is out
  rival: Line | undefined;
  removed: boolean; // from the configuration; its facts wait for another feed
  since: number;
  establishedAt: number | undefined;
  endOfRib: boolean;
  routerId: string | undefined;
  capabilities: readonly string[];
  readonly log: MessageLog;
  readonly counts: { readonly in: Counts; readonly out: Counts }; // messages by kind
  connections: number;
  sessions: number; // times established
  malformed: number;
  unknownKept: number;
  refreshes: number; // that we asked for
  refreshingSince: number | undefined; // the peer says everything again (RFC 7313 §4)
  restartUntil: number | undefined; // by when it said it would be back (RFC 4724 §4.2)
  paths: Paths;
  topologies: string[]; // that it has told something of in this session
  lastError: string | undefined;
  lastErrorAt: number | undefined;
  notificationReceived: string | undefined;
  notificationSent: string | undefined;
}

export const newLine = (openedBy: Line["openedBy"], fsm: FsmState): Line => ({
  connection: undefined,
  openedBy,
  fsm,
  partial: new Uint8Array(0),
  room: 0,
  owed: [],
  leaving: 0,
  isSigned: false,
});

export const newPeer = (id: number, config: BgpPeerConfig, since: number): BgpPeerState => ({
  ...newLine("local", INITIAL),
  id,
  config,
  connecting: false,
  rival: undefined,
  removed: false,
  since,
  establishedAt: undefined,
  endOfRib: false,
  routerId: undefined,
  capabilities: [],
  log: emptyLog(),
  counts: { in: noCounts(), out: noCounts() },
  connections: 0,
  sessions: 0,
  malformed: 0,
  unknownKept: 0,
  refreshes: 0,
  refreshingSince: undefined,
  restartUntil: undefined,
  paths: noPaths(),
  topologies: [],
  lastError: undefined,
  lastErrorAt: undefined,
  notificationReceived: undefined,
  notificationSent: undefined,
});

export const isOn = (peer: BgpPeerState): boolean => peer.establishedAt !== undefined;
