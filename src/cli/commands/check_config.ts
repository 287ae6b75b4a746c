/** `cairn check-config`: every problem of a configuration file with its line, and how to mend it. */
import type { Command } from "commander";
import { dirname } from "node:path";
import { checkFiles, configurationOf, describeProblems } from "../../io/config/config.ts";
import { readConfig } from "../../io/config/read_config.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";

export function addCheckConfig(program: Command, terminal: Terminal): void {
  program.command("check-config").summary("every problem of a configuration file")
    .argument("<file>")
    .action((file: string) => {
      const read = readConfig(new TextDecoder().decode(terminal.read(file)), dirname(file));
      if (!read.ok) throw new EdgeError(describeProblems(file, read.problems).join("\n"));
      checkFiles(configurationOf(read.settings, dirname(file)));
      terminal.out(`${file} is good\n`);
    });
}
