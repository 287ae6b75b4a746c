import { CISCO } from "../registry/codes.ts";
import { DEFAULT } from "./default.ts";
import type { Profile } from "./profile.ts";

/** FRR pathd 8.4 to 10.7; seen on 10.7.1. */
export const FRR: Profile = {
  ...DEFAULT,
  name: "frr",
  title: "FRR pathd",
  // It parses TLVs up to the first unknown one; LSP-DB-VERSION makes it refuse the Open.
  openTlvs: ["statefulPceCapability", "pathSetupTypes", "associationTypes"],
  pathSetupTypes: [1],
  reportsOnlyIfUpdateCapable: true,
  policyAssociation: undefined, // it has no association objects
  policyObject: { enterprise: CISCO, preference: false }, // reads no further than the colour
  candidatePaths: "one", // a second PCInitiate for a colour and endpoint is answered with the first
  oneLspPerMessage: true,
  bindingSidTlv: 65505, // 55 hides all TLVs after it
  maximumSegments: 9, // cut silently
  // Without a decoder it stops reading: XRO, PATH-ATTRIB, and whatever came after RFC 8281.
  refusedObjectClasses: [17, 40, 43, 44, 45],
  takesLspa: false,
  nullEndpoints: false, // not seen to work
  ipv6Endpoints: false, // IPv6 END-POINTS end the process
  errorObjectFirst: true, // the order of RFC 5440 stops it reading
  returnDelegation: "never",
  takeOver: false, // answers 19/8
  createFlagLies: true,
  saysLspIdentifiers: false,
  saysPolicyCapability: false,
  controlRequests: false, // it would take it for an update
  requestsFirst: true, // also, without a name, for LSPs of ours whose lists it dropped
  noPathEnds: true,
  silentWhenTaken: true,
  syncGraceSeconds: 1, // it reports all it has before the end of its synchronisation
  settleSeconds: 6, // three seconds from down to active
  messagesPerSecond: 20, // one LSP a message, one thread
  redelegationSeconds: 10,
  stateTimeoutSeconds: 30,
  stateTimeout: "forgetsLists",
};
