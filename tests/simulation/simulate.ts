/**
 * Lives of a network and its controller, one a seed, in one thread and without sockets:
 * deno task simulate [--seed N [--router NAME] | --seeds N [--from SEED] [--brief]] [--topology NAME].
 * Exit status 1 if one fails.
 */
import { parseArgs } from "node:util";
import { live, type Outcome } from "./life.ts";

export const commandFor = (seed: number, topology?: string): string =>
  `deno task simulate --seed ${seed}${topology === undefined ? "" : ` --topology ${topology}`}`;

export interface Telling {
  readonly topology?: string | undefined;
  readonly whole?: boolean;
  readonly router?: string | undefined; // everything that was said with this one
}
/** A failed life in words, the command that replays it first. */
export function report(outcome: Outcome, { topology, whole, router }: Telling = {}): string {
  const deeds = whole ? outcome.deeds : outcome.deeds.slice(-25);
  const said = outcome.said(router);
  return [
    `seed ${outcome.seed} (${outcome.topology}): ${commandFor(outcome.seed, topology)}`,
    ...outcome.faults.slice(0, whole ? 100 : 12).map((fault) => `  ${fault}`),
    "what was done:",
    ...deeds.map((deed) => `  ${deed}`),
    "what was said last:",
    ...(router === undefined ? said.slice(-60) : said),
  ].join("\n");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      seeds: { type: "string", default: "100" },
      from: { type: "string", default: "1" },
      topology: { type: "string" },
      router: { type: "string" },
      brief: { type: "boolean", default: false },
    },
  });
  const { topology } = values;
  const first = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count)) {
    console.error("seeds are whole numbers");
    Deno.exit(2);
  }
  const begun = performance.now();
  let failed = 0;
  for (let seed = first; seed < first + count; seed++) {
    const outcome = live({ seed, twin: true, ...(topology === undefined ? {} : { topology }) });
    if (outcome.faults.length === 0) continue;
    failed++;
    console.log(
      values.brief
        ? `seed ${seed} (${outcome.topology}): ${
          outcome.faults.slice(0, 3).join(" | ").slice(0, 400)
        }`
        : report(outcome, { topology, whole: count === 1, router: values.router }),
    );
  }
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${count} seeds, ${failed} failed, ${(count / seconds).toFixed(2)} seeds per second`);
  Deno.exit(failed > 0 ? 1 : 0);
}
