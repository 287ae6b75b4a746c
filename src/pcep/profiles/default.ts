import { CISCO } from "../registry/codes.ts";
import type { Profile } from "./profile.ts";

/** A router that does what the RFCs say. The other profiles say where they differ. */
export const DEFAULT: Profile = {
  name: "default",
  title: "RFC",
  openTlvs: [
    "statefulPceCapability",
    "pathSetupTypes",
    "associationTypes",
    "srPolicyCapability",
    "multipathCapability",
    "objectiveFunctions",
    "speakerEntityId",
    "lspDbVersion",
  ],
  pathSetupTypes: [0, 1, 3],
  reportsOnlyIfUpdateCapable: false,
  policyAssociation: { type: 6, id: 1, tlvs: "standard" },
  policyObject: undefined,
  candidatePaths: "many",
  oneLspPerMessage: false,
  bindingSidTlv: 55,
  processFlag: true,
  segmentLists: 1,
  refusedObjectClasses: [],
  takesLspa: true,
  takesBandwidth: true,
  keepsAutoBandwidth: false,
  nullEndpoints: true,
  ipv6Endpoints: true,
  emptyList: "down",
  // The others come from before RFC 9862, and mean nothing else.
  dialect: {
    policyAssociations: [6, 20, 65505, 65535],
    policyEnterprises: [CISCO], // whoever sends the object: the words in it are theirs
    earlyBindingSid: true,
    ownObjectClasses: [],
  },
  errorObjectFirst: false,
  returnDelegation: "empty",
  takeOver: true,
  createFlagLies: false,
  requestsFirst: false,
  noPathEnds: false,
  silentWhenTaken: false,
  saysLspIdentifiers: true,
  saysPolicyCapability: true,
  setsProcessFlag: true,
  controlRequests: true,
  syncGraceSeconds: 5,
  settleSeconds: 10,
  redelegationSeconds: 30, // RFC 8231 §9.4
  stateTimeoutSeconds: 60,
  stateTimeout: "removes",
  window: 64,
  messagesPerSecond: 50,
};

/** The same before RFC 8408: it says its SR capability at top level, and looks for ours there (RFC 8664 App. A). */
export const EARLY_SR: Profile = {
  ...DEFAULT,
  title: "RFC, early segment routing",
  openTlvs: DEFAULT.openTlvs.flatMap((tlv) =>
    tlv === "pathSetupTypes" ? [tlv, "srPceCapability" as const] : [tlv]
  ),
  saysLspIdentifiers: false,
  saysPolicyCapability: false,
  setsProcessFlag: false,
  controlRequests: false,
};
