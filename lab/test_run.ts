/**
 * Runs tests/lab in labs of their own, which go away afterwards. Most of a test is waiting, so
 * several labs share the files: whichever is free takes the next one.
 */
import { LabError, run } from "./frr/command.ts";
import type { ConfigOptions } from "./frr/config.ts";
import type { Driver, UpTimes } from "./frr/driver.ts";
import { createNetnsDriver, requireNamespaces, statePath } from "./frr/netns_driver.ts";
import { buildNetwork, CONTROLLER, ringWithChord, SECOND_CONTROLLER } from "./frr/topology.ts";
import { openTree } from "./frr/tree.ts";
import { fetchSpeakers } from "./interop/packages.ts";

export interface TestRun {
  /** Of the first lab; others add a letter. */
  readonly id: string;
  readonly labs: number;
  readonly config: ConfigOptions;
  /** Test files or folders and arguments of `deno test`; without files all, or all that wait. */
  readonly words: readonly string[];
  /** Waits in their full length. */
  readonly long: boolean;
}

/** Answers an exit code. Throws LabError; where there can be no lab it says so and answers 0,
 * except with CI=true. */
export async function runTests(options: TestRun): Promise<number> {
  try {
    requireNamespaces();
    await openTree();
  } catch (error) {
    if (!(error instanceof LabError) || Deno.env.get("CI") === "true") throw error;
    console.log(`skipped: tests/lab (${error.message})`);
    return 0;
  }
  // Inside the namespaces there is no network to fetch them from.
  await run([Deno.execPath(), "cache", "--quiet", `${ROOT}main.ts`]);
  const queue = filesOf(options);
  if (queue.some((file) => /gobgp|exabgp/.test(file))) await fetchSpeakers();
  const stopping = new AbortController();
  const stop = () => stopping.abort(); // this process stays to clean up
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  try {
    const labs = Array.from({ length: Math.min(options.labs, queue.length) }, (_, index) => {
      const id = `${options.id}${index === 0 ? "" : String.fromCharCode(0x61 + index)}`;
      return runLab(id, options, queue, stopping.signal);
    });
    const results = await Promise.allSettled(labs);
    for (const result of results) if (result.status === "rejected") throw result.reason;
    return results.every((result) => result.status === "fulfilled" && result.value) ? 0 : 1;
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
    Deno.removeSignalListener("SIGTERM", stop);
  }
}

/** Those that take longest first, so that no lab is left alone with them at the end. */
function filesOf({ words, long }: TestRun): string[] {
  const named = words.filter((word) => !word.startsWith("-") && word !== FOLDER);
  if (named.length > 0) return named;
  if (long) return LONG.map((name) => FOLDER + name);
  const names = [...Deno.readDirSync(`${ROOT}${FOLDER}`)].map(({ name }) => name)
    .filter((name) => name.endsWith("_test.ts"));
  const rank = (name: string) => (SLOWEST.indexOf(name) + 1) || SLOWEST.length + 1;
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).map((name) => FOLDER + name);
}

/** One lab that tests as long as there are files; answers whether all passed. */
async function runLab(
  id: string,
  options: TestRun,
  queue: string[],
  stopped: AbortSignal,
): Promise<boolean> {
  const driver = createNetnsDriver(id, buildNetwork(ringWithChord));
  await claim(id);
  await driver.down();
  let good = true;
  try {
    const times = await driver.up({ ...options.config, sessionTimeoutSecondsOf: FORGETFUL });
    console.log(`${id}: ${describeTimes(times)}`);
    const alone = options.labs === 1;
    const flags = options.words.filter((word) => word.startsWith("-"));
    for (let file = queue.shift(); file !== undefined && !stopped.aborted; file = queue.shift()) {
      if (!await testFile(driver, [...flags, file], options.long, alone, stopped)) good = false;
    }
  } finally {
    await driver.down();
    await run(["rm", "-f", claimPath(id)]);
  }
  return good && !stopped.aborted;
}

/** Several labs must not talk at once: then a file's words come when it is done. */
async function testFile(
  driver: Driver,
  words: readonly string[],
  long: boolean,
  alone: boolean,
  stopped: AbortSignal,
): Promise<boolean> {
  const [program = "", ...args] = [
    ...driver.controllerPrefix(),
    ...[Deno.execPath(), "test", "-A", "--no-check", IGNORE_CERTIFICATES, ...words],
  ];
  const child = new Deno.Command(program, {
    args,
    cwd: ROOT,
    env: { CAIRN_LAB: driver.id, ...(long ? { CAIRN_LAB_LONG: "1" } : {}) },
    stdout: alone ? "inherit" : "piped",
    stderr: alone ? "inherit" : "piped",
  }).spawn();
  const stop = () => child.kill("SIGTERM");
  stopped.addEventListener("abort", stop);
  try {
    if (alone) return (await child.status).success;
    const { success, stdout, stderr } = await child.output();
    await Deno.stderr.write(stderr);
    await Deno.stdout.write(stdout);
    return success;
  } finally {
    stopped.removeEventListener("abort", stop);
  }
}

/** How long each step of `up` took, in words. */
export function describeTimes(times: UpTimes): string {
  return `five routers are up: FRR tree ${times.treeSeconds} s, namespaces ` +
    `${times.networkSeconds} s, daemons ${times.daemonSeconds} s, ` +
    `convergence ${times.convergenceSeconds} s`;
}

/** One test run per id: leftovers of a dead run are removed, a living one is left alone. */
async function claim(id: string): Promise<void> {
  const path = claimPath(id);
  const pid = await Deno.readTextFile(path).catch(() => "");
  // Empty for a zombie, something else where the number has gone to another program.
  const program = pid === "" ? "" : await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
  if (program.includes("lab.ts")) {
    throw new LabError(`process ${pid} is testing with lab "${id}"; choose another --id`);
  }
  await Deno.mkdir("/run/cairn-lab", { recursive: true });
  await Deno.writeTextFile(path, String(Deno.pid));
}

function claimPath(id: string): string {
  return `${statePath(id)}.pid`;
}

const ROOT = decodeURIComponent(new URL("..", import.meta.url).pathname);
const FOLDER = "tests/lab/";
/** r5 drops the lists of a lost PCE so soon that a test can wait for it. */
const FORGETFUL = { r5: 6 };
const SLOWEST = ["outage", "two_controllers", "policy", "fat_finger", "full_disk", "habits"]
  .map((name) => `${name}_test.ts`);
/** Files whose waits depend on it. */
const LONG = ["outage_test.ts", "feed_test.ts", "fibre_cut_test.ts", "two_controllers_test.ts"];
// Controllers under test make their certificates themselves.
const IGNORE_CERTIFICATES = "--unsafely-ignore-certificate-errors=" +
  ["127.0.0.1", CONTROLLER.address, SECOND_CONTROLLER.address].join();
