/** Secrets of the configuration: looked up where they are needed, kept nowhere else, never said (rules II.13). */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { EdgeError } from "../edge_error.ts";

/** `file:PATH` is what the file says, `${NAME}` what the environment says. Throws EdgeError that names the key alone. */
export function secretOf(value: string, key: string): string {
  if (value.startsWith("file:")) {
    try {
      return readFileSync(value.slice("file:".length), "utf8").trim();
    } catch {
      throw new EdgeError(`${key}: ${value} cannot be read; put the secret there`);
    }
  }
  return value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const found = process.env[name];
    if (!found) throw new EdgeError(`${key}: the environment has no ${name}`);
    return found;
  });
}

/** A secret as it is written, its `file:PATH` relative to the folder of the configuration like every path in it. */
export const writtenIn = (folder: string, value: string): string =>
  value.startsWith("file:") ? `file:${resolve(folder, value.slice("file:".length))}` : value;
