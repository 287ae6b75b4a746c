/** `kind: Router`, `Affinity`, `LinkFacts` and `NodeFacts`: what operators say about boxes and links. */
import { parseAddress } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type {
  AffinityIntent,
  LinkFactsIntent,
  NodeFactsIntent,
  RouterIntent,
} from "../../policy/intent.ts";
import { speakerIdOf } from "../../policy/speaker_id.ts";
import { parseBandwidthBps, parseDurationMicroseconds } from "../units.ts";
import type { Fields } from "./fields.ts";
import { isObject } from "./fields.ts";
import { readName } from "./policy_document.ts";

export function readRouter(fields: Fields): RouterIntent {
  const name = readName(fields);
  const address = fields.required("address", "192.0.2.1");
  if (address !== "") checkAddress(fields, "address", address);
  const management = readAddress(fields, "management");
  if (fields.has("bgp")) {
    fields.wrong(
      "bgp",
      "BGP peers are not part of a router's document",
      "write them into the configuration file, under bgp.peers",
    );
  }
  const pcep = fields.object("pcep");
  const router: RouterIntent = {
    kind: "Router",
    name,
    address,
    ...given({ management }),
    labels: fields.labels("labels"),
    pcep: {
      ...given({
        sourceAddress: readAddress(pcep, "sourceAddress"),
        speakerEntityId: readSpeaker(pcep),
      }),
      delegations: pcep.oneOf("delegations", ["accept", "return"], "accept"),
      labelReserve: pcep.integer("labelReserve", 0, 16) ?? 1,
      ...given({
        mode: pcep.oneOf("mode", ["observe", "advise", "control"]),
        profile: pcep.text("profile"),
      }),
    },
  };
  pcep.finish();
  return router;
}

export function readAffinityName(fields: Fields): AffinityIntent {
  fields.raw("id");
  const name = readName(fields);
  const bit = fields.integer("bit", 0, 1023) ?? 0; // extended groups go beyond 31 (RFC 7308 §2.1)
  return { kind: "Affinity", name, bit };
}

export function readLinkFacts(fields: Fields): LinkFactsIntent {
  fields.raw("id"); // rows have one; it is the name
  const link = fields.required("link", '"paris--metz"');
  const name = fields.text("name") ?? link;
  if (fields.has("srlg") && fields.list("srlgs").length > 0) {
    fields.wrong("srlg", "srlg and srlgs say it twice", "keep one of them");
  }
  const srlgs = ["srlg", "srlgs"].filter((key) => fields.has(key))
    .flatMap((key) => fields.integers(key, 0, 0xffffffff));
  return {
    kind: "LinkFacts",
    name,
    link,
    ...given({
      adjacencySid: fields.integer("adjacencySid", 16, 0xfffff),
      srlg: srlgs.length > 0 ? srlgs : undefined,
      capacityBps: fields.quantity("capacity", "capacityBps", parseBandwidthBps, "10Gbps"),
      minimumDelayMicroseconds: fields.quantity(
        "minimumDelay",
        "minimumDelayMicroseconds",
        parseDurationMicroseconds,
        "4ms",
      ),
      drained: fields.has("drained") ? fields.flag("drained", false) : undefined,
    }),
  };
}

export function readNodeFacts(fields: Fields): NodeFactsIntent {
  fields.raw("id");
  const router = fields.required("router", "paris");
  const name = fields.text("name") ?? router;
  return {
    kind: "NodeFacts",
    name,
    router,
    ...given({
      site: fields.text("site"),
      coordinates: readCoordinates(fields),
      drained: fields.has("drained") ? fields.flag("drained", false) : undefined,
    }),
  };
}

/** `coordinates: { latitude, longitude }`, `coordinates: [48.9, 2.4]`, or the two fields by themselves; degrees. */
function readCoordinates(fields: Fields): NodeFactsIntent["coordinates"] {
  const value = fields.raw("coordinates");
  const pair: unknown[] = Array.isArray(value)
    ? value
    : isObject(value)
    ? [value["latitude"], value["longitude"]]
    : [fields.raw("latitude"), fields.raw("longitude")];
  fields.raw("latitude"), fields.raw("longitude");
  const [latitude, longitude] = pair;
  if (value === undefined && latitude === undefined && longitude === undefined) return undefined;
  if (
    typeof latitude === "number" && Math.abs(latitude) <= 90 &&
    typeof longitude === "number" && Math.abs(longitude) <= 180
  ) return { latitude, longitude };
  return fields.wrong(
    value === undefined ? "latitude" : "coordinates",
    "the coordinates are not a place on Earth",
    "use latitude from -90 to 90 and longitude from -180 to 180, both",
  );
}

/** A number would have lost how it was written. */
function readSpeaker(fields: Fields): string | undefined {
  const key = "speakerEntityId", value = fields.raw(key);
  if (typeof value === "number") {
    return fields.wrong(key, `${key} is a number`, "write it in quotes, as text or as 0x and hex");
  }
  const text = fields.text(key);
  if (text !== undefined && speakerIdOf(text) === undefined) {
    return fields.wrong(
      key,
      `"${text}" is not octets in hex`,
      "use 0x and two digits for each octet, or text that does not begin with 0x",
    );
  }
  return text;
}

function readAddress(fields: Fields, key: string): string | undefined {
  const address = fields.text(key);
  if (address !== undefined) checkAddress(fields, key, address);
  return address;
}

/** An address, and for a PCEP source also `address:port`. */
function checkAddress(fields: Fields, key: string, text: string): void {
  const bare = key === "sourceAddress" ? text.replace(/^\[(.*)\](:\d+)?$/, "$1") : text;
  const host = key === "sourceAddress" ? bare.replace(/^([\d.]+):\d+$/, "$1") : bare;
  if (parseAddress(host) === undefined) {
    fields.wrong(key, `"${text}" is not an address`, "use an IPv4 or IPv6 address like 192.0.2.1");
  }
}
