/**
 * The hands of other vendors. No session with one of them is at hand: the base is what FRR writes, and what is theirs
 * is put down from public notes on their formats. Where foreign octets are beside the repository, a test compares.
 */
import { FRR_HAND } from "./frr_hand.ts";
import type { Hand } from "./hand.ts";
import { stencil } from "./stencil.ts";

const OPEN = { keepalive: [9, 1], deadTimer: [10, 1], sessionId: [11, 1] } as const;
/** Type 28 with the setup types 0 and 1, and the sub-TLV of SR-MPLS. */
const SETUP_TYPES = "00220010 00000002 00010000 001a0004 0000000a";

/** Type 20 in its list of associations; binding SID and Cisco's object as it had them before the RFCs. */
export const IOS_XR_HAND: Hand = {
  ...FRR_HAND,
  vendor: "ios-xr",
  open: stencil(
    "list of association types as in notes on IOS-XR 7.9",
    `20010030 0110002c 201e7801 0010000400000005 ${SETUP_TYPES} 00230004 00060014`,
    { ...OPEN, msd: [39, 1] },
  ),
  zeroIdentifiers: false,
  errorFirst: false,
};

/** Association type 65505 with TLVs of its own, the originator left zero. */
export const JUNOS_HAND: Hand = {
  ...FRR_HAND,
  vendor: "junos",
  open: stencil(
    "association type 65505 in its list, as in notes on Junos 23.2",
    `20010030 0110002c 201e7801 0010000400000005 ${SETUP_TYPES} 00230002 ffe10000`,
    { ...OPEN, msd: [39, 1] },
  ),
  colorAndEndpoint: stencil(
    "notes on Junos: TLV 65507, colour and endpoint",
    "ffe30008 00000000 00000000",
    { color: [4, 4], endpoint: [8, 4] },
  ),
  candidatePath: stencil(
    "notes on Junos: TLV 65508, 28 octets, originator zero",
    "ffe4001c 0a000000 00000000 00000000 00000000 00000000 00000000 00000000",
    { origin: [4, 1], asn: [8, 4], originator: [24, 4], discriminator: [28, 4] },
  ),
  preference: stencil("notes on Junos: TLV 65509", "ffe50004 00000000", { preference: [4, 4] }),
  zeroIdentifiers: false,
  errorFirst: false,
};

/** Its SR capability at top level too, and its enterprise number (RFC 7470 §3) in the Open. */
export const SR_OS_HAND: Hand = {
  ...FRR_HAND,
  vendor: "sr-os",
  open: stencil(
    "TLV 26 at top level as in notes on SR OS; enterprise 6527",
    "20010040 0110003c 201e7801 0010000400000005 001a0004 0000000a " +
      `${SETUP_TYPES} 00230002 00060000 00070004 0000197f`,
    { ...OPEN, msd: [47, 1] },
  ),
  zeroIdentifiers: false,
  errorFirst: false,
};
