/**
 * Follows the alarms and tells the targets, each at its own pace: a bounded queue, tried again with growing pauses.
 * Nothing here can hold up the loop, and what the core decides never depends on it.
 */
import type { AlarmRow, Kind, View } from "../../controller/view/view.ts";
import type { Log } from "../log.ts";
import type { Target, What, Word } from "./alarm_targets.ts";

export interface AlarmSource {
  readonly view: View;
  subscribe(listener: (kind: Kind, ids: readonly number[]) => void): () => void;
}

/** Answers how to end it. What was active before is taken as told. */
export function followAlarms(
  source: AlarmSource,
  targets: readonly Target[],
  log: Pick<Log, "say">,
  pauses: readonly number[] = PAUSES, // milliseconds
): () => void {
  if (targets.length === 0) return () => {};
  const { view } = source;
  const queues = targets.map((target) => new Queue(target, log, pauses));
  const told = new Map<number, Told>();
  for (const id of view.ids("alarm")) told.set(id, toldOf(view.row("alarm", id)!));
  const unsubscribe = source.subscribe((kind, ids) => {
    if (kind !== "alarm") return;
    const network = view.row("status", 0)?.network ?? "";
    for (const id of ids) {
      const alarm = view.row("alarm", id), before = told.get(id);
      if (!alarm) {
        told.delete(id);
        continue;
      }
      if (alarm.state === "shelved") continue; // word of it when it comes off the shelf
      const what = whatOf(alarm, before);
      told.set(id, toldOf(alarm));
      if (what) { for (const queue of queues) queue.put({ what, alarm, network }); }
    }
  });
  return () => {
    unsubscribe();
    for (const queue of queues) queue.close();
  };
}

interface Told {
  readonly active: boolean;
  readonly severity: string;
  readonly acknowledged: boolean;
}
const toldOf = (alarm: AlarmRow): Told => ({
  active: alarm.active && alarm.state !== "shelved",
  severity: alarm.severity,
  acknowledged: alarm.acknowledgedBy !== undefined,
});

function whatOf(alarm: AlarmRow, before: Told | undefined): What | undefined {
  if (!alarm.active) return before?.active ? "cleared" : undefined;
  if (!before?.active) return "raised";
  if (before.severity !== alarm.severity) return "changed";
  return alarm.acknowledgedBy !== undefined && !before.acknowledged ? "acknowledged" : undefined;
}

class Queue {
  readonly #waiting: Word[] = [];
  readonly #target: Target;
  readonly #log: Pick<Log, "say">;
  readonly #pauses: readonly number[];
  #busy = false;
  #closed = false;
  #lost = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wake: (() => void) | undefined;

  constructor(target: Target, log: Pick<Log, "say">, pauses: readonly number[]) {
    this.#target = target;
    this.#log = log;
    this.#pauses = pauses;
  }

  /** The oldest goes when there is no room: the newest is what is so now. */
  put(word: Word): void {
    if (this.#closed) return;
    this.#waiting.push(word);
    if (this.#waiting.length > MOST) {
      this.#waiting.shift();
      this.#lost++;
    }
    if (!this.#busy) void this.#work();
  }
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    this.#target.close();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let word = this.#waiting.shift(); word && !this.#closed; word = this.#waiting.shift()) {
      await this.#deliver(word);
    }
    this.#busy = false;
  }
  async #deliver(word: Word): Promise<void> {
    const { name } = this.#target;
    for (let tries = 0; !this.#closed; tries++) {
      try {
        const outcome = await this.#target.send(word);
        if (outcome === "refused") this.#log.say("warning", name, "It refuses word of an alarm.");
        if (tries > 0 && outcome === "sent") {
          this.#log.say("info", name, "It takes word of alarms again.");
        }
        return this.#sayLost();
      } catch {
        // Why is not said: the words of such errors may have the address with its secret.
        const pause = this.#pauses[tries];
        if (this.#closed) return;
        if (tries === 0) {
          this.#log.say("warning", name, "It does not take word of an alarm; trying again.");
        }
        if (pause === undefined) {
          return this.#log.say("error", name, `Word of alarm ${word.alarm.id} is lost to it.`);
        }
        await this.#rest(pause);
      }
    }
  }
  #sayLost(): void {
    if (this.#lost === 0) return;
    this.#log.say("error", this.#target.name, `${this.#lost} older words of alarms were dropped.`);
    this.#lost = 0;
  }
  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = setTimeout(resolve, milliseconds);
    });
  }
}

const MOST = 500;
const PAUSES = [1000, 5000, 15_000, 60_000, 300_000];
