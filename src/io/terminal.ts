/** The terminal, the environment and the files that commands read: what src/cli may touch of the world. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { EdgeError } from "./edge_error.ts";

export interface Terminal {
  /** Writes text as it is to standard output. */
  out(text: string): void;
  /** Writes text as it is to standard error. */
  err(text: string): void;
  /** Width of the terminal; undefined when the output goes to a file or a pipe. */
  readonly columns: number | undefined;
  readonly color: boolean;
  env(name: string): string | undefined;
  /** The octets of a file, at most so many; "-" is standard input. Throws EdgeError. */
  read(path: string, most?: number): Uint8Array;
  /** Paths of all files in a folder and below it, sorted, hidden ones left out; undefined: it is no folder. */
  filesIn(folder: string): readonly string[] | undefined;
  exists(path: string): boolean;
  /** Writes a whole file or none; `secret` files are for their owner alone. */
  write(path: string, text: string, how?: { readonly secret?: boolean }): void;
  /** Somebody may type an answer, wherever the output goes. */
  readonly canAsk?: boolean;
  /** Asks for one line without showing it; undefined when nobody is there to ask. */
  askSecret(question: string): Promise<string | undefined>;
  /** The folder for what a user's commands remember. */
  readonly settingsFolder: string;
  /** Resolves at the first SIGINT or SIGTERM. */
  interrupted(): Promise<"SIGINT" | "SIGTERM">;
  onHangUp(listener: () => void): void;
  sleep(milliseconds: number): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
}

export const createTerminal = (): Terminal => ({
  out: (text) => writeAll(1, text),
  err: (text) => writeAll(2, text),
  columns: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
  color: Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"] &&
    process.env["TERM"] !== "dumb",
  env: (name) => process.env[name] || undefined,
  read: readOctets,
  filesIn,
  exists: existsSync,
  write: writeWhole,
  canAsk: Boolean(process.stdin.isTTY),
  askSecret,
  settingsFolder: join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "cairn"),
  interrupted: () =>
    new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, () => resolve(signal)); // a second one does not cut the ending short
      }
    }),
  onHangUp: (listener) => void process.on("SIGHUP", listener),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: Date.now,
});

function readOctets(path: string, most = Infinity): Uint8Array {
  const name = path === "-" ? "standard input" : path;
  let octets: Uint8Array | undefined;
  try {
    const fits = path === "-" || statSync(path).size <= most; // a huge file is not read to know that
    octets = fits ? readFileSync(path === "-" ? 0 : path) : undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`${name} cannot be read: ${why}`);
  }
  if (octets && octets.length <= most) return octets;
  throw new EdgeError(`${name} is longer than ${most / 2 ** 20} MiB; split it`);
}

function filesIn(folder: string): readonly string[] | undefined {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) =>
      !path.slice(folder.length).split(/[\\/]/).some((part) => part.startsWith("."))
    )
    .sort();
}

function writeWhole(path: string, text: string, { secret = false } = {}): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: secret ? 0o700 : 0o755 });
    writeFileSync(draft, text, { mode: secret ? 0o600 : 0o644 });
    if (secret) chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`${path} cannot be written: ${why}`);
  }
}

/** A reader that has gone (`cairn get … | head`) ends the program quietly, as it ends others. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const octets = new TextEncoder().encode(text);
  for (let at = 0; at < octets.length;) {
    try {
      at += writeSync(descriptor, octets, at);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code === "EPIPE") process.exit(0);
      if (code !== "EAGAIN") throw error;
    }
  }
}

async function askSecret(question: string): Promise<string | undefined> {
  const { stdin } = process;
  if (!stdin.isTTY) return undefined;
  writeAll(2, question);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding("utf8");
  const answer = await new Promise<string | undefined>((resolve) => {
    let typed = "";
    const take = (text: string) => {
      for (const character of text) {
        if (character === "\r" || character === "\n") return done(typed);
        if (character === "\u0003" || character === "\u0004") return done(undefined);
        typed = character === "\u007f" ? typed.slice(0, -1) : typed + character;
      }
    };
    const done = (value: string | undefined) => {
      stdin.off("data", take);
      resolve(value);
    };
    stdin.on("data", take);
  });
  stdin.setRawMode(false);
  stdin.pause();
  writeAll(2, "\n");
  return answer;
}
