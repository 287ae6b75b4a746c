/** Messages of a BGP peer in a few words, and back: "open id=9.0.0.1 restart=120", "node a b", "notification 6/2 text". */
import {
  encodeLsAttribute,
  encodeMessage,
  encodeUpdates,
} from "../../../src/bgp/codec/encode_message.ts";
import type { MalformedMessage, Message } from "../../../src/bgp/codec/message.ts";
import { USUAL_FORM } from "../../../src/bgp/codec/session_form.ts";
import { makeNode } from "../../../src/bgp/codec/write_ls_nlri.ts";
import type { Capability } from "../../../src/bgp/registry/capabilities.ts";
import { shutdownText } from "../../../src/bgp/registry/notifications.ts";
import { parseIpv4 } from "../../../src/lib/address.ts";

const LINK_STATE = { afi: 16388, safi: 71 };

export function bytesOf([what = "", ...rest]: readonly string[]): Uint8Array {
  switch (what) {
    case "open":
      return open(rest);
    case "keepalive":
      return encodeMessage({ kind: "keepalive" });
    case "end-of-rib":
      return encodeMessage({ kind: "update", endOfRib: LINK_STATE });
    case "refresh":
      return refresh(0);
    case "begins":
      return refresh(1);
    case "ends":
      return refresh(2);
    case "notification":
      return notification(rest);
    case "big":
      return big(Number(rest[0]));
    case "octets":
      return Uint8Array.from(rest.join("").match(/../g) ?? [], (pair) => parseInt(pair, 16));
    default:
      return update(what, rest);
  }
}

/** asn=, id=, hold=, restart= seconds, then words for single capabilities to have or to leave out. */
function open(words: readonly string[]): Uint8Array {
  const value = (key: string) =>
    words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  const has = (word: string) => words.includes(word);
  const asn = Number(value("asn") ?? 65000), seconds = value("restart");
  const families = seconds === undefined ? [] : [{ ...LINK_STATE, flags: { forwarding: false } }];
  const restart = { restarting: has("restarting"), notification: !has("old-restart") };
  const capabilities: Capability[] = [
    { kind: "multiprotocol", value: has("ipv4") ? { afi: 1, safi: 1 } : LINK_STATE },
    { kind: "routeRefresh", value: {} },
    ...(has("short") ? [] : [{ kind: "extendedMessage", value: {} } as const]),
    { kind: "enhancedRouteRefresh", value: {} },
  ];
  if (seconds !== undefined || has("marks")) {
    const value = { restart: { ...restart, seconds: Number(seconds ?? 0) }, families };
    capabilities.push({ kind: "gracefulRestart", value });
  }
  if (!has("two-octets")) capabilities.push({ kind: "fourOctetAsn", value: asn });
  return encodeMessage({
    kind: "open",
    version: Number(value("version") ?? 4),
    asn: asn > 65535 ? 23456 : asn,
    holdTimeSeconds: Number(value("hold") ?? 90),
    bgpIdentifier: parseIpv4(value("id") ?? "192.0.2.1") ?? 0,
    capabilities: has("plain") ? capabilities.slice(0, 1) : capabilities,
  });
}

/** A node with so much that nobody knows that the UPDATE has exactly so many octets. */
function big(octets: number): Uint8Array {
  const nlri = makeNode({ protocolId: 2, localNode: { igpRouterId: "000000000001" } });
  const path = { origin: "igp", asPath: [{ kind: "sequence", asns: [65000] }] } as const;
  const name = { kind: "nodeName", value: "big" } as const;
  const make = (filler: number) => {
    const unknown = { kind: "unknown", type: 65000, value: new Uint8Array(filler) } as const;
    const attributeBytes = encodeLsAttribute([name, unknown]);
    return encodeMessage({ kind: "update", reach: [nlri], path, attributeBytes });
  };
  return make(300 + octets - make(300).length);
}

const refresh = (subtype: number): Uint8Array =>
  encodeMessage({ kind: "routeRefresh", ...LINK_STATE, subtype });

function notification([numbers = "6/0", ...words]: readonly string[]): Uint8Array {
  const [code = 0, subcode = 0] = numbers.split("/").map(Number);
  const text = new TextEncoder().encode(words.join(" "));
  const octets = text.length > 0 ? Uint8Array.of(text.length, ...text) : text;
  const hard = code === 6 && subcode === 9 && text.length > 0;
  return encodeMessage({
    kind: "notification",
    code,
    subcode,
    octets: hard ? Uint8Array.of(6, 2, ...octets) : octets,
  });
}

/**
 * "node a b", "gone a", "node a by=10.0.0.7,10.0.0.8": originator and cluster list, "as=65000,65010", "preference=200",
 * "med=5", "origin=egp", "instance=32", "asn=65001" of the node.
 */
function update(what: string, words: readonly string[]): Uint8Array {
  const value = (key: string) =>
    words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  const names = words.filter((word) => !word.includes("=") && word !== "two-octets");
  const form = { ...USUAL_FORM, fourOctetAsn: !words.includes("two-octets") };
  const attributeBytes = (name: string) => encodeLsAttribute([{ kind: "nodeName", value: name }]);
  const rest = (name: string) => ({ attributeBytes: attributeBytes(name), path });
  const nlri = (name: string) =>
    makeNode({
      protocolId: 2,
      identifier: BigInt(value("instance") ?? 0),
      localNode: {
        igpRouterId: `00000000000${name.charCodeAt(0) % 10}`,
        ...(value("asn") && { asn: Number(value("asn")) }),
      },
    });
  const number = (key: string) => value(key) === undefined ? undefined : Number(value(key));
  const [originator, ...clusters] = (value("by") ?? "").split(",").filter(Boolean).map(parseIpv4);
  const asns = (value("as") ?? "65000").split(",").map(Number);
  const path = {
    origin: value("origin") === "egp" ? "egp" : "igp",
    asPath: [{ kind: "sequence", asns }],
    med: number("med"),
    ...(originator !== undefined && { originatorId: originator, localPreference: 200 }),
    ...(number("preference") !== undefined && { localPreference: number("preference") }),
    ...(clusters.length > 0 && { clusterList: clusters.map((id) => id ?? 0) }),
  } as const;
  const messages = names.flatMap((name) =>
    what === "gone"
      ? encodeUpdates("unreach", [nlri(name)], {})
      : encodeUpdates("reach", [nlri(name)], rest(name), 4096, form)
  );
  if (what !== "gone" && what !== "node") throw new Error(`no message "${what}"`);
  return Uint8Array.from(messages.flatMap((bytes) => [...bytes]));
}

export function wordsOf(message: Message | MalformedMessage): string {
  switch (message.kind) {
    case "open":
      return message.capabilities.length <= 2 ? "open lean" : "open";
    case "notification": {
      const { code, subcode, octets } = message;
      const text = shutdownText(code, subcode, octets);
      const words = text ? ` "${text}"` : "";
      const rest = !text && octets.length > 0 && octets[0] !== 0 ? ` ${hex(octets)}` : "";
      return `notification ${code}/${subcode}${words}${rest}`;
    }
    case "update":
      return message.endOfRib ? "end-of-rib" : "update";
    case "routeRefresh":
      return ["refresh", "begins", "ends"][message.subtype] ?? `refresh ${message.subtype}`;
    default:
      return message.kind;
  }
}
const hex = (octets: Uint8Array) =>
  [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
