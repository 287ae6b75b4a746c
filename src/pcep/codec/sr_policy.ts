/**
 * Which SR policy an LSP belongs to, in whatever form its router says it: the association of RFC 9862,
 * Junos' own before it, or the Cisco object (protocol.md §11).
 */
import type { Address } from "../../lib/address.ts";
import { Reader } from "../../wire/reader.ts";
import { ASSOCIATION_SR_POLICY, ASSOCIATION_SR_POLICY_JUNOS, CISCO } from "../registry/codes.ts";
import { readColorAndEndpoint } from "../registry/tlv_fields.ts";
import type { Association, PathAttributes, VendorInformation } from "./path.ts";

export interface SrPolicyIdentity {
  readonly color: number;
  readonly endpoint?: Address; // the Cisco object names none: that of the LSP
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

/** The policy of a report or request; the association goes before the Cisco object. */
export function readSrPolicy(attributes: PathAttributes): SrPolicyIdentity | undefined {
  for (const association of attributes.associations) {
    if (association.removal) continue;
    const known = association.type === ASSOCIATION_SR_POLICY ||
      association.type === ASSOCIATION_SR_POLICY_JUNOS;
    const identity = known ? fromAssociation(association) : undefined;
    if (identity) return identity;
  }
  for (const vendor of attributes.vendor) {
    const identity = vendor.enterprise === CISCO ? fromCisco(vendor) : undefined;
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
      case "junosColorAndEndpoint":
        key ??= readColorAndEndpoint(tlv.value);
        break;
      case "candidatePathId":
      case "junosCandidatePathId":
        rest.candidatePath = tlv.value;
        break;
      case "preference":
      case "junosPreference":
        rest.preference = tlv.value;
        break;
      case "policyName":
        rest.policyName = tlv.value;
        break;
      case "candidatePathName":
        rest.candidatePathName = tlv.value;
        break;
    }
  }
  return key && { ...rest, ...key };
}

/** Type and length in 16 bits each, then the value: 1 is the colour, 3 the preference. */
function fromCisco(vendor: VendorInformation): SrPolicyIdentity | undefined {
  const r = new Reader(vendor.content);
  let color: number | undefined, preference: number | undefined;
  while (r.remaining >= 8) {
    const type = r.u16(), length = r.u16();
    if (length < 4 || length > r.remaining) break;
    const end = r.at + length, value = r.u32();
    if (type === 1) color = value;
    if (type === 3) preference = value;
    r.at = end;
  }
  if (color === undefined) return undefined;
  return preference === undefined ? { color } : { color, preference };
}
