/**
 * What one vendor's router takes and how it behaves, as data (rules.md Part I; protocol.md §11).
 * One file per vendor beside this one; RFC behaviour is default.ts. Nothing else names a vendor.
 */

export type ProfileName = "default" | "frr" | "ios-xr" | "junos" | "sr-os" | "vrp";

/** A capability TLV of our Open, by the name of its row; the list's order is the order on the wire. */
export type OpenTlvName =
  | "statefulPceCapability"
  | "pathSetupTypes"
  | "srPceCapability" // at top level, as before RFC 8408
  | "associationTypes"
  | "srPolicyCapability"
  | "multipathCapability"
  | "objectiveFunctions"
  | "speakerEntityId"
  | "lspDbVersion";

/** The association that says which SR policy an LSP is of (RFC 9862 §4.2), and how it is filled for that router. */
export interface PolicyAssociation {
  readonly type: number;
  readonly id: number;
  /** "early": in TLVs 65507 to 65509, the originator's address left zero. */
  readonly tlvs: "standard" | "early";
}
/** Colour, and preference, as information words of a VENDOR-INFORMATION object: before there was an association. */
export interface PolicyObject {
  readonly enterprise: number;
  readonly preference: boolean;
}

/** Numbers of its own, or of drafts, by which what it says is read (protocol.md §11.7). */
export interface Dialect {
  /** Association types that mean an SR policy. */
  readonly policyAssociations: readonly number[];
  /** Enterprises in whose VENDOR-INFORMATION objects colour and preference are looked for. */
  readonly policyEnterprises: readonly number[];
  /** TLV 65505 of an LSP is a binding SID from before RFC 9604; else the number is somebody else's. */
  readonly earlyBindingSid: boolean;
  /** Object classes by whose numbers it means something else: kept as octets. */
  readonly ownObjectClasses: readonly number[];
}

export interface Profile {
  readonly name: ProfileName;
  readonly title: string;

  // What we say in our Open
  readonly openTlvs: readonly OpenTlvName[];
  readonly pathSetupTypes: readonly number[]; // RFC 8408 §3; those of ours that it understands
  /** Takes an Open with U=0 for stateless and then reports nothing: U=1 even when we only observe. */
  readonly reportsOnlyIfUpdateCapable: boolean;

  // How a path is written for it
  readonly policyAssociation: PolicyAssociation | undefined; // undefined: it has none
  readonly policyObject: PolicyObject | undefined;
  /** "many": it keeps one LSP per candidate path and selects; "one": the controller selects. */
  readonly candidatePaths: "many" | "one";
  readonly oneLspPerMessage: boolean;
  readonly bindingSidTlv: 55 | 65505;
  readonly processFlag: boolean; // P=1 on SRP, LSP, END-POINTS and ERO
  /** Segment lists of one LSP it takes at most; more than one only if both Opens said so. */
  readonly segmentLists: number;
  readonly maximumSegments?: number; // it cuts or refuses longer lists, whatever its MSD
  /** Object classes that it has no decoder for and that hurt it (FRR stops reading). */
  readonly refusedObjectClasses: readonly number[];
  /** METRIC types it takes in PCUpd and PCInitiate; undefined: all. */
  readonly metricTypes?: readonly number[];
  readonly takesLspa: boolean;
  readonly takesBandwidth: boolean;
  /** Refuses an update with a bandwidth of an LSP whose bandwidth it adjusts itself (RFC 8733). */
  readonly keepsAutoBandwidth: boolean;
  readonly nullEndpoints: boolean; // takes a policy for 0.0.0.0 or ::, steered by colour alone
  readonly ipv6Endpoints: boolean; // false: END-POINTS of IPv6 must never be sent to it
  /** What an update with an empty list means to it (RFC 8231 §6.2 leaves it open). */
  readonly emptyList: "down" | "computesItself";

  // How it is read
  readonly dialect: Dialect;

  // How it behaves
  readonly errorObjectFirst: boolean; // PCEP-ERROR and NOTIFICATION before RP and SRP
  readonly returnDelegation: "empty" | "currentEro" | "never";
  readonly takeOver: boolean; // RFC 8281 §6 works
  /** C=0 on what a PCE made and C=1 on what it configured itself, after an outage or an update (rules I.8). */
  readonly createFlagLies: boolean;
  readonly requestsFirst: boolean; // asks by PCReq before it delegates
  /** After NO-PATH it neither asks nor reports until the next synchronisation; unanswered, it delegates by name. */
  readonly noPathEnds: boolean;
  /** Does not answer a PCInitiate for a colour and endpoint that its own configuration holds. */
  readonly silentWhenTaken: boolean;
  /** Says LSP-IDENTIFIERS of each RSVP-TE LSP as RFC 8231 §7.3.1 wants: PCErr 6/11 where it does not. */
  readonly saysLspIdentifiers: boolean;
  /** Sets P on RP and END-POINTS of its questions as RFC 5440 §7.4 wants: PCErr 10/1 where it does not. */
  readonly setsProcessFlag: boolean;
  /** Understands a request for control of an LSP that it keeps (RFC 8741); others may take it for an update. */
  readonly controlRequests: boolean;
  /** Says SRPOLICY-CAPABILITY before it uses the association of RFC 9862: PCErr 10/44 where it does not. */
  readonly saysPolicyCapability: boolean;
  readonly syncGraceSeconds: number; // after end-of-synchronization, before we send anything
  readonly settleSeconds: number; // how long "going up" may last after a request
  readonly redelegationSeconds: number; // what it does when we are gone: its default
  readonly stateTimeoutSeconds: number;
  readonly stateTimeout: "removes" | "forgetsLists"; // what PCEs made, when that is over
  readonly window: number; // unanswered requests at most
  readonly messagesPerSecond: number; // that change it, repairs not counted in; twice as many at once
}
