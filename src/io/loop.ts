/**
 * The one loop. Sockets, timers and commands only put events into the inbox; a turn feeds the core for at most 5 ms,
 * writes the journal, carries out the answers in their order and lets the rest of the program breathe.
 */
import type { Command, Reply } from "../controller/command.ts";
import type { Answer, Computer, Core, Effect, Peer, Store, What } from "../controller/step.ts";
import type { EventRow, Kind, View } from "../controller/view/view.ts";
import type { Clock } from "./clock.ts";
import { Commits } from "./commits.ts";
import { Inbox } from "./inbox.ts";
import { isKept, isTaken, notKept, notNow, refusal } from "./refusals.ts";

export interface LoopPorts {
  readonly clock: Clock;
  readonly journal: LoopJournal;
  readonly store: Store;
  readonly computer: Computer;
  readonly sockets: LoopSockets;
  readonly createCore: () => Core;
  /** The event that a new core begins with, from what the store holds. */
  readonly started: (stored: Awaited<ReturnType<Store["load"]>>) => What;
  readonly onNote: (note: EventRow) => void;
  /** Something in the edge itself went wrong; the loop goes on. */
  readonly onError: (what: string, error: unknown) => void;
}
export interface LoopJournal {
  readonly full: boolean;
  begin(head: Uint8Array, why: string): void;
  record(event: { at: number; what: What }, answer: Answer | undefined): void;
  flush(): void;
}
export interface LoopSockets {
  write(connection: number, bytes: Uint8Array): void;
  close(connection: number, why: string): void;
  secure(connection: number, bytes: Uint8Array): void;
  connect(peer: Peer): void;
  consumed(connection: number, octets: number): void;
}
export type ChangeListener = (kind: Kind, ids: readonly number[]) => void;

export class Loop {
  readonly #ports: LoopPorts;
  readonly #inbox = new Inbox<What>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #replies = new Map<number, Asked>();
  readonly #commits: Commits;
  #core: Core | undefined;
  #turnComes = false;
  #wakeAt = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastCommand = 0;
  #computing = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #notStarted: unknown;
  #longestTurn = 0;

  constructor(ports: LoopPorts) {
    this.#ports = ports;
    this.#commits = new Commits(ports.store, {
      stored: (through) => this.#stored(through),
      trouble: (why) => this.#storeTrouble(why),
    });
  }

  /** Loads what is stored and starts a core with it. Rejects when the store, or what is in it, cannot be read. */
  async start(): Promise<void> {
    const stored = await this.#ports.store.load();
    this.#core = this.#ports.createCore();
    this.#ports.journal.begin(new Uint8Array(), "start");
    this.#inbox.unshift(this.#ports.started(stored));
    this.#schedule();
    await new Promise((resolve) => setImmediate(resolve)); // the first turn
    if (this.#notStarted !== undefined) throw this.#notStarted;
  }

  enqueue(what: What): void {
    this.#inbox.push(what);
    this.#schedule();
  }
  /** Asks the core; the answer to a change comes when it is on disk. While the disk refuses, changes are refused. */
  command(by: string, command: Command): Promise<Reply> {
    const { failing } = this.#commits;
    if (failing !== undefined && !isTaken(command)) return Promise.resolve(notNow(failing));
    if (failing !== undefined && isKept(command)) this.#answerWhatWaits();
    const id = ++this.#lastCommand;
    return new Promise((resolve) => {
      this.#replies.set(id, { command, resolve });
      this.enqueue({ on: "command", id, by, command });
    });
  }
  /** Calls `listener` with every kind and ids that changed; answers how to end that. */
  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  /** What readers read between two turns. */
  get view(): View {
    if (!this.#core) throw new Error("The core is being loaded");
    return this.#core.view;
  }
  /** Events that wait, and the longest turn in milliseconds since last asked. */
  measure(): { readonly waiting: number; readonly longestTurnMilliseconds: number } {
    const longest = this.#longestTurn / 1000;
    this.#longestTurn = 0;
    return { waiting: this.#inbox.length, longestTurnMilliseconds: longest };
  }
  /** Resolves when nothing waits in the inbox and nothing is being computed. */
  async idle(): Promise<void> {
    while (this.#inbox.length > 0 || this.#turnComes || this.#computing > 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  /** No event is handled after this. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    this.#commits.stop();
    for (const id of [...this.#replies.keys()]) this.#reply(id, STOPPING);
    this.#ports.journal.flush();
  }

  #schedule(): void {
    if (this.#turnComes || this.#stopped || !this.#core) return;
    this.#turnComes = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#turnComes = false;
    const core = this.#core;
    if (this.#stopped || !core) return;
    const { clock, journal } = this.#ports;
    const begun = clock();
    if (this.#wakeAt <= begun) this.#inbox.unshift({ on: "woke" });
    const effects: Effect[] = [];
    let now = begun;
    while (this.#inbox.length > 0 && !this.#stopped && now - begun < TURN_MICROSECONDS) {
      const what = this.#inbox.shift()!;
      if (what.on === "computed") this.#computing--; // until then no segment begins: it has no jobs to replay
      const answer = this.#handle(core, { at: now, what });
      for (const effect of answer?.effects ?? []) effects.push(effect);
      if (what.on === "received") {
        this.#ports.sockets.consumed(what.connection, what.bytes.length);
      }
      now = clock();
    }
    journal.flush();
    for (const effect of effects) this.#carryOut(effect);
    if (journal.full && this.#computing === 0) this.#rotate(core);
    this.#longestTurn = Math.max(this.#longestTurn, clock() - begun);
    if (this.#inbox.length > 0) this.#schedule();
    else this.#setTimer();
  }

  /** A core that throws has a defect: it costs the connection or the command that showed it, not the process. */
  #handle(core: Core, event: { at: number; what: What }): Answer | undefined {
    let answer: Answer | undefined;
    try {
      answer = core.handle(event);
      this.#wakeAt = answer.wakeAt;
    } catch (error) {
      this.#afterThrow(event.what, error);
    }
    this.#ports.journal.record(event, answer);
    return answer;
  }
  #afterThrow(what: What, error: unknown): void {
    if (what.on === "started") { // with half of the intent it would make the rest anew
      this.#notStarted = error;
      return this.stop();
    }
    this.#ports.onError(`a defect: the core threw at "${what.on}"`, error);
    if ("connection" in what) {
      this.#ports.sockets.close(what.connection, "a defect in Cairn, see the log");
    } else if (what.on === "command") {
      this.#reply(what.id, DEFECT);
    } else if (what.on === "woke") {
      this.#wakeAt = this.#ports.clock() + RETRY_MICROSECONDS;
    }
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case "write":
        return this.#ports.sockets.write(effect.connection, effect.bytes);
      case "connect":
        return this.#ports.sockets.connect(effect.peer);
      case "close":
        return this.#ports.sockets.close(effect.connection, effect.why);
      case "secure":
        return this.#ports.sockets.secure(effect.connection, effect.bytes);
      case "store":
        return this.#commits.put(effect.sequence, effect.rows);
      case "reply":
        return this.#reply(effect.id, effect.reply);
      case "compute":
        return this.#compute(effect);
      case "changed":
        for (const listener of this.#listeners) listener(effect.kind, effect.ids);
        return;
      case "note":
        return this.#ports.onNote(effect.note);
    }
  }

  /** Commits that became durable together are one event. */
  #stored(through: number): void {
    const last = this.#inbox.last();
    if (last?.on === "stored") this.#inbox.replaceLast({ on: "stored", through });
    else this.enqueue({ on: "stored", through });
  }

  /** The core raises or clears the alarm; who waits hears of it in a moment, if it does not mend itself. */
  #storeTrouble(why: string | undefined): void {
    if (why !== undefined) this.#ports.onError("the store cannot be written", why);
    this.enqueue({ on: "trouble", with: "store", why });
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (why !== undefined) this.#answerWhatWaits();
  }
  #answerWhatWaits(): void {
    this.#patience ??= setTimeout(() => {
      this.#patience = undefined;
      const { failing } = this.#commits;
      if (failing === undefined) return;
      for (const [id, { command }] of [...this.#replies]) {
        if (isKept(command)) this.#reply(id, notKept(command, failing));
      }
    }, PATIENCE_MILLISECONDS);
  }

  #compute({ batch, jobs }: Effect & { do: "compute" }): void {
    this.#computing++;
    setImmediate(() => {
      this.#ports.computer.run(jobs).catch((error) => {
        // A defect: the batch is over all the same, and its policies keep what they have.
        this.#ports.onError(`a defect: computing batch ${batch} threw`, error);
        return { list: [] };
      }).then((result) => this.enqueue({ on: "computed", batch, result }));
    });
  }

  #rotate(core: Core): void {
    try {
      this.#ports.journal.begin(core.save(), "rotation");
    } catch (error) {
      this.#ports.onError("beginning a new journal segment", error);
    }
  }
  #reply(id: number, reply: Reply): void {
    this.#replies.get(id)?.resolve(reply);
    this.#replies.delete(id);
  }
  #setTimer(): void {
    clearTimeout(this.#timer);
    if (this.#wakeAt === Infinity) return;
    const milliseconds = Math.ceil((this.#wakeAt - this.#ports.clock()) / 1000);
    this.#timer = setTimeout(
      () => this.#wakeAt <= this.#ports.clock() ? this.#schedule() : this.#setTimer(),
      Math.min(Math.max(milliseconds, 0), 2 ** 31 - 1),
    );
  }
}

interface Asked {
  readonly command: Command;
  readonly resolve: (reply: Reply) => void;
}

const STOPPING = refusal("The controller is stopping.", "Ask again when it runs.");
const DEFECT = refusal(
  "A defect in Cairn, see its log; nothing was changed.",
  "Report it with the journal.",
);
const PATIENCE_MILLISECONDS = 2000;
const TURN_MICROSECONDS = 5000;
const RETRY_MICROSECONDS = 1_000_000;
