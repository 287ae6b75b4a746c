/**
 * Who may change routers: `mode`, `freeze`, `thaw`, `go` and `confirm` (rules II.1–5). Each first shows what it would do;
 * what sends something is asked about when somebody is there to answer.
 */
import type { Command } from "commander";
import { Argument } from "commander";
import { AdminService } from "../../gen/cairn/v1/admin_pb.ts";
import type { Change } from "../../gen/cairn/v1/common_pb.ts";
import { SystemService } from "../../gen/cairn/v1/system_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatChanges } from "./apply.ts";
import { plainText } from "../../lib/plain_text.ts";
import { plainMessage } from "../plain_message.ts";

interface Scope extends ClientOptions {
  readonly router?: string;
  readonly policy?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}
const YES = "do not ask";

export function addAdmin(program: Command, terminal: Terminal): void {
  addMode(program, terminal);
  addFreeze(program, terminal);
  addThaw(program, terminal);
  addConfirm(program, terminal);
  const go = program.command("go").summary("open the start gate by hand");
  addClientOptions(go).action(async (options: ClientOptions) => {
    const { changes } = await new Client(terminal, options).call(AdminService.method.go, {});
    terminal.out(formatMessages(changes, terminal));
    terminal.out("the start gate is open\n");
  });
}

function addMode(program: Command, terminal: Terminal): void {
  const mode = program.command("mode").summary("observe, advise or control")
    .description("Say who may change routers. Previews what would be sent, and what would stop.")
    .addArgument(new Argument("<mode>").choices(["observe", "advise", "control"]))
    .option("--router <name>", "this router alone")
    .option("--dry-run", "only the preview")
    .option("--yes", YES);
  addClientOptions(mode).action(async (word: string, options: Scope) => {
    const client = new Client(terminal, options);
    const request = { mode: word, router: options.router ?? "" };
    const preview = await client.call(AdminService.method.setMode, { ...request, dryRun: true });
    terminal.out(formatMessages(preview.changes, terminal));
    const what = options.router ?? "the network";
    if (!await goesOn(terminal, options, `Put ${what} in mode ${word}?`)) return;
    await client.call(AdminService.method.setMode, { ...request, dryRun: false });
    terminal.out(`${what} is in mode ${word}\n`);
  });
}

/** The brake: it shows what stops and does not ask. */
function addFreeze(program: Command, terminal: Terminal): void {
  const freeze = program.command("freeze").summary("send nothing that changes a router")
    .option("--router <name>", "this router alone")
    .option("--policy <name>", "this policy alone")
    .requiredOption("--reason <words>", "why, for those who will ask")
    .option("--dry-run", "only the preview")
    .option("--yes", "taken for scripts: it never asks");
  addClientOptions(freeze).action(async (options: Scope) => {
    const { router = "", policy = "", reason = "", dryRun = false } = options;
    const client = new Client(terminal, options), request = { router, policy, reason };
    const preview = await client.call(AdminService.method.freeze, { ...request, dryRun: true });
    if (!dryRun) await client.call(AdminService.method.freeze, { ...request, dryRun: false });
    terminal.out(formatMessages(preview.changes, terminal));
    if (dryRun) return terminal.err("nothing was changed (--dry-run)\n");
    const what = router || policy || "everything";
    terminal.out(`${what} is frozen; "cairn thaw${scopeOf(options)}" ends it\n`);
  });
}

function addThaw(program: Command, terminal: Terminal): void {
  const thaw = program.command("thaw").summary("end a freeze; shows what will be sent")
    .option("--router <name>", "this router alone")
    .option("--policy <name>", "this policy alone")
    .option("--dry-run", "only the preview")
    .option("--yes", YES);
  addClientOptions(thaw).action(async (options: Scope) => {
    const { router = "", policy = "" } = options, what = router || policy || "everything";
    const client = new Client(terminal, options), request = { router, policy };
    const preview = await client.call(AdminService.method.thaw, { ...request, dryRun: true });
    terminal.out(formatMessages(preview.changes, terminal));
    if (!await goesOn(terminal, options, `Thaw ${what}?`)) return;
    await client.call(AdminService.method.thaw, { ...request, dryRun: false });
    terminal.out(`${what} is thawed\n`);
    await tellStillFrozen(client, terminal);
  });
}

const scopeOf = ({ router, policy }: Scope): string =>
  router ? ` --router ${router}` : policy ? ` --policy ${policy}` : "";

/** A freeze of a router or a policy is one of its own: the thaw of everything does not end it. */
async function tellStillFrozen(client: Client, terminal: Terminal): Promise<void> {
  const { holds } = await client.call(SystemService.method.getStatus, {});
  for (const { kind, text, ends } of holds.map(plainMessage)) {
    if (kind === "freeze") terminal.out(`still: ${text} "${ends}" ends it.\n`);
  }
}

/** What a guard waits for: an operator who has looked. */
function addConfirm(program: Command, terminal: Terminal): void {
  const confirm = program.command("confirm").summary("say that what a guard holds may go on")
    .description("The topology that went at once is gone, or the rest of a mesh may go.");
  const topology = confirm.command("topology").summary("what went of the topology is gone")
    .option("--yes", YES);
  addClientOptions(topology).action(async (options: Scope) => {
    const client = new Client(terminal, options);
    await tellHolds(client, terminal, "tedGuard", "");
    if (!await goesOn(terminal, options, "Compute all policies by what is left?")) return;
    await client.call(AdminService.method.confirmTopology, {});
    terminal.out("the topology is believed as it is\n");
  });
  const mesh = confirm.command("mesh").summary("the rest of a mesh may go").argument("<name>")
    .option("--yes", YES);
  addClientOptions(mesh).action(async (name: string, options: Scope) => {
    const client = new Client(terminal, options);
    await tellHolds(client, terminal, "rollout", name);
    if (!await goesOn(terminal, options, `Send the rest of mesh ${name}?`)) return;
    await client.call(AdminService.method.confirmMesh, { name });
    terminal.out(`the rest of mesh ${name} goes\n`);
  });
}

async function tellHolds(client: Client, terminal: Terminal, kind: string, subject: string) {
  const { holds } = await client.call(SystemService.method.getStatus, {});
  for (const hold of holds) {
    if (hold.kind === kind && hold.subject === subject) terminal.out(`${plainText(hold.text)}\n`);
  }
}

/** A preview alone ends here; scripts and pipes are not asked. Throws EdgeError unless the answer is yes. */
export async function goesOn(
  terminal: Terminal,
  options: Scope,
  question: string,
): Promise<boolean> {
  if (options.dryRun) {
    terminal.err("nothing was changed (--dry-run)\n");
    return false;
  }
  // A preview that goes into a pager is not meant to be done unseen.
  if (options.yes || (terminal.columns === undefined && !terminal.canAsk)) return true;
  const answer = await terminal.askSecret(`${question} [y/N] `);
  if (/^y(es)?$/i.test(answer?.trim() ?? "")) return true;
  throw new EdgeError("nothing was changed; answer yes, or give --yes");
}

export const formatMessages = (changes: readonly Change[], terminal: Terminal): string =>
  changes.length === 0 ? "no message is waiting\n" : formatChanges(changes, terminal);
