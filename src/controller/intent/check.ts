/**
 * What is wrong with the meaning of documents, before anything of them is applied: every problem with its field and its
 * mend, whatever else is wrong. What is already wrong in form is not looked at a second time (api/documents).
 */
import { canonicalIpv6 } from "../../lib/address.ts";
import { nearest } from "../../lib/nearest.ts";
import { PROFILE_NAMES } from "../../pcep/profiles/detect.ts";
import type { Intent, PolicyIntent, RouterIntent } from "../../policy/intent.ts";
import { checkNames } from "./check_names.ts";
import { checkPath, isLabel, type Tell } from "./check_paths.ts";
import { checkTaken } from "./check_taken.ts";
import type { Problem } from "../command.ts";
import { policyNamed } from "./find_policies.ts";
import { findRouter } from "../routers/routers.ts";
import type { Turn } from "../turn.ts";

/** `deletes`: what goes in the same step. A policy stays in the way until its router has let go of it. */
export function checkIntents(
  t: Turn,
  intents: readonly Intent[],
  deletes: readonly Pick<Intent, "kind" | "name">[] = [],
): Problem[] {
  const problems: Problem[] = [];
  const affinities = affinityNames(t, intents);
  checkNames(intents, problems);
  checkTwice(intents, problems);
  intents.forEach((intent, i) => {
    const tell: Tell = (field, problem, fix) =>
      problems.push({ field: `intents[${i}].${field}`, problem, fix });
    if (intent.kind === "Policy") checkPolicy(t, intent, affinities, tell);
    if (intent.kind === "Mesh") {
      const { name } = intent;
      const template = {
        ...intent.template,
        kind: "Policy",
        name,
        headend: "",
        endpoint: "",
      } as const;
      checkCommon(
        t,
        template,
        affinities,
        (field, ...words) => tell(`template.${field}`, ...words),
      );
    }
    if (intent.kind === "Router") checkRouter(intent, tell);
  });
  const going = deletes.filter(({ kind }) => kind !== "Policy" && kind !== "Mesh");
  checkTaken(t, intents, going, problems);
  return problems;
}

/** The same kind and name in two documents, which may be in two files. */
function checkTwice(intents: readonly Intent[], problems: Problem[]): void {
  const names = new Map<string, number>();
  intents.forEach(({ kind, name }, i) => {
    const first = names.get(`${kind}/${name}`);
    if (first === undefined || name === "") {
      names.set(`${kind}/${name}`, i);
      return;
    }
    problems.push({
      field: `intents[${i}].name`,
      problem: `${kind} ${name} is given twice.`,
      fix: `Remove one of them (the other is document ${first + 1}).`,
    });
  });
}

function checkPolicy(t: Turn, policy: PolicyIntent, known: readonly string[], tell: Tell): void {
  const existing = policyNamed(t.s, policy.name);
  if (existing && existing.origin !== "operator") {
    const belongs = existing.origin === "mesh"
      ? `${policy.name} belongs to mesh ${existing.mesh}.`
      : `${policy.name} is what a router delegated; it is configured there.`;
    tell("name", belongs, "Choose another name.");
  }
  const headend = findRouter(t, policy.headend), endpoint = findRouter(t, policy.endpoint);
  const same = headend ? headend === endpoint : policy.headend === policy.endpoint;
  if (policy.headend !== "" && same) {
    const name = headend?.name ?? policy.headend;
    tell("endpoint", `Headend and endpoint are both ${name}.`, "Name another endpoint.");
  }
  checkEndpoint(t, policy, tell);
  checkCommon(t, policy, known, tell);
}

/** 0.0.0.0 and :: steer by colour alone (RFC 9256 §2.1): not every router takes them, and none computes to them. */
function checkEndpoint(t: Turn, policy: PolicyIntent, tell: Tell): void {
  const { endpoint, headend, candidatePaths } = policy;
  const router = findRouter(t, headend);
  const profile = router?.session === undefined ? undefined : t.s.pcep.get(router.session)?.profile;
  if (endpoint.includes(":") && profile?.ipv6Endpoints === false) {
    tell(
      "endpoint",
      `${profile.title} on ${router!.name} takes no IPv6 endpoint.`,
      "Name an IPv4 one.",
    );
  }
  if (endpoint !== "0.0.0.0" && endpoint !== "::") return;
  if (profile?.nullEndpoints === false) {
    tell(
      "endpoint",
      `${profile.title} on ${router!.name} takes no policy for every endpoint (${endpoint}).`,
      "Name an endpoint.",
    );
  }
  if (candidatePaths.some(({ path }) => path.type === "dynamic")) {
    tell(
      "endpoint",
      `${endpoint} stands for every endpoint, so a dynamic path has no end.`,
      "Give explicit segments, or name an endpoint.",
    );
  }
}

function checkCommon(t: Turn, policy: PolicyIntent, known: readonly string[], tell: Tell): void {
  const { first, last } = t.s.config.safety.colors;
  if (policy.color < first || policy.color > last) {
    tell(
      "color",
      `Colour ${policy.color} is outside the managed range ${first}-${last}.`,
      "Choose a colour of the range, or widen safety.colors in the configuration.",
    );
  }
  if (policy.priority.hold > policy.priority.setup) {
    tell(
      "priority.hold",
      `Hold priority ${policy.priority.hold} is worse than setup ${policy.priority.setup}.`,
      "Hold must be at most setup (0 is best): else a policy could pre-empt itself.",
    );
  }
  if (policy.candidatePaths.length === 0) {
    tell(
      "candidatePaths",
      "There is no candidate path.",
      "Give at least one, for example { preference: 100, dynamic: { metric: igp } }.",
    );
  }
  if (typeof policy.bindingSid === "number" && !isLabel(policy.bindingSid)) {
    tell(
      "bindingSid",
      `${policy.bindingSid} is no MPLS label.`,
      'Give a number from 16 to 1048575, or "auto".',
    );
  }
  if (typeof policy.bindingSid === "string" && policy.bindingSid !== "auto") {
    if (canonicalIpv6(policy.bindingSid) === undefined) {
      tell(
        "bindingSid",
        `${policy.bindingSid} is no SRv6 SID.`,
        'Give an IPv6 address, or "auto".',
      );
    }
  }
  const preferences = new Set<number>();
  policy.candidatePaths.forEach((path, i) => {
    const at = `candidatePaths[${i}]`;
    if (preferences.has(path.preference)) {
      tell(
        `${at}.preference`,
        `Preference ${path.preference} is given twice.`,
        "Give each candidate path its own; the highest valid one is used.",
      );
    }
    preferences.add(path.preference);
    checkPath(path, known, (field, ...words) => tell(`${at}.${field}`, ...words));
  });
}

function checkRouter({ pcep }: RouterIntent, tell: Tell): void {
  if (pcep.profile === undefined || PROFILES.includes(pcep.profile)) return;
  const near = nearest(pcep.profile, PROFILES);
  tell(
    "pcep.profile",
    `There is no profile ${pcep.profile}.`,
    `${near ? `Did you mean ${near}? ` : ""}Use one of ${PROFILES.join(", ")}.`,
  );
}
const PROFILES: readonly string[] = ["auto", ...PROFILE_NAMES];

/** Declared already, or by one of these documents. */
function affinityNames(t: Turn, intents: readonly Intent[]): readonly string[] {
  const given = intents.flatMap((intent) => intent.kind === "Affinity" ? [intent.name] : []);
  return [...t.s.declared.affinities.keys(), ...given];
}
