/**
 * The parts that messages about LSPs share: the LSP itself, its path, and what goes with a path.
 */
import type { Address } from "../../lib/address.ts";
import type { WireFault } from "../../wire/error.ts";
import type { OperationalState } from "../registry/codes.ts";
import type { Hop } from "../registry/hop.ts";
import type { BindingSid } from "../registry/tlv_fields.ts";
import type { AssociationTlv, LspTlv, PcepTlv } from "../registry/tlvs.ts";

/** The fields of an LSP object (RFC 8231 §7.3). */
export interface LspFields {
  readonly plspId: number; // 0 in an end-of-synchronization marker and in a request to create
  readonly delegate: boolean;
  readonly sync: boolean;
  readonly remove: boolean;
  readonly adminUp: boolean;
  readonly operState: OperationalState;
  readonly create: boolean; // no proof of birth: FRR sets it on configured paths too
  readonly pceAllocation: boolean; // RFC 9604 §8: the PCE allocates the binding SID
  readonly symbolicPathName?: string;
  readonly lspIdentifiers?: LspIdentifiers;
  readonly errorCode?: number; // RFC 8231 §7.3.3
  readonly bindingSids: readonly BindingSid[];
  readonly speakerEntityId?: Uint8Array;
  readonly color?: number; // COLOR TLV (RFC 9863); not the colour of an SR policy
  readonly lspTlvs: readonly LspTlv[]; // those without a field above
}

/** RFC 8231 §7.3.1. Both ends of one family. */
export interface LspIdentifiers {
  readonly sender: Address;
  readonly lspId: number;
  readonly tunnelId: number;
  readonly extendedTunnelId: Address;
  readonly endpoint: Address;
}

/** What may follow a path: constraints in requests and updates, what was asked in reports. */
export interface PathAttributes {
  readonly lspa?: Lspa;
  readonly bandwidths: readonly Bandwidth[];
  readonly metrics: readonly Metric[];
  readonly iro?: readonly Hop[];
  readonly xro?: Exclusions;
  readonly objectiveFunction?: number;
  readonly associations: readonly Association[];
  readonly vendor: readonly VendorInformation[];
  readonly others: readonly OtherObject[];
}

/** RFC 5440 §7.11. Priorities: 0 is the best, 7 the default. */
export interface Lspa {
  readonly excludeAny: number;
  readonly includeAny: number;
  readonly includeAll: number;
  readonly setupPriority: number;
  readonly holdingPriority: number;
  readonly localProtection: boolean;
  readonly tlvs: readonly PcepTlv[];
}

/** RFC 5440 §7.7; bytes per second on the wire and here. "usage" are samples of early auto-bandwidth. */
export type Bandwidth =
  | { readonly kind: "requested"; readonly bytesPerSecond: number }
  | { readonly kind: "existing"; readonly bytesPerSecond: number }
  | { readonly kind: "usage"; readonly samplesBytesPerSecond: readonly number[] };

/** RFC 5440 §7.8; types in registry/codes.ts. Bound: at most this. Computed: the path's own value. */
export interface Metric {
  readonly type: number;
  readonly value: number;
  readonly bound: boolean;
  readonly computed: boolean;
}

/** XRO (RFC 5521 §2.1). */
export interface Exclusions {
  readonly fail: boolean;
  readonly hops: readonly Hop[];
}

/** RFC 8697 §6.1. */
export interface Association {
  readonly type: number;
  readonly id: number;
  readonly source: Address;
  readonly removal: boolean;
  readonly tlvs: readonly AssociationTlv[];
}

/** RFC 7470 §2. */
export interface VendorInformation {
  readonly enterprise: number;
  readonly content: Uint8Array;
}

/** An object without a field: unknown to the registry, known but out of place, or malformed inside. */
export interface OtherObject {
  readonly class: number;
  readonly type: number;
  readonly mustProcess: boolean; // P
  readonly ignored: boolean; // I
  readonly body: Uint8Array;
  readonly error?: WireFault; // why it could not be read, if the registry has a row for it
}

/** RFC 5440 §7.6. */
export type Endpoints =
  | { readonly kind: "ipv4"; readonly source: number; readonly destination: number }
  | { readonly kind: "ipv6"; readonly source: string; readonly destination: string };

/** One segment list of several (draft-ietf-pce-multipath §4.2); path 0 when no PATH-ATTRIB came. */
export interface SegmentList {
  readonly pathId: number;
  readonly remove: boolean;
  readonly operState: OperationalState;
  readonly tlvs: readonly PcepTlv[];
  readonly ero?: readonly Hop[];
  readonly rro?: readonly Hop[];
}

/** To be spread where nothing more is to be said: `{ ...NO_ATTRIBUTES, metrics: [...] }`. */
export const NO_ATTRIBUTES: PathAttributes = {
  bandwidths: [],
  metrics: [],
  associations: [],
  vendor: [],
  others: [],
};

/** An LSP object with nothing set; spread it and set what is to be said. */
export const PLAIN_LSP: Omit<LspFields, "plspId"> = {
  delegate: false,
  sync: false,
  remove: false,
  adminUp: false,
  operState: "down",
  create: false,
  pceAllocation: false,
  bindingSids: [],
  lspTlvs: [],
};
