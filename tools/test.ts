/**
 * All tests, part by part, with one line of sums at the end: `deno task test [PART…]`. At home a part that cannot run
 * is skipped with a line that says why; with CI=true a skip is a failure.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { buildUi, ROOT, statusOf } from "./run.ts";

interface Part {
  readonly name: string;
  readonly about: string;
  run(): Promise<Outcome>;
}
interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const DENO = Deno.execPath();
const CI = Deno.env.get("CI") === "true";
/** Folders of tests/ that have a part of their own, or are no tests. */
const APART = ["ui", "lab", "package", "bench"];
const PURE = ["lib", "wire", "pcep", "bgp", "ted", "path", "policy", "controller"];

const PARTS: readonly Part[] = [
  { name: "format", about: "deno fmt --check", run: () => check("fmt", "--check") },
  { name: "lint", about: "deno lint", run: () => check("lint") },
  { name: "types", about: "deno check", run: () => check("check", "--quiet") },
  {
    name: "browser-types",
    about: "the pure rooms, with a browser's library alone",
    run: () =>
      check(
        "check",
        "--quiet",
        "--no-lock",
        "--config",
        "tools/browser.json",
        ...PURE.map((room) => `src/${room}/`),
      ),
  },
  { name: "unit", about: "unit, property, transcript, architecture, API", run: () => unit() },
  { name: "browser", about: "the UI in Chromium", run: browser },
  { name: "lab", about: "real routers in namespaces", run: () => tests("task", "lab:test") },
  { name: "package", about: "the one executable", run: () => denoTest("tests/package/") },
];

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    console.error(`there is no part ${unknown[0]}; known: ${PARTS.map((p) => p.name).join(", ")}`);
    return 2;
  }
  const sums: (Outcome & { readonly name: string; readonly seconds: number })[] = [];
  for (const part of PARTS) {
    if (wanted.length > 0 && !wanted.includes(part.name)) continue;
    console.log(`\n── ${part.name}: ${part.about}`);
    const begun = performance.now();
    const outcome = await part.run();
    sums.push({ name: part.name, seconds: (performance.now() - begun) / 1000, ...outcome });
  }
  return report(sums);
}

function report(sums: readonly (Outcome & { name: string; seconds: number })[]): number {
  console.log("");
  for (const { name, passed, failed, skipped, seconds } of sums) {
    const words = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    console.log(`${name.padEnd(14)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${words}`);
  }
  const sum = (key: "passed" | "failed" | "skipped") => sums.reduce((n, s) => n + s[key], 0);
  const failed = sum("failed") + (CI ? sum("skipped") : 0);
  console.log(`${sum("passed")} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** A check is one test. */
async function check(...words: string[]): Promise<Outcome> {
  const good = await statusOf(DENO, words, { env: ENVIRONMENT }) === 0;
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 };
}

const unit = (): Promise<Outcome> =>
  denoTest(
    ...readdirSync(join(ROOT, "tests"), { withFileTypes: true })
      .filter(({ name }) => !APART.includes(name))
      .filter((entry) => entry.isDirectory() || entry.name.endsWith("_test.ts"))
      .map((entry) => `tests/${entry.name}${entry.isDirectory() ? "/" : ""}`),
  );

async function browser(): Promise<Outcome> {
  await buildUi();
  return await denoTest("tests/ui/");
}

const denoTest = (...paths: string[]): Promise<Outcome> =>
  tests("test", "-A", "--no-check", "--trace-leaks", ...paths);

/** A run of `deno test`, counted by what it says itself. */
async function tests(...words: string[]): Promise<Outcome> {
  let said = "";
  const status = await statusOf(DENO, words, {
    env: ENVIRONMENT,
    hear: (text) => {
      said += text;
      Deno.stdout.writeSync(new TextEncoder().encode(text));
    },
  });
  const outcome = { passed: 0, failed: 0, skipped: 0 };
  const lines = said.matchAll(
    /^(?:ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed(?: \(\d+ steps?\))?(?: \| (\d+) ignored)?/gm,
  );
  for (const [, passed, failed, ignored] of lines) {
    outcome.passed += Number(passed);
    outcome.failed += Number(failed);
    outcome.skipped += Number(ignored ?? 0);
  }
  if (/^skipped: /m.test(said) && outcome.skipped === 0) outcome.skipped = 1;
  if (status !== 0 && outcome.failed === 0) outcome.failed = 1;
  return outcome;
}

const ENVIRONMENT = { NO_COLOR: "1", RUST_BACKTRACE: "0" };

Deno.exit(await main(Deno.args));
