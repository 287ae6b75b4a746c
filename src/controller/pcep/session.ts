/** One PCEP session as the core keeps it: from the first connection of a peer on, also while it is away. */
import type { FoundPath, PathResult } from "../../path/jobs.ts";
import type { PathRequest } from "../../pcep/codec/message.ts";
import type { Bucket } from "../../policy/pacing.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import type { State as FsmState } from "../../pcep/session/fsm.ts";
import type { Together } from "./together.ts";
import type { Overload } from "./notifications.ts";
import type { SyncState } from "./sync.ts";
import type { MessageLog } from "../telling/message_log.ts";
import type { PeerCertificate } from "../step.ts";

export interface PcepSessionState {
  readonly id: number; // of the row; stays over reconnects
  sessionId: number; // in our Open
  readonly peerAddress: string;
  peerPort: number;
  /** Other PCCs may come from its address too: it is called by address and port. */
  readonly shared: boolean;
  connection: number | undefined;
  proof: "md5" | "tls" | undefined; // what guards the connection
  certificate: PeerCertificate | undefined;
  closing: string | undefined; // why we end it ourselves
  partial: Uint8Array; // octets of a message that is not complete
  fsm: FsmState;
  profile: Profile;
  router: number | undefined;
  identifiedBy: string;
  speaker: string | undefined; // SPEAKER-ENTITY-ID of its Open, in hex
  since: number;
  upAt: number | undefined;
  /** When changes may be sent: end of synchronisation and the profile's grace. undefined: not synchronised. */
  readyAt: number | undefined;
  synchronised: boolean;
  sync: SyncState | undefined; // while it is up
  /** Why its short cuts of synchronisation are not believed any more. */
  distrusted: string | undefined;
  msd: number | undefined; // labels, from its Open
  updates: boolean; // U of both Opens
  instantiates: boolean; // I of both Opens
  capabilities: readonly string[];
  peerKeepaliveSeconds: number | undefined;
  peerDeadTimerSeconds: number | undefined;
  /** Octets the socket still takes. */
  room: number;
  /** More than so many octets are needed for the change that did not fit; 0: none is waiting for room. */
  needs: number;
  /** What must be said, in order, while there is no room. */
  owed: Uint8Array[];
  owes: number; // octets of it
  lastSrpId: number;
  readonly plspIds: Map<number, number>; // as reported in this session → LSP
  /** How many messages it may still be told now; absent: as many as its profile allows at once. */
  pace?: Bucket;
  /** Requests without an answer. */
  readonly outstanding: Map<number, Outstanding>;
  /** PCReq of the peer that have no answer, by their id. */
  readonly questions: Map<number, Question>;
  /** Ids that it asked with, the last of them. */
  asked: number[];
  overload: Overload | undefined;
  /** It was asked to wait with more questions. */
  congestedAt: number | undefined;
  /** Questions that were left and then cancelled, by endpoint: the next one is the same again. */
  readonly askedAgain: Map<string, number>;
  /** What it asked for while nothing may be answered, by what was asked. */
  readonly refused: Map<string, RefusedQuestion>;
  readonly log: MessageLog;
  /** What its reports were told by PCErr in this session: LSP and error. */
  readonly complaints: Set<string>;
  /** PATH-SETUP-TYPEs of both Opens. */
  setupTypes: readonly number[];
  errorsReceived: number;
  malformed: number;
  unknownKept: number;
  lastError: string | undefined;
}
export interface Outstanding {
  readonly discriminator: number;
  readonly policy: number;
  readonly at: number;
}
export interface Question {
  readonly request: PathRequest;
  readonly destination: string; // "": of a kind that cannot be read
  /** "left": it may speak of an LSP of ours, so the router has to name it first. */
  is: "open" | "computing" | "left";
  /** It is to be answered with others, apart from them. */
  together?: Together;
  found?: FoundPath; // until those have theirs
}
export interface RefusedQuestion {
  readonly destination: string;
  result?: PathResult; // what the answer would have been
}
