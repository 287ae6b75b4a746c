/** What needs attention, worst first: one row a cause, however many policies it hits. Alarms first, then what has none. */
import { computed } from "@preact/signals";
import type { Alarm } from "../../src/gen/cairn/v1/event_pb.ts";
import type { Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { capital, plural } from "../parts/format.ts";
import { href } from "./router.ts";
import { status, store } from "./store.ts";
import { micros, microsOr } from "./time.ts";
import { mainPath, policyTone, stateWord } from "./verdict.ts";

export interface Attention {
  readonly id: string;
  readonly tone: "bad" | "warn";
  readonly title: string;
  readonly text: string;
  readonly since: number;
  readonly actions: readonly { readonly word: string; readonly href: string }[];
}

export const attention = computed<readonly Attention[]>(() => {
  const alarms = store.alarm.all.value.filter((alarm) => alarm.active);
  // What is acknowledged or shelved calls for nobody, and is told all the same.
  const rows = fromAlarms(
    alarms.filter((a) => a.acknowledgedBy === undefined && a.shelvedBy === undefined),
  );
  const told = new Set(
    alarms.flatMap((alarm) => [alarm.subject.replace(/^policy /, ""), ...alarm.affected]),
  );
  const whole = alarms.filter((alarm) => alarm.affectedCount > alarm.affected.length)
    .map((alarm) => STATE_OF[alarm.kind]);
  const others = store.policy.all.value.filter(({ state }) => !whole.includes(state));
  rows.push(...fromPolicies(others, told));
  return rows.sort((a, b) => rank(a) - rank(b) || b.since - a.since);
});

/** Of an alarm that names only some of its policies: the state that all of them are in. */
const STATE_OF: Readonly<Record<string, string>> = {
  noPath: "noPath",
  listMismatch: "mismatch",
  requestRefused: "failed",
  lspConflict: "conflict",
};
const rank = (row: Attention): number => row.tone === "bad" ? 0 : 1;

/** More than three alarms of one kind about policies are one row: the cause is one, however many it hits. */
function fromAlarms(alarms: readonly Alarm[]): Attention[] {
  const kinds = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const key = alarm.subject.startsWith("policy ") ? alarm.kind : alarm.id;
    kinds.set(key, [...kinds.get(key) ?? [], alarm]);
  }
  return [...kinds.values()].flatMap((group) =>
    group.length > 3 ? [severalAlarms(group)] : group.map(fromAlarm)
  );
}

function severalAlarms(group: readonly Alarm[]): Attention {
  const names = group.map((alarm) => alarm.subject.replace(/^policy /, ""));
  const states = new Set(names.map((name) => store.policy.get(name)?.state ?? ""));
  const [state = ""] = states;
  const [text] = split(group[0]?.text ?? "");
  const said = states.size === 1 ? MANY[state] : undefined;
  return {
    id: `alarms/${group[0]?.kind ?? ""}`,
    tone: group.some((alarm) => toneOf(alarm) === "bad") ? "bad" : "warn",
    title: said === undefined
      ? `${text} and ${group.length - 1} more like it`
      : `${plural(group.length, "policy", "policies")} ${said}`,
    text: `${names.slice(0, 3).join(", ")} and ${group.length - 3} more.`,
    since: Math.min(...group.map((alarm) => microsOr(alarm.raisedAt))),
    actions: [{
      word: "List",
      href: href("policies", said === undefined ? {} : { filter: `state = ${state}` }),
    }],
  };
}

const MANY: Readonly<Record<string, string>> = {
  noPath: "have no path",
  down: "are down",
  failed: "are refused by their routers",
  mismatch: "are not reported as they were sent",
  conflict: "are in conflict with others",
};

/** A policy that is down or has no path is the worst there is, whatever weight its alarm has. */
function toneOf(alarm: Alarm): Attention["tone"] {
  if (alarm.severity === "critical" || alarm.kind === "noPath") return "bad";
  const policy = alarm.subject.startsWith("policy ")
    ? store.policy.get(alarm.subject.slice(7))
    : undefined;
  return policy !== undefined && policyTone(policy) === "bad" ? "bad" : "warn";
}

function fromAlarm(alarm: Alarm): Attention {
  const [title, text] = split(alarm.text);
  return {
    id: `alarm/${alarm.id}`,
    tone: toneOf(alarm),
    title,
    text: [text, namesIn(alarm)].filter((part) => part !== "").join(" "),
    since: microsOr(alarm.raisedAt),
    actions: [
      ...actionsFor(alarm.subject),
      { word: "Alarm", href: href("alarms", { sel: alarm.id }) },
    ],
  };
}

/** The policies that it hits, where there are several. */
function namesIn({ affected, affectedCount }: Alarm): string {
  if (affectedCount < 2) return "";
  const first = affected.slice(0, 3), more = affectedCount - first.length;
  return `${first.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** "link r2:10.0.1.1" → the page of that link. */
export function pageOf(subject: string): string | undefined {
  const [kind = "", ...rest] = subject.split(" ");
  const name = rest.join(" ");
  if (name === "") return undefined;
  switch (kind) {
    case "policy":
      return href(["policies", name]);
    case "router":
      return href("routers", { sel: name });
    case "link":
      return href("links", { sel: linkIdOf(name) });
    case "bgp":
      return href(["sessions", "bgp", name]);
    case "pcep":
      return href(["sessions", name]);
    case "lsp":
      return href("lsps", { sel: name });
    case "mesh":
      return href("meshes", { sel: name });
    default:
      return undefined;
  }
}

function linkIdOf(name: string): string {
  if (store.link.get(name) !== undefined) return name;
  return store.link.all.value.find((link) => link.name === name)?.id ?? name;
}

function actionsFor(subject: string): Attention["actions"] {
  const [kind = "", ...rest] = subject.split(" ");
  const name = rest.join(" ");
  const to = pageOf(subject);
  if (to === undefined) return [];
  if (kind === "policy") return [{ word: "Why", href: to }];
  if (kind === "router") {
    const session = store.router.get(name)?.session;
    return session === undefined
      ? [{ word: "Router", href: to }]
      : [{ word: "Session", href: href(["sessions", session]) }];
  }
  return [{ word: capital(kind === "bgp" || kind === "pcep" ? "session" : kind), href: to }];
}

/** Policies that are wrong and whose cause no alarm names; more than three of one state are one row. */
function fromPolicies(policies: readonly Policy[], told: ReadonlySet<string>): Attention[] {
  const groups = new Map<string, Policy[]>();
  for (const policy of policies) {
    const tone = policyTone(policy);
    if ((tone !== "bad" && tone !== "warn") || told.has(policy.name)) continue;
    if (tone === "warn" && policy.state === "up" && told.has(`router ${policy.headend}`)) continue;
    const key = policy.state === "up" ? `not heard from ${policy.headend}` : policy.state;
    groups.set(key, [...groups.get(key) ?? [], policy]);
  }
  return [...groups].flatMap(([key, group]) =>
    group.length > 3 ? [severalPolicies(key, group)] : group.map(onePolicy)
  );
}

const SAID: Readonly<Record<string, string>> = {
  up: "is not heard from",
  noPath: "has no path",
  mismatch: "is not reported as it was sent",
  conflict: "is in conflict with another",
};

function onePolicy(policy: Policy): Attention {
  const remedy = mainPath(policy)?.computed?.remedy;
  const word = SAID[policy.state] ?? `is ${stateWord(policy.state)}`;
  return {
    id: `policy/${policy.name}`,
    tone: policyTone(policy) === "bad" ? "bad" : "warn",
    title: `${policy.name} ${word}`,
    text: [policy.verdict, remedy].filter((part) => part !== undefined && part !== "").join(" "),
    since: microsOr(policy.since),
    actions: [{ word: "Why", href: href(["policies", policy.name]) }],
  };
}

function severalPolicies(key: string, group: readonly Policy[]): Attention {
  const [first] = group;
  const state = first?.state ?? "";
  const word = MANY[state] ?? (state === "up" ? `are ${key}` : `are ${stateWord(state)}`);
  return {
    id: `policies/${key}`,
    tone: group.some((policy) => policyTone(policy) === "bad") ? "bad" : "warn",
    title: `${plural(group.length, "policy", "policies")} ${word}`,
    text: `${group.slice(0, 3).map((policy) => policy.name).join(", ")} and others.`,
    since: Math.min(...group.map((policy) => microsOr(policy.since))),
    actions: [{
      word: "List",
      href: href("policies", {
        filter: state === "up" ? `headend = "${first?.headend ?? ""}"` : `state = ${state}`,
      }),
    }],
  };
}

/** The first sentence is the title, the rest says what follows from it. */
function split(text: string): readonly [string, string] {
  const end = text.search(/[.:;] /);
  return end < 0
    ? [text.replace(/\.$/, ""), ""]
    : [text.slice(0, end), capital(text.slice(end + 2))];
}

export interface Verdict {
  readonly sentence: string;
  readonly rest: string;
}

/** The first line of the overview. */
export const verdict = computed<Verdict>(() => {
  const row = status.value;
  if (row === undefined) return { sentence: "", rest: "" };
  const number = attention.value.length;
  const rest = row.policies === 0
    ? "No policies yet."
    : row.policiesUp === row.policies
    ? `All ${plural(row.policies, "policy", "policies")} carry traffic as intended.`
    : `${row.policiesUp} of ${
      plural(row.policies, "policy", "policies")
    } carry traffic as intended.`;
  if (micros(row.tedFrozenSince) !== undefined) {
    return { sentence: "No feed tells the topology.", rest: `It is kept as it was. ${rest}` };
  }
  if (!row.ready) {
    return { sentence: "Starting.", rest: "Nothing is sent before the start gate opens." };
  }
  if (number > 0) {
    return {
      sentence: `${capital(WORDS[number] ?? String(number))} ${
        number === 1 ? "thing needs" : "things need"
      } attention.`,
      rest,
    };
  }
  if (row.policies === 0) return { sentence: "Nothing needs attention.", rest };
  if (row.policiesUp === row.policies) return { sentence: rest, rest: "" };
  return { sentence: "Nothing needs attention.", rest };
});

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
