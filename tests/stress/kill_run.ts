/**
 * kill -9 again and again: during start, commits, journal rotation and backup. After each the store has to hold all that
 * was acknowledged, nothing by halves and nothing twice, and the journal has to replay.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createRandom } from "../../lab/sim/random.ts";
import { segmentsOf } from "../../src/io/journal/journal.ts";
import { replay } from "../../src/io/journal/replay.ts";
import { computer, createCore, loadCore } from "../../src/io/parts.ts";
import { restoreStore } from "../../src/io/store/restore.ts";
import { makeTemporaryFolder } from "../../src/io/temporary_folder.ts";
import type { Ask, Dump, Told } from "./kill_child.ts";
import { type Client, gateClient, policyClient } from "./kill_clients.ts";

export interface KillReport {
  readonly kills: number;
  readonly duringStart: number;
  readonly duringBackup: number;
  readonly acknowledged: number;
  /** Asked for and not answered: found done as a whole, or not at all. */
  readonly keptUnanswered: number;
  readonly goneUnanswered: number;
  readonly segmentsReplayed: number;
  readonly backupsChecked: number;
  readonly faults: readonly string[];
  readonly seconds: number;
}

export async function killAgainAndAgain(
  times: number,
  seed: number,
  onProgress: (kills: number, faults: readonly string[]) => void = () => {},
): Promise<KillReport> {
  const run = new Run(seed);
  try {
    for (let kill = 1; kill <= times; kill++) {
      if (kill % FRESH_EVERY === 0) run.begin(); // what was deleted is remembered until a router says that it is gone
      await run.once(kill);
      onProgress(kill, run.faults);
      if (run.faults.length > 20) break;
    }
    await run.once(0); // nobody kills the last one
  } finally {
    run.end();
  }
  return run.report();
}

class Run {
  readonly faults: string[] = [];
  readonly #random;
  readonly #clients: readonly Client[];
  readonly #begun = performance.now();
  #folder = makeTemporaryFolder("cairn-kill");
  #counts = { kills: 0, duringStart: 0, duringBackup: 0, segments: 0, backups: 0 };
  #checked = 0; // number of the last segment that was replayed
  #startMilliseconds = 400;

  constructor(seed: number) {
    this.#random = createRandom(seed);
    this.#clients = [
      ...[0, 1, 2].map((id) => policyClient(id, this.#random)),
      gateClient(this.#random),
    ];
  }
  begin(): void {
    this.#folder.remove();
    this.#folder = makeTemporaryFolder("cairn-kill");
    this.#checked = 0;
    for (const client of this.#clients) client.forget();
  }
  end(): void {
    this.#folder.remove();
  }

  /** One life: start, compare, work, die. Kill 0 is none. */
  async once(kill: number): Promise<void> {
    const random = this.#random;
    const spawned = performance.now();
    const child = new Child(this.#folder.path);
    const death = kill === 0 ? 2 : random.between(0, 9);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const kill9 = (milliseconds: number) => {
      timer = setTimeout(() => child.kill(), milliseconds);
    };
    if (death < 2) kill9(random.between(0, Math.round(this.#startMilliseconds)));
    const dump = await child.dump();
    if (dump) {
      this.#startMilliseconds = performance.now() - spawned;
      for (const client of this.#clients) this.#fault(kill, client.compare(dump));
      this.#fault(kill, twice(dump));
    } else this.#counts.duringStart++;
    const backups: Backup[] = [];
    if (dump && kill > 0) {
      if (death >= 8) this.#backup(child, backups, kill9);
      else if (death >= 2) kill9(random.between(0, 150));
      await Promise.all(this.#clients.map((client) => this.#work(child, client)));
    } else if (kill === 0) child.kill();
    await child.gone;
    clearTimeout(timer);
    this.#counts.kills += kill > 0 ? 1 : 0;
    if (!dump && child.said !== "") this.#fault(kill, [`no start: ${child.said}`]);
    this.#fault(kill, await this.#journal());
    for (const backup of backups) this.#fault(kill, this.#check(backup));
  }

  async #work(child: Child, client: Client): Promise<void> {
    while (child.alive) {
      const told = await child.ask(client.ask());
      if (!told) return; // dead: what was asked may be there or not
      client.told(told);
    }
  }
  #backup(child: Child, backups: Backup[], kill9: (milliseconds: number) => void): void {
    setTimeout(() => {
      const file = join(this.#folder.path, `backup-${this.#counts.kills}.sqlite`);
      const backup = { file, done: false };
      backups.push(backup);
      kill9(this.#random.between(0, 60));
      void child.ask({ backup: file }).then((told) => void (backup.done = told?.ok ?? false));
    }, this.#random.between(0, 60));
  }
  /** There in full, or not at all. */
  #check({ file, done }: Backup): string[] {
    this.#counts.duringBackup++;
    if (!existsSync(file)) return done ? [`${file} was acknowledged and is not there`] : [];
    const folder = makeTemporaryFolder("cairn-kill-restore");
    try {
      restoreStore(file, folder.path, new Date());
      this.#counts.backups++;
      return [];
    } catch (error) {
      return [String(error)];
    } finally {
      folder.remove();
      rmSync(file);
    }
  }
  /** Every segment that this life wrote begins with a head and replays from it. */
  async #journal(): Promise<string[]> {
    const journal = join(this.#folder.path, "journal");
    if (!existsSync(journal)) return [];
    const faults: string[] = [];
    const segments = segmentsOf(journal);
    for (const { name, number } of segments) {
      if (number <= this.#checked) continue;
      const path = join(journal, name);
      try {
        const report = await replay(path, { createCore, loadCore, computer });
        if (report.difference) faults.push(`${name}: ${report.difference.why}`);
        if (report.truncated.length > 0 && number !== segments.at(-1)!.number) {
          faults.push(`${name} ends inside a record`);
        }
        this.#counts.segments++;
      } catch (error) {
        // Killed between making the file and writing its first octets.
        if (number !== segments.at(-1)!.number) faults.push(`${name}: ${error}`);
      }
    }
    this.#checked = segments.at(-1)?.number ?? 0;
    for (const { name } of segments.slice(0, -1)) rmSync(join(journal, name));
    return faults;
  }
  #fault(kill: number, faults: readonly string[]): void {
    this.faults.push(...faults.map((fault) => `kill ${kill}: ${fault}`));
  }

  report(): KillReport {
    const { kills, duringStart, duringBackup, segments, backups } = this.#counts;
    const sum = (of: "acknowledged" | "kept" | "gone") =>
      this.#clients.reduce((n, client) => n + client.counts[of], 0);
    return {
      kills,
      duringStart,
      duringBackup,
      acknowledged: sum("acknowledged"),
      keptUnanswered: sum("kept"),
      goneUnanswered: sum("gone"),
      segmentsReplayed: segments,
      backupsChecked: backups,
      faults: this.faults,
      seconds: Math.round((performance.now() - this.#begun) / 100) / 10,
    };
  }
}

interface Backup {
  readonly file: string;
  done: boolean;
}

class Child {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (told: Told | undefined) => void>();
  readonly #dump = Promise.withResolvers<Dump | undefined>();
  readonly gone: Promise<void>;
  alive = true;
  said = "";
  #next = 1;

  constructor(folder: string) {
    const script = new URL("./kill_child.ts", import.meta.url).pathname;
    this.#process = spawn(Deno.execPath(), ["run", "-A", "--no-check", script, folder]);
    this.#process.stdin.on("error", () => {}); // it died
    this.#process.stderr.on("data", (text) => void (this.said += String(text)));
    let first = true;
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      if (!line.endsWith("}")) return; // cut short
      if (first) this.#dump.resolve(JSON.parse(line));
      else this.#answered(JSON.parse(line));
      first = false;
    });
    this.gone = new Promise((resolve) => {
      this.#process.on("close", () => {
        this.alive = false;
        this.#dump.resolve(undefined);
        for (const answer of this.#waiting.values()) answer(undefined);
        resolve();
      });
    });
  }
  /** undefined: it died before. */
  dump(): Promise<Dump | undefined> {
    return this.#dump.promise;
  }
  ask(what: DistributiveOmit<Ask, "n">): Promise<Told | undefined> {
    if (!this.alive) return Promise.resolve(undefined);
    const n = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(n, resolve);
      this.#process.stdin.write(`${JSON.stringify({ n, ...what })}\n`);
    });
  }
  kill(): void {
    this.#process.kill("SIGKILL");
  }
  #answered(told: Told): void {
    this.#waiting.get(told.n)?.(told);
    this.#waiting.delete(told.n);
  }
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Names, uids and discriminators that two policies share. */
function twice({ policies }: Dump): string[] {
  const all = policies.flatMap(({ name, uid, paths }) => [
    `name ${name}`,
    `uid ${uid}`,
    ...paths.map((path) => `discriminator ${path}`),
  ]);
  return all.filter((one, i) => all.indexOf(one) !== i).map((one) => `${one} is there twice`);
}

const FRESH_EVERY = 60;
