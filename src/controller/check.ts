/** What is wrong with documents, before anything of them is applied: every problem with its field and its mend. */
import type { CandidatePathIntent, Intent, PolicyIntent } from "../policy/intent.ts";
import type { Problem } from "./command.ts";
import { policyNamed } from "./policies.ts";
import { findRouter } from "./routers.ts";
import type { Turn } from "./turn.ts";

export function checkIntents(t: Turn, intents: readonly Intent[]): Problem[] {
  const problems: Problem[] = [];
  const names = new Map<string, number>();
  intents.forEach((intent, i) => {
    const at = `intents[${i}]`;
    const same = names.get(`${intent.kind}/${intent.name}`);
    if (same !== undefined) {
      problems.push({
        field: `${at}.name`,
        problem: `${intent.kind} ${intent.name} is given twice.`,
        fix: `Remove one of them (the other is document ${same + 1}).`,
      });
    }
    names.set(`${intent.kind}/${intent.name}`, i);
    if (intent.kind === "Policy") checkPolicy(t, intent, at, problems);
    if (intent.kind === "Mesh") {
      const template = {
        ...intent.template,
        kind: "Policy",
        name: "",
        headend: "",
        endpoint: "",
      } as const;
      checkCommon(t, template, `${at}.template`, problems);
    }
  });
  checkTaken(t, intents, problems);
  return problems;
}

function checkPolicy(t: Turn, policy: PolicyIntent, at: string, problems: Problem[]): void {
  const existing = policyNamed(t.s, policy.name);
  if (existing && existing.origin !== "operator") {
    problems.push({
      field: `${at}.name`,
      problem: existing.origin === "mesh"
        ? `${policy.name} belongs to mesh ${existing.mesh}.`
        : `${policy.name} is what a router delegated; it is configured there.`,
      fix: "Choose another name.",
    });
  }
  const headend = findRouter(t, policy.headend), endpoint = findRouter(t, policy.endpoint);
  if (headend && headend === endpoint) {
    problems.push({
      field: `${at}.endpoint`,
      problem: `Headend and endpoint are both ${headend.name}.`,
      fix: "Name another endpoint.",
    });
  }
  checkCommon(t, policy, at, problems);
}

function checkCommon(t: Turn, policy: PolicyIntent, at: string, problems: Problem[]): void {
  const { first, last } = t.s.config.safety.colors;
  if (policy.color < first || policy.color > last) {
    problems.push({
      field: `${at}.color`,
      problem: `Colour ${policy.color} is outside the managed range ${first}-${last}.`,
      fix: "Choose a colour of the range, or widen safety.colors in the configuration.",
    });
  }
  if (policy.priority.hold > policy.priority.setup) {
    problems.push({
      field: `${at}.priority`,
      problem:
        `Hold priority ${policy.priority.hold} is worse than setup ${policy.priority.setup}.`,
      fix: "Hold must be at most setup (0 is best): else a policy could pre-empt itself.",
    });
  }
  if (policy.candidatePaths.length === 0) {
    problems.push({
      field: `${at}.candidatePaths`,
      problem: "There is no candidate path.",
      fix: "Give at least one, for example { preference: 100, dynamic: { metric: igp } }.",
    });
  }
  if (typeof policy.bindingSid === "number" && !isLabel(policy.bindingSid)) {
    problems.push({
      field: `${at}.bindingSid`,
      problem: `${policy.bindingSid} is no MPLS label.`,
      fix: 'Give a number from 16 to 1048575, or "auto".',
    });
  }
  const preferences = new Set<number>();
  policy.candidatePaths.forEach((path, i) => {
    const field = `${at}.candidatePaths[${i}]`;
    if (preferences.has(path.preference)) {
      problems.push({
        field: `${field}.preference`,
        problem: `Preference ${path.preference} is given twice.`,
        fix: "Give each candidate path its own; the highest valid one is used.",
      });
    }
    preferences.add(path.preference);
    checkPath(path, field, problems);
  });
}

/** What is understood but cannot be computed yet is refused, not ignored. */
function checkPath(path: CandidatePathIntent, field: string, problems: Problem[]): void {
  const cannot = (what: string, fix: string) =>
    problems.push({ field: `${field}.${what}`, problem: "This cannot be computed yet.", fix });
  if (!(Number.isInteger(path.preference) && path.preference >= 0 && path.preference < 2 ** 32)) {
    problems.push({
      field: `${field}.preference`,
      problem: `Preference ${path.preference} does not fit in 32 bits.`,
      fix: "Give a number from 0 to 4294967295.",
    });
  }
  if (path.path.type === "explicit") {
    for (const segment of path.path.segments) {
      if ("label" in segment && !isLabel(segment.label)) {
        problems.push({
          field: `${field}.explicit.segments`,
          problem: `${segment.label} is no MPLS label.`,
          fix: "Labels are numbers from 16 to 1048575.",
        });
      }
    }
    if (path.path.segments.some((s) => "srv6" in s)) {
      cannot("explicit.segments", "Use routers, adjacencies or labels.");
    }
    if (path.path.segments.length === 0) {
      problems.push({
        field: `${field}.explicit.segments`,
        problem: "The list is empty.",
        fix: "Give at least one segment.",
      });
    }
    return;
  }
  const { bounds, disjoint, dataplane, sidAlgorithm, include } = path.path;
  if (dataplane !== "sr-mpls") cannot("dynamic.dataplane", "Use sr-mpls.");
  if (sidAlgorithm !== 0) cannot("dynamic.sidAlgorithm", "Use 0, or leave it out.");
  if (disjoint) cannot("dynamic.disjoint", "Leave it out; exclude links or SRLGs by name instead.");
  if (bounds.lossPercent !== undefined) cannot("dynamic.bounds.loss", "Leave it out.");
  if (bounds.utilisationPercent !== undefined) {
    cannot("dynamic.bounds.utilisation", "Leave it out.");
  }
  include.forEach((element, i) => {
    if (!("router" in element)) {
      cannot(
        `dynamic.include[${i}]`,
        "Only routers can be included; name the routers of the link.",
      );
    }
  });
}

const isLabel = (label: number) => Number.isInteger(label) && label >= 16 && label < 2 ** 20;

/** One policy a headend, colour and endpoint (RFC 9256 §2.1). */
function checkTaken(t: Turn, intents: readonly Intent[], problems: Problem[]): void {
  const taken = new Map<string, string>();
  const keyOf = (p: PolicyIntent) =>
    `${findRouter(t, p.headend)?.id ?? p.headend} ${p.color} ${
      findRouter(t, p.endpoint)?.id ?? p.endpoint
    }`;
  const redefined = new Set(intents.filter((i) => i.kind === "Policy").map((i) => i.name));
  for (const policy of t.s.policies.values()) {
    if (policy.deleted || policy.origin === "router" || redefined.has(policy.name)) continue;
    taken.set(keyOf(policy.intent), policy.name);
  }
  intents.forEach((intent, i) => {
    if (intent.kind !== "Policy") return;
    const other = taken.get(keyOf(intent));
    if (other !== undefined) {
      problems.push({
        field: `intents[${i}].color`,
        problem: `Policy ${other} has this headend, colour and endpoint already.`,
        fix: "Choose another colour, or add a candidate path to that policy.",
      });
    }
    taken.set(keyOf(intent), intent.name);
  });
}
