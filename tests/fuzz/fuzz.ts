/**
 * `deno task fuzz [--minutes N] [--seed S] [--target NAME…]`: changes messages, streams, sessions and files until the time
 * is over. Finds are shrunk and written to tests/fuzz/regressions; what reached something new stays in .cache/fuzz.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { type Case, type TargetName, TARGETS } from "./case.ts";
import { readCases, removeCase, writeCase } from "./corpus.ts";
import { type Find, fuzz } from "./fuzzer.ts";

const CORPUS = fileURLToPath(new URL("../../.cache/fuzz/", import.meta.url));
const REGRESSIONS = fileURLToPath(new URL("regressions/", import.meta.url));

function main(): number {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string" },
      target: { type: "string", multiple: true },
    },
  });
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed);
  const targets = (values.target ?? TARGETS).map(targetNamed);
  if (!(minutes > 0) || !Number.isInteger(seed)) {
    throw new Error("--minutes N --seed S are numbers");
  }
  console.log(`seed ${seed}, ${minutes} min: ${targets.join(", ")}`);
  return run(minutes, seed, targets);
}

function targetNamed(name: string): TargetName {
  const known = TARGETS.find((target) => target === name);
  if (!known) throw new Error(`there is no target ${name}; known: ${TARGETS.join(", ")}`);
  return known;
}

function run(minutes: number, seed: number, targets: readonly TargetName[]): number {
  const until = performance.now() + minutes * 60_000;
  let told = performance.now(), reached = 0;
  const before = readCases(CORPUS);
  const kept = new Set<string>();
  const result = fuzz({
    seed,
    targets,
    start: before,
    goOn: (inputs) => {
      const now = performance.now();
      if (now - told > 30_000) {
        told = now;
        console.log(`${inputs} inputs, ${reached} things reached`);
      }
      return now < until;
    },
    onNew: (found: Case, words) => {
      reached += words.length;
      kept.add(writeCase(CORPUS, found, words.slice(0, 5).join("; ")));
    },
    onFind: tell,
  });
  // What later inputs reach as well is not needed any more.
  if (targets.length === TARGETS.length) {
    for (const { name } of before) {
      if (![...kept].some((path) => path.endsWith(name))) removeCase(CORPUS, name);
    }
  }
  const { inputs, finds, corpus } = result;
  console.log(
    `${inputs} inputs, ${result.reached.size} things reached by ${corpus.length} kept, ` +
      `${finds.length} ${finds.length === 1 ? "find" : "finds"}`,
  );
  return finds.length > 0 ? 1 : 0;
}

function tell({ signature, words, smallest }: Find): void {
  const path = writeCase(REGRESSIONS, smallest, signature);
  console.log(`\nFOUND ${signature}\n${words}\n  written to ${path}\n`);
}

Deno.exit(main());
