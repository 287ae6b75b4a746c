/**
 * BGP capabilities: one row per code point this speaker knows (RFC 5492 §4). Codes without a row and
 * values that do not fit are kept as they came: neither is a reason to refuse a session.
 * @see https://www.iana.org/assignments/capability-codes/capability-codes.xhtml
 */
import {
  bytes,
  type Field,
  flags,
  list,
  named,
  reserved,
  struct,
  u16,
  u24,
  u32,
  u8,
} from "../../wire/field.ts";
import { AFI_NAMES, SAFI_NAMES } from "./messages.ts";
import { row, type TlvOf, tlvRegistry, tlvs } from "../../wire/tlv.ts";

const empty: Field<Record<never, never>> = struct({});
const afi = named(u16, AFI_NAMES);
const safi = named(u8, SAFI_NAMES);
const family = struct({ afi, reserved: reserved(1), safi });
const restartFamily = struct({ afi, safi, flags: flags(8, { forwarding: 0 }) });
const directions = named(u8, { 1: "receive", 2: "send", 3: "both" });
const addPathFamily = struct({ afi, safi, sendReceive: directions });
const limit = struct({ afi, safi, paths: u16 });
const role = named(u8, {
  0: "provider",
  1: "route server",
  2: "client of a route server",
  3: "customer",
  4: "peer",
});

/** Restart flags and time share two octets: R and N bits, two reserved, twelve bits of seconds. */
const restart: Field<
  { readonly restarting: boolean; readonly notification: boolean; readonly seconds: number }
> = {
  shape: {
    kind: "custom",
    title: "R and N flags, then 12 bits of seconds",
    words: (v: { restarting: boolean; notification: boolean; seconds: number }) =>
      `${v.seconds} s${v.restarting ? ", restarting" : ""}${
        v.notification ? ", notification" : ""
      }`,
  },
  read(r) {
    const v = r.u16();
    return { restarting: (v & 0x8000) !== 0, notification: (v & 0x4000) !== 0, seconds: v & 0xfff };
  },
  write: (w, v) =>
    w.u16((v.restarting ? 0x8000 : 0) | (v.notification ? 0x4000 : 0) | (v.seconds & 0xfff)),
};
/** The host and domain names of draft-walton-bgp-hostname-capability: two counted strings. */
const fqdn: Field<{ readonly host: string; readonly domain: string }> = {
  shape: {
    kind: "custom",
    title: "host and domain name, each after its length",
    words: (v: { host: string; domain: string }) =>
      JSON.stringify([v.host, v.domain].filter((s) => s !== "").join(".")),
  },
  read(r) {
    const host = r.text(r.u8());
    return { host, domain: r.text(r.u8()) };
  },
  write(w, v) {
    for (const name of [v.host, v.domain]) {
      const octets = new TextEncoder().encode(name).subarray(0, 64);
      w.u8(octets.length);
      w.octets(octets);
    }
  },
};
/** One counted string of UTF-8. */
const countedText: Field<string> = {
  shape: { kind: "custom", title: "a length of one octet, then UTF-8", words: JSON.stringify },
  read: (r) => r.text(r.u8()),
  write(w, v) {
    const octets = new TextEncoder().encode(v).subarray(0, 255);
    w.u8(octets.length);
    w.octets(octets);
  },
};
const longLivedFamily = struct({
  afi,
  safi,
  flags: flags(8, { forwarding: 0 }),
  seconds: u24,
});

export const CAPABILITIES = tlvRegistry({
  title: "Capability Codes",
  align: 1,
  head: 1,
  rows: {
    multiprotocol: row(1, "Multiprotocol Extensions", "RFC 2858 §7", family),
    routeRefresh: row(2, "Route Refresh", "RFC 2918 §2", empty),
    outboundFilter: row(3, "Outbound Route Filtering", "RFC 5291 §5", bytes),
    extendedNextHop: row(
      5,
      "Extended Next Hop Encoding",
      "RFC 8950 §4",
      list(struct({ afi, safi: named(u16, SAFI_NAMES), nextHopAfi: afi })),
    ),
    extendedMessage: row(6, "BGP Extended Message", "RFC 8654 §3", empty),
    bgpsec: row(7, "BGPsec", "RFC 8205 §2.1", bytes),
    multipleLabels: row(8, "Multiple Labels", "RFC 8277 §2.1", bytes),
    role: row(9, "BGP Role", "RFC 9234 §4.1", role),
    gracefulRestart: row(
      64,
      "Graceful Restart",
      "RFC 4724 §3",
      struct({ restart, families: list(restartFamily) }),
    ),
    fourOctetAsn: row(65, "4-octet AS Number", "RFC 6793 §3", u32),
    dynamic: row(67, "Dynamic Capability", "draft-ietf-idr-dynamic-cap", bytes),
    multisession: row(68, "Multisession BGP", "draft-ietf-idr-bgp-multisession", bytes),
    addPath: row(69, "ADD-PATH", "RFC 7911 §4", list(addPathFamily)),
    enhancedRouteRefresh: row(70, "Enhanced Route Refresh", "RFC 7313 §3.1", empty),
    longLivedGracefulRestart: row(
      71,
      "Long-Lived Graceful Restart",
      "RFC 9494 §3.1",
      list(longLivedFamily),
    ),
    fqdn: row(73, "FQDN", "draft-walton-bgp-hostname-capability §2", fqdn),
    softwareVersion: row(
      75,
      "Software Version",
      "draft-ietf-idr-bgp-software-version §2",
      countedText,
    ),
    pathsLimit: row(76, "Paths-Limit", "draft-abraitis-idr-addpath-paths-limit §2", list(limit)),
    oldRouteRefresh: row(128, "Prestandard Route Refresh (deprecated)", "RFC 8810 §5", empty),
    oldOutboundFilter: row(
      130,
      "Prestandard Outbound Route Filtering (deprecated)",
      "RFC 8810 §5",
      bytes,
    ),
    oldMultisession: row(
      131,
      "Prestandard Multisession (deprecated)",
      "RFC 8810 §5",
      bytes,
    ),
  },
});

export type Capability = TlvOf<typeof CAPABILITIES>;
/** The content of optional parameter 2 (RFC 5492 §4). */
export const capabilities = tlvs(CAPABILITIES);

/** Optional parameters of OPEN; 255 announces the extended form (RFC 9072 §2). */
export const OPEN_PARAMETERS = {
  capabilities: { type: 2, name: "Capabilities", ref: "RFC 5492 §4" },
  extendedLength: { type: 255, name: "Extended Length", ref: "RFC 9072 §2" },
} as const;
