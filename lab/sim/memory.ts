/**
 * A controller core and the simulated network in one memory under one simulated clock: the same folds
 * as over TCP, seeded latency, no sockets. An hour takes about as long as its messages.
 */
import type { Command, Reply } from "../../src/controller/command.ts";
import type { Core, Effect, Event, What } from "../../src/controller/step.ts";
import type { EventRow, View } from "../../src/controller/view/view.ts";
import { formatIpv4 } from "../../src/lib/address.ts";
import { createAgenda } from "./agenda.ts";
import { inspectWrite, policyFaults } from "./memory_checks.ts";
import { configOf, type MemoryOptions, speakerAddress } from "./memory_config.ts";
import { type Pipe, Pipes } from "./memory_pipes.ts";
import { MemoryStore } from "./memory_store.ts";
import { Network, type NetworkEvent } from "./network.ts";
import { statsOf } from "./network_stats.ts";
import { createRandom } from "./random.ts";
import { Tape } from "./tape.ts";

export class MemorySimulation {
  readonly network: Network;
  readonly tape: Tape;
  /** What went wrong by the rules that hold always; empty in a good run. */
  readonly faults: string[] = [];
  readonly notes: EventRow[] = [];
  readonly journal: Event[] = []; // what the core was told, since it began
  readonly stored: MemoryStore;
  /** While set, all speakers refuse connections. */
  keepFeedsDown = false;
  readonly feedsDown = new Set<number>(); // speakers that do
  counts = { events: 0, writes: 0, batches: 0, jobs: 0 };
  #core: Core | undefined;
  #now = START;
  #coreWakeAt = Infinity;
  #idleWakes = 0;
  #generation = 0; // of the core: what an earlier one asked for is not told to its successor
  #nextCommand = 1;
  #busyAt = START;
  readonly #agenda = createAgenda<() => void>();
  readonly #pipes: Pipes;
  readonly #replies = new Map<number, Reply>();

  constructor(readonly options: MemoryOptions) {
    this.network = new Network(options);
    this.tape = new Tape(options.topology, START);
    const random = createRandom(options.seed ^ 0xc0de);
    this.#pipes = new Pipes(this.#agenda, random, options.latencyMicroseconds ?? 5000);
    this.stored = new MemoryStore(options.stored ?? []);
    this.startCore();
    this.happen({ on: "started" });
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return (this.#now - START) / 1e6;
  }
  get view(): View {
    return this.#alive.view;
  }
  get #alive(): Core {
    if (!this.#core) throw new Error("the controller is down");
    return this.#core;
  }

  /** Begins (again) with what is stored, as after kill -9. */
  startCore(core = this.options.createCore()): void {
    if (this.#core) this.stopCore();
    this.#core = core;
    this.journal.length = 0;
    this.tell({
      on: "started",
      version: "simulation",
      seed: this.options.seed + this.#generation, // another one at each start, as in life
      config: this.options.config ?? configOf(this.options.topology),
      stored: this.stored.rows(),
    });
  }
  /** Dies without a word: connections break, nothing that was under way is heard of. */
  stopCore(): void {
    this.#core = undefined;
    this.#coreWakeAt = Infinity;
    this.#generation++;
    this.#replies.clear();
    for (const pipe of this.#pipes.all()) {
      pipe.deaf = true;
      this.#endByCore(pipe, "the controller died");
    }
  }
  /** Goes on with another core that was made from `save()`: nothing may change by that. */
  swapCore(load: (saved: Uint8Array) => Core): void {
    this.#core = load(this.#alive.save());
  }

  run(seconds: number): void {
    this.runUntil(this.#now + Math.round(seconds * 1e6));
  }
  /** Until nothing was written, computed or stored for `quietSeconds`; keepalives do not count. */
  settle(quietSeconds = 3, limitSeconds = 300): void {
    const limit = this.#now + limitSeconds * 1e6;
    this.#busyAt = this.#now;
    while (this.#now < limit) {
      const quietAt = this.#busyAt + quietSeconds * 1e6;
      if (quietAt <= this.#now) return;
      this.runUntil(Math.min(quietAt, limit));
    }
    throw new Error(`not settled after ${limitSeconds} s:\n${this.tape.last(20)}`);
  }
  /** Everything that is wrong now, in a calm network: rules broken, and policies that do not deliver. */
  problems(): readonly string[] {
    const { violations } = statsOf(this.network);
    return [...this.faults, ...violations, ...policyFaults(this.view, this.network)];
  }
  /** Asks the core and runs until it replies. */
  command(command: Command, by = "test"): Reply {
    const id = this.#nextCommand++;
    this.tell({ on: "command", id, by, command });
    const limit = this.#now + 30e6;
    while (!this.#replies.has(id) && this.#now < limit) this.#step(limit);
    const reply = this.#replies.get(id);
    this.#replies.delete(id);
    if (!reply) throw new Error(`no reply to ${command.do} within 30 s`);
    return reply;
  }
  failLink(name: string): void {
    this.happen({ on: "igp", event: { on: "linkFailed", link: this.network.linkNamed(name) } });
  }
  restoreLink(name: string): void {
    this.happen({ on: "igp", event: { on: "linkRestored", link: this.network.linkNamed(name) } });
  }
  cutSession(router: string): void {
    this.#cut(this.network.routerNamed(router));
  }
  cutFeed(speaker: number): void {
    this.#cut(this.network.speakerLine(speaker));
  }
  #cut(line: number): void {
    this.happen({ on: "cut", line, why: "cut by the test" });
  }

  runUntil(at: number): void {
    while (this.#step(at));
  }

  /** The next thing that is due by `limit`; false when there is none. */
  #step(limit: number): boolean {
    const at = Math.min(this.#agenda.nextAt, this.#coreWakeAt, this.network.wakeAt);
    if (at > limit) this.#now = Math.max(this.#now, limit);
    if (at > limit) return false;
    if (at > this.#now) this.#idleWakes = 0;
    this.#now = Math.max(this.#now, at);
    const due = this.#agenda.take(this.#now);
    if (due) due();
    else if (this.#coreWakeAt <= this.#now) {
      if (++this.#idleWakes > 10_000) throw new Error("the core wakes without end");
      this.tell({ on: "woke" });
    } else this.happen({ on: "woke" });
    return true;
  }

  /** Any event of the core; nothing while it is down. */
  tell(what: What): void {
    const core = this.#core;
    if (!core) return;
    const event: Event = { at: this.#now, what };
    this.counts.events++;
    this.journal.push(event);
    const answer = core.handle(event);
    this.#coreWakeAt = answer.wakeAt;
    this.options.watch?.(event, answer);
    for (const effect of answer.effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    const { storeMicroseconds = 700, computeMicroseconds = 300 } = this.options;
    const generation = this.#generation;
    const later = (delay: number, then: () => void) =>
      this.#agenda.add(this.#now + delay, () => {
        if (generation === this.#generation) then();
      });
    switch (effect.do) {
      case "write":
        return this.#write(effect.connection, effect.bytes);
      case "close":
        return this.#endByCore(this.#pipes.of(effect.connection), `controller: ${effect.why}`);
      case "connect":
        return this.#connect(effect);
      case "store":
        this.#busyAt = this.#now;
        later(storeMicroseconds >> 1, () => this.stored.commit(effect.rows)); // and then it may die
        return later(
          storeMicroseconds,
          () => this.tell({ on: "stored", through: effect.sequence }),
        );
      case "compute":
        this.#busyAt = this.#now;
        this.counts.batches++;
        this.counts.jobs += effect.jobs.list.length;
        return later(computeMicroseconds, () => {
          const result = this.options.compute(effect.jobs);
          this.tell({ on: "computed", batch: effect.batch, result });
        });
      case "reply":
        return void this.#replies.set(effect.id, effect.reply);
      case "note":
        this.tape.note(this.#now, `${effect.note.title} ${effect.note.detail}`);
        return void this.notes.push(effect.note);
      case "changed":
        return;
    }
  }

  #write(connection: number, bytes: Uint8Array): void {
    const pipe = this.#pipes.of(connection);
    for (const fault of inspectWrite(pipe, bytes)) this.faults.push(`${this.seconds} ${fault}`);
    if (!pipe || pipe.ended) return;
    this.counts.writes++;
    if (this.tape.add(this.#now, "out", pipe.line, pipe.protocol, bytes)) this.#busyAt = this.#now;
    this.#pipes.after(pipe, this.#now, () => {
      if (this.#pipes.onLine(pipe.line) === pipe) {
        this.happen({ on: "received", line: pipe.line, bytes });
      }
      pipe.room += bytes.length;
      if (!pipe.deaf) this.tell({ on: "room", connection, octets: bytes.length });
    });
  }
  /** The network learns of it after what was under way; then the core, once. */
  #endByCore(pipe: Pipe | undefined, why: string): void {
    if (!pipe || pipe.ended) return;
    pipe.ended = true;
    this.tape.note(this.#now, `${this.tape.nameOf(pipe.line)}: ${why}`);
    this.#pipes.after(pipe, this.#now, () => {
      if (this.#pipes.onLine(pipe.line) === pipe) this.happen({ on: "closed", line: pipe.line });
      this.#gone(pipe, why);
    });
  }
  #connect({ peer }: Extract<Effect, { do: "connect" }>): void {
    const speaker = this.options.topology.speakers
      .findIndex((_, n) => speakerAddress(n) === peer.address);
    const generation = this.#generation;
    this.#agenda.add(this.#now + 2 * this.#pipes.latency(), () => {
      if (generation !== this.#generation) return;
      const line = this.network.speakerLine(speaker);
      const down = speaker < 0 || this.keepFeedsDown || this.feedsDown.has(speaker);
      if (down || this.#pipes.onLine(line)) {
        return this.tell({ on: "refused", peer, why: "connection refused" });
      }
      this.#open(line, peer, true);
    });
  }

  /** Any event of the network, such as a reboot or a metric. */
  happen(event: NetworkEvent): void {
    for (const effect of this.network.handle(event, this.#now)) {
      if (effect.do === "note") this.tape.note(this.#now, effect.words);
      else if (effect.do === "write") this.#writtenByRouter(effect.line, effect.bytes);
      else if (effect.do === "connect") this.#connectedByRouter(effect.line);
      else {
        const pipe = this.#pipes.onLine(effect.line);
        if (pipe) this.#endByLine(pipe, effect.why);
      }
    }
  }
  #writtenByRouter(line: number, bytes: Uint8Array): void {
    const pipe = this.#pipes.onLine(line);
    if (!pipe) return;
    if (this.tape.add(this.#now, "in", line, pipe.protocol, bytes)) this.#busyAt = this.#now;
    this.#pipes.after(pipe, this.#now, () => {
      if (!pipe.ended) this.tell({ on: "received", connection: pipe.connection, bytes });
    });
  }
  #connectedByRouter(line: number): void {
    this.#agenda.add(this.#now + 2 * this.#pipes.latency(), () => {
      if (!this.#core) return this.happen({ on: "closed", line });
      const { sourceAddress, topology } = this.options;
      const address = sourceAddress?.(line) ?? formatIpv4(topology.routers[line]!.loopback);
      this.#open(line, { protocol: "pcep", address, port: 4189 }, false);
    });
  }

  #open(line: number, peer: Extract<What, { on: "opened" }>["peer"], initiated: boolean): void {
    const pipe = this.#pipes.open(line, peer.protocol);
    const { connection, room } = pipe, port = peer.protocol === "pcep" ? 4189 : 50000;
    const local = { address: "192.0.2.254", port };
    this.tell({ on: "opened", connection, peer, local, initiated });
    this.tell({ on: "room", connection, octets: room });
    if (this.#pipes.onLine(line) === pipe) this.happen({ on: "opened", line });
  }
  #endByLine(pipe: Pipe, why: string): void {
    this.#pipes.leaveLine(pipe);
    this.tape.note(this.#now, `${this.tape.nameOf(pipe.line)}: ${why}`);
    this.#pipes.after(pipe, this.#now, () => this.#gone(pipe, why));
  }
  #gone(pipe: Pipe, why: string): void {
    pipe.ended = true;
    this.#pipes.forget(pipe);
    if (!pipe.deaf) this.tell({ on: "closed", connection: pipe.connection, why });
  }
}

const START = Date.UTC(2026, 0, 1) * 1000;
