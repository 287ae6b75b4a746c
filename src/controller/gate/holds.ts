/** Everything that keeps messages from leaving now, in words: the first thing that people see of the controller. */
import { given } from "../../lib/given.ts";
import { type Freeze, FREEZE_FILE } from "../../policy/gate.ts";
import type { Mode } from "../../policy/intent.ts";
import { findRouter } from "../routers/routers.ts";
import { goneWords } from "./ted_guard.ts";
import type { Reading } from "../turn.ts";
import type { HoldRow } from "../view/view_network.ts";

/** The widest first: what stops everything, then routers, policies and meshes. */
export function holdsOf(r: Reading): HoldRow[] {
  const { gate, guards } = r.s, { frozenSince } = r.caches.ted;
  const holds: HoldRow[] = [];
  if (gate.freeze) holds.push(frozen("", "", gate.freeze));
  if (gate.mode !== "control") holds.push(modeHold("", gate.mode));
  for (const text of gate.startWaits) {
    holds.push({ kind: "start", subject: "", text: `Starting: ${text}`, ends: "cairn go" });
  }
  if (frozenSince !== undefined) {
    const text = "No feed tells the topology: it is kept as it was last told, and nothing moves.";
    holds.push({ kind: "tedFrozen", subject: "", text, since: frozenSince });
  }
  if (guards.hold?.is === "holding") {
    const { since } = guards.hold;
    const text = `${goneWords(r.s)} ${guards.aside.size} policies stay as they ` +
      "are until that is confirmed, or the topology is back.";
    holds.push({ kind: "tedGuard", subject: "", text, since, ends: "cairn confirm topology" });
  }
  const narrow = [...routerHolds(r), ...overloads(r), ...policyHolds(r), ...rollouts(r)];
  return [...holds, ...narrow].slice(0, MOST);
}

function routerHolds(r: Reading): HoldRow[] {
  const { gate } = r.s, nameOf = (word: string) => findRouter(r, word)?.name ?? word;
  const modes = new Map(
    [...gate.declaredModes, ...gate.routerModes].map(([word, mode]) =>
      [nameOf(word), mode] as const
    ),
  );
  return [
    ...[...gate.routerFreezes].map(([word, freeze]) => {
      const name = nameOf(word);
      return frozen(name, ` --router ${name}`, freeze);
    }),
    ...[...modes].filter(([, mode]) => mode !== "control" && mode !== gate.mode)
      .map(([name, mode]) => modeHold(name, mode)),
  ];
}

/** Routers that said by PCNtf that they have too much to do: only failures are repaired on them. */
function overloads({ s }: Reading): HoldRow[] {
  return [...s.pcep.values()].flatMap(({ overload, router }): HoldRow[] => {
    const subject = s.routers.get(router ?? -1)?.name;
    if (!overload || subject === undefined) return [];
    const { since, until, why } = overload;
    const how = until === undefined
      ? "until it says that it is over"
      : `until ${new Date(until / 1000).toISOString().slice(11, 19)} UTC`;
    const text = `${subject} says: ${why}. Only failures are repaired on it, ${how}.`;
    return [{ kind: "overload", subject, text, since }];
  });
}

function policyHolds({ s }: Reading): HoldRow[] {
  return [...s.gate.policyFreezes].map(([name, freeze]) =>
    frozen(name, ` --policy ${name}`, freeze)
  );
}

function rollouts({ s }: Reading): HoldRow[] {
  return [...s.guards.rollouts].map(([mesh, { at, first, waiting, failed }]): HoldRow => {
    const text = failed === undefined
      ? `Mesh ${mesh} is rolled out: ${first.size} policies go first, ${waiting.size} wait for them.`
      : `The rollout of mesh ${mesh} is held: ${failed}. ${waiting.size} policies wait.`;
    const ends = given({ ends: failed === undefined ? undefined : `cairn confirm mesh ${mesh}` });
    return { kind: "rollout", subject: mesh, text, since: at, ...ends };
  });
}

function frozen(subject: string, scope: string, { reason, by, at }: Freeze): HoldRow {
  const said = `${subject || "Everything"} is frozen by ${by}: ${reason}`;
  const byFile = by === FREEZE_FILE;
  const text = byFile ? `${said}. Taking the file away ends it.` : said;
  const ends = given({ ends: byFile ? undefined : `cairn thaw${scope}` });
  return {
    kind: "freeze",
    subject,
    text: /[.!?]$/.test(text) ? text : `${text}.`,
    since: at,
    by,
    ...ends,
  };
}
function modeHold(subject: string, mode: Mode): HoldRow {
  const scope = subject === "" ? "" : ` --router ${subject}`;
  return {
    kind: "mode",
    subject,
    text: `${subject || "The network"} is in ${mode} mode: nothing is sent.`,
    ends: `cairn mode control${scope}`,
  };
}

const MOST = 100;
