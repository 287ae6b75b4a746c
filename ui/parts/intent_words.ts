/** What an operator wants, in words: the lines of the Intent column, and as the YAML that `cairn apply` takes. */
import type { Bounds, DynamicPath } from "../../src/gen/cairn/v1/path_pb.ts";
import type {
  CandidatePathIntent,
  Policy,
  PolicyIntent,
} from "../../src/gen/cairn/v1/policy_pb.ts";
import { delay, figures, rate, text } from "./format.ts";

export function boundsOf(policy: Policy): Bounds | undefined {
  const path = firstPath(policy.intent)?.path;
  return path?.case === "dynamic" ? path.value.bounds : undefined;
}

export function firstPath(intent: PolicyIntent | undefined): CandidatePathIntent | undefined {
  let best: CandidatePathIntent | undefined;
  for (const path of intent?.candidatePaths ?? []) {
    if (best === undefined || (path.preference ?? 100) > (best.preference ?? 100)) best = path;
  }
  return best;
}

export type Line = readonly [string, string];

const METRICS: Readonly<Record<string, string>> = {
  igp: "IGP metric",
  te: "TE metric",
  delay: "delay",
  hops: "number of hops",
};

export function intentLines(intent: PolicyIntent | undefined): readonly Line[] {
  if (intent === undefined) return [];
  const path = firstPath(intent)?.path;
  const lines: Line[] = [];
  if (path?.case === "explicit") {
    lines.push([
      "Explicit",
      path.value.segments.map(({ segment }) => String(segment.value)).join(", "),
    ]);
  }
  if (path?.case === "dynamic") lines.push(...dynamicLines(path.value));
  if (intent.bandwidthBps > 0) lines.push(["Bandwidth", text(rate(intent.bandwidthBps))]);
  if (intent.onNoPath !== "" && intent.onNoPath !== "keep") {
    lines.push(["If no path", NO_PATH[intent.onNoPath] ?? intent.onNoPath]);
  }
  if (intent.bindingSid !== "") lines.push(["Binding SID", intent.bindingSid]);
  if (intent.adminUp === false) lines.push(["Admin", "shut"]);
  if (intent.candidatePaths.length > 1) {
    lines.push(["Candidates", String(intent.candidatePaths.length)]);
  }
  return lines;
}

const NO_PATH: Readonly<Record<string, string>> = {
  down: "take it down",
  return: "give the delegation back",
};

function dynamicLines(path: DynamicPath): Line[] {
  const lines: Line[] = [];
  const bounds = boundWords(path.bounds);
  lines.push(["Lowest", METRICS[path.metric || "igp"] ?? path.metric]);
  if (bounds.length > 0) lines.push(["At most", bounds.join(", ")]);
  const { affinity } = path;
  if (affinity !== undefined) {
    if (affinity.excludeAny.length > 0) {
      lines.push(["Avoid", `affinity ${affinity.excludeAny.join(", ")}`]);
    }
    if (affinity.includeAny.length > 0) {
      lines.push(["Any of", `affinity ${affinity.includeAny.join(", ")}`]);
    }
    if (affinity.includeAll.length > 0) {
      lines.push(["All of", `affinity ${affinity.includeAll.join(", ")}`]);
    }
  }
  const elements = (list: DynamicPath["include"]) =>
    list.map(({ element }) =>
      element.case === "srlg" ? `SRLG ${element.value}` : String(element.value ?? "")
    ).join(", ");
  if (path.include.length > 0) lines.push(["Through", elements(path.include)]);
  if (path.exclude.length > 0) lines.push(["Not over", elements(path.exclude)]);
  if (path.disjoint !== undefined) {
    lines.push(["Disjoint", `${path.disjoint.from}, group ${path.disjoint.group}`]);
  }
  if (path.sidAlgorithm > 0) lines.push(["Algorithm", String(path.sidAlgorithm)]);
  return lines;
}

function boundWords(bounds: Bounds | undefined): readonly string[] {
  if (bounds === undefined) return [];
  const words: string[] = [];
  if (bounds.delayMicroseconds !== undefined) words.push(text(delay(bounds.delayMicroseconds)));
  if (bounds.hops !== undefined) words.push(`${bounds.hops} hops`);
  if (bounds.igpMetric !== undefined) words.push(`IGP ${bounds.igpMetric}`);
  if (bounds.teMetric !== undefined) words.push(`TE ${bounds.teMetric}`);
  if (bounds.segments !== undefined) words.push(`${bounds.segments} labels`);
  if (bounds.lossPercent !== undefined) words.push(`${figures(bounds.lossPercent)} % loss`);
  if (bounds.utilisationPercent !== undefined) {
    words.push(`${figures(bounds.utilisationPercent)} % load`);
  }
  return words;
}
