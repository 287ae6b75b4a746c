/** Where the program's own files lie: the checkout, the inside of a compiled executable, or an unpacked package. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import process from "node:process";

/** A package says it in CAIRN_HOME, because its bundle does not lie where this file does. */
const home = (): string =>
  process.env["CAIRN_HOME"] || fileURLToPath(new URL("../../", import.meta.url));

/** The built UI; undefined when it has not been built. */
export function uiFolder(): string | undefined {
  const folder = join(home(), "ui", "dist");
  return existsSync(join(folder, "index.html")) ? folder : undefined;
}
