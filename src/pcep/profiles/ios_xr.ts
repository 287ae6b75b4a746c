import { CISCO } from "../registry/codes.ts";
import { DEFAULT } from "./default.ts";
import type { Profile } from "./profile.ts";

/** Cisco IOS-XR 7.x: the Cisco object beside the association, reports that come late. */
export const IOS_XR: Profile = {
  ...DEFAULT,
  name: "ios-xr",
  title: "Cisco IOS-XR",
  openTlvs: [
    "statefulPceCapability",
    "pathSetupTypes",
    "srPceCapability", // 6.5 to 7.0 look for it at top level
    "associationTypes",
    "srPolicyCapability",
    "multipathCapability",
    "objectiveFunctions",
    "speakerEntityId",
  ],
  policyObject: { enterprise: CISCO, preference: true }, // beside the association: which one it reads depends on its release
  bindingSidTlv: 65505,
  refusedObjectClasses: [36, 37],
  dialect: { ...DEFAULT.dialect, ownObjectClasses: [36, 37] }, // colour and preference, it seems
  saysLspIdentifiers: false,
  saysPolicyCapability: false, // associations of type 6 and 20 came before the TLV
  setsProcessFlag: false, // not known
  controlRequests: false, // not known
  syncGraceSeconds: 10,
  redelegationSeconds: 180,
  stateTimeoutSeconds: 600,
};

/** Releases that say SRPOLICY-CAPABILITY speak RFC 9862, and RFC 9604 with it. */
export const IOS_XR_RFC_9862: Profile = {
  ...IOS_XR,
  bindingSidTlv: 55,
  saysPolicyCapability: true,
};
