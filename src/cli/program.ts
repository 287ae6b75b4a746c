/** The command line as a whole: all commands, and what their failures mean for the exit status. */
import { Command, CommanderError } from "commander";
import { EdgeError } from "../io/edge_error.ts";
import type { Terminal } from "../io/terminal.ts";
import { RUNTIME, VERSION } from "../io/version.ts";
import { explain } from "./client.ts";
import { addAdmin } from "./commands/admin.ts";
import { addAlarm } from "./commands/alarm.ts";
import { addApply } from "./commands/apply.ts";
import { addBackup } from "./commands/backup.ts";
import { addBgp } from "./commands/bgp.ts";
import { addPcep } from "./commands/pcep.ts";
import { addCheckConfig } from "./commands/check_config.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDecommission } from "./commands/decommission.ts";
import { addDecode } from "./commands/decode.ts";
import { addDescribe } from "./commands/describe.ts";
import { addGet } from "./commands/get.ts";
import { addLogin } from "./commands/login.ts";
import { addLsp } from "./commands/lsp.ts";
import { addPath } from "./commands/path.ts";
import { addPolicy } from "./commands/policy.ts";
import { addInit } from "./commands/init.ts";
import { addReplay } from "./commands/replay.ts";
import { addRestore } from "./commands/restore.ts";
import { addServe } from "./commands/serve.ts";
import { addDemo } from "./commands/demo.ts";
import { addStatus } from "./commands/status.ts";
import { addVersion } from "./commands/version.ts";
import { findResource } from "./resources.ts";
import { plainText } from "../lib/plain_text.ts";

/** Runs one command line; answers the exit status: 0 done, 1 refused or nothing found, 2 usage. */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const program = createProgram(terminal);
  if (words.length === 0) program.outputHelp({ error: true });
  if (words.length === 0) return 2;
  const unknown = helpless(program, words);
  if (unknown !== undefined) {
    terminal.err(`cairn: ${unknown}\n`);
    return 2;
  }
  try {
    await program.parseAsync([...words], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const server = serverIn(words) ?? terminal.env("CAIRN_SERVER") ?? "https://localhost:8443";
    const sentences = error instanceof EdgeError ? error.message : explain(error, server);
    const lines = sentences.split("\n").map((line) => `cairn: ${plainText(line)}\n`);
    terminal.err(lines.join(""));
    return 1;
  }
}

export function createProgram(terminal: Terminal): Command {
  const program = new Command("cairn")
    .description("Cairn computes segment-routing paths and keeps them in your routers.")
    .usage("COMMAND [options]")
    .version(`cairn ${VERSION} (${RUNTIME})`)
    .configureHelp({ helpWidth: terminal.columns ?? 100, minWidthToWrap: 20 })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text.replace(/^error: /, "cairn: ")),
    })
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of COMMANDS) add(program, terminal);
  inherit(program, program);
  return program;
}

/** Help was asked for something that is no command: what to ask for instead. */
function helpless(program: Command, [help, word]: readonly string[]): string | undefined {
  if (help !== "help" || word === undefined || word.startsWith("-") || word === "help") {
    return undefined;
  }
  const isCommand = program.commands.some((each) =>
    each.name() === word || each.aliases().includes(word)
  );
  if (isCommand) return undefined;
  return findResource(word)
    ? `"${word}" is a resource: "cairn get ${word}" lists it, and "cairn help get" says how.`
    : `there is no command "${word}"; "cairn help" lists them all.`;
}

/** Also what stands below a command ("policy rollback"). */
function inherit(program: Command, above: Command): void {
  for (const command of above.commands) {
    command.exitOverride().copyInheritedSettings(program);
    inherit(program, command);
  }
}

function serverIn(words: readonly string[]): string | undefined {
  const at = words.indexOf("--server");
  return at >= 0 ? words[at + 1] : words.find((w) => w.startsWith("--server="))?.slice(9);
}

const COMMANDS: readonly ((program: Command, terminal: Terminal) => void)[] = [
  addDemo,
  addServe,
  addInit,
  addCheckConfig,
  addStatus,
  addGet,
  addDescribe,
  addApply,
  addPath,
  addPolicy,
  addAlarm,
  addLsp,
  addAdmin,
  addBackup,
  addBgp,
  addPcep,
  addRestore,
  addDecommission,
  addDecode,
  addReplay,
  addLogin,
  addCompletion,
  addVersion,
];
