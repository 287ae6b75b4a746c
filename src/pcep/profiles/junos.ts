import { DEFAULT } from "./default.ts";
import type { Profile } from "./profile.ts";

/** Junos before RFC 9862: SR policies by association type 65505 with TLVs of its own, IPv4 only. */
export const JUNOS: Profile = {
  ...DEFAULT,
  name: "junos",
  title: "Juniper Junos",
  openTlvs: [
    "statefulPceCapability",
    "pathSetupTypes",
    "associationTypes",
    "multipathCapability",
    "objectiveFunctions",
    "speakerEntityId",
  ],
  policyAssociation: { type: 65505, id: 0, tlvs: "early" },
  ipv6Endpoints: false,
  maximumSegments: 16,
  keepsAutoBandwidth: true,
  metricTypes: [1, 2, 3, 11], // no delay metric unless it asked for one
  returnDelegation: "currentEro", // an empty ERO means "compute locally"
  emptyList: "computesItself",
  // TLV 65505 is a filter of flows there. 90 and 91 are ASSOCIATION and S2LS of old releases.
  dialect: { ...DEFAULT.dialect, earlyBindingSid: false, ownObjectClasses: [90, 91, 248] },
  saysLspIdentifiers: false,
  saysPolicyCapability: false,
  setsProcessFlag: false, // not known
  controlRequests: false, // not known
};

/** Newer Junos lists association type 6 in its Open. */
export const JUNOS_RFC_9862: Profile = {
  ...JUNOS,
  openTlvs: [...JUNOS.openTlvs, "srPolicyCapability"],
  policyAssociation: DEFAULT.policyAssociation,
  ipv6Endpoints: true,
  saysPolicyCapability: true,
};
