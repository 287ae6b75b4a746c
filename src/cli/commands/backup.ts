/** `cairn backup FILE|-`: all that a controller keeps, while it runs; or, with --offline, from a data folder at rest. */
import type { Command } from "commander";
import { resolve } from "node:path";
import { EdgeError } from "../../io/edge_error.ts";
import { storeFile } from "../../io/store/data_files.ts";
import { aboutBackup } from "../../io/store/backups.ts";
import { openSqliteStore } from "../../io/store/sqlite_store.ts";
import { FileDraft } from "../../io/file_draft.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";

export function addBackup(program: Command, terminal: Terminal): void {
  const backup = program.command("backup").summary("all that the controller keeps, in one file")
    .description(
      "Write intent, audit log, users and tokens (as hashes) to one SQLite file, while the " +
        "controller runs. Secrets of the configuration and the certificate are not in it.",
    )
    .argument("<file>", '"-" is standard output')
    .option("--offline", "from the data folder (--data) of a controller that does not run");
  addClientOptions(backup).action(
    async (file: string, options: ClientOptions & { offline?: boolean }) => {
      if (options.offline) return await fromFolder(file, options.data, terminal);
      const keptAs = file === "-" ? "" : resolve(file);
      const path = `/v1/backup?keptAs=${encodeURIComponent(keptAs)}`;
      const pieces = new Client(terminal, options).download(path);
      const draft = new FileDraft(file);
      try {
        for await (const piece of pieces) draft.write(piece);
        if (draft.octets === 0) throw new EdgeError("the controller sent nothing");
        draft.keep();
      } finally {
        draft.drop();
      }
      if (file !== "-") terminal.out(`${file}: ${draft.octets} octets\n`);
    },
  );
}

async function fromFolder(file: string, folder = "cairn-data", terminal: Terminal): Promise<void> {
  if (!terminal.exists(storeFile(folder))) {
    throw new EdgeError(`${storeFile(folder)} is not there; say which data folder with --data`);
  }
  if (file === "-") throw new EdgeError("--offline needs the name of a file");
  const store = await openSqliteStore(storeFile(folder));
  try {
    await store.backup(file, aboutBackup(new Date(terminal.now())));
    store.remember(file);
  } finally {
    await store.close();
  }
  terminal.out(`${file} is written\n`);
}
