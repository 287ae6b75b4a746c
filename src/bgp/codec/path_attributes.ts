/** Path attributes other than NLRI and BGP-LS, as values (RFC 4271 §5, RFC 4456, RFC 6793). */

export interface PathAttributes {
  readonly origin: "igp" | "egp" | "incomplete" | undefined;
  readonly asPath: readonly AsPathSegment[] | undefined;
  /** Of MP_REACH_NLRI, as received: 4 or 16 octets for BGP-LS, others tolerated. */
  readonly nextHop: Uint8Array | undefined;
  readonly med: number | undefined;
  readonly localPreference: number | undefined;
  readonly originatorId: number | undefined;
  readonly clusterList: readonly number[];
  /** Everything else, whole. */
  readonly others: readonly RawAttribute[];
}
export interface AsPathSegment {
  readonly kind: "set" | "sequence" | "confederationSequence" | "confederationSet";
  readonly asns: readonly number[];
}
export interface RawAttribute {
  /** Optional, transitive and partial bits; how the length was written is not kept. */
  readonly flags: number;
  readonly type: number;
  readonly octets: Uint8Array;
}
