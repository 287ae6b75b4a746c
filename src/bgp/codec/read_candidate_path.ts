/** The candidate path of an SR policy NLRI (RFC 9857 §4): rare, so it is read by its row. */
import { decode } from "../../wire/tlv.ts";
import { LS_DESCRIPTORS, NODE_DESCRIPTORS } from "../registry/ls_nlri.ts";
import { type CandidatePath, candidatePath } from "../registry/sr_policy_fields.ts";
import { formatIpv6 } from "../../lib/address.ts";
import type { OtherTlv, SrPolicyNlri } from "./ls_nlri.ts";
import { be32, fail } from "./nlri_octets.ts";

/** Descriptor 554 as a value, and the TLVs that are left. Throws WireError without it, or when it is bad. */
export function takeCandidatePath(
  tlvs: readonly OtherTlv[] | undefined,
  at: number,
): { readonly candidatePath: CandidatePath; readonly otherTlvs: readonly OtherTlv[] | undefined } {
  const { type } = LS_DESCRIPTORS.rows.candidatePath;
  const found = tlvs?.find((tlv) => tlv.within === "nlri" && tlv.type === type) ??
    fail(at, "no candidate path");
  const others = tlvs?.filter((tlv) => tlv !== found);
  return {
    candidatePath: decode(candidatePath, found.value),
    otherTlvs: others?.length ? others : undefined,
  };
}

/** TE router-ids of the headend, as far as it tells them (RFC 9857 §4). */
export function headendRouterIds(nlri: SrPolicyNlri): readonly (number | string)[] {
  const { ipv4RouterId, ipv6RouterId } = NODE_DESCRIPTORS.rows;
  const found: (number | string)[] = [];
  for (const { within, type, value } of nlri.otherTlvs ?? []) {
    if (within !== "localNode") continue;
    if (type === ipv4RouterId.type && value.length === 4) found.push(be32(value, 0));
    if (type === ipv6RouterId.type && value.length === 16) found.push(formatIpv6(value));
  }
  return found;
}
