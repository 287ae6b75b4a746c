/**
 * Freezing without the API: while the data folder holds a file named FREEZE, no message that changes a router leaves
 * (rules II.2). Its text is the reason. Taking the file away thaws what the file froze, and nothing else.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, Reply } from "../controller/command.ts";
import type { View } from "../controller/view/view.ts";
import { FREEZE_FILE } from "../policy/gate.ts";

export interface FreezeTarget {
  readonly view: View;
  command(by: string, command: Command): Promise<Reply>;
}

/** Looks every second, so that a thaw by other means holds no longer than that; answers how to end it. */
export function watchFreezeFile(dataFolder: string, target: FreezeTarget): () => void {
  const file = join(dataFolder, "FREEZE");
  let asking = false;
  const look = () => {
    const reason = reasonIn(file), by = frozenBy(target);
    const command: Command | undefined = reason !== undefined && by === ""
      ? { do: "freeze", reason } // what somebody else has frozen stays his
      : reason === undefined && by === FREEZE_FILE
      ? { do: "thaw" }
      : undefined;
    if (!command || asking) return;
    asking = true;
    target.command(FREEZE_FILE, command).catch(() => {}).finally(() => asking = false);
  };
  look();
  const timer = setInterval(look, 1000);
  return () => clearInterval(timer);
}

/** Who froze everything; "": nobody; undefined: cannot be said now. */
function frozenBy(target: FreezeTarget): string | undefined {
  try {
    const row = target.view.row("status", 0);
    return row && (row.frozenBy ?? "");
  } catch { // the core is being loaded
    return undefined;
  }
}
function reasonIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim() || "the file FREEZE in the data folder";
  } catch {
    return undefined;
  }
}
