/**
 * Who changes things while the controller is killed: each client owns names of its own and asks one thing at a time, so
 * that it knows what has to be there: all that was acknowledged, and the last thing asked for whole or not at all.
 */
import type { Random } from "../../lab/sim/random.ts";
import type { Command } from "../../src/controller/command.ts";
import type { PolicyIntent } from "../../src/policy/intent.ts";
import { policy } from "../controller/simulation.ts";
import type { Dump, KnownPolicy, Told } from "./kill_child.ts";

/** Names and what is known of each: the tag that its last change put on it, and its colour. */
type Held = ReadonlyMap<string, { readonly tag: string; readonly color: number }>;

export interface Client {
  /** The next thing to ask. */
  ask(): { readonly by: string; readonly command: Command };
  /** It was answered: acknowledged, or refused. */
  told(told: Told): void;
  /** What is wrong in what came back after a kill; from here on that counts. */
  compare(dump: Dump): string[];
  /** Nothing is there any more, on purpose. */
  forget(): void;
  readonly counts: { acknowledged: number; kept: number; gone: number };
}

export function policyClient(id: number, random: Random): Client {
  let held: Held = new Map();
  let asked: { tag: string; after: Held; subjects: number } | undefined;
  let known = new Map<string, KnownPolicy>();
  let next = 0;
  const counts = { acknowledged: 0, kept: 0, gone: 0 };
  const names = Array.from({ length: 6 }, (_, i) => `c${id}-p${i}`);

  function plan(tag: string): { command: Command; after: Held; subjects: number } {
    const after = new Map(held);
    const there = names.filter((name) => held.has(name));
    if (there.length > 2 && random.between(0, 3) === 0) {
      const name = random.pick(there);
      after.delete(name);
      return { command: { do: "delete", kind: "Policy", name }, after, subjects: 1 };
    }
    const some = names.filter(() => random.between(0, 1) === 0);
    const chosen = some.length > 0 ? some : [names[0]!];
    const intents = chosen.map((name): PolicyIntent => {
      const before = held.get(name);
      const other = random.between(0, 4) === 0 ? random.between(1, 9) : 0;
      const color = before && other === 0
        ? before.color
        : 1000 * (id + 1) + 10 * names.indexOf(name) + other;
      after.set(name, { tag, color });
      return policy({ name, color, labels: { tag } });
    });
    const command = { do: "apply", intents, prune: false, dryRun: false } as const;
    return { command, after, subjects: intents.length };
  }
  /** Who keeps its name and its key keeps its uid and discriminators. */
  function identity(now: readonly KnownPolicy[]): string[] {
    const faults: string[] = [];
    for (const one of now) {
      const before = known.get(one.name);
      if (before && before.color === one.color) {
        if (before.uid !== one.uid) faults.push(`${one.name} was ${before.uid}, is ${one.uid}`);
        if (before.paths.join() !== one.paths.join()) {
          faults.push(`${one.name} had paths ${before.paths}, has ${one.paths}`);
        }
      }
      known.set(one.name, one);
    }
    return faults;
  }

  const faults: string[] = [];
  return {
    counts,
    ask() {
      const tag = `c${id}-${next++}`;
      const { command, after, subjects } = plan(tag);
      asked = { tag, after, subjects };
      return { by: tag, command };
    },
    told({ ok, why, policies }) {
      if (!asked) return;
      if (ok) {
        for (const name of held.keys()) if (!asked.after.has(name)) known.delete(name);
        held = asked.after;
        counts.acknowledged++;
        faults.push(...identity(policies));
      } else faults.push(`${asked.tag} was refused: ${why}`);
      asked = undefined;
    },
    compare({ policies, audit }) {
      const mine = policies.filter(({ name }) => name.startsWith(`c${id}-`));
      const found: Held = new Map(mine.map(({ name, tag, color }) => [name, { tag, color }]));
      if (found.size !== mine.length) faults.push(`client ${id} has a policy twice`);
      const done = asked !== undefined && same(found, asked.after);
      if (!done && !same(found, held)) {
        faults.push(
          `client ${id} has ${words(found)}, was acknowledged ${words(held)}` +
            (asked ? `, and had asked for ${words(asked.after)}` : ""),
        );
      }
      if (asked) {
        const entries = audit.filter(({ by }) => by === asked!.tag).length;
        const expected = done && !same(asked.after, held) ? asked.subjects : 0;
        if (entries !== expected) {
          faults.push(`${asked.tag}: ${entries} audit entries, not ${expected}`);
        }
        if (done) counts.kept++;
        else counts.gone++;
      }
      for (const name of [...known.keys()]) if (!found.has(name)) known.delete(name);
      faults.push(...identity(mine));
      held = found;
      asked = undefined;
      return faults.splice(0);
    },
    forget() {
      held = new Map();
      known = new Map();
      asked = undefined;
    },
  };
}

/** Freezes, thaws and changes the mode; `frozenName` is a policy of another client that it may freeze. */
export function gateClient(random: Random): Client {
  interface Gate {
    readonly mode: string;
    readonly frozen: string;
  }
  let gate: Gate = { mode: "control", frozen: "" };
  let asked: Gate | undefined;
  let next = 0;
  const counts = { acknowledged: 0, kept: 0, gone: 0 };
  const faults: string[] = [];
  const equal = (a: Gate, b: Gate) => a.mode === b.mode && a.frozen === b.frozen;
  return {
    counts,
    ask() {
      const by = `gate-${next++}`;
      if (random.between(0, 1) === 0) {
        const mode = random.pick(["observe", "advise", "control"] as const);
        asked = { ...gate, mode };
        return { by, command: { do: "mode", mode, dryRun: false } };
      }
      asked = { ...gate, frozen: gate.frozen === "" ? `reason ${by}` : "" };
      return {
        by,
        command: asked.frozen === "" ? { do: "thaw" } : { do: "freeze", reason: asked.frozen },
      };
    },
    told({ ok, why }) {
      if (ok && asked) gate = asked;
      if (ok) counts.acknowledged++;
      else faults.push(`the gate was refused: ${why}`);
      asked = undefined;
    },
    compare({ mode, frozen }) {
      const found = { mode, frozen };
      const done = asked !== undefined && equal(found, asked);
      if (!done && !equal(found, gate)) {
        faults.push(`the gate is ${JSON.stringify(found)}, was ${JSON.stringify(gate)}`);
      }
      if (asked && done) counts.kept++;
      else if (asked) counts.gone++;
      gate = found;
      asked = undefined;
      return faults.splice(0);
    },
    forget() {
      gate = { mode: "control", frozen: "" };
      asked = undefined;
    },
  };
}

const words = (held: Held): string =>
  [...held].sort().map(([name, { tag, color }]) => `${name}:${tag}:${color}`).join(" ");
const same = (a: Held, b: Held): boolean => words(a) === words(b);
