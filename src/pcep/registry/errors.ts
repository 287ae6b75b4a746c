/**
 * PCErr types and values in words, with where they are defined.
 *
 * @see https://www.iana.org/assignments/pcep/pcep.xhtml#pcep-error-object
 */
export interface ErrorTypeRow {
  readonly type: number;
  readonly name: string;
  readonly ref: string;
  readonly values: Readonly<Record<number, readonly [meaning: string, ref?: string]>>;
}
type Values = ErrorTypeRow["values"];
const row = (type: number, name: string, ref: string, values: Values = {}): ErrorTypeRow => ({
  type,
  name,
  ref,
  values,
});

/** Stands where a reference stands else: this vendor took the number for itself. */
export const JUNOS = "Junos";

export const ERRORS: readonly ErrorTypeRow[] = [
  row(1, "PCEP session establishment failure", "RFC 5440", {
    1: ["invalid Open, or a message that is no Open"],
    2: ["no Open before the OpenWait timer expired"],
    3: ["unacceptable and non-negotiable session characteristics"],
    4: ["unacceptable but negotiable session characteristics"],
    5: ["the second Open is still unacceptable"],
    6: ["the proposal in the PCErr is unacceptable"],
    7: ["no Keepalive or PCErr before the KeepWait timer expired"],
    8: ["PCEP version not supported"],
  }),
  row(2, "capability not supported", "RFC 5440"),
  row(3, "unknown object", "RFC 5440", {
    1: ["unrecognized object class"],
    2: ["unrecognized object type"],
  }),
  row(4, "not supported object", "RFC 5440", {
    1: ["not supported object class"],
    2: ["not supported object type"],
    4: ["unsupported parameter", "RFC 5541"],
    5: ["unsupported network performance constraint", "RFC 8233"],
    6: ["BANDWIDTH of type 3 or 4 not supported", "RFC 8779"],
    7: ["unsupported endpoint type in generalized END-POINTS", "RFC 8779"],
    8: ["unsupported TLV in generalized END-POINTS", "RFC 8779"],
    9: ["unsupported granularity in the RP flags", "RFC 8779"],
  }),
  row(5, "policy violation", "RFC 5440", {
    1: ["C bit of the METRIC object set"],
    2: ["O bit of the RP object cleared"],
    3: ["objective function not allowed", "RFC 5541"],
    4: ["OF bit of the RP object set", "RFC 5541"],
    5: ["global concurrent optimization not allowed", "RFC 5557"],
    6: ["monitoring message rejected by policy", "RFC 5886"],
    7: ["P2MP path computation not allowed", "RFC 8306"],
    8: ["network performance constraint not allowed", "RFC 8233"],
  }),
  row(6, "mandatory object missing", "RFC 5440", {
    1: ["RP object missing"],
    2: ["RRO missing for a reoptimization request"],
    3: ["END-POINTS object missing"],
    4: ["MONITORING object missing", "RFC 5886"],
    8: ["LSP object missing", "RFC 8231"],
    9: ["ERO missing", "RFC 8231"],
    10: ["SRP object missing", "RFC 8231"],
    11: ["LSP-IDENTIFIERS TLV missing", "RFC 8231"],
    12: ["LSP-DB-VERSION TLV missing", "RFC 8232"],
    13: ["S2LS object missing", "RFC 8623"],
    14: ["P2MP-LSP-IDENTIFIERS TLV missing", "RFC 8623"],
    15: ["DISJOINTNESS-CONFIGURATION TLV missing", "RFC 8800"],
    16: ["scheduled TLV missing", "RFC 8934"],
    17: ["CCI object missing", "RFC 9050"],
    18: ["VIRTUAL-NETWORK TLV missing", "RFC 9358"],
    21: ["mandatory TLV of an SR policy missing", "RFC 9862"],
  }),
  row(7, "synchronized path computation request missing", "RFC 5440"),
  row(8, "unknown request reference", "RFC 5440"),
  row(9, "attempt to establish a second PCEP session", "RFC 5440"),
  row(10, "reception of an invalid object", "RFC 5440", {
    1: ["P flag not set when it must be"],
    2: ["bad label value", "RFC 8664"],
    3: ["unsupported number of SR-ERO sub-objects", "RFC 8664"],
    4: ["bad label format", "RFC 8664"],
    5: ["ERO mixes SR-ERO with other sub-objects", "RFC 8664"],
    6: ["neither SID nor NAI in an SR-ERO", "RFC 8664"],
    7: ["neither SID nor NAI in an SR-RRO", "RFC 8664"],
    8: ["SYMBOLIC-PATH-NAME TLV missing", "RFC 8281"],
    9: ["MSD exceeds the PCC's maximum", "RFC 8664"],
    10: ["RRO mixes SR-RRO with other sub-objects", "RFC 8664"],
    11: ["malformed object", "RFC 8408"],
    12: ["SR-PCE-CAPABILITY sub-TLV missing", "RFC 8664"],
    13: ["unsupported NAI type", "RFC 8664"],
    14: ["unknown SID", "RFC 8664"],
    15: ["NAI cannot be resolved to a SID", "RFC 8664"],
    16: ["could not find the SRGB", "RFC 8664"],
    17: ["SID index exceeds the SRGB", "RFC 8664"],
    18: ["could not find the SRLB", "RFC 8664"],
    19: ["SID index exceeds the SRLB", "RFC 8664"],
    20: ["inconsistent SIDs in SR-ERO or SR-RRO", "RFC 8664"],
    21: ["MSD must not be zero", "RFC 8664"],
    22: ["O flag of S2LS does not match", "RFC 8623"],
    23: ["incompatible OF codes in H-PCE", "RFC 8685"],
    24: ["bad bandwidth object type 3 or 4", "RFC 8779"],
    25: ["unsupported LSP protection flags", "RFC 8779"],
    26: ["unsupported secondary LSP protection flags", "RFC 8779"],
    27: ["unsupported link protection type", "RFC 8779"],
    28: ["LABEL-SET TLV with 0 bit set but no LABEL-REQUEST", "RFC 8779"],
    29: ["wrong LABEL-SET", "RFC 8779"],
    30: ["wrong LABEL-SET with L and O bits set", "RFC 8779"],
    31: ["wrong LABEL-SET with O bit set and multiple labels", "RFC 8779"],
    32: ["incompatible objective function", "RFC 8800"],
    33: ["PCECC-CAPABILITY sub-TLV missing", "RFC 9050"],
    34: ["SRv6-PCE-CAPABILITY sub-TLV missing", "RFC 9603"],
    35: ["neither SID nor NAI in an SRv6-RRO", "RFC 9603"],
    36: ["RRO mixes SRv6-RRO with other sub-objects", "RFC 9603"],
    37: ["invalid SRv6 SID structure", "RFC 9603"],
    38: ["conflicting path id", "draft-ietf-pce-multipath"],
    44: ["SRPOLICY-CAPABILITY TLV missing", "RFC 9862"],
    253: ["private error 253", JUNOS],
    254: ["private error 254", JUNOS],
    255: ["private error 255", JUNOS],
  }),
  row(11, "unrecognized EXRS sub-object", "RFC 5521"),
  row(12, "Diffserv-aware TE error", "RFC 5455", {
    1: ["unsupported class-type"],
    2: ["invalid class-type"],
    3: ["class-type and setup priority do not form a TE-class"],
  }),
  row(13, "BRPC procedure completion failure", "RFC 5441", {
    1: ["BRPC not supported by one or more PCEs"],
  }),
  row(15, "global concurrent optimization error", "RFC 5557", {
    1: ["insufficient memory"],
    2: ["global concurrent optimization not supported"],
  }),
  row(16, "P2MP capability error", "RFC 8306", {
    1: ["insufficient memory"],
    2: ["not capable of P2MP computation"],
  }),
  row(17, "P2MP END-POINTS error", "RFC 8306", {
    1: ["no END-POINTS of leaf type 2"],
    2: ["no END-POINTS of leaf type 3"],
    3: ["no END-POINTS of leaf type 4"],
    4: ["inconsistent END-POINTS"],
  }),
  row(18, "P2MP fragmentation error", "RFC 8306", {
    1: ["fragmented request failure"],
    2: ["fragmented report failure", "RFC 8623"],
    3: ["fragmented update failure", "RFC 8623"],
    4: ["fragmented instantiation failure", "RFC 8623"],
  }),
  row(19, "invalid operation", "RFC 8231", {
    1: ["update for an LSP that is not delegated"],
    2: ["update, but the stateful capability was not advertised"],
    3: ["unknown PLSP-ID"],
    5: ["report, but the stateful capability was not advertised"],
    6: ["limit of PCE-initiated LSPs reached", "RFC 8281"],
    7: ["delegation of a PCE-initiated LSP cannot be revoked", "RFC 8281"],
    8: ["non-zero PLSP-ID in a request to initiate", "RFC 8281"],
    9: ["LSP is not PCE-initiated", "RFC 8281"],
    10: ["PCE-initiated operation-frequency limit reached", "RFC 8281"],
    11: ["P2MP report, but not advertised", "RFC 8623"],
    12: ["P2MP update, but not advertised", "RFC 8623"],
    13: ["P2MP initiation, but not advertised", "RFC 8623"],
    14: ["auto-bandwidth, but not advertised", "RFC 8733"],
    15: ["scheduling, but not advertised", "RFC 8934"],
    16: ["PCECC, but not advertised", "RFC 9050"],
    17: ["stateful PCE, but not advertised", "RFC 9050"],
    18: ["unknown label", "RFC 9050"],
    19: ["SRv6, but not advertised", "RFC 9603"],
    20: ["path backup not supported", "draft-ietf-pce-multipath"],
    21: ["non-empty path", "draft-ietf-pce-multipath"],
    255: ["private error 255", JUNOS],
  }),
  row(20, "LSP state synchronization error", "RFC 8231", {
    1: ["a PCE cannot process a report"],
    2: ["LSP database version mismatch", "RFC 8232"],
    3: ["synchronization before the PCE triggered it", "RFC 8232"],
    4: ["triggered synchronization was not advertised", "RFC 8232"],
    5: ["a PCC cannot complete the synchronization"],
    6: ["invalid LSP database version number", "RFC 8232"],
    7: ["invalid speaker entity identifier", "RFC 8232"],
  }),
  row(21, "invalid traffic engineering path setup type", "RFC 8408", {
    1: ["unsupported path setup type"],
    2: ["mismatched path setup type"],
  }),
  row(22, "binding SID failure (early)", JUNOS),
  row(23, "bad parameter value", "RFC 8281", {
    1: ["SYMBOLIC-PATH-NAME in use"],
    2: ["speaker identity for an LSP that is not PCE-initiated"],
  }),
  row(24, "LSP instantiation error", "RFC 8281", {
    1: ["unacceptable instantiation parameters"],
    2: ["internal error"],
    3: ["signaling error"],
  }),
  row(25, "PCEP StartTLS failure", "RFC 8253", {
    1: ["StartTLS after a PCEP exchange"],
    2: ["a message other than StartTLS, Open or PCErr"],
    3: ["connection without TLS is not possible"],
    4: ["connection without TLS is possible"],
    5: ["no StartTLS before the StartTLSWait timer expired"],
  }),
  row(26, "association error", "RFC 8697", {
    1: ["association type not supported"],
    2: ["too many LSPs in the association group"],
    3: ["too many association groups"],
    4: ["association unknown"],
    5: ["operator-configured association information mismatch"],
    6: ["association information mismatch"],
    7: ["cannot join the association group"],
    8: ["association ID not in range"],
    9: ["path protection: tunnel ID or endpoints mismatch", "RFC 8745"],
    10: ["attempt to add another working or protection LSP", "RFC 8745"],
    11: ["protection type not supported", "RFC 8745"],
    12: ["not expecting policy parameters", "RFC 9005"],
    13: ["unacceptable policy parameters", "RFC 9005"],
    14: ["bidirectional: reverse LSP not supported", "RFC 9059"],
    15: ["bidirectional: tunnel mismatch", "RFC 9059"],
    16: ["bidirectional: path setup type mismatch", "RFC 9059"],
    17: ["bidirectional: path setup type not supported", "RFC 9059"],
    18: ["bidirectional: co-routed mismatch", "RFC 9059"],
    19: ["bidirectional: endpoint mismatch", "RFC 9059"],
    20: ["SR policy identifiers mismatch", "RFC 9862"],
    21: ["SR policy candidate path identifiers mismatch", "RFC 9862"],
  }),
  row(27, "WSON RWA error", "RFC 8780", {
    1: ["insufficient memory"],
    2: ["RWA computation not supported"],
    3: ["syntactical encoding error"],
  }),
  row(28, "H-PCE error", "RFC 8685", {
    1: ["H-PCE capability was not advertised"],
    2: ["parent PCE capability cannot be provided"],
  }),
  row(29, "path computation failure", "RFC 8779", {
    1: ["unacceptable request message"],
    2: ["generalized bandwidth value not supported"],
    3: ["label set constraint could not be met"],
    4: ["label constraint could not be met"],
    5: ["constraints could not be met for some intervals", "RFC 8934"],
    251: ["private error 251", JUNOS],
    252: ["private error 252", JUNOS],
    253: ["private error 253", JUNOS],
    254: ["private error 254", JUNOS],
    255: ["private error 255", JUNOS],
  }),
  row(30, "FlowSpec error", "RFC 9168", {
    1: ["unsupported FlowSpec"],
    2: ["malformed FlowSpec"],
    3: ["unresolvable conflict"],
    4: ["unknown FlowSpec"],
    5: ["unsupported longest prefix match route"],
  }),
  row(31, "PCECC failure", "RFC 9050", {
    1: ["label out of range"],
    2: ["instruction failed"],
    3: ["invalid CCI"],
    4: ["unable to allocate the specified CCI"],
    5: ["invalid next-hop information"],
  }),
  row(32, "binding label/SID failure", "RFC 9604", {
    1: ["invalid SID"],
    2: ["unable to allocate the specified binding value"],
    3: ["unable to allocate a new binding value"],
    4: ["unable to remove the binding value"],
    5: ["inconsistent binding types"],
  }),
  row(255, "FlowSpec error (early)", JUNOS),
];

const BY_TYPE = new Map(ERRORS.map((r) => [r.type, r]));

/** PCErr type and value in one phrase: "19/3 invalid operation: unknown PLSP-ID (RFC 8231)". */
export function errorWords(type: number, value: number): string {
  const row = BY_TYPE.get(type);
  if (!row) return `${type}/${value} ${type >= 252 ? "experimental" : "unknown error"}`;
  const [meaning, ref] = row.values[value] ?? [];
  if (meaning === undefined) {
    return `${type}/${value} ${row.name}${value === 0 ? ` (${row.ref})` : ""}`;
  }
  return `${type}/${value} ${row.name}: ${meaning} (${ref ?? row.ref})`;
}
