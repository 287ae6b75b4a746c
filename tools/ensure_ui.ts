/** Builds ui/dist when it is missing or older than what it is made from. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildUi, ROOT, uiIsBuilt } from "./run.ts";

const built = uiIsBuilt() ? statSync(join(ROOT, "ui", "dist", "index.html")).mtimeMs : 0;
if (["ui", "src"].some((folder) => newest(join(ROOT, folder)) > built)) await buildUi();

/** Milliseconds since 1970 of the newest file below a folder, without what was built. */
function newest(folder: string): number {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) time = Math.max(time, statSync(path).mtimeMs);
    else if (entry.name !== "dist") time = Math.max(time, newest(path));
  }
  return time;
}
