/**
 * Test frame for the real routers. `deno task lab:test [FILE…]` makes a lab once, runs these tests
 * in the controller's network namespace and removes the lab; `lab:long` waits in full length. Run in any other way, tests that need
 * routers are skipped with one line; with CI=true they fail instead, because nothing may be skipped
 * there. No test sleeps for a fixed time: it polls with a deadline.
 */
import { AssertionError } from "node:assert";
import type { Driver } from "../../lab/frr/driver.ts";
import { createNetnsDriver } from "../../lab/frr/netns_driver.ts";
import { assertConverged } from "./routers.ts";
import { buildNetwork, ringWithChord } from "../../lab/frr/topology.ts";

/** Declares a test that needs the routers. Afterwards every pathd must still be alive: a message
 * that crashes it is a defect of the controller, whatever else the test saw. */
export function labTest(name: string, body: (driver: Driver) => Promise<void>): void {
  const id = Deno.env.get("CAIRN_LAB");
  if (id === undefined && Deno.env.get("CI") !== "true") {
    if (!announced) console.log("skipped: tests/lab needs routers; run: deno task lab:test");
    announced = true;
    Deno.test({ name, ignore: true, fn: () => {} });
    return;
  }
  Deno.test(name, async () => {
    if (id === undefined) throw new Error("tests/lab needs routers; run: deno task lab:test");
    const driver = createNetnsDriver(id, buildNetwork(ringWithChord));
    let failure: unknown;
    try {
      await until("the routers are as declared", async () => {
        await assertConverged(driver); // an earlier test may have cut a link
        return true;
      });
      await body(driver);
    } catch (error) {
      failure = error;
    }
    const dead = await revivePathd(driver);
    if (dead.length > 0) {
      throw new AssertionError({ message: `pathd died on ${dead.join(", ")}; ${failure ?? ""}` });
    }
    if (failure !== undefined) throw failure;
  });
}

/** Polls until `probe` answers something other than undefined or false, and answers that. What it
 * threw last is part of the message when time is up. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  deadlineSeconds = 60, // a busy machine takes its time; what has a limit by rule says so
): Promise<T> {
  const deadline = performance.now() + deadlineSeconds * 1000;
  let last = "";
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
      last = "";
    } catch (error) {
      last = `; last: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > deadline) {
      throw new AssertionError({ message: `not within ${deadlineSeconds} s: ${what}${last}` });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

/** Checks that something stays so for a while, the opposite of `until`. */
export async function during(
  seconds: number,
  check: () => Promise<void>,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await check();
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

/** New pathd on every router: nothing that a controller made is left, PLSP-IDs begin anew and the
 * connection back-off too. Policies entered with vtysh are gone as well. */
export async function restartPathd(driver: Driver): Promise<void> {
  const results = await Promise.allSettled(driver.network.routers.map(async ({ name }) => {
    if (await driver.daemonAlive(name, "pathd")) await driver.killDaemon(name, "pathd", "KILL");
    await driver.respawn(name, "pathd");
  }));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Where tests leave captures, logs and data to look at afterwards. */
export function artefactFolder(driver: Driver): string {
  const folder = decodeURIComponent(new URL("../../.cache/lab/", import.meta.url).pathname);
  Deno.mkdirSync(`${folder}${driver.id}`, { recursive: true });
  return `${folder}${driver.id}`;
}

async function revivePathd(driver: Driver): Promise<readonly string[]> {
  const dead: string[] = [];
  for (const { name } of driver.network.routers) {
    if (await driver.daemonAlive(name, "pathd")) continue;
    dead.push(name);
    await driver.respawn(name, "pathd");
  }
  return dead;
}

/** What the suite shortens and `lab:long` waits for in full. */
export const LONG = Deno.env.get("CAIRN_LAB_LONG") === "1";
let announced = false;
const POLL_MILLISECONDS = 100;
