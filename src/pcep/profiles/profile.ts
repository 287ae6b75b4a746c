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

/** A form in which an SR policy's colour and preference travel. */
export type ColorForm = "association" | "ciscoObject" | "both" | "junosAssociation";

export interface Profile {
  readonly name: ProfileName;
  readonly title: string;

  // What we say in our Open
  readonly openTlvs: readonly OpenTlvName[];
  readonly pathSetupTypes: readonly number[]; // RFC 8408 §3; those of ours that it understands
  /** Takes an Open with U=0 for stateless and then reports nothing: U=1 even when we only observe. */
  readonly reportsOnlyIfUpdateCapable: boolean;

  // How a path is written for it
  readonly colorBy: ColorForm;
  /** "many": it keeps one LSP per candidate path and selects; "one": the controller selects. */
  readonly candidatePaths: "many" | "one";
  readonly oneLspPerMessage: boolean;
  /** Send what a SID stands for with every hop (rules.md I.10). */
  readonly naiAlways: boolean;
  readonly bindingSidTlv: 55 | 65505;
  readonly processFlag: boolean; // P=1 on SRP, LSP, END-POINTS and ERO
  readonly segmentKinds: readonly ("sr" | "srv6")[];
  /** Segment lists of one LSP it takes at most; more than one only if both Opens said so. */
  readonly segmentLists: number;
  readonly maximumSegments?: number; // it cuts or refuses longer lists, whatever its MSD
  /** Object classes that it has no decoder for and that hurt it (FRR stops reading). */
  readonly refusedObjectClasses: readonly number[];
  /** METRIC types it takes in PCUpd and PCInitiate; undefined: all. */
  readonly metricTypes?: readonly number[];
  readonly takesLspa: boolean;
  readonly takesBandwidth: boolean;
  readonly nullEndpoints: boolean; // takes a policy for 0.0.0.0 or ::, steered by colour alone
  readonly ipv6Endpoints: boolean; // false: END-POINTS of IPv6 must never be sent to it

  // How it behaves
  readonly errorObjectFirst: boolean; // PCEP-ERROR and NOTIFICATION before RP and SRP
  readonly returnDelegation: "empty" | "currentEro" | "never";
  readonly takeOver: boolean; // RFC 8281 §6 works
  /** No answer at all to a PCInitiate whose colour and endpoint its own configuration has. */
  readonly silentIfTaken: boolean;
  /** C=0 on what a PCE made and C=1 on what it configured itself, after an outage or an update (rules I.8). */
  readonly createFlagLies: boolean;
  readonly requestsFirst: boolean; // asks by PCReq before it delegates
  /** After NO-PATH it neither asks nor reports until the next synchronisation; unanswered, it delegates by name. */
  readonly noPathEnds: boolean;
  /** Does not answer a PCInitiate for a colour and endpoint that its own configuration holds. */
  readonly silentWhenTaken: boolean;
  readonly looseIro: boolean; // codes L=0 in an IRO and means loose (RFC 7896 §1)
  readonly checksLspIdentifiers: boolean; // sends LSP-IDENTIFIERS as RFC 8231 §7.3.1 wants: 6/11 if not
  readonly syncGraceSeconds: number; // after end-of-synchronization, before we send anything
  readonly settleSeconds: number; // how long "going up" may last after a request
  readonly redelegationSeconds: number; // what it does when we are gone: its default
  readonly stateTimeoutSeconds: number;
  readonly stateTimeout: "removes" | "forgetsLists"; // what PCEs made, when that is over
  readonly window: number; // unanswered requests at most
  readonly messagesPerSecond: number; // that change it, repairs not counted in; twice as many at once
  readonly minimumGapMicroseconds: number; // between two requests; 0: none needed
}
