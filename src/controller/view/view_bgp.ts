/** Rows of BGP peers. */
export interface BgpPeerRow {
  readonly id: string; // address
  readonly address: string;
  readonly port: number;
  readonly asn: number;
  readonly localAsn: number;
  readonly passive: boolean;
  readonly state: "idle" | "connect" | "active" | "openSent" | "openConfirm" | "established";
  readonly since: number;
  readonly establishedAt?: number;
  readonly endOfRib: boolean;
  readonly routerId?: string;
  readonly holdTimeSeconds?: number;
  readonly capabilities: readonly string[];
  readonly topology: string; // of what it tells in this session; several: "core, core-32"
  readonly nlriCount: number; // that it has told and not taken back
  readonly believed: number; // of them: where other peers tell the same, its copy counts
  readonly security: "clear" | "md5";
  readonly ttlSecurity: boolean; // configured; the kernel drops what came further
  readonly received: number;
  readonly sent: number;
  readonly receivedOctets: number;
  readonly malformed: number;
  readonly unknownKept: number;
  readonly stale: boolean;
  readonly lastError?: string;
  readonly lastErrorAt?: number;
  readonly shutBy?: string; // an operator, for the reason that the peer was told
  readonly shutWords?: string;
  readonly maximumNlri?: number;
  readonly connections: number;
  readonly sessions: number; // times established
  readonly notificationReceived?: string;
  readonly notificationSent?: string;
  readonly refreshes: number; // that we asked for
  readonly refreshingSince?: number;
  readonly restartUntil?: number; // by when it said it would be back
  readonly agreed?: BgpAgreedRow;
  readonly messages: readonly BgpMessageCount[];
  readonly paths: readonly BgpPathRow[];
}

/** What both OPENs came to; absent without a session. */
export interface BgpAgreedRow {
  readonly internal: boolean; // iBGP
  readonly fourOctetAsn: boolean;
  readonly extendedMessages: boolean;
  readonly routeRefresh: boolean;
  readonly enhancedRefresh: boolean;
  readonly restartSeconds?: number; // it keeps its BGP-LS through a restart of so long
  readonly restartAfterNotification: boolean;
  readonly lean: boolean; // our OPEN offered only what BGP-LS cannot do without
  readonly peerName?: string;
}
export interface BgpMessageCount {
  readonly type: string;
  readonly received: number;
  readonly sent: number;
}
/** One way by which NLRI came, with the marks of route reflectors (RFC 4456 §8). */
export interface BgpPathRow {
  readonly asPath: string;
  readonly origin?: string;
  readonly med?: number;
  readonly localPreference?: number;
  readonly originatorId?: string;
  readonly clusterList: readonly string[];
  readonly announced: number; // NLRI, in this session
}
