/** `kind: Policy` and `kind: Mesh`: JSON of a document to the domain's intent, with everything that is wrong. */
import { canonicalIpv6 } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { MeshIntent, PolicyIntent, Reoptimize } from "../../policy/intent.ts";
import { parseBandwidthBps, parseDurationSeconds, parsePercent } from "../units.ts";
import type { Fields } from "./fields.ts";
import { isObject } from "./fields.ts";
import { readCandidatePath } from "./path_document.ts";

export function readPolicy(fields: Fields): PolicyIntent {
  const name = readName(fields);
  const headend = fields.required("headend", "paris");
  const endpoint = fields.required("endpoint", "rome");
  return { kind: "Policy", name, headend, endpoint, ...readTemplate(fields) };
}

export function readMesh(fields: Fields): MeshIntent {
  const name = readName(fields);
  const routers = readRouters(fields);
  const exclude = fields.texts("exclude");
  const template = fields.object("template");
  if (!fields.has("template")) {
    fields.wrong("template", "template is missing", "add it with color and candidatePaths");
  }
  const policy = readTemplate(template, fields.has("template"));
  template.finish();
  return {
    kind: "Mesh",
    name,
    routers,
    ...(exclude.length > 0 && { exclude }),
    template: policy,
  };
}

/** Names stand in addresses (`/v1/policies/{name}`) and on the wire, so they are short and plain. */
export function readName(fields: Fields): string {
  const name = fields.required("name", "gold-paris-rome");
  if (name !== "" && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name)) {
    fields.wrong(
      "name",
      `"${name}" cannot be a name`,
      "use up to 63 letters, digits, dots, dashes and underscores, a letter or digit first",
    );
  }
  return name;
}

function readTemplate(fields: Fields, complain = true): MeshIntent["template"] {
  const color = fields.integer("color", 1, 0xffffffff); // not zero (RFC 9256 §2.1)
  if (complain && !fields.has("color")) {
    fields.wrong("color", "color is missing", "add a number from 1; routers steer by it");
  }
  const paths = fields.objects("candidatePaths");
  if (complain && paths.length === 0) {
    fields.wrong(
      "candidatePaths",
      "there is no candidate path",
      "add at least one, for example { preference: 100, dynamic: { metric: igp } }",
    );
  }
  const candidatePaths = paths.map(readCandidatePath);
  const seen = new Set<number>();
  for (const [i, path] of candidatePaths.entries()) {
    if (seen.has(path.preference)) {
      fields.wrong(
        `candidatePaths[${i}].preference`,
        `two candidate paths have preference ${path.preference}`,
        "give each its own; the higher wins",
      );
    }
    seen.add(path.preference);
  }
  return {
    color: color ?? 1,
    ...given({ bindingSid: readBindingSid(fields), reoptimize: readReoptimize(fields) }),
    bandwidthBps: fields.quantity("bandwidth", "bandwidthBps", parseBandwidthBps, "2Gbps") ?? 0,
    priority: readPriority(fields),
    onNoPath: fields.oneOf("onNoPath", ["keep", "down", "return"], "keep"),
    adminUp: fields.flag("adminUp", true),
    labels: fields.labels("labels"),
    candidatePaths,
  };
}

/** "auto", a label in digits or as a number, or an SRv6 SID. */
function readBindingSid(fields: Fields): number | string | undefined {
  const value = fields.text("bindingSid");
  if (value === undefined || value === "auto") return value;
  const label = /^\d+$/.test(value) ? Number(value) : NaN;
  if (label >= 16 && label <= 0xfffff) return label;
  const sid = canonicalIpv6(value);
  if (sid !== undefined) return sid;
  return fields.wrong(
    "bindingSid",
    `bindingSid is "${value}"`,
    "use auto, a label from 16 to 1048575, or an SRv6 SID",
  );
}

/** 0 is best, 7 the last and the default; hold may not be worse than setup (RFC 3209 §4.7.1). */
export function readPriority(fields: Fields): PolicyIntent["priority"] {
  const priority = fields.object("priority");
  const setup = priority.integer("setup", 0, 7) ?? 7;
  const hold = priority.integer("hold", 0, 7) ?? setup;
  if (hold > setup) {
    priority.wrong(
      "hold",
      `hold ${hold} is worse than setup ${setup}`,
      "use a hold that is not a higher number than setup",
    );
  }
  priority.finish();
  return { setup, hold };
}

function readReoptimize(fields: Fields): Reoptimize | undefined {
  if (!fields.has("reoptimize")) return undefined;
  const rules = fields.object("reoptimize");
  const duration = (short: string) =>
    rules.quantity(short, `${short}Seconds`, parseDurationSeconds, "30m");
  const gain = rules.quantity("minimumGain", "minimumGainPercent", parsePercent, "5%", 100);
  const intervalSeconds = duration("interval");
  if (!rules.has("interval") && !rules.has("intervalSeconds")) {
    rules.wrong("interval", "interval is missing", "add it, for example interval: 30m");
  }
  const minimumIntervalSeconds = duration("minimumInterval") ?? 60;
  rules.finish();
  return {
    intervalSeconds: intervalSeconds ?? 1800,
    minimumGainPercent: gain ?? 5,
    minimumIntervalSeconds,
  };
}

/** `{ label: core }`, `{ label: "role=core" }`, `{ labels: { role: core } }`, `{ names: […] }`, or a list of names. */
function readRouters(fields: Fields): MeshIntent["routers"] {
  const value = fields.raw("routers");
  if (Array.isArray(value)) return { names: fields.texts("routers") };
  if (value !== undefined && !isObject(value)) {
    fields.wrong("routers", "routers is not a choice", "write { label: core }, or a list of names");
    return { names: [] };
  }
  const choice = fields.object("routers");
  const names = choice.texts("names");
  const labels = choice.labels("labels");
  const label = choice.text("label");
  if (label !== undefined) {
    const [key, word] = label.includes("=") ? label.split("=", 2) : ["role", label];
    labels[key!] = word!; // a word alone is the label `role`, as in the documents' own example
  }
  if (names.length > 0 && Object.keys(labels).length > 0) {
    choice.wrong("names", "names and labels choose twice", "keep one of them");
  }
  choice.finish();
  return names.length > 0 ? { names } : { labels };
}
