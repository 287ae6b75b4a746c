/**
 * Flag octets whose bits depend on the protocol that an NLRI was learnt from (RFC 9085 §2.2.1,
 * §2.3.1, §2.3.2): the same octet reads differently for IS-IS and OSPF. Bit 0 is the leftmost.
 */
import { protocolName } from "./ls_nlri.ts";

type Bits = Readonly<Record<string, number>>;
type Layouts = Readonly<Record<"isis" | "ospfv2" | "ospfv3", Bits>>;

const OSPF_ADJACENCY = { backup: 0, value: 1, local: 2, set: 3, persistent: 4 };
/** TLVs 1099 and 1100: RFC 8667 §2.2.1, RFC 8665 §6.1, RFC 8666 §7.1. */
export const ADJACENCY_SID_FLAGS: Layouts = {
  isis: { ipv6: 0, backup: 1, value: 2, local: 3, set: 4, persistent: 5 },
  ospfv2: OSPF_ADJACENCY,
  ospfv3: OSPF_ADJACENCY,
};
const OSPF_PREFIX_SID = {
  noPenultimatePop: 1,
  mappingServer: 2,
  explicitNull: 3,
  value: 4,
  local: 5,
};
/** TLV 1158: RFC 8667 §2.1.1, RFC 8665 §5, RFC 8666 §6. OSPF has no N flag: bit 0x40 is NP there. */
export const PREFIX_SID_FLAGS: Layouts = {
  isis: { readvertised: 0, node: 1, noPenultimatePop: 2, explicitNull: 3, value: 4, local: 5 },
  ospfv2: OSPF_PREFIX_SID,
  ospfv3: OSPF_PREFIX_SID,
};
/** TLV 1170: RFC 7794 §2.1 and RFC 9352 §6, RFC 7684 §2.1, RFC 5340 §A.4.1.1 and RFC 9513 §7.2. */
export const PREFIX_ATTRIBUTE_FLAGS: Layouts = {
  isis: { external: 0, readvertised: 1, node: 2, entropyLabel: 3, anycast: 4 },
  ospfv2: { attached: 0, node: 1, entropyLabel: 2 },
  ospfv3: { anycast: 0, entropyLabel: 1, node: 2, down: 3, propagate: 4, local: 6, noUnicast: 7 },
};
/** TLV 1159: RFC 8667 §2.4.1, RFC 8665 §4, RFC 8666 §5. */
export const RANGE_FLAGS: Layouts = {
  isis: { ipv6: 0, mirror: 1, flood: 2, down: 3, attached: 4 },
  ospfv2: { interArea: 0 },
  ospfv3: { interArea: 0 },
};
/** TLV 1044: RFC 9350 §8 has none, §9 has one. */
export const ALGORITHM_METRIC_FLAGS: Layouts = {
  isis: {},
  ospfv2: { external: 0 },
  ospfv3: { external: 0 },
};
/** TLVs 1106 to 1108, the same for all: RFC 9352 §8.1, RFC 9513 §9.1. */
export const END_X_FLAGS: Bits = { backup: 0, set: 1, persistent: 2 };

/** The bits of `layouts` for a protocol; IS-IS is what unknown protocols are read as. */
export function layoutOf(layouts: Layouts, protocolId: number): Bits {
  const name = protocolName(protocolId);
  return layouts[name === "ospfv2" || name === "ospfv3" ? name : "isis"];
}

/** Is the bit `name` set? A bit that the protocol does not have never is. */
export function hasFlag(bits: Bits, name: string, octet: number): boolean {
  const bit = bits[name];
  return bit !== undefined && (octet & (0x80 >> bit)) !== 0;
}

/** The names of the bits that are set, for people: "node, noPenultimatePop". */
export const flagNames = (bits: Bits, octet: number): readonly string[] =>
  Object.keys(bits).filter((name) => hasFlag(bits, name, octet));
