/**
 * Which SR policy an LSP belongs to, in whatever form its router says it: the association of RFC 9862 or an earlier
 * one with TLVs of its own, or information words in a vendor's object (protocol.md §11).
 */
import { type Address, formatIpv6 } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import { Reader } from "../../wire/reader.ts";
import { DEFAULT } from "../profiles/default.ts";
import type { Profile } from "../profiles/profile.ts";
import { readColorAndEndpoint } from "../registry/tlv_fields.ts";
import type { Association, PathAttributes, VendorInformation } from "./path.ts";

export interface SrPolicyIdentity {
  readonly color: number;
  readonly endpoint?: Address; // a vendor's object may name none: that of the LSP
  readonly preference?: number;
  readonly policyName?: string;
  readonly candidatePathName?: string;
  readonly candidatePath?: CandidatePathId;
}

/** RFC 9256 §2.6: what tells the candidate paths of one policy apart. */
export interface CandidatePathId {
  readonly protocolOrigin: number;
  readonly originatorAsn: number;
  readonly originator: Address;
  readonly discriminator: number;
}

/** The policy of a report or request; the association goes before a vendor's object. */
export function readSrPolicy(
  attributes: PathAttributes,
  { dialect }: Profile = DEFAULT,
): SrPolicyIdentity | undefined {
  for (const association of attributes.associations) {
    if (association.removal || !dialect.policyAssociations.includes(association.type)) continue;
    const identity = fromAssociation(association);
    if (identity) return identity;
  }
  for (const vendor of attributes.vendor) {
    const known = dialect.policyEnterprises.includes(vendor.enterprise);
    const identity = known ? fromWords(vendor) : undefined;
    if (identity) return identity;
  }
  return undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function fromAssociation(association: Association): SrPolicyIdentity | undefined {
  let key: { readonly color: number; readonly endpoint: Address } | undefined;
  const rest: Mutable<Partial<SrPolicyIdentity>> = {};
  for (const tlv of association.tlvs) {
    switch (tlv.kind) {
      case "extendedAssociationId":
      case "earlyColorAndEndpoint":
      case "draftPolicyId":
        key ??= readColorAndEndpoint(tlv.value);
        break;
      case "candidatePathId":
      case "earlyCandidatePathId":
      case "draftCandidatePathId":
        rest.candidatePath = tlv.value;
        break;
      case "preference":
      case "earlyPreference":
      case "draftPreference":
        rest.preference = tlv.value;
        break;
      case "policyName":
      case "draftPolicyName":
        rest.policyName = tlv.value;
        break;
      case "candidatePathName":
        rest.candidatePathName = tlv.value;
        break;
    }
  }
  return key && { ...rest, ...key };
}

/** Type and length in 16 bits each, then the value: 1 is the colour (and an IPv6 endpoint), 3 the preference. */
function fromWords(vendor: VendorInformation): SrPolicyIdentity | undefined {
  const r = new Reader(vendor.content);
  let color: number | undefined, preference: number | undefined, endpoint: string | undefined;
  while (r.remaining >= 8) {
    const type = r.u16(), length = r.u16();
    if (length < 4 || length > r.remaining) break;
    const end = r.at + length, value = r.u32();
    if (type === 1) color = value;
    if (type === 1 && length === 20) endpoint = formatIpv6(vendor.content, r.at);
    if (type === 3) preference = value;
    r.at = end;
  }
  if (color === undefined) return undefined;
  return { color, ...given({ preference, endpoint }) };
}
