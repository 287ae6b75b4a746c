/** `cairn decommission`: every LSP that Cairn keeps goes back to its router, or goes; a preview unless --yes. */
import type { Command } from "commander";
import { AdminService } from "../../gen/cairn/v1/admin_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatChanges } from "./apply.ts";

interface Options extends ClientOptions {
  readonly return?: boolean;
  readonly delete?: boolean;
  readonly undo?: boolean;
  readonly router?: string;
  readonly yes?: boolean;
}

export function addDecommission(program: Command, terminal: Terminal): void {
  const command = program.command("decommission").summary("let go of all LSPs, in waves")
    .description(
      "Hand all LSPs that Cairn keeps back to their routers, or delete them, in waves of 5, 50 " +
        "and the rest. Shows what would be sent; --yes does it. Goes on after a restart.",
    )
    .option("--return", "hand them back; routers keep them as their timers say (the default)")
    .option("--delete", "delete what Cairn made; what routers configured is handed back")
    .option("--undo", "keep the LSPs again, and make those that are gone")
    .option("--router <name>", "this router alone")
    .option("--yes", "do it");
  addClientOptions(command).action(async (options: Options) => {
    const given = (["return", "delete", "undo"] as const).filter((word) => options[word]);
    if (given.length > 1) throw new EdgeError(`--${given[0]} and --${given[1]} exclude each other`);
    const how = given[0] ?? "return", router = options.router ?? "";
    const client = new Client(terminal, options);
    const call = (dryRun: boolean) =>
      client.call(AdminService.method.decommission, { how, router, dryRun });
    const { changes } = await call(true);
    const where = router || "all routers";
    if (how !== "undo") {
      terminal.out(
        changes.length === 0 ? "no LSP is there to let go\n" : formatChanges(changes, terminal),
      );
    }
    if (!options.yes) {
      return terminal.err(`nothing was sent; repeat it with --yes if that is meant\n`);
    }
    await call(false);
    terminal.out(
      how === "undo"
        ? `Cairn keeps its LSPs again on ${where}\n`
        : `Cairn lets go of its LSPs on ${where}; "cairn get lsps" shows how far it is\n`,
    );
  });
}
