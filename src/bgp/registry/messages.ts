/**
 * BGP message types and the two families of BGP-LS.
 * @see https://www.iana.org/assignments/bgp-parameters/bgp-parameters.xhtml#bgp-parameters-1
 */

export interface MessageRow {
  readonly type: number;
  readonly name: string;
  readonly ref: string;
  /** Shortest legal message, header included (RFC 4271 §4). */
  readonly minimumLength: number;
}
export const HEADER_LENGTH = 19;
/** RFC 4271 §4.1; RFC 8654 §4 once both sides said so. OPEN and KEEPALIVE stay below the first. */
export const MAXIMUM_LENGTH = 4096;
export const EXTENDED_MAXIMUM_LENGTH = 65535;

export const MESSAGES = {
  open: row(1, "OPEN", "RFC 4271 §4.2", 29),
  update: row(2, "UPDATE", "RFC 4271 §4.3", 23),
  notification: row(3, "NOTIFICATION", "RFC 4271 §4.5", 21),
  keepalive: row(4, "KEEPALIVE", "RFC 4271 §4.4", 19),
  routeRefresh: row(5, "ROUTE-REFRESH", "RFC 2918 §3", 23),
} as const;

export const REFRESH_SUBTYPES = {
  refresh: { number: 0, name: "route refresh request", ref: "RFC 7313 §3.2" },
  begin: { number: 1, name: "beginning of a route refresh (BoRR)", ref: "RFC 7313 §3.2" },
  end: { number: 2, name: "ending of a route refresh (EoRR)", ref: "RFC 7313 §3.2" },
} as const;

export const AFI_LINK_STATE = 16388;
export const SAFI_LINK_STATE = 71;
export const SAFI_LINK_STATE_VPN = 72;
/** Stands for a number that needs four octets (RFC 6793 §9). */
export const AS_TRANS = 23456;

/** Address family numbers seen in practice; SAFIs beside them. Others are shown as numbers. */
export const AFI_NAMES: Readonly<Record<number, string>> = {
  1: "IPv4",
  2: "IPv6",
  25: "L2VPN",
  16388: "BGP-LS",
};
export const SAFI_NAMES: Readonly<Record<number, string>> = {
  1: "unicast",
  2: "multicast",
  4: "labelled unicast",
  70: "EVPN",
  71: "BGP-LS",
  72: "BGP-LS-VPN",
  73: "SR policy",
  85: "MUP",
  128: "VPN",
  132: "route target",
  133: "flow specification",
  134: "VPN flow specification",
};

function row(type: number, name: string, ref: string, minimumLength: number): MessageRow {
  return { type, name, ref, minimumLength };
}
