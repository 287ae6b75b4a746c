/** One BGP peer as the core keeps it: configured, whether connected or not. */
import type { State as FsmState } from "../../bgp/session/fsm.ts";
import type { BgpPeerConfig } from "../config.ts";
import type { MessageLog } from "../message_log.ts";

export interface BgpPeerState {
  readonly id: number; // row, and number of the feed in the topology
  config: BgpPeerConfig;
  connection: number | undefined;
  connecting: boolean; // a "connect" is out
  partial: Uint8Array; // octets of a message that is not complete
  fsm: FsmState;
  since: number;
  establishedAt: number | undefined;
  endOfRib: boolean;
  routerId: string | undefined;
  capabilities: readonly string[];
  room: number;
  owed: Uint8Array[];
  readonly log: MessageLog;
  announced: number; // NLRI, of this session
  withdrawn: number;
  malformed: number;
  unknownKept: number;
  lastError: string | undefined;
}
