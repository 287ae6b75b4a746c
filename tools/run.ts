/** What the tools share: where the checkout is, and other programs run with their output shown. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../", import.meta.url)).replace(/\/$/, "");

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with every piece of output; absent: it is shown as it comes. */
  readonly hear?: (text: string) => void;
  readonly timeoutMilliseconds?: number;
}

/** Rejects unless the program ends with 0. */
export async function run(program: string, words: readonly string[], options: RunOptions = {}) {
  const status = await statusOf(program, words, options);
  if (status !== 0) {
    throw new Error(`${program} ${words.slice(0, 3).join(" ")} … ended with ${status}`);
  }
}

/** The exit status; a program that takes too long is ended and counts as 124. */
export function statusOf(
  program: string,
  words: readonly string[],
  { cwd = ROOT, env, hear, timeoutMilliseconds }: RunOptions = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, [...words], {
      cwd,
      env: { ...Deno.env.toObject(), ...env },
      stdio: ["ignore", hear ? "pipe" : "inherit", hear ? "pipe" : "inherit"],
    });
    let late = false;
    const timer = timeoutMilliseconds === undefined ? undefined : setTimeout(() => {
      late = true;
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), 5000);
    }, timeoutMilliseconds);
    child.stdout?.on("data", (chunk) => hear?.(String(chunk)));
    child.stderr?.on("data", (chunk) => hear?.(String(chunk)));
    child.on("error", (error) => {
      clearTimeout(timer);
      hear?.(`${error.message}\n`);
      resolve(127);
    });
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve(late ? 124 : status ?? 1);
    });
  });
}

export const uiIsBuilt = (): boolean => existsSync(join(ROOT, "ui", "dist", "index.html"));

/** Builds ui/dist anew. */
export async function buildUi(): Promise<void> {
  await run(Deno.execPath(), ["task", "ui:build"]);
}

/** Of V8, for the program as it is shipped: 28 MB less while 10,000 nodes come in, at no cost that shows. */
export const V8_FLAGS = "--v8-flags=--max-semi-space-size=8"; // MB
