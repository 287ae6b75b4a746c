/**
 * Runs other programs for the lab. Daemons are never started through a pipe: they would inherit it
 * and keep it open for ever; the shell scripts given to `runScript` redirect them to files.
 */

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly timeoutMilliseconds?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the lab cannot do and how to mend it, in one sentence for the operator. */
export class LabError extends Error {
  override readonly name = "LabError";
}

/** Runs a program to its end; the exit code is the caller's business. Throws LabError if it cannot
 * be started or does not end in time (60 s unless told otherwise). */
export async function run(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Output> {
  const [program, ...args] = argv;
  if (program === undefined) throw new LabError("no program to run");
  const timeoutMilliseconds = options.timeoutMilliseconds ?? 60_000;
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      stdin: options.stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
      signal,
      ...(options.env === undefined ? {} : { env: { ...options.env } }),
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new LabError(`${program} is not installed; the lab needs it`);
  }
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  if (signal.aborted) {
    throw new LabError(`${argv.join(" ")} did not end within ${timeoutMilliseconds} ms`);
  }
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Like `run`, but anything other than exit code 0 is a LabError with the program's last words. */
export async function mustRun(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const output = await run(argv, options);
  if (output.code === 0) return output.stdout;
  const words = (output.stderr.trim() || output.stdout.trim()).split("\n").slice(-4).join(" | ");
  throw new LabError(`${argv.join(" ").slice(0, 200)} failed (${output.code}): ${words}`);
}

/** Runs a shell script with `set -e`. */
export function runScript(script: string, options: RunOptions = {}): Promise<string> {
  return mustRun(["sh", "-e"], { ...options, stdin: script });
}
