/**
 * Lives of a network and its controller, one a seed, without sockets and each in one thread:
 * deno task simulate [--seed N [--router NAME] | --seeds N [--from SEED] [--jobs J] [--brief]] [--topology NAME]
 * deno task simulate --mutants shows that each invariant is able to fail. Exit status 1 if one fails.
 */
import { parseArgs } from "node:util";
import { liveAll, type Order, type Told } from "./lives.ts";
import { tryMutants } from "./mutants.ts";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      seeds: { type: "string", default: "100" },
      from: { type: "string", default: "1" },
      jobs: { type: "string", default: `${navigator.hardwareConcurrency}` },
      topology: { type: "string" },
      router: { type: "string" },
      brief: { type: "boolean", default: false },
      mutants: { type: "boolean", default: false },
    },
  });
  const first = Number(values.seed ?? values.from), jobs = Number(values.jobs);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  if (![first, count, jobs].every((n) => Number.isSafeInteger(n) && n > 0)) {
    console.error("seeds and jobs are whole numbers from 1");
    return 2;
  }
  if (values.mutants) return tryMutants((line) => console.log(line)) ? 0 : 1;
  const telling = { topology: values.topology, router: values.router, whole: count === 1 };
  const topology = values.topology === undefined ? {} : { topology: values.topology };
  // A twin follows some of them, and each that is replayed alone.
  const orders = function* (): Generator<Order> {
    for (let seed = first; seed < first + count; seed++) {
      yield { seed, twin: count === 1 || seed % 3 === 0, telling, ...topology };
    }
  };
  const begun = performance.now();
  let failed = 0;
  await liveAll(orders(), Math.min(jobs, count), (told) => {
    if (told.faults.length === 0) return;
    failed++;
    console.log(values.brief ? brief(told) : told.text);
  });
  const seconds = (performance.now() - begun) / 1000, rate = (count / seconds).toFixed(2);
  console.log(`${count} seeds, ${failed} failed, ${rate} seeds per second`);
  return failed > 0 ? 1 : 0;
}

const brief = ({ seed, topology, faults }: Told) =>
  `seed ${seed} (${topology}): ${faults.slice(0, 3).join(" | ").slice(0, 400)}`;

if (import.meta.main) Deno.exit(await main());
