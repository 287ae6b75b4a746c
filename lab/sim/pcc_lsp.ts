/** One LSP as its headend keeps it, and the PCEP words in which it comes and is reported. */
import type { Address } from "../../src/lib/address.ts";
import {
  type Association,
  type AssociationTlv,
  type Bandwidth,
  type Endpoints,
  type Hop,
  type InitiateCreate,
  type Lspa,
  type Metric,
  type OperationalState,
  PLAIN_REPORT,
  type StateReport,
  type VendorInformation,
} from "../../src/pcep/codec/message.ts";
import { ASSOCIATION_SR_POLICY, CISCO, SRV6 } from "../../src/pcep/registry/codes.ts";
import { readColorAndEndpoint } from "../../src/pcep/registry/tlv_fields.ts";

/** An LSP of the router's own configuration. */
export interface ConfiguredLsp {
  readonly name: string;
  readonly color: number;
  readonly endpoint: Address;
  readonly preference: number;
  readonly path:
    | { readonly kind: "explicit"; readonly labels: readonly number[] } // never delegated
    | { readonly kind: "dynamic"; readonly metrics: readonly Metric[] }; // the PCE is to compute it
}

export interface Lsp {
  readonly plspId: number;
  readonly name: string;
  readonly origin: "pce" | "explicit" | "dynamic";
  readonly color: number | undefined;
  readonly endpoint: Address;
  readonly preference: number;
  readonly candidatePath: string | undefined; // identity of RFC 9256 §2.6, as text
  associations: readonly Association[];
  hops: readonly Hop[]; // as they came: what the router reports
  labels: readonly number[]; // none of SRv6
  setupType: number;
  metrics: readonly Metric[];
  bandwidths: readonly Bandwidth[];
  lspa: Lspa | undefined;
  bindingLabel: number | undefined;
  bindingSid: string | undefined; // SRv6
  adminUp: boolean;
  delegated: boolean;
  createFlag: boolean;
  state: OperationalState;
  srpId: number; // of the last change
  generation: number; // of the list: what was due for an older one is void; 0: for any
  rising: boolean;
  hidden: boolean; // kept, but not reported any more
}

/** One LSP of a PCRpt. Associations go out with the first report and in synchronisation (RFC 8697 §6.2). */
export function reportOf(
  lsp: Lsp,
  own: Address,
  say: {
    readonly srpId?: number;
    readonly sync?: boolean;
    readonly remove?: boolean;
    readonly associations?: boolean;
    readonly ciscoObject?: boolean;
  },
): StateReport {
  return {
    ...PLAIN_REPORT,
    plspId: lsp.plspId,
    srpId: say.srpId ?? 0,
    srpRemove: say.remove === true && (say.srpId ?? 0) !== 0,
    pathSetupType: lsp.setupType,
    delegate: lsp.delegated,
    sync: say.sync ?? false,
    remove: say.remove ?? false,
    adminUp: lsp.adminUp,
    operState: lsp.state,
    create: lsp.createFlag,
    symbolicPathName: lsp.name,
    lspIdentifiers: identifiers(own, lsp.plspId, lsp.endpoint),
    bindingSids: bindingSidsOf(lsp),
    associations: say.associations ? lsp.associations : [],
    metrics: lsp.metrics,
    bandwidths: lsp.bandwidths,
    ...(lsp.lspa ? { lspa: lsp.lspa } : {}),
    vendor: say.ciscoObject && lsp.color !== undefined
      ? [ciscoObject(lsp.color, lsp.preference)]
      : [],
    ero: lsp.hops,
  };
}

function bindingSidsOf({ bindingLabel, bindingSid }: Lsp): StateReport["bindingSids"] {
  const flags = { removal: false, specifiedOnly: false };
  return [
    ...(bindingLabel === undefined
      ? []
      : [{ kind: "label", label: bindingLabel, ...flags } as const]),
    ...(bindingSid === undefined ? [] : [{ kind: "srv6", sid: bindingSid, ...flags } as const]),
  ];
}

/** The end of synchronisation (RFC 8231 §5.6): PLSP-ID 0, empty ERO, identifiers of zeros. */
export const END_OF_SYNC: StateReport = {
  ...PLAIN_REPORT,
  lspIdentifiers: { sender: 0, lspId: 0, tunnelId: 0, extendedTunnelId: 0, endpoint: 0 },
  ero: [],
};

export const labelHop = (label: number): Hop => ({ kind: "sr", loose: false, label });

/** The labels of an ERO, or the PCErr that RFC 8664 §5.2.1 has for it. */
export function labelsOf(
  hops: readonly Hop[],
  setupType: number,
): { readonly labels: readonly number[] } | { readonly error: readonly [number, number] } {
  const labels: number[] = [];
  if (setupType === SRV6) {
    const odd = hops.find((hop) => hop.kind !== "srv6" || hop.sid === undefined);
    return odd ? { error: odd.kind === "srv6" ? [10, 15] : [10, 5] } : { labels };
  }
  for (const hop of hops) {
    if (hop.kind !== "sr") return { error: [10, 5] };
    if (hop.label === undefined) return { error: hop.index === undefined ? [10, 15] : [10, 20] };
    if (hop.label < 16) return { error: [10, 2] };
    labels.push(hop.label);
  }
  return { labels };
}

/** What makes a policy: from the association of RFC 9862, else from Cisco's object. */
export function policyOf(request: InitiateCreate, associationType: number | undefined): {
  readonly color: number | undefined;
  readonly endpoint: Address | undefined;
  readonly preference: number | undefined;
  readonly candidatePath: string | undefined;
  readonly incomplete: boolean;
} {
  const vendor = ciscoPolicy(request.vendor);
  const association = associationType === undefined
    ? undefined
    : request.associations.find(({ type }) => type === associationType);
  if (!association) {
    return { ...vendor, endpoint: undefined, candidatePath: undefined, incomplete: false };
  }
  let policy: ReturnType<typeof readColorAndEndpoint>;
  let preference = 100; // RFC 9256 §2.7
  let candidatePath: string | undefined;
  for (const tlv of association.tlvs) {
    if (tlv.kind === "extendedAssociationId" || tlv.kind === "earlyColorAndEndpoint") {
      policy = readColorAndEndpoint(tlv.value);
    }
    if (tlv.kind === "preference" || tlv.kind === "earlyPreference") preference = tlv.value;
    if (tlv.kind === "candidatePathId" || tlv.kind === "earlyCandidatePathId") {
      const { protocolOrigin, originatorAsn, originator, discriminator } = tlv.value;
      candidatePath = [protocolOrigin, originatorAsn, originator, discriminator].join(" ");
    }
  }
  return {
    color: policy?.color,
    endpoint: policy?.endpoint,
    preference,
    candidatePath: policy && `${policy.color} ${policy.endpoint} ${candidatePath}`,
    incomplete: !policy || candidatePath === undefined,
  };
}

/** The association that a router reports for a policy of its own configuration. */
export function configuredAssociation(
  lsp: ConfiguredLsp,
  own: number,
  discriminator: number,
  type: 6 | 65505,
): Association {
  const endpoint = typeof lsp.endpoint === "number" ? lsp.endpoint : 0;
  const identity = new Uint8Array(8);
  const view = new DataView(identity.buffer);
  view.setUint32(0, lsp.color);
  view.setUint32(4, endpoint);
  const { name, preference } = lsp;
  const path = { protocolOrigin: 30, originatorAsn: 0, originator: own, discriminator };
  const tlvs: readonly AssociationTlv[] = type === ASSOCIATION_SR_POLICY
    ? [
      { kind: "extendedAssociationId", value: identity },
      { kind: "candidatePathId", value: path },
      { kind: "candidatePathName", value: name },
      { kind: "preference", value: preference },
    ]
    : [
      { kind: "earlyColorAndEndpoint", value: identity },
      { kind: "earlyCandidatePathId", value: path },
      { kind: "earlyPreference", value: preference },
    ];
  const id = type === ASSOCIATION_SR_POLICY ? 1 : 0;
  return { type, id, source: own, removal: false, tlvs };
}

export const destinationOf = (endpoints: Endpoints | undefined): Address | undefined =>
  endpoints?.destination;

/** Words "type length value": 1 is the colour, 3 the preference. */
function ciscoObject(color: number, preference: number): VendorInformation {
  const content = new Uint8Array(16);
  const view = new DataView(content.buffer);
  view.setUint32(0, 1 << 16 | 4);
  view.setUint32(4, color);
  view.setUint32(8, 3 << 16 | 4);
  view.setUint32(12, preference);
  return { enterprise: CISCO, content };
}

/** "type length value" words of Cisco's object: 1 is the colour, 3 the preference. */
function ciscoPolicy(vendor: readonly VendorInformation[]) {
  let color: number | undefined, preference: number | undefined;
  for (const { enterprise, content } of vendor) {
    if (enterprise !== CISCO) continue;
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    for (let at = 0; at + 8 <= content.length;) {
      const type = view.getUint16(at), length = view.getUint16(at + 2);
      if (type === 1 && length >= 4) color = view.getUint32(at + 4);
      if (type === 3 && length >= 4) preference = view.getUint32(at + 4);
      at += 4 + (length + 3 & ~3);
    }
  }
  return { color, preference };
}

const identifiers = (sender: Address, tunnelId: number, endpoint: Address) =>
  typeof sender === typeof endpoint
    ? { sender, lspId: 1, tunnelId: tunnelId & 0xffff, extendedTunnelId: sender, endpoint }
    : { sender, lspId: 1, tunnelId: tunnelId & 0xffff, extendedTunnelId: sender, endpoint: sender };
