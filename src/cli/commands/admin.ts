/** Who may change routers: `mode`, `freeze`, `thaw` and `go` (rules II.1–3). Each shows what it did or would do. */
import type { Command } from "commander";
import { Argument } from "commander";
import { AdminService } from "../../gen/cairn/v1/admin_pb.ts";
import type { Change } from "../../gen/cairn/v1/common_pb.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatChanges } from "./apply.ts";

interface Scope extends ClientOptions {
  readonly router?: string;
  readonly policy?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

export function addAdmin(program: Command, terminal: Terminal): void {
  const mode = program.command("mode").summary("observe, advise or control")
    .description("Say who may change routers. Previews every message that would be sent.")
    .addArgument(new Argument("<mode>").choices(["observe", "advise", "control"]))
    .option("--router <name>", "this router alone")
    .option("--dry-run", "only the preview");
  addClientOptions(mode).action(async (word: string, options: Scope) => {
    const client = new Client(terminal, options);
    const request = { mode: word, router: options.router ?? "" };
    const preview = await client.call(AdminService.method.setMode, { ...request, dryRun: true });
    terminal.out(formatMessages(preview.changes, terminal));
    if (options.dryRun) return terminal.err("nothing was changed (--dry-run)\n");
    await client.call(AdminService.method.setMode, { ...request, dryRun: false });
    terminal.out(`${options.router ?? "the network"} is in mode ${word}\n`);
  });

  const freeze = program.command("freeze").summary("send nothing that changes a router")
    .option("--router <name>", "this router alone")
    .option("--policy <name>", "this policy alone")
    .requiredOption("--reason <words>", "why, for those who will ask");
  addClientOptions(freeze).action(async (options: Scope) => {
    const { router = "", policy = "", reason = "" } = options;
    await new Client(terminal, options).call(AdminService.method.freeze, {
      router,
      policy,
      reason,
    });
    terminal.out(`${router || policy || "everything"} is frozen; "cairn thaw" ends it\n`);
  });

  const thaw = program.command("thaw").summary("end a freeze; shows what will be sent")
    .option("--router <name>", "this router alone")
    .option("--policy <name>", "this policy alone");
  addClientOptions(thaw).action(async (options: Scope) => {
    const { router = "", policy = "" } = options;
    const { changes } = await new Client(terminal, options)
      .call(AdminService.method.thaw, { router, policy });
    terminal.out(formatMessages(changes, terminal));
    terminal.out(`${router || policy || "everything"} is thawed\n`);
  });

  const go = program.command("go").summary("open the start gate by hand");
  addClientOptions(go).action(async (options: ClientOptions) => {
    const { changes } = await new Client(terminal, options).call(AdminService.method.go, {});
    terminal.out(formatMessages(changes, terminal));
    terminal.out("the start gate is open\n");
  });
}

const formatMessages = (changes: readonly Change[], terminal: Terminal): string =>
  changes.length === 0 ? "no message is waiting\n" : formatChanges(changes, terminal);
