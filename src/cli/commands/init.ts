/** `cairn init`: a commented configuration, a data folder with a certificate, and the first password. */
import type { Command } from "commander";
import { join } from "node:path";
import { configurationOf } from "../../io/config/config.ts";
import { exampleConfig } from "../../io/config/example_config.ts";
import { defaultSettings } from "../../io/config/read_config.ts";
import { makeDataFolder } from "../../io/controller_process.ts";
import { EdgeError } from "../../io/edge_error.ts";
import { checkAdminPassword, prepareDataFolder } from "../../io/serve.ts";
import { openSqliteStore } from "../../io/store/sqlite_store.ts";
import type { Terminal } from "../../io/terminal.ts";

export function addInit(program: Command, terminal: Terminal): void {
  program.command("init").summary("a configuration, a certificate, a first password")
    .option("--config <file>", "to be written", "cairn.yaml")
    .option("--data <folder>", "", "cairn-data")
    .action(async ({ config, data }: { config: string; data: string }) => {
      if (terminal.exists(config)) {
        throw new EdgeError(`${config} is already there; remove it or write another with --config`);
      }
      const adminPassword = checkAdminPassword(terminal.env("CAIRN_ADMIN_PASSWORD"));
      const { edge } = configurationOf(defaultSettings(), ".", data);
      makeDataFolder(edge.dataFolder);
      const store = await openSqliteStore(join(edge.dataFolder, "cairn.sqlite"));
      try {
        const { certificate, admin } = await prepareDataFolder(edge, store, adminPassword);
        terminal.write(config, exampleConfig().replace("./cairn-data", data));
        terminal.out(`wrote ${config} and ${certificate.file}\n`);
        if (!admin) terminal.out("the data folder has users already; their passwords stay\n");
        else if (adminPassword === undefined) {
          terminal.out(`user ${admin.user}, password ${admin.password}   (shown only now)\n`);
        }
        terminal.out(`next: cairn serve --config ${config}\n`);
      } finally {
        await store.close();
      }
    });
}
