/**
 * Defects, each put into a core that is otherwise the real one: the invariant that is there for it must fail within a
 * few seeds. So we know that a run without faults says something.
 */
import { pack, type Plain, unpack } from "../../src/lib/pack.ts";
import { live } from "./life.ts";
import { type Defect, making } from "./mutant.ts";
import {
  dynamic,
  ERO,
  heardOf,
  is,
  isDelete,
  LSP,
  objectsIn,
  patched,
  REPORT,
  safety,
  UPDATE,
  written,
} from "./mutant_tools.ts";

export interface Mutant {
  readonly name: string;
  readonly finds: RegExp; // what must be among the faults
  readonly defectOf: () => Defect;
}

const SEEDS = 30;

/** The first seed that finds it and the fault; undefined: none of them does. */
export function tryMutant(
  { finds, defectOf }: Mutant,
): { seed: number; fault: string } | undefined {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const options = { seed, topology: "five", twin: seed % 3 === 0, stopAt: finds };
    const { faults } = live(options, making(defectOf));
    const fault = faults.find((text) => finds.test(text));
    if (fault !== undefined) return { seed, fault };
  }
  return undefined;
}

/** Answers whether each of them is found. */
export function tryMutants(say: (line: string) => void): boolean {
  let all = true;
  for (const mutant of MUTANTS) {
    const found = tryMutant(mutant);
    all &&= found !== undefined;
    say(
      found
        ? `${mutant.name}: seed ${found.seed}: ${found.fault.slice(0, 120)}`
        : `${mutant.name}: NOT FOUND in ${SEEDS} seeds`,
    );
  }
  return all;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: "a delete names no LSP",
    finds: /PCInitiate with R=1 and PLSP-ID 0/,
    defectOf: is({
      says: written((one) =>
        isDelete(one)
          ? patched(one, LSP, (view, at) => view.setUint32(at + 4, view.getUint32(at + 4) & 0xfff))
          : one
      ),
    }),
  },
  {
    name: "it takes every LSP for delegated",
    finds: /whose last report had D=0/,
    defectOf: is({
      hears: heardOf((one) => {
        if (one[1] !== REPORT) return one;
        return patched(one, LSP, (view, at) => {
          const flags = view.getUint32(at + 4);
          if (flags >>> 12 !== 0) view.setUint32(at + 4, flags | 1);
        });
      }),
    }),
  },
  {
    name: "it does not hear a freeze",
    finds: /while .*frozen/,
    defectOf: is({
      hears: ({ at, what }) => {
        if (what.on !== "command" || what.command.do !== "freeze") return { at, what };
        return { at, what: { ...what, command: { ...what.command, dryRun: true } } };
      },
    }),
  },
  {
    name: "it stays in control",
    finds: /to \S+ in (observe|advise) mode/,
    defectOf: is({
      hears: ({ at, what }) => {
        if (what.on !== "command" || what.command.do !== "mode") return { at, what };
        return { at, what: { ...what, command: { ...what.command, dryRun: true } } };
      },
    }),
  },
  {
    name: "it does not wait for its feeds",
    finds: /before feed/,
    defectOf: is({ hears: safety({ startQuietSeconds: 0.2, startShare: 0 }) }),
  },
  {
    name: "it gives no grace",
    finds: /before its grace/,
    defectOf: is({ hears: safety({ syncGraceSeconds: 0 }) }),
  },
  {
    name: "it leaves updates out",
    finds: /wants \[|is (down|pending)|not delegated|no path/,
    defectOf: is({ says: written((one) => one[1] === UPDATE ? undefined : one) }),
  },
  {
    name: "it leaves deletes out",
    finds: /without an intent|not yet gone/,
    defectOf: is({ says: written((one) => isDelete(one) ? undefined : one) }),
  },
  {
    name: "it writes another label",
    finds: /wants \[.*\] and has|is dropped at|ends at|crosses|has a path and is/,
    defectOf: is({
      says: written((one) =>
        one[1] !== UPDATE
          ? one
          : patched(one, ERO, (view, at) => view.setUint32(at + 8, view.getUint32(at + 8) + 0x1000))
      ),
    }),
  },
  {
    name: "it updates PLSP-IDs that nobody has",
    finds: /never reported or removed/,
    defectOf: is({
      says: written((one) =>
        one[1] !== UPDATE
          ? one
          : patched(one, LSP, (view, at) =>
            view.setUint32(at + 4, view.getUint32(at + 4) + 0x500000))
      ),
    }),
  },
  {
    name: "it does not read what is synchronised",
    finds: /PCInitiate of .*has reported/,
    defectOf: is({
      hears: heardOf((one) => {
        if (one[1] !== REPORT) return one;
        const [lsp] = [...objectsIn(one)].filter((object) => object.class === LSP);
        return lsp && (one[lsp.at + 7]! & 2) === 2 ? undefined : one;
      }),
    }),
  },
  {
    name: "it forgets a policy that it stored",
    finds: /octets of intent, acknowledged were|is missing/,
    defectOf: is({
      says: (effect) => {
        if (effect.do !== "store") return [effect];
        return [{ ...effect, rows: effect.rows.filter(({ table }) => table !== "policy") }];
      },
    }),
  },
  {
    name: "it acts before its intent is on disk",
    finds: /before its intent is on disk/,
    defectOf: is({
      answers: (answer, { at }, core) => {
        const effects = [...answer.effects];
        let { wakeAt } = answer;
        for (const effect of answer.effects) {
          if (effect.do !== "store") continue;
          const on = "stored", through = effect.sequence;
          const more = core.handle({ at, what: { on, through } });
          effects.push(...more.effects);
          wakeAt = more.wakeAt;
        }
        return { effects, wakeAt };
      },
      hears: (event) => event.what.on === "stored" ? undefined : event,
    }),
  },
  {
    name: "it keeps what nothing needs",
    finds: /are kept, at most/,
    defectOf: is({
      saves: (saved) => {
        const whole = unpack(saved) as unknown as { state: { laneOwner: Map<Plain, Plain> } };
        for (let n = 0; n < 200; n++) whole.state.laneOwner.set(-1 - n, -1);
        return pack(whole as unknown as Plain);
      },
    }),
  },
  {
    name: "it computes without constraints",
    finds: /crosses|has a sum of|does not pass/,
    defectOf: is({
      jobs: dynamic((path) => ({
        ...path,
        bounds: {},
        includeAny: [],
        includeAll: [],
        excludeAny: [],
        include: [],
        excludeLinks: [],
        excludeRouters: [],
        excludeSrlgs: [],
      })),
    }),
  },
  {
    name: "it takes one metric for another",
    finds: /is possible/,
    defectOf: is({
      jobs: dynamic((path) => ({ ...path, metric: path.metric === "te" ? "hops" : "te" })),
    }),
  },
  {
    name: "it says things again and again",
    finds: /is told more than/,
    defectOf: () => {
      const last = new Map<number, { readonly bytes: Uint8Array; at: number }>();
      return {
        says: (effect, { at }) => {
          if (effect.do === "write" && effect.bytes[1] === UPDATE) {
            last.set(effect.connection, { bytes: effect.bytes, at });
          }
          return [effect];
        },
        answers: (answer, { at, what }) => {
          const told = what.on === "received" ? last.get(what.connection) : undefined;
          if (!told || what.on !== "received" || at < told.at + 9e6) return answer;
          told.at = at;
          const { connection } = what, { bytes } = told;
          return { ...answer, effects: [...answer.effects, { do: "write", connection, bytes }] };
        },
      };
    },
  },
  {
    name: "another core answers otherwise",
    finds: /a replay answers/,
    defectOf: () => {
      const own = cores++;
      return {
        answers: (answer) => own % 2 === 0 ? answer : { ...answer, wakeAt: answer.wakeAt + 1 },
      };
    },
  },
];
let cores = 0;
