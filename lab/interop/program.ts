/** A program that runs while a test does: its words go to a file, it is halted, killed and ended by its own number. */
export interface Program {
  readonly pid: number;
  /** KILL like a crash, TERM like an operator; resolves when it has ended. */
  stop(signal: "KILL" | "TERM"): Promise<void>;
  pause(): void;
  resume(): void;
  /** The last lines of its log. */
  log(): Promise<string>;
}

export function startProgram(
  argv: readonly string[],
  log: string,
  env: Readonly<Record<string, string>> = {},
): Program {
  const quoted = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const child = new Deno.Command("sh", {
    args: ["-c", `exec ${quoted} >>'${log}' 2>&1`],
    stdin: "null",
    env: { ...env },
  }).spawn();
  let ended = false;
  child.status.then(() => ended = true);
  const kill = (signal: Deno.Signal) => {
    if (ended) return;
    try {
      child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
  };
  return {
    pid: child.pid,
    stop: async (signal) => {
      kill("SIGCONT");
      kill(`SIG${signal}`);
      await child.status;
    },
    pause: () => kill("SIGSTOP"),
    resume: () => kill("SIGCONT"),
    log: async () =>
      (await Deno.readTextFile(log).catch(() => "")).split("\n").slice(-30).join("\n"),
  };
}

/** A port of this address that nobody uses now. */
export function freePort(hostname: string): number {
  const listener = Deno.listen({ hostname, port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
