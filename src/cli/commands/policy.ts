/** `cairn policy`: what became of one, back to an earlier version of its intent, computed again now. */
import type { Command } from "commander";
import {
  type HistoryEntry,
  HistoryEntrySchema,
  PolicyService,
} from "../../gen/cairn/v1/policy_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatHistory } from "../history_page.ts";
import { formatRows, outputOption } from "../output.ts";
import { formatChanges, wholeNumber } from "./apply.ts";
import { plainText } from "../../lib/plain_text.ts";

export function addPolicy(program: Command, terminal: Terminal): void {
  const policy = program.command("policy").summary("history, rollback, re-optimise")
    .description("What became of a policy, and back to what it was.");

  const history = policy.command("history").summary("every change of its intent and its path")
    .description("Every change of its intent and of its path, newest first.")
    .argument("<name>").addOption(outputOption(["table", "json", "yaml"]));
  addClientOptions(history).action(
    async (name: string, options: ClientOptions & { output: "table" | "json" | "yaml" }) => {
      const { output } = options;
      const entries = await historyOf(new Client(terminal, options), name);
      terminal.out(
        output === "table" ? formatHistory(entries, terminal) : formatRows(
          output,
          { schema: HistoryEntrySchema, rows: entries, columns: [] },
          terminal,
        ),
      );
    },
  );

  const rollback = policy.command("rollback").summary("back to an earlier version of its intent")
    .description(
      "Make the intent of an earlier version the newest one; shows the difference first.",
    )
    .argument("<name>")
    .option("--to <version>", "of those in its history; without it the one before", wholeNumber)
    .option("--dry-run", "only the difference")
    .option("--yes", "do not ask");
  addClientOptions(rollback).action(async (name: string, options: Rollback) => {
    await takeBack(new Client(terminal, options), name, options);
  });

  const reoptimize = policy.command("reoptimize").alias("reoptimise")
    .summary("compute it again now, and move it if that is better")
    .description("Compute it again now, and move it if that is better.")
    .argument("<name>");
  addClientOptions(reoptimize).action(async (name: string, options: ClientOptions) => {
    const { changes } = await new Client(terminal, options)
      .call(PolicyService.method.reoptimizePolicy, { name });
    terminal.out(
      changes.length > 0 ? formatChanges(changes, terminal) : `${name} is computed again\n`,
    );
  });
}

interface Rollback extends ClientOptions {
  readonly to?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

async function takeBack(client: Client, name: string, options: Rollback): Promise<void> {
  const { terminal } = client;
  const toVersion = options.to ?? 0;
  const { rollbackPolicy } = PolicyService.method;
  const { changes, version } = await client.call(rollbackPolicy, { name, toVersion, dryRun: true });
  terminal.out(`${name}, back to version ${version}:\n`);
  for (const { change, detail } of changes) {
    for (const line of detail.split("; ").filter(Boolean)) terminal.out(`  ${plainText(line)}\n`);
    if (change === "created") terminal.out("  it was deleted and is made again\n");
    if (change === "unchanged") return terminal.out("  nothing: it is so already\n");
  }
  if (options.dryRun) return terminal.err("nothing was changed (--dry-run)\n");
  if (!options.yes && !await agreed(terminal, "Roll back?")) {
    throw new EdgeError("nothing was changed; answer yes, or give --yes");
  }
  await client.call(rollbackPolicy, { name, toVersion: version, dryRun: false });
  terminal.out(`${name} has the intent of version ${version} again\n`);
}

async function agreed(terminal: Terminal, question: string): Promise<boolean> {
  const answer = await terminal.askSecret(`${question} [y/N] `);
  return /^y(es)?$/i.test(answer?.trim() ?? "");
}

/** All that is kept, page by page. */
async function historyOf(client: Client, name: string): Promise<HistoryEntry[]> {
  const all: HistoryEntry[] = [];
  for (let pageToken = "";;) {
    const page = await client.call(PolicyService.method.listPolicyHistory, {
      name,
      pageSize: 1000,
      pageToken,
    });
    all.push(...page.entries);
    pageToken = page.nextPageToken;
    if (pageToken === "") return all;
  }
}
