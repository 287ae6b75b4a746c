/** The program: hands the command line over and ends with its status. */
import process from "node:process";
import { runCommandLine } from "./src/cli/program.ts";
import { createTerminal } from "./src/io/terminal.ts";

process.exit(await runCommandLine(process.argv.slice(2), createTerminal()));
