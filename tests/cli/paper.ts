/** A terminal of paper: what commands print is kept, files and environment are what the test says. */
import { EdgeError } from "../../src/io/edge_error.ts";
import type { Terminal } from "../../src/io/terminal.ts";
import { runCommandLine } from "../../src/cli/program.ts";

export interface Paper extends Terminal {
  readonly printed: () => string;
  readonly complained: () => string;
  readonly files: Map<string, Uint8Array>;
}
export function paper(
  options: {
    readonly columns?: number;
    readonly color?: boolean;
    readonly files?: Readonly<Record<string, string | Uint8Array>>;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Paper {
  let out = "", err = "";
  const octets = (text: string | Uint8Array) =>
    typeof text === "string" ? new TextEncoder().encode(text) : text;
  const files = new Map(Object.entries(options.files ?? {}).map(([k, v]) => [k, octets(v)]));
  return {
    printed: () => out,
    complained: () => err,
    files,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    columns: options.columns,
    color: options.color ?? false,
    env: (name) => options.env?.[name],
    read(path) {
      const found = files.get(path);
      if (!found) throw new EdgeError(`${path} cannot be read: no such file`);
      return found;
    },
    filesIn(folder) {
      const inside = [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
      return inside.length > 0 ? inside : undefined;
    },
    exists: (path) => files.has(path),
    write: (path, text) => void files.set(path, octets(text)),
    askSecret: () => Promise.resolve(undefined),
    settingsFolder: "/settings",
    interrupted: () => new Promise(() => {}),
    onHangUp: () => {},
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: () => Date.parse("2026-11-22T12:00:00Z"),
  };
}

/** One command line on paper: exit status, standard output, standard error. */
export async function run(
  words: readonly string[],
  options: Parameters<typeof paper>[0] = {},
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const terminal = paper(options);
  const status = await runCommandLine(words, terminal);
  return { status, out: terminal.printed(), err: terminal.complained() };
}
