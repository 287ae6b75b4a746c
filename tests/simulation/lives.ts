/** Lives of many seeds, on several threads, and what is told of those that fail. */
import { type LifeOptions, live, type Outcome } from "./life.ts";

export interface Order extends LifeOptions {
  readonly telling: Telling;
}
export interface Telling {
  readonly topology?: string | undefined;
  readonly whole?: boolean;
  readonly router?: string | undefined; // everything that was said with this one
}
/** Of a life: what failed, in words; empty when all was well. */
export interface Told {
  readonly seed: number;
  readonly topology: string;
  readonly faults: readonly string[];
  readonly text: string;
}

export const commandFor = (seed: number, topology?: string): string =>
  `deno task simulate --seed ${seed}${topology === undefined ? "" : ` --topology ${topology}`}`;

/** A failed life in words, the command that replays it first. */
export function report(outcome: Outcome, { topology, whole, router }: Telling = {}): string {
  const deeds = whole ? outcome.deeds : outcome.deeds.slice(-25);
  const said = outcome.said(router);
  return [
    `seed ${outcome.seed} (${outcome.topology}): ${commandFor(outcome.seed, topology)}`,
    ...outcome.faults.slice(0, whole ? 100 : 12).map((fault) => `  ${fault}`),
    "what was done:",
    ...deeds.map((deed) => `  ${deed}`),
    "what was said last:",
    ...(router === undefined ? said.slice(-60) : said),
  ].join("\n");
}

export function liveAndTell({ telling, ...options }: Order): Told {
  const outcome = live(options);
  const { seed, topology, faults } = outcome;
  return { seed, topology, faults, text: faults.length > 0 ? report(outcome, telling) : "" };
}

/** All of the orders, `jobs` at a time; `then` hears of each as it ends. */
export async function liveAll(
  orders: Iterable<Order>,
  jobs: number,
  then: (told: Told) => void,
): Promise<void> {
  const waiting = orders[Symbol.iterator]();
  await Promise.all(Array.from({ length: jobs }, () => runThread(waiting, then)));
}

function runThread(waiting: Iterator<Order>, then: (told: Told) => void): Promise<void> {
  const worker = new Worker(new URL("./seed_worker.ts", import.meta.url), { type: "module" });
  return new Promise<void>((resolve, reject) => {
    const next = () => {
      const order = waiting.next();
      if (order.done) resolve();
      else worker.postMessage(order.value);
    };
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      then(data);
      next();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    next();
  }).finally(() => worker.terminate());
}
