/** Candidate paths of a document: dynamic ones with their constraints, explicit ones with their segments. */
import { parseIpv6 } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type {
  Affinity,
  Bounds,
  CandidatePathIntent,
  Disjoint,
  DynamicPath,
  Element,
  ExplicitPath,
  ExplicitSegment,
  SegmentRules,
  WeightedSegments,
} from "../../policy/intent.ts";
import { parseDurationMicroseconds, parsePercent } from "../units.ts";
import type { Fields } from "./fields.ts";

export function readCandidatePath(fields: Fields): CandidatePathIntent {
  const preference = fields.integer("preference", 0, 0xffffffff) ?? 100; // RFC 9256 §2.7
  const path = readPath(fields);
  fields.finish();
  return { preference, path };
}

/** The field `dynamic` or `explicit` of `fields`; exactly one. */
export function readPath(fields: Fields): DynamicPath | ExplicitPath {
  const dynamic = fields.has("dynamic"), explicit = fields.has("explicit");
  if (dynamic && explicit) {
    fields.wrong("explicit", "the path is dynamic and explicit at once", "keep one of them");
  }
  if (!dynamic && !explicit) {
    fields.wrong(
      "dynamic",
      "the candidate path says neither dynamic nor explicit",
      "add dynamic: { metric: igp }, or explicit: { segments: [ … ] }",
    );
  }
  return explicit && !dynamic
    ? readExplicit(fields.object("explicit"))
    : readDynamic(fields.object("dynamic"));
}

export function readDynamic(fields: Fields): DynamicPath {
  const path: DynamicPath = {
    type: "dynamic",
    metric: fields.oneOf("metric", ["igp", "te", "delay", "hops"], "igp"),
    bounds: readBounds(fields.object("bounds")),
    affinity: readAffinity(fields.object("affinity")),
    include: readElements(fields, "include"),
    exclude: readElements(fields, "exclude"),
    ...given({ disjoint: readDisjoint(fields) }),
    sidAlgorithm: readAlgorithm(fields),
    dataplane: fields.oneOf("dataplane", ["sr-mpls", "srv6"], "sr-mpls"),
    segments: readSegmentRules(fields.object("segments")),
  };
  fields.finish();
  return path;
}

function readExplicit(fields: Fields): ExplicitPath {
  const several = fields.has("segmentLists") && fields.list("segmentLists").length > 0;
  if (several && fields.list("segments").length > 0) {
    fields.wrong("segments", "segments and segmentLists say it twice", "keep one of them");
  }
  const path: ExplicitPath = several
    ? { type: "explicit", segments: [], segmentLists: readSegmentLists(fields) }
    : { type: "explicit", segments: readSegments(fields) };
  fields.finish();
  return path;
}

/** Several lists that share the traffic by weight (RFC 9256 §2.2). */
function readSegmentLists(fields: Fields): WeightedSegments[] {
  return fields.objects("segmentLists").map((list) => {
    const weight = list.integer("weight", 1, 0xffffffff) ?? 1;
    const segments = readSegments(list);
    list.finish();
    return { weight, segments };
  });
}

function readSegments(fields: Fields): ExplicitSegment[] {
  const segments = fields.objects("segments").flatMap(readSegment);
  if (segments.length === 0 && fields.list("segments").length === 0) {
    fields.wrong(
      "segments",
      "an explicit path without segments leads nowhere",
      'add some, for example { router: lyon } or { adjacency: "lyon--rome" }',
    );
  }
  return segments;
}

function readSegment(fields: Fields): ExplicitSegment[] {
  const router = fields.text("router"), adjacency = fields.text("adjacency");
  const srv6 = fields.text("srv6");
  const label = fields.integer("label", 16, 0xfffff); // 0–15 are special (RFC 3032 §2.1)
  exactlyOne(fields, ["router", "adjacency", "label", "srv6"]);
  fields.finish();
  if (srv6 !== undefined && parseIpv6(srv6) === undefined) {
    fields.wrong("srv6", `"${srv6}" is not an IPv6 address`, "write the SID as an IPv6 address");
  }
  if (router !== undefined) return [{ router }];
  if (adjacency !== undefined) return [{ adjacency }];
  if (srv6 !== undefined) return [{ srv6 }];
  return label !== undefined ? [{ label }] : [];
}

function readBounds(fields: Fields): Bounds {
  const most = 0xffffffff;
  const bounds: Bounds = given({
    delayMicroseconds: fields.quantity(
      "delay",
      "delayMicroseconds",
      parseDurationMicroseconds,
      "20ms",
    ),
    hops: fields.integer("hops", 1, 255),
    igpMetric: fields.integer("igpMetric", 1, most),
    teMetric: fields.integer("teMetric", 1, most),
    lossPercent: fields.quantity("loss", "lossPercent", parsePercent, "0.1%", 100),
    segments: fields.integer("segments", 1, 255),
    utilisationPercent: fields.quantity(
      "utilisation",
      "utilisationPercent",
      parsePercent,
      "70%",
      100,
    ),
  });
  fields.finish();
  return bounds;
}

function readAffinity(fields: Fields): Affinity {
  const affinity = {
    includeAny: fields.texts("includeAny"),
    includeAll: fields.texts("includeAll"),
    excludeAny: fields.texts("excludeAny"),
  };
  fields.finish();
  return affinity;
}

function readElements(fields: Fields, key: string): Element[] {
  return fields.objects(key).flatMap((each): Element[] => {
    const router = each.text("router"), link = each.text("link");
    const srlg = each.integer("srlg", 0, 0xffffffff);
    exactlyOne(each, ["router", "link", "srlg"]);
    if (key === "include" && srlg !== undefined) {
      each.wrong("srlg", "an SRLG cannot be passed through", "name a router or a link");
    }
    each.finish();
    if (router !== undefined) return [{ router }];
    if (link !== undefined) return [{ link }];
    return srlg !== undefined ? [{ srlg }] : [];
  });
}

function readDisjoint(fields: Fields): Disjoint | undefined {
  if (!fields.has("disjoint")) return undefined;
  const rule = fields.object("disjoint");
  const disjoint: Disjoint = {
    group: rule.required("group", "paris-rome"),
    from: rule.oneOf("from", ["link", "node", "srlg", "srlgNode"], "link"),
    strict: rule.flag("strict", false),
  };
  rule.finish();
  return disjoint;
}

/** 0, or a flexible algorithm (RFC 9350 §4). */
function readAlgorithm(fields: Fields): number {
  const algorithm = fields.integer("sidAlgorithm", 0, 255) ?? 0;
  if (algorithm !== 0 && algorithm < 128) {
    fields.wrong("sidAlgorithm", `sidAlgorithm is ${algorithm}`, "use 0, or 128 to 255");
  }
  return algorithm;
}

function readSegmentRules(fields: Fields): SegmentRules {
  const rules: SegmentRules = {
    ...given({ max: fields.integer("max", 1, 255) }),
    prefer: fields.oneOf("prefer", ["node", "adjacency"], "node"),
    protectedAdjacencies: fields.oneOf(
      "protectedAdjacencies",
      ["prefer", "only", "never"],
      "prefer",
    ),
  };
  fields.finish();
  return rules;
}

function exactlyOne(fields: Fields, keys: readonly string[]): void {
  const present = keys.filter((key) => fields.has(key));
  if (present.length === 1) return;
  fields.wrong(
    present[1] ?? keys[0]!,
    present.length === 0 ? "the entry names nothing" : `the entry says ${present.join(" and ")}`,
    `use exactly one of ${keys.join(", ")}`,
  );
}
