/** How simulated routers behave as PCC, as data: one that keeps to the RFCs, the others with habits of vendors. */
import { FRR_HAND } from "./foreign/frr_hand.ts";
import type { Hand } from "./foreign/hand.ts";
import { SR_MPLS, SRV6 } from "../../src/pcep/registry/codes.ts";
import { IOS_XR_HAND, JUNOS_HAND, SR_OS_HAND } from "./foreign/vendor_hands.ts";

export type PersonalityName = "rfc" | "frr" | "ios-xr" | "junos" | "sr-os";

export interface Personality {
  readonly name: PersonalityName;
  /** Whose octets it writes; undefined: those of this project's encoder. */
  readonly hand: Hand | undefined;
  /** Counts the versions of its LSP database, and tells nothing to who has the last one (RFC 8232 §3). */
  readonly databaseVersions: boolean;
  /** From a new path to traffic on it. */
  readonly goingUpMicroseconds: number;
  /** Says "down" first, and every report of a change repeats its SRP-ID; so does the next sync. */
  readonly repeatsSrpId: boolean;
  /** The type of the SR policy association that it reads and writes (RFC 9862: 6); else only the Cisco object gives a colour. */
  readonly association: 6 | 65505 | undefined;
  /** PATH-SETUP-TYPEs that it takes (RFC 8408). */
  readonly setupTypes: readonly number[];
  readonly maximumSids: number; // of SRv6 that it pushes
  /** Every report carries Cisco's object with colour and preference. */
  readonly ciscoObject: boolean;
  /** Answers a second PCInitiate for a colour and endpoint with what it has already. */
  readonly onePerColorAndEndpoint: boolean;
  /** Cuts longer lists without a word. */
  readonly cutsAtLabels: number | undefined;
  /** Refuses lists longer than its MSD: PCErr 10/3 (RFC 8664 §5.2.1). */
  readonly enforcesMsd: boolean;
  /** Dynamic paths: asks by PCReq before it delegates by an empty report. */
  readonly requestsFirst: boolean;
  readonly requestTimeoutMicroseconds: number;
  /** Its PCReq names the LSP (RFC 8231 §6.4). */
  readonly namesWhatItAsks: boolean;
  /** After NO-PATH it is silent until the next synchronisation; else it asks again after its time-out. */
  readonly noPathEnds: boolean;
  /** Some LSPs are first reported so long after End-of-Sync. */
  readonly lateMicroseconds: number;
  /** Refuses a list whose first hop says no address. */
  readonly wantsFirstAddress: boolean;
  /** PLSP-IDs of each start begin after this, and a different multiple of it every time. */
  readonly plspIdStride: number;
  /** A path whose first label is unknown: "going up" for ever, or down. */
  readonly waitsForLabel: boolean;
  /** A PCE without U is no stateful PCE to it: it reports nothing. */
  readonly reportsOnlyIfUpdateCapable: boolean;
  /** Takes an update of what was never delegated. */
  readonly obeysWithoutDelegation: boolean;
  readonly takeOver: boolean; // RFC 8281 §6; else 19/8
  /** After its redelegation timer a PCE's LSPs are nobody's; else they are offered to it when it returns. */
  readonly orphans: boolean;
  readonly redelegationMicroseconds: number;
  readonly stateTimeoutMicroseconds: number;
  /** After the state timeout: only the segment lists go, the policies stay without being reported. */
  readonly keepsEmptyPolicies: boolean;
  /** A policy that is made again gets the PLSP-ID that it had. */
  readonly keepsPlspIds: boolean;
}

const SECOND = 1_000_000;

export const RFC: Personality = {
  name: "rfc",
  hand: undefined,
  databaseVersions: true,
  goingUpMicroseconds: 40_000,
  repeatsSrpId: false,
  association: 6,
  setupTypes: [SR_MPLS, SRV6],
  maximumSids: 4,
  ciscoObject: false,
  onePerColorAndEndpoint: false,
  cutsAtLabels: undefined,
  enforcesMsd: true,
  requestsFirst: false,
  requestTimeoutMicroseconds: 30 * SECOND,
  namesWhatItAsks: false,
  noPathEnds: false,
  lateMicroseconds: 0,
  wantsFirstAddress: false,
  plspIdStride: 0,
  waitsForLabel: false,
  reportsOnlyIfUpdateCapable: false,
  obeysWithoutDelegation: false,
  takeOver: true,
  orphans: true,
  redelegationMicroseconds: 30 * SECOND, // RFC 8231 §5.7.2.2
  stateTimeoutMicroseconds: 60 * SECOND,
  keepsEmptyPolicies: false,
  keepsPlspIds: false,
};

export const FRR: Personality = {
  ...RFC,
  name: "frr",
  hand: FRR_HAND,
  databaseVersions: false,
  setupTypes: [SR_MPLS],
  goingUpMicroseconds: 3 * SECOND,
  repeatsSrpId: true,
  association: undefined,
  onePerColorAndEndpoint: true,
  cutsAtLabels: 9,
  enforcesMsd: false,
  requestsFirst: true,
  noPathEnds: true,
  waitsForLabel: true,
  reportsOnlyIfUpdateCapable: true,
  obeysWithoutDelegation: true,
  takeOver: false,
  orphans: false,
  redelegationMicroseconds: 10 * SECOND,
  stateTimeoutMicroseconds: 30 * SECOND,
  keepsEmptyPolicies: true,
  keepsPlspIds: true,
};

/** Reports late after End-of-Sync, with Cisco's object in each report, and keeps what it has for long. */
export const IOS_XR: Personality = {
  ...RFC,
  name: "ios-xr",
  hand: IOS_XR_HAND,
  databaseVersions: false,
  setupTypes: [SR_MPLS],
  goingUpMicroseconds: 300_000,
  ciscoObject: true,
  lateMicroseconds: 6 * SECOND,
  plspIdStride: 0x8000, // they use all of the 20 bits
  redelegationMicroseconds: 180 * SECOND,
  stateTimeoutMicroseconds: 600 * SECOND,
};

/** Hands nothing back: what a PCE made is deleted when its clean-up timer ends. */
export const JUNOS: Personality = {
  ...RFC,
  name: "junos",
  hand: JUNOS_HAND,
  databaseVersions: false,
  setupTypes: [SR_MPLS],
  goingUpMicroseconds: 120_000,
  association: 65505,
  wantsFirstAddress: true,
  plspIdStride: 100,
  orphans: false,
  redelegationMicroseconds: 30 * SECOND,
  stateTimeoutMicroseconds: 60 * SECOND,
};

/** Asks by PCReq with name and PLSP-ID, then delegates what it was answered. */
export const SR_OS: Personality = {
  ...RFC,
  name: "sr-os",
  hand: SR_OS_HAND,
  databaseVersions: false,
  setupTypes: [SR_MPLS],
  goingUpMicroseconds: 80_000,
  requestsFirst: true,
  namesWhatItAsks: true,
  requestTimeoutMicroseconds: 10 * SECOND,
};

export const PERSONALITIES: Readonly<Record<PersonalityName, Personality>> = {
  "rfc": RFC,
  "frr": FRR,
  "ios-xr": IOS_XR,
  "junos": JUNOS,
  "sr-os": SR_OS,
};
export const isPersonalityName = (name: string): name is PersonalityName =>
  Object.hasOwn(PERSONALITIES, name);

/** "mixed": all of them in turn. */
export const personalityOf = (name: PersonalityName | "mixed") => (router: number): Personality => {
  const all = Object.values(PERSONALITIES);
  return name === "mixed" ? all[router % all.length]! : PERSONALITIES[name];
};
