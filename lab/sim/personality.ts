/** How simulated routers behave as PCC, as data: one that keeps to the RFCs, one with FRR's habits. */

export interface Personality {
  readonly name: "rfc" | "frr";
  /** From a new path to traffic on it. */
  readonly goingUpMicroseconds: number;
  /** Says "down" first, and every report of a change repeats its SRP-ID; so does the next sync. */
  readonly repeatsSrpId: boolean;
  /** Reads and writes the SR policy association (RFC 9862); else only the Cisco object gives a colour. */
  readonly associations: boolean;
  /** Answers a second PCInitiate for a colour and endpoint with what it has already. */
  readonly onePerColorAndEndpoint: boolean;
  /** Cuts longer lists without a word. */
  readonly cutsAtLabels: number | undefined;
  /** Refuses lists longer than its MSD: PCErr 10/3 (RFC 8664 §5.2.1). */
  readonly enforcesMsd: boolean;
  /** Dynamic paths: asks by PCReq before it delegates by an empty report. */
  readonly requestsFirst: boolean;
  readonly requestTimeoutMicroseconds: number;
  /** A path whose first label is unknown: "going up" for ever, or down. */
  readonly waitsForLabel: boolean;
  /** A PCE without U is no stateful PCE to it: it reports nothing. */
  readonly reportsOnlyIfUpdateCapable: boolean;
  /** Takes an update of what was never delegated. */
  readonly obeysWithoutDelegation: boolean;
  readonly takeOver: boolean; // RFC 8281 §6; else 19/8
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
  goingUpMicroseconds: 40_000,
  repeatsSrpId: false,
  associations: true,
  onePerColorAndEndpoint: false,
  cutsAtLabels: undefined,
  enforcesMsd: true,
  requestsFirst: false,
  requestTimeoutMicroseconds: 30 * SECOND,
  waitsForLabel: false,
  reportsOnlyIfUpdateCapable: false,
  obeysWithoutDelegation: false,
  takeOver: true,
  redelegationMicroseconds: 30 * SECOND, // RFC 8231 §5.7.2.2
  stateTimeoutMicroseconds: 60 * SECOND,
  keepsEmptyPolicies: false,
  keepsPlspIds: false,
};

export const FRR: Personality = {
  name: "frr",
  goingUpMicroseconds: 3 * SECOND,
  repeatsSrpId: true,
  associations: false,
  onePerColorAndEndpoint: true,
  cutsAtLabels: 9,
  enforcesMsd: false,
  requestsFirst: true,
  requestTimeoutMicroseconds: 30 * SECOND,
  waitsForLabel: true,
  reportsOnlyIfUpdateCapable: true,
  obeysWithoutDelegation: true,
  takeOver: false,
  redelegationMicroseconds: 10 * SECOND,
  stateTimeoutMicroseconds: 30 * SECOND,
  keepsEmptyPolicies: true,
  keepsPlspIds: true,
};
