import { DEFAULT } from "./default.ts";
import type { Profile } from "./profile.ts";

/** Huawei VRP: little is public, so strictly by RFC, and nothing that it could stumble over. */
export const VRP: Profile = {
  ...DEFAULT,
  name: "vrp",
  title: "Huawei VRP",
  openTlvs: ["statefulPceCapability", "pathSetupTypes", "associationTypes", "speakerEntityId"],
  returnDelegation: "currentEro",
  saysPolicyCapability: false, // it was made before RFC 9862
};
