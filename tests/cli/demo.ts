/** A demo that runs while a test drives it by the command line; in the end its journal must replay. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "../../src/cli/program.ts";
import { type Paper, paper, run } from "./paper.ts";

export interface Demo {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly password: string;
  readonly journal: string;
  cairn(
    words: readonly string[],
    files?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly out: string; readonly err: string }>;
}

/** Runs `body` while a demo runs; afterwards the demo must have ended well and its journal must replay. */
export async function withDemo(words: readonly string[], body: (demo: Demo) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "cairn-demo-test-"));
  const interrupt = Promise.withResolvers<"SIGINT">();
  const terminal: Paper = { ...paper(), interrupted: () => interrupt.promise };
  // What the demo writes and reads lies on the real disk.
  const onDisk = { ...terminal, read: (path: string) => new Uint8Array(readFileSync(path)) };
  const ended = runCommandLine(
    ["demo", "--api", "127.0.0.1:0", "--data", folder, "-o", "json", ...words],
    onDisk,
  );
  try {
    while (!terminal.printed().includes("\n")) {
      const early = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))]);
      assert.equal(early, undefined, `the demo ended: ${terminal.complained()}`);
    }
    const { url, token, password, certificate } = JSON.parse(terminal.printed());
    const env = { CAIRN_SERVER: url, CAIRN_TOKEN: token, CAIRN_CA: certificate };
    const ca = { [certificate]: readFileSync(certificate, "utf8") };
    await body({
      folder,
      env,
      password,
      journal: join(folder, "journal"),
      cairn: (words, files = {}) => run(words, { env, files: { ...ca, ...files } }),
    });
  } finally {
    interrupt.resolve("SIGINT");
    const status = await ended;
    assert.equal(status, 0, terminal.complained());
    const replayed = await run(["replay", join(folder, "journal")]);
    rmSync(folder, { recursive: true });
    assert.equal(replayed.status, 0, replayed.err);
    assert.match(replayed.out, /the same as recorded\n$/);
  }
}
