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
  colorBy: "both",
  bindingSidTlv: 65505,
  refusedObjectClasses: [36, 37], // it uses these numbers for something else
  syncGraceSeconds: 10,
  redelegationSeconds: 180,
  stateTimeoutSeconds: 600,
};
