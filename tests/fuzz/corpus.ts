/** Inputs that reached something new, in a folder that later runs begin with; and finds, as files that the suite replays. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, TARGETS } from "./case.ts";

export interface StoredCase extends Case {
  readonly name: string;
  readonly about: string;
}

/** All cases in a folder, by name; what is no case is left out. */
export function readCases(folder: string): StoredCase[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort().flatMap((name) => {
    const { target, about, parts }: Partial<Record<string, unknown>> = JSON.parse(
      readFileSync(join(folder, name), "utf8"),
    );
    const known = TARGETS.find((each) => each === target);
    if (known === undefined || !Array.isArray(parts)) return [];
    const octets = parts.map((hex) => Uint8Array.fromHex(String(hex)));
    return [{ target: known, parts: octets, name, about: String(about) }];
  });
}

/** The same case has the same name; answers the path. */
export function writeCase(folder: string, { target, parts }: Case, about: string): string {
  mkdirSync(folder, { recursive: true });
  const hexes = parts.map((part) => part.toHex());
  const path = join(folder, `${target}-${hashOf(hexes.join(" "))}.json`);
  writeFileSync(path, `${JSON.stringify({ target, about, parts: hexes }, null, 2)}\n`);
  return path;
}

export function removeCase(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): a short name, nothing that has to be safe. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
