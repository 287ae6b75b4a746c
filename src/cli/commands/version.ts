/** `cairn version`: of the program and of what it runs on. */
import type { Command } from "commander";
import type { Terminal } from "../../io/terminal.ts";
import { RUNTIME, VERSION } from "../../io/version.ts";

export function addVersion(program: Command, terminal: Terminal): void {
  program.command("version").summary("of this program")
    .action(() => terminal.out(`cairn ${VERSION} (${RUNTIME})\n`));
}
