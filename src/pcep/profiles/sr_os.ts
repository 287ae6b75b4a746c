import { DEFAULT } from "./default.ts";
import type { Profile } from "./profile.ts";

/** Nokia SR OS: asks by PCReq before it delegates; older releases look for TLV 26 at top level. */
export const SR_OS: Profile = {
  ...DEFAULT,
  name: "sr-os",
  title: "Nokia SR OS",
  openTlvs: [
    "statefulPceCapability",
    "pathSetupTypes",
    "srPceCapability",
    "associationTypes",
    "objectiveFunctions",
    "speakerEntityId",
  ],
  requestsFirst: true,
  saysLspIdentifiers: false,
  saysPolicyCapability: false,
  setsProcessFlag: false, // not known
  controlRequests: false, // not known
  returnDelegation: "currentEro",
};
