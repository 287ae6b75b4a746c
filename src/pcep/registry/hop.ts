/** One hop of an ERO, RRO, IRO or XRO: the sub-objects of RFC 3209 §4.3.3, RFC 8664 §4.3, RFC 9603 §4.3. */

/** What an SR hop's SID stands for (RFC 8664 §4.3.2). IPv4 as numbers, IPv6 as canonical text. */
export type Nai =
  | { readonly kind: "ipv4Node"; readonly node: number }
  | { readonly kind: "ipv6Node"; readonly node: string }
  | { readonly kind: "ipv4Adjacency"; readonly local: number; readonly remote: number }
  | { readonly kind: "ipv6Adjacency"; readonly local: string; readonly remote: string }
  | {
    readonly kind: "unnumbered";
    readonly localNode: number;
    readonly localInterface: number;
    readonly remoteNode: number;
    readonly remoteInterface: number;
  }
  | {
    readonly kind: "ipv6LinkLocal";
    readonly local: string;
    readonly localInterface: number;
    readonly remote: string;
    readonly remoteInterface: number;
  };

/** The rest of a label stack entry, when the sender fixed it (flag C). */
export interface StackEntry {
  readonly trafficClass: number;
  readonly bottomOfStack: boolean;
  readonly ttl: number;
}

/** SR-MPLS (RFC 8664 §4.3): a label, or an index into the SRGB, or only what it stands for. */
export interface SrHop {
  readonly kind: "sr";
  readonly loose: boolean;
  readonly label?: number; // 20 bits
  readonly stackEntry?: StackEntry;
  readonly index?: number;
  readonly nai?: Nai;
  readonly algorithm?: number; // of the SID (RFC 9933 §4.2.1); 128 and above: a flexible one
}

/** The bits of an SRv6 SID (RFC 9603 §4.3.1.1); their sum is at most 128. */
export interface SidStructure {
  readonly locatorBlockBits: number;
  readonly locatorNodeBits: number;
  readonly functionBits: number;
  readonly argumentBits: number;
}

export interface Srv6Hop {
  readonly kind: "srv6";
  readonly loose: boolean;
  readonly verify: boolean;
  readonly behavior: number;
  readonly sid?: string;
  readonly nai?: Nai;
  readonly structure?: SidStructure;
  readonly algorithm?: number; // of the SID (RFC 9933 §4.2.2)
}

export interface Ipv4Hop {
  readonly kind: "ipv4";
  readonly loose: boolean;
  readonly address: number;
  readonly prefixLength: number;
  readonly attributes: number; // RRO: protection flags (RFC 3209 §4.4.1.1); XRO: interface, node, SRLG
}

export interface Ipv6Hop {
  readonly kind: "ipv6";
  readonly loose: boolean;
  readonly address: string;
  readonly prefixLength: number;
  readonly attributes: number;
}

export interface LabelHop {
  readonly kind: "label";
  readonly loose: boolean;
  readonly flags: number; // ERO: U in the highest bit; RRO: 1 = global label
  readonly cType: number; // 1 = 32-bit label; anything else is opaque
  readonly label: Uint8Array;
}

export interface UnnumberedHop {
  readonly kind: "unnumbered";
  readonly loose: boolean;
  readonly attributes: number;
  readonly routerId: number;
  readonly interfaceId: number;
}

export interface AsHop {
  readonly kind: "as";
  readonly loose: boolean;
  readonly asn: number;
}

export interface SrlgHop {
  readonly kind: "srlg";
  readonly loose: boolean;
  readonly srlg: number;
  readonly attributes: number;
}

/** A path that another PCE keeps to itself (RFC 5520 §3.1). */
export interface PathKeyHop {
  readonly kind: "pathKey";
  readonly loose: boolean;
  readonly key: number;
  readonly pce: number | string;
}

/** A sub-object without a row, whole after its two header octets. */
export interface UnknownHop {
  readonly kind: "unknown";
  readonly loose: boolean;
  readonly type: number;
  readonly value: Uint8Array;
}

/** `loose` is the L bit of an ERO; in an XRO it is X: "avoid" rather than "exclude" (RFC 5521 §2.1.1). */
export type Hop =
  | SrHop
  | Srv6Hop
  | Ipv4Hop
  | Ipv6Hop
  | LabelHop
  | UnnumberedHop
  | AsHop
  | SrlgHop
  | PathKeyHop
  | UnknownHop;
