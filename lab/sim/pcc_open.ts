/** The Open of a simulated router, and what it reads in that of the PCE (RFC 8231 §7.1.1, RFC 8664 §4.1). */
import type { Open, PcepTlv } from "../../src/pcep/codec/message.ts";
import { SR_MPLS, SRV6 } from "../../src/pcep/registry/codes.ts";
import type { PceCapability } from "./pcc_table.ts";

/** The Open of a router; without an association it is that of FRR. */
export function openOfPcc(
  { keepaliveSeconds, sessionId, association, msd, setupTypes = [SR_MPLS], maximumSids = 0 }: {
    readonly keepaliveSeconds: number;
    readonly sessionId: number;
    readonly association: number | undefined;
    readonly msd: number;
    readonly setupTypes?: readonly number[];
    readonly maximumSids?: number; // of SRv6
  },
): Open {
  return {
    kind: "open",
    keepaliveSeconds,
    deadTimerSeconds: Math.min(255, 4 * keepaliveSeconds),
    sessionId,
    tlvs: openTlvs(association, setupCapability(msd, setupTypes, maximumSids)),
  };
}

/** FRR sends the first two; a router of RFC 9862 the associations and the SR policy too. */
function openTlvs(association: number | undefined, setup: PcepTlv): PcepTlv[] {
  const stateful: PcepTlv = { kind: "statefulPceCapability", value: { ...NO_FLAGS, ...STATEFUL } };
  if (association === undefined) return [stateful, setup];
  const policy = {
    computationPriority: false,
    explicitNullLabelPolicy: false,
    invalidation: false,
    stateless: false,
  };
  return [
    stateful,
    setup,
    { kind: "associationTypes", value: [2, association] },
    { kind: "srPolicyCapability", value: policy },
  ];
}

function setupCapability(
  msd: number,
  types: readonly number[],
  maximumSids: number,
): Extract<PcepTlv, { kind: "pathSetupTypes" }> {
  const flags = { sidAlgorithm: false, nai: false, unlimitedMsd: false };
  return {
    kind: "pathSetupTypes",
    value: {
      types,
      subTlvs: [
        { kind: "srPceCapability", value: { flags, msd } },
        ...(types.includes(SRV6)
          ? [{
            kind: "srv6PceCapability" as const,
            value: { flags: { nai: false }, msds: [{ type: H_ENCAPS, value: maximumSids }] },
          }]
          : []),
      ],
    },
  };
}
const H_ENCAPS = 44; // RFC 9352 §4.3

/** What the Open of a PCE allows it. */
export function capabilityOf(open: Open): PceCapability {
  for (const tlv of open.tlvs) {
    if (tlv.kind !== "statefulPceCapability") continue;
    const { lspUpdate, lspInstantiation } = tlv.value;
    return { stateful: true, update: lspUpdate, initiate: lspInstantiation };
  }
  return { stateful: false, update: false, initiate: false };
}

const NO_FLAGS = {
  lspUpdate: false,
  includeDbVersion: false,
  lspInstantiation: false,
  triggeredResync: false,
  deltaSync: false,
  triggeredInitialSync: false,
  p2mp: false,
  p2mpUpdate: false,
  p2mpInstantiation: false,
  scheduling: false,
  periodicScheduling: false,
  color: false,
  pathRecomputation: false,
  strictPath: false,
  relax: false,
};
const STATEFUL = { lspUpdate: true, lspInstantiation: true };
