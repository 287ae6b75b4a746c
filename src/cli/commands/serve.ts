/** `cairn serve`: the controller until SIGINT or SIGTERM; SIGHUP reads the configuration again. */
import type { Command } from "commander";
import { loadConfig } from "../../io/config/config.ts";
import { EdgeError } from "../../io/edge_error.ts";
import { checkAdminPassword, type RunningCairn, serve } from "../../io/serve.ts";
import type { Terminal } from "../../io/terminal.ts";

interface ServeWords {
  readonly config?: string;
  readonly data?: string;
}

export function addServe(program: Command, terminal: Terminal): void {
  program.command("serve").summary("run the controller")
    .option("--config <file>", "configuration (cairn.yaml when it is there)")
    .option("--data <folder>", "for the store, the journal and the certificate")
    .action(async (words: ServeWords) => {
      const file = words.config ?? (terminal.exists("cairn.yaml") ? "cairn.yaml" : undefined);
      const interrupted = terminal.interrupted();
      const adminPassword = checkAdminPassword(terminal.env("CAIRN_ADMIN_PASSWORD"));
      const cairn = await serve(loadConfig(file, words.data), { adminPassword });
      announce(cairn, terminal, adminPassword === undefined);
      terminal.onHangUp(() => reload(cairn, file, words.data));
      await interrupted;
      await cairn.stop();
    });
}

function announce(
  { url, controller, admin, hasUi, certificateFile }: RunningCairn,
  terminal: Terminal,
  showPassword: boolean,
) {
  const { log, pcep } = controller;
  log.say(
    "info",
    "cairn",
    `API${hasUi ? " and UI" : ""} at ${url}, certificate ${certificateFile}`,
  );
  log.say("info", "cairn", `PCEP at port ${pcep.port}`);
  if (!hasUi) log.say("warning", "cairn", 'the UI is not built; "deno task ui:build" does it');
  if (!admin || !showPassword) return;
  terminal.out(`user ${admin.user}, password ${admin.password}   (shown only now)\n`);
}

/** A configuration with mistakes changes nothing. */
function reload({ controller }: RunningCairn, file: string | undefined, data: string | undefined) {
  try {
    controller.reconfigure(loadConfig(file, data));
    controller.log.say(
      "info",
      "cairn",
      "the configuration was read again; listeners need a restart",
    );
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    for (const line of error.message.split("\n")) controller.log.say("error", "cairn", line);
  }
}
