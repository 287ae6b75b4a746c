import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { Framer } from "../../../src/bgp/codec/framer.ts";
import type { Fault, UpdateMessage } from "../../../src/bgp/codec/message.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { type SessionForm, USUAL_FORM } from "../../../src/bgp/codec/session_form.ts";
import { fromHex, type Vector, vectors } from "../shared_bytes.ts";
import { AS_PATH, attribute, NODE, ORIGIN, reach, update } from "./update_hex.ts";

/**
 * What octets are that other projects' tests refuse: they come without what stood around them, so the names of
 * those tests tell. Octets that no line tells of are only thrown at every reader (vectors_test.ts).
 */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [
    /Test_Ls(Node|Link|Prefix)?Descriptor|Test_LsTLV(LinkID|IPv[46]|Autonomous|IgpRouter|BgpConf|OspfRoute|IPReach)/,
    "descriptor",
  ],
  [/Test_LsTLV|TestUnmarshalBGPLSTLV|TestUnmarshalSubTLV/, "tlv"],
  [/Test_LsAddrPrefix/, "nlri"],
  [/TestUnmarshalFlexAlgoDefinition/, 1039],
  [/TestUnmarshalSRBindingSID/, 1201],
  [/TestUnmarshalMSDTV/, 266],
  [/TestUnmarshalMultiTopologyIdentifierTLV/, 263],
  [/sr_bounds_test/, 1034],
  [
    /TestUnmarshalLabelIndexTLV|TestUnmarshalOriginatorSRGBTLV|TestUnmarshalBGPPrefixSID/,
    "prefixSid",
  ],
  [/test_clusterlist/, "clusterList"],
  [/test_extcommunity/, "extendedCommunities"],
  [/test_localpref/, "localPreference"],
  [
    /Test_PathAttribute|test_path_attribute_|test_parse_path_attribute|attributes\/mod.rs|diagnostic|dissect_update_truncated|rfc7606_error/,
    "attributes",
  ],
  [/Test_MalformedUpdateMsg/, "updateBody"],
  [/UnmarshalAttrASPath|test_as4_path_segments/, "asPath"],
  [/test_as2_path_segments/, "shortAsPath"],
  [/capabilities.rs.*bad_(incomplete_wire|wire)/, "capability"],
  [/TestBGPRoleCapability|bgp_open_errors_test/, "unmarked"],
];
type Kind =
  | "descriptor"
  | "tlv"
  | "nlri"
  | "prefixSid"
  | "clusterList"
  | "extendedCommunities"
  | "localPreference"
  | "attributes"
  | "updateBody"
  | "asPath"
  | "shortAsPath"
  | "capability"
  | "unmarked"
  | "message"
  | number; // the value of this TLV of attribute 29

function kindOf(v: Vector): Kind | undefined {
  const whole = v.hex.length >= 38 && /^(ff|00){8}/.test(v.hex) &&
    /message|Message|Msg|pcap|updates/.test(v.note + v.source);
  if (whole) return "message";
  return KINDS.find(([names]) => names.test(`${v.source} ${v.note}`))?.[1];
}

const MARKER = "ff".repeat(16);
const u16 = (n: number) => n.toString(16).padStart(4, "0");
const long = (flags: string, type: string, value: string) =>
  `${flags} ${type} ${u16(value.length / 2)} ${value}`;
/** In good company: what is bad is only what was given. */
const around = (...attributes: string[]) => update(ORIGIN, AS_PATH, reach(NODE), ...attributes);

/** The octets where they belong: a whole message. */
function inPlace(hex: string, kind: Kind): Uint8Array {
  if (typeof kind === "number") return inPlace(u16(kind) + u16(hex.length / 2) + hex, "tlv");
  switch (kind) {
    case "message":
      return fromHex(hex);
    case "unmarked":
      return fromHex(MARKER + u16(16 + hex.length / 2) + hex.slice(4)); // their length counts no marker
    case "updateBody":
      return fromHex(`${MARKER}${u16(19 + hex.length / 2)}02${hex}`);
    case "capability": {
      const n = hex.length / 2, byte = (v: number) => v.toString(16).padStart(2, "0");
      const body = `04fde8005a0a000001${byte(n + 2)}02${byte(n)}${hex}`;
      return fromHex(`${MARKER}${u16(19 + body.length / 2)}01${body}`);
    }
    case "tlv":
      return around(long("90", "1d", hex));
    case "nlri":
      return update(
        ORIGIN,
        AS_PATH,
        long("90", "0e", `40044704 0a090001 00${hex}`.replaceAll(" ", "")),
      );
    case "descriptor": {
      const node = hex.startsWith("02") ? `0100${u16(hex.length / 2)}${hex}` : hex;
      const local = node.startsWith("0100") ? "" : "0100000a02030006000000000001";
      const body = `020000000000000000${local}${node}`;
      return inPlace(`0001${u16(body.length / 2)}${body}`, "nlri");
    }
    case "attributes": {
      const own = [[/^.001/, ORIGIN], [/^.002|^4001.{4}..02/, AS_PATH]] as const;
      const rest = own.filter(([r]) => !r.test(hex)).map(([, attribute]) => attribute);
      return /^.00[ef]/.test(hex) ? update(...rest, hex) : update(...rest, reach(NODE), hex);
    }
    case "asPath":
    case "shortAsPath":
      return update(ORIGIN, reach(NODE), attribute("40", "02", hex));
    case "prefixSid":
      return around(attribute("c0", "28", hex));
    case "clusterList":
      return around(attribute("80", "0a", hex));
    case "extendedCommunities":
      return around(attribute("c0", "10", hex));
    case "localPreference":
      return around(attribute("40", "05", hex));
  }
}

/** What it costs: "1/2" ends the session; remedies of RFC 7606; TLVs that gave no fact; or "read". */
function outcomeOf(bytes: Uint8Array, form: SessionForm): string {
  const { messages, fault } = new Framer().push(bytes);
  if (fault) return codes(fault);
  const first = messages[0];
  if (!first) return "more is awaited";
  const message = decodeMessage(first, form);
  if (message.kind === "malformed") return codes(message.fault);
  if (message.kind === "open") {
    const bad = message.capabilities.filter((c) => c.kind === "malformed");
    return bad.length > 0 ? "capability unread" : `read: version ${message.version}`;
  }
  return message.kind === "update" ? costOf(message) : "read";
}
const codes = ({ code, subcode }: Fault) => `${code}/${subcode}`;

function costOf(message: UpdateMessage): string {
  const costs = message.errors.map((e) => `${e.remedy} ${e.attribute}`);
  const { attributeBytes } = message;
  if (attributeBytes) {
    const types = ["node", "link", "ipv4Prefix", "srv6Sid", "srPolicy"] as const;
    const unread = types.flatMap((type) =>
      lsFact({ type, protocolId: 2 }, attributeBytes)?.unread ?? []
    );
    for (const { why, type } of unread) costs.push(`TLV ${type} ${why}`);
  }
  const known = [...new Set(costs)];
  return known.length > 0 ? known.join(", ") : "read";
}

const FILE = new URL("../../golden/bgp/negatives.txt", import.meta.url);

Deno.test("octets that others refuse cost what RFC 7606 and RFC 9552 §8.2.2 say, and nothing more", () => {
  const negatives = vectors("negative");
  if (!negatives) return;
  const lines: string[] = [];
  for (const v of negatives) {
    const kind = kindOf(v);
    if (kind === undefined) continue;
    const form = { ...USUAL_FORM, fourOctetAsn: kind !== "shortAsPath" };
    const outcome = outcomeOf(inPlace(v.hex, kind), form);
    lines.push(
      `${v.source.replace(/^.*\//, "")} | ${v.note.slice(0, 60).trim()} | ${kind} | ${outcome}`,
    );
  }
  const [head, second, ...known] = Deno.readTextFileSync(FILE).trimEnd().split("\n");
  if (Deno.env.get("UPDATE")) {
    Deno.writeTextFileSync(FILE, `${[head, second, ...lines].join("\n")}\n`);
  } else assert.deepEqual(known, lines);
  assert(lines.length > 120, `${lines.length} of ${negatives.length}`);
});
