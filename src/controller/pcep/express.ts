/**
 * What shall stand on a router, as the messages that its profile takes: the only place that turns segments into an ERO.
 * An update carries everything we want set, because it replaces everything (RFC 8231 §6.2).
 */
import { type Address, isIpv4, parseAddress, parseIpv6 } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import {
  type Association,
  type BindingSid,
  type Endpoints,
  type Hop,
  type InitiateCreate,
  type Message,
  type Metric,
  NO_ATTRIBUTES,
  type PathAttributes,
  PLAIN_LSP,
  type PlspId,
  type SegmentList,
  type UpdateRequest,
} from "../../pcep/codec/message.ts";
import type { PolicyAssociation, PolicyObject, Profile } from "../../pcep/profiles/profile.ts";
import type { Segment } from "../../path/jobs.ts";
import type { Aside } from "./aside_lists.ts";
import { hop } from "./hops.ts";

export interface Installation {
  readonly profile: Profile;
  readonly srpId: number;
  readonly name: string;
  readonly headend: string; // loopback
  readonly endpoint: string;
  readonly color: number;
  readonly policyName: string;
  readonly preference: number;
  readonly discriminator: number;
  readonly originator: { readonly asn: number; readonly address: string };
  /** Lists of a router's own LSP that are not computed: said again as they were. */
  readonly aside?: Aside;
  /** The main one first; several only for routers that take them. */
  readonly lists: readonly { readonly weight: number; readonly segments: readonly Segment[] }[];
  /** What the path is to be small in, and the bounds that were asked for. */
  readonly metrics: readonly {
    readonly type: number;
    readonly value: number;
    readonly bound: boolean;
  }[];
  /** Words of LSPA, affinity bits 0 to 31. */
  readonly affinity: {
    readonly includeAny: number;
    readonly includeAll: number;
    readonly excludeAny: number;
  };
  readonly xro: readonly Hop[]; // what it must not cross, and
  readonly iro: readonly Hop[]; // routers to be passed, as a router asked for its own LSP
  readonly bandwidthBytesPerSecond: number;
  readonly priority: { readonly setup: number; readonly hold: number };
  readonly bindingSids: readonly BindingSid[];
  readonly pceAllocation: boolean; // P: the value of the binding SID is ours to choose (RFC 9604 §8)
  /** A candidate path of ours; what a router delegated keeps the association it has. */
  readonly associated: boolean;
  /** Groups of a router's own LSP of which something is to be said. */
  readonly groups: readonly Association[];
  /** PATH-SETUP-TYPE (RFC 8408): updates of RSVP-TE LSPs that routers delegate are of theirs. */
  readonly setupType: number;
  readonly localProtection: boolean; // L of LSPA, as the router asked
}

const PCEP_ORIGIN = 10; // protocol origin of a candidate path (RFC 9862 §4.2.2)

/** One LSP to be made (RFC 8281 §5.3). Ask refusal() first. */
export function createMessage(i: Installation): Message {
  const create: InitiateCreate = {
    ...PLAIN_LSP,
    ...attributes(i),
    action: "create",
    srpId: i.srpId,
    pathSetupType: i.setupType,
    symbolicPathName: i.name,
    delegate: true,
    adminUp: true,
    bindingSids: i.bindingSids,
    ...given({ endpoints: endpoints(i) }),
    ...paths(i),
  };
  return { kind: "initiate", requests: [create], problems: [] };
}

export function updateMessage(i: Installation, plspId: PlspId): Message {
  const update: UpdateRequest = {
    ...PLAIN_LSP,
    ...attributes(i),
    plspId,
    srpId: i.srpId,
    pathSetupType: i.setupType,
    delegate: true,
    adminUp: true,
    bindingSids: i.bindingSids,
    pceAllocation: i.pceAllocation,
    ...paths(i),
  };
  return { kind: "update", updates: [update], problems: [] };
}

/** One ERO, or each list after its PATH-ATTRIB with the weight (draft-ietf-pce-multipath §4.2, §4.4). */
function paths(i: Installation): Pick<UpdateRequest, "ero" | "segmentLists"> {
  const eros = i.lists.map(({ segments }) => segments.map((s) => hop(s)));
  const { aside } = i;
  if (aside) {
    const main = { ...aside.main, remove: false, operState: "down" as const, ero: eros[0] ?? [] };
    return { ero: main.ero, segmentLists: [main, ...aside.lists.map(bare)] };
  }
  return {
    ero: eros[0] ?? [],
    segmentLists: eros.length < 2 ? [] : eros.map((ero, n) => ({
      pathId: n + 1,
      remove: false,
      operState: "down",
      tlvs: [{ kind: "multipathWeight", value: i.lists[n]!.weight }],
      ero,
    })),
  };
}

/** Without what only a report says of it. */
const bare = ({ rro: _, ...list }: SegmentList): SegmentList => ({ ...list, operState: "down" });

/** Tells that there is no valid path, which may tear the LSP down, or hands the delegation back (D=0). */
export function emptyUpdate(
  srpId: number,
  plspId: PlspId,
  delegate: boolean,
  ero: readonly Hop[],
  setupType: number,
): Message {
  const update: UpdateRequest = {
    ...PLAIN_LSP,
    ...NO_ATTRIBUTES,
    plspId,
    srpId,
    pathSetupType: setupType,
    delegate,
    adminUp: true,
    ero,
    segmentLists: [],
  };
  return { kind: "update", updates: [update], problems: [] };
}

export const deleteMessage = (srpId: number, plspId: PlspId, pathSetupType: number): Message => ({
  kind: "initiate",
  requests: [{ action: "delete", srpId, plspId, pathSetupType }],
  problems: [],
});
export const takeOverMessage = (srpId: number, plspId: PlspId, pathSetupType: number): Message => ({
  kind: "initiate",
  requests: [{ action: "takeOver", srpId, plspId, pathSetupType }],
  problems: [],
});

/** Why this router cannot be told of that LSP at all; undefined: it can. */
export function refusal(profile: Profile, headend: string, endpoint: string): string | undefined {
  const address = parseAddress(endpoint), source = parseAddress(headend);
  if (address === undefined) return `${endpoint} is no address; the endpoint must be known first.`;
  if ((address === 0 || address === "::") && !profile.nullEndpoints) {
    return `${profile.title} takes no policy for every endpoint (${endpoint}); name an endpoint.`;
  }
  if (!isIpv4(address) && !profile.ipv6Endpoints) {
    return `${profile.title} does not take IPv6 endpoints; name an IPv4 one.`;
  }
  // Without END-POINTS some routers refuse, and some end (lab: FRR).
  if (source === undefined) return "The address of the headend is not known yet.";
  if (isIpv4(source) !== isIpv4(address)) {
    return `${headend} and ${endpoint} are of two address families: one END-POINTS cannot say both.`;
  }
  return undefined;
}

function attributes(i: Installation): PathAttributes {
  const { profile } = i;
  // What the router asked for itself it takes, and without it it would forget that it asked.
  const metrics: Metric[] = i.metrics.filter(({ type }) =>
    !i.associated || profile.metricTypes === undefined || profile.metricTypes.includes(type)
  ).map((metric) => ({ ...metric, computed: false }));
  return {
    ...NO_ATTRIBUTES,
    ...(i.iro.length > 0 && { iro: i.iro }),
    ...(i.xro.length > 0 && { xro: { fail: false, hops: i.xro } }),
    metrics,
    bandwidths: profile.takesBandwidth && i.bandwidthBytesPerSecond > 0
      ? [{ kind: "requested", bytesPerSecond: i.bandwidthBytesPerSecond }]
      : [],
    associations: i.associated && profile.policyAssociation
      ? [association(i, profile.policyAssociation)]
      : i.groups,
    vendor: i.associated && profile.policyObject ? [colorObject(i, profile.policyObject)] : [],
    ...(profile.takesLspa
      ? {
        lspa: {
          ...i.affinity,
          setupPriority: i.priority.setup,
          holdingPriority: i.priority.hold,
          localProtection: i.localProtection,
          tlvs: [],
        },
      }
      : {}),
  };
}

/** The SR policy that the LSP is a candidate path of (RFC 9862 §4.2), by the numbers that its router has for it. */
function association(i: Installation, { type, id: group, tlvs }: PolicyAssociation): Association {
  const source = parseAddress(i.headend) ?? 0;
  const colorAndEndpoint = colorAndEndpointOctets(i.color, parseAddress(i.endpoint) ?? 0);
  const id = {
    protocolOrigin: PCEP_ORIGIN,
    originatorAsn: i.originator.asn,
    originator: parseAddress(i.originator.address) ?? 0,
    discriminator: i.discriminator,
  };
  if (tlvs === "early") {
    return {
      type,
      id: group,
      source,
      removal: false,
      tlvs: [
        { kind: "earlyColorAndEndpoint", value: colorAndEndpoint },
        { kind: "earlyCandidatePathId", value: { ...id, originator: 0 } },
        { kind: "earlyPreference", value: i.preference },
      ],
    };
  }
  return {
    type,
    id: group,
    source,
    removal: false,
    tlvs: [
      { kind: "extendedAssociationId", value: colorAndEndpoint },
      { kind: "policyName", value: ascii(i.policyName) },
      { kind: "candidatePathId", value: id },
      { kind: "candidatePathName", value: ascii(`${i.policyName} ${i.preference}`) },
      { kind: "preference", value: i.preference },
    ],
  };
}

/** Colour and preference before RFC 9862: information words in object 34. */
function colorObject(i: Installation, { enterprise, preference }: PolicyObject) {
  const content = new Uint8Array(16);
  const view = new DataView(content.buffer);
  view.setUint32(0, 0x00010004);
  view.setUint32(4, i.color);
  view.setUint32(8, 0x00030004);
  view.setUint32(12, i.preference);
  return { enterprise, content: preference ? content : content.slice(0, 8) };
}

/** EXTENDED-ASSOCIATION-ID of an SR policy: colour, then the endpoint (RFC 9862 §4.1). */
function colorAndEndpointOctets(color: number, endpoint: Address): Uint8Array {
  const tail = isIpv4(endpoint) ? undefined : parseIpv6(endpoint);
  const octets = new Uint8Array(tail ? 20 : 8);
  const view = new DataView(octets.buffer);
  view.setUint32(0, color);
  if (tail) octets.set(tail, 4);
  else view.setUint32(4, isIpv4(endpoint) ? endpoint : 0);
  return octets;
}

function endpoints(i: Installation): Endpoints | undefined {
  const source = parseAddress(i.headend), destination = parseAddress(i.endpoint);
  if (source === undefined || destination === undefined) return undefined;
  if (isIpv4(source) && isIpv4(destination)) return { kind: "ipv4", source, destination };
  if (!isIpv4(source) && !isIpv4(destination)) return { kind: "ipv6", source, destination };
  return undefined;
}

const ascii = (text: string) => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 255);
