/** Secrets of the configuration: looked up where they are needed, kept nowhere else, never said (rules II.13). */
import { readFileSync } from "node:fs";
import process from "node:process";
import { EdgeError } from "../edge_error.ts";

/** `file:PATH` is what the file says, `${NAME}` what the environment says. Throws EdgeError that names the key alone. */
export function secretOf(value: string, key: string): string {
  if (value.startsWith("file:")) {
    try {
      return readFileSync(value.slice("file:".length), "utf8").trim();
    } catch {
      throw new EdgeError(`${key}: its file cannot be read`);
    }
  }
  return value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const found = process.env[name];
    if (!found) throw new EdgeError(`${key}: the environment has no ${name}`);
    return found;
  });
}
