/** `cairn restore FILE`: a backup in the place of the store, while the controller does not run. */
import type { Command } from "commander";
import { makeDataFolder } from "../../io/controller_process.ts";
import { loadConfig } from "../../io/config/config.ts";
import { restoreStore } from "../../io/store/restore.ts";
import type { Terminal } from "../../io/terminal.ts";

export function addRestore(program: Command, terminal: Terminal): void {
  program.command("restore").summary("put a backup in the place of the store")
    .description(
      "Check a backup and put it in the place of the store. The controller must not run; the " +
        "store that was there is kept beside it.",
    )
    .argument("<file>")
    .option("--config <file>", "configuration (cairn.yaml when it is there)")
    .option("--data <folder>", "the controller's data folder")
    .action((file: string, { config, data }: { config?: string; data?: string }) => {
      const found = config ?? (terminal.exists("cairn.yaml") ? "cairn.yaml" : undefined);
      const { dataFolder } = loadConfig(found, data).edge;
      makeDataFolder(dataFolder);
      const { policies, documents, users, lastChangeAt, kept } = restoreStore(
        file,
        dataFolder,
        new Date(terminal.now()),
      );
      const as = lastChangeAt ? `, as of ${lastChangeAt.toISOString()}` : "";
      terminal.out(
        `restored into ${dataFolder}: policies ${policies}, other documents ${documents}, ` +
          `users ${users}${as}\n`,
      );
      if (kept) terminal.out(`the store that was there is kept as ${kept}\n`);
      terminal.out(
        "LSPs of policies that are not in it stay on their routers and are only listed; " +
          '"cairn freeze" after the start gives time to look\n',
      );
    });
}
