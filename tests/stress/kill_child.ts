/**
 * The controller that is killed: the real loop, core, store and journal over one data folder, without sockets. Commands
 * come as JSON lines on stdin; the first line out says all that it knows after its start, each other one answers one.
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { configOf } from "../../lab/sim/memory_config.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import type { Command, Reply } from "../../src/controller/command.ts";
import { createClock } from "../../src/io/clock.ts";
import { FileJournal } from "../../src/io/journal/journal.ts";
import { Loop } from "../../src/io/loop.ts";
import { computer, createCore } from "../../src/io/parts.ts";
import { storeFile } from "../../src/io/store/data_files.ts";
import { openSqliteStore } from "../../src/io/store/sqlite_store.ts";

export type Ask =
  | { readonly n: number; readonly by: string; readonly command: Command }
  | { readonly n: number; readonly backup: string };
export interface Told {
  readonly n: number;
  readonly ok: boolean;
  readonly why: string;
  readonly policies: readonly KnownPolicy[]; // that the command named
}
export interface KnownPolicy {
  readonly name: string;
  readonly uid: string;
  readonly tag: string;
  readonly color: number;
  readonly paths: readonly number[]; // discriminators
}
export interface Dump {
  readonly policies: readonly KnownPolicy[];
  readonly mode: string;
  readonly frozen: string; // the reason
  readonly frozenPolicies: readonly (readonly [string, string])[]; // name, reason
  readonly audit: readonly { readonly by: string; readonly subject: string }[];
}

if (import.meta.main) await main(Deno.args[0]!);

async function main(folder: string): Promise<void> {
  const clock = createClock();
  const store = await openSqliteStore(storeFile(folder));
  const journal = new FileJournal({
    folder: join(folder, "journal"),
    version: "kill",
    keepSeconds: 3600,
    maximumOctets: 1 << 30,
    segmentOctets: 20_000, // a rotation every few commands
    now: clock,
  });
  const topology = { ...topologyOf("five"), speakers: [] };
  const nothing = () => {};
  const loop = new Loop({
    clock,
    journal,
    store,
    computer,
    createCore,
    sockets: {
      write: nothing,
      close: nothing,
      secure: nothing,
      connect: nothing,
      consumed: nothing,
    },
    started: (stored) => ({
      on: "started",
      version: "kill",
      seed: clock() % 2 ** 32,
      config: configOf(topology),
      stored,
    }),
    onNote: nothing,
    onError: (what, error) => process.stderr.write(`${what}: ${error}\n`),
  });
  await loop.start();
  say(await dumpOf(loop, store));
  for await (const line of createInterface({ input: process.stdin })) {
    const ask: Ask = JSON.parse(line); // of the parent
    void answer(loop, store, ask).then(say);
  }
}

async function answer(
  loop: Loop,
  store: Awaited<ReturnType<typeof openSqliteStore>>,
  ask: Ask,
): Promise<Told> {
  const { n } = ask;
  if ("backup" in ask) {
    const failed = await store.backup(ask.backup, {}).then(() => "", (error) => String(error));
    return { n, ok: failed === "", why: failed, policies: [] };
  }
  const reply = await loop.command(ask.by, ask.command);
  const why = reply.ok ? "" : reply.problems.map(({ problem }) => problem).join(" ");
  return { n, ok: reply.ok, why, policies: named(loop, reply) };
}

function named(loop: Loop, reply: Reply): KnownPolicy[] {
  if (!reply.ok) return [];
  return reply.changes.flatMap(({ name }) => {
    const id = loop.view.find("policy", name);
    return id === undefined ? [] : known(loop, id);
  });
}
function known(loop: Loop, id: number): KnownPolicy[] {
  const row = loop.view.row("policy", id);
  if (!row) return [];
  const { name, uid, intent, color, candidatePaths } = row;
  const paths = candidatePaths.map((path) => path.id);
  return [{ name, uid, tag: intent.labels["tag"] ?? "", color, paths }];
}

async function dumpOf(
  loop: Loop,
  store: Awaited<ReturnType<typeof openSqliteStore>>,
): Promise<Dump> {
  const rows = await store.load();
  const status = loop.view.row("status", 0);
  const audit = rows.filter(({ table }) => table === "audit").slice(-600)
    .map(({ value }) => JSON.parse(value!) as { by: string; subject: string });
  return {
    policies: [...loop.view.ids("policy")].flatMap((id) => known(loop, id)),
    mode: status?.mode ?? "",
    frozen: status?.frozen ?? "",
    frozenPolicies: rows.filter(({ key }) => key.startsWith("freeze/policy/"))
      .map(({ key, value }) => [key.slice(14), JSON.parse(value!).reason]),
    audit: audit.map(({ by, subject }) => ({ by, subject })),
  };
}

function say(line: unknown): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
