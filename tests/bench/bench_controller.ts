/** The controller process as a benchmark sees it: REST, its memory, its lag, and an end. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ControllerOptions } from "./controller.ts";
import { V8_FLAGS } from "../../tools/run.ts";
import type { LagReport } from "./lag.ts";

export interface Status {
  readonly ready: boolean;
  readonly routers: number;
  readonly links: number;
  readonly prefixes: number;
  readonly policies: number;
  readonly policiesUp: number;
  readonly lsps: number;
  readonly pcepSessionsUp: number;
  readonly waitingToCompute: number;
  readonly waitingFor: readonly string[];
}

export class BenchController {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string>;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #url = "";
  #client: Deno.HttpClient | undefined;
  pcepPort = 0;

  private constructor(options: Omit<ControllerOptions, "password">) {
    const script = fileURLToPath(new URL("./controller.ts", import.meta.url));
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", ...FLAGS, script],
        JSON.stringify({ ...options, password: PASSWORD }),
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = linesOf(this.#child.stdout);
    this.#stdin = this.#child.stdin.getWriter();
  }
  static async start(options: Omit<ControllerOptions, "password">): Promise<BenchController> {
    const controller = new BenchController(options);
    const ready = JSON.parse((await controller.#lines.next()).value ?? "{}");
    controller.#url = ready.url;
    controller.pcepPort = ready.pcepPort;
    controller.#client = Deno.createHttpClient({ caCerts: [ready.certificate], http2: false });
    return controller;
  }

  /**
   * One request, on a connection that is kept; rejects unless the status is 2xx. Of a machine that is busy with other
   * things a lost connection is no answer: it is asked again, which is safe with what the figures ask.
   */
  async call(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
  ): Promise<Record<string, unknown>> {
    for (let left = TRIES;; left--) {
      try {
        return await this.#ask(method, path, body);
      } catch (error) {
        if (!(error instanceof TypeError) || left === 0) throw error; // what fetch says of connections
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }
  async #ask(
    method: "GET" | "POST",
    path: string,
    body: unknown,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      client: this.#client!,
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${btoa(`admin:${PASSWORD}`)}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
  async status(): Promise<Status> {
    const { id: _, ...row } = await this.call("GET", "/v1/status");
    const count = (name: string) => Number(row[name] ?? 0);
    const waitingFor = row.waitingFor;
    return {
      ready: row.ready === true,
      routers: count("routers"),
      links: count("links"),
      prefixes: count("prefixes"),
      policies: count("policies"),
      policiesUp: count("policiesUp"),
      lsps: count("lsps"),
      pcepSessionsUp: count("pcepSessionsUp"),
      waitingToCompute: count("waitingToCompute"),
      waitingFor: Array.isArray(waitingFor) ? waitingFor.map(String) : [],
    };
  }
  /** Asks every `everyMilliseconds` until it is so; answers when the answer had come, by performance.now(). */
  async until(
    isSo: (status: Status) => boolean,
    seconds: number,
    everyMilliseconds = 10,
  ): Promise<number> {
    const deadline = performance.now() + seconds * 1000;
    let status: Status | undefined;
    do {
      status = await this.status().catch(() => undefined); // too busy to take a connection
      const now = performance.now();
      if (status && isSo(status)) return now;
      await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
    } while (performance.now() < deadline);
    throw new Error(`not within ${seconds} s: ${JSON.stringify(status)}`);
  }
  async lag(): Promise<LagReport> {
    await this.#stdin.write(new TextEncoder().encode("lag\n"));
    return JSON.parse((await this.#lines.next()).value ?? "{}");
  }
  /** Resident memory now and at its highest, in MB; undefined where there is no /proc. */
  memory(): { readonly nowMegabytes: number; readonly peakMegabytes: number } | undefined {
    try {
      const text = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
      const of = (name: string) =>
        Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0) / 1000);
      return { nowMegabytes: of("VmRSS"), peakMegabytes: of("VmHWM") };
    } catch {
      return undefined;
    }
  }
  /** Processor seconds of its main thread since its start: what a busy machine does not stretch; undefined as above. */
  mainThreadSeconds(): number | undefined {
    try {
      const { pid } = this.#child;
      const text = readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8");
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
    } catch {
      return undefined;
    }
  }
  async stop(): Promise<void> {
    this.#client?.close();
    await this.#stdin.write(new TextEncoder().encode("stop\n"));
    await this.#stdin.close();
    await this.#child.status;
  }
}

/** One line on stdout: a figure with its unit in the names of its fields. */
export const figure = (name: string, values: Readonly<Record<string, unknown>>): void =>
  console.log(JSON.stringify({ figure: name, ...values }));

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of stream) {
    const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

const PASSWORD = "bench-only-4711";
/** Of Deno, for the controller only: as it is shipped, or in place of that `BENCH_FLAGS=--cpu-prof` profiles it. */
const FLAGS = Deno.env.get("BENCH_FLAGS")?.split(" ") ?? [V8_FLAGS];
const TRIES = 8;
const TICKS_A_SECOND = 100; // of /proc on Linux
