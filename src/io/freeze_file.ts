/**
 * Freezing without the API: while the data folder holds a file named FREEZE, no message that changes a router leaves
 * (rules II.2). Its text is the reason. Taking the file away thaws what the file froze, and nothing else.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, Reply } from "../controller/command.ts";
import type { View } from "../controller/view.ts";

export interface FreezeTarget {
  readonly view: View;
  command(by: string, command: Command): Promise<Reply>;
}

/** Looks every second; answers how to end that. */
export function watchFreezeFile(dataFolder: string, target: FreezeTarget): () => void {
  const file = join(dataFolder, "FREEZE");
  let asked = false;
  const look = () => {
    const reason = reasonIn(file);
    if (reason !== undefined && !asked) {
      asked = true;
      void target.command(BY, { do: "freeze", reason });
    } else if (reason === undefined && (asked || frozenByFile(target))) {
      asked = false;
      if (frozenByFile(target)) void target.command(BY, { do: "thaw" });
    }
  };
  look();
  const timer = setInterval(look, 1000);
  return () => clearInterval(timer);
}

function frozenByFile(target: FreezeTarget): boolean {
  try {
    return target.view.row("status", 0)?.frozenBy === BY;
  } catch { // the core is being loaded
    return false;
  }
}
function reasonIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim() || "the file FREEZE in the data folder";
  } catch {
    return undefined;
  }
}
const BY = "file FREEZE";
