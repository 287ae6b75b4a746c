/**
 * One life by one seed: a network and its controller come up, are troubled, and find their rest. The same
 * seed gives the same life, so that a failure is replayed by its number.
 */
import { createAgenda } from "../../lab/sim/agenda.ts";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import type { ConfiguredLsp } from "../../lab/sim/pcc_lsp.ts";
import { statsOf } from "../../lab/sim/network_stats.ts";
import { createRandom, type Random } from "../../lab/sim/random.ts";
import type { Command, Reply } from "../../src/controller/command.ts";
import type { State } from "../../src/controller/state.ts";
import type { Answer, Core, Event } from "../../src/controller/step.ts";
import { crc32 } from "../../src/lib/crc32.ts";
import { Packer } from "../../src/lib/pack.ts";
import { unrest } from "./calm.ts";
import { SLOTS } from "./document_deeds.ts";
import { randomMesh, randomPolicy } from "./documents.ts";
import { IntentModel } from "./intent_model.ts";
import { leaks, savedState, sizeOf } from "./leaks.ts";
import { endHolds } from "./operator.ts";
import { type Making, REAL } from "./mutant.ts";
import { MoveWatcher } from "./move_watcher.ts";
import { PathOracle } from "./path_oracle.ts";
import { type Scene, sceneOf } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { trouble } from "./trouble.ts";
import { Watcher } from "./watcher.ts";

export interface LifeOptions {
  readonly seed: number;
  readonly topology?: string;
  /** A second core follows the first from the same events and must answer the same. */
  readonly twin?: boolean;
  /** Ends as soon as such a fault is found: for cores with a defect. */
  readonly stopAt?: RegExp;
}
export interface Outcome {
  readonly seed: number;
  readonly topology: string;
  readonly faults: readonly string[];
  readonly deeds: readonly string[];
  /** What was said and noted; of one router if named. */
  readonly said: (router?: string) => readonly string[];
  readonly events: number;
  readonly seconds: number; // simulated
}

/** `making`: a core with a defect, to see that it is found. */
export function live(options: LifeOptions, making: Making = REAL): Outcome {
  const life = new Life(options, making);
  let thrown: string | undefined;
  try {
    life.run();
  } catch (error) {
    thrown = `threw ${error instanceof Error ? error.stack ?? error.message : String(error)}`;
  }
  const { sim, scene } = life;
  return {
    seed: options.seed,
    topology: scene.topology.name,
    faults: [...life.faults, ...(thrown === undefined ? [] : [thrown])],
    deeds: life.deeds,
    said: (router) => sim.tape.lines(router),
    events: sim.counts.events,
    seconds: sim.seconds,
  };
}

class Life implements Stage {
  readonly random: Random;
  readonly scene: Scene;
  readonly sim: MemorySimulation;
  readonly intents = new IntentModel();
  readonly slow = new Map<number, number>();
  readonly configured: Map<string, ConfiguredLsp>;
  readonly deeds: string[] = [];
  readonly oracle: PathOracle;
  coreUp = true;
  readonly watcher: Watcher;
  readonly moves: MoveWatcher;
  readonly #undo = createAgenda<() => void>();
  readonly #found: string[] = [];
  readonly #replies = new Map<number, (reply: Reply) => void>();
  #twin: Core | undefined;
  #next = 1_000_000;

  constructor(readonly options: LifeOptions, readonly making: Making) {
    this.random = createRandom(Math.imul(options.seed, 0x9e3779b1) ^ 0x51a7);
    const scene = this.scene = sceneOf(options.seed, this.random, options.topology);
    this.watcher = new Watcher(scene);
    this.moves = new MoveWatcher(scene, () => this.sim, () => this.oracle);
    this.configured = new Map(
      scene.configured.map(({ router, lsp }) =>
        [`${scene.topology.routers[router]!.name}/${lsp.name}`, lsp] as const
      ),
    );
    this.sim = new MemorySimulation({
      ...scene,
      createCore: making.createCore,
      compute: making.compute,
      personality: (router) => scene.personalities[router]!,
      latencyMicroseconds: (line) => scene.latencyMicroseconds + (this.slow.get(line) ?? 0),
      watch: (event, answer) => this.#see(event, answer),
    });
    this.oracle = new PathOracle(this.sim.network);
  }

  get faults(): string[] {
    const { violations } = statsOf(this.sim.network);
    const real = violations.filter((text) => !CROSSINGS.some((words) => text.includes(words)));
    return [
      ...this.watcher.faults,
      ...this.moves.faults,
      ...this.sim.faults,
      ...real,
      ...this.#found,
    ];
  }

  run(): void {
    this.#begin();
    const size = sizeOf(this.swap());
    const end = this.sim.seconds + this.scene.troubleSeconds;
    while (this.sim.seconds < end) {
      if (this.#isFound()) return;
      trouble(this);
      this.#pass(this.random.next() ** 3 * 8);
    }
    this.#calm();
    this.#rest(size);
  }

  #isFound(): boolean {
    const { stopAt } = this.options;
    return stopAt !== undefined && this.faults.some((fault) => stopAt.test(fault));
  }

  later(seconds: number, undo: () => void): void {
    this.#undo.add(this.sim.seconds + seconds, undo);
  }
  ask(command: Command, then?: (reply: Reply) => void): void {
    if (!this.coreUp) return;
    const id = this.#next++;
    this.say(wordsOf(command));
    if (then) this.#replies.set(id, then);
    this.intents.asked(id, command);
    this.sim.tell({ on: "command", id, by: "test", command });
  }
  die(): void {
    this.say("the controller dies");
    this.coreUp = false;
    this.sim.stopCore();
    this.#replies.clear();
  }
  rise(): void {
    if (this.coreUp) return;
    this.say("the controller starts");
    this.#found.push(...this.intents.restarted(this.sim.stored.rows()));
    this.coreUp = true;
    this.sim.startCore();
  }
  /** Goes on from its own saved bytes; the twin is only saved, as a running core is when its journal turns a page. */
  swap(): State {
    this.#twin?.save();
    return savedState(this.sim, this.making.loadCore);
  }
  say(words: string): void {
    this.deeds.push(`${this.sim.seconds.toFixed(3)} ${words}`);
    this.sim.happen({ on: "woke" });
    this.sim.tape.note(START + this.sim.seconds * 1e6, `* ${words}`);
  }

  /** Up, with its inventory and some policies, before anything goes wrong. */
  #begin(): void {
    const { random, scene } = this;
    this.#pass(3);
    const policies = Array.from(
      { length: random.between(1, SLOTS) },
      (_, slot) => randomPolicy(random, scene.topology, slot),
    );
    const mesh = random.chance(0.6) ? [randomMesh(random, scene.topology)] : [];
    this.ask({ do: "apply", intents: scene.inventory, prune: false, dryRun: false });
    this.ask({ do: "apply", intents: [...policies, ...mesh], prune: false, dryRun: false });
    this.#pass(random.pick([1, 15, 40]));
  }

  #pass(seconds: number): void {
    const end = this.sim.seconds + seconds;
    for (let at = this.#undo.nextAt; at <= end; at = this.#undo.nextAt) {
      this.sim.run(Math.max(0, at - this.sim.seconds));
      this.#undo.take(at)?.();
    }
    this.sim.run(Math.max(0, end - this.sim.seconds));
  }

  /** Everything is undone, every gate opened. */
  #calm(): void {
    this.say("calm");
    for (let undo = this.#undo.take(Infinity); undo; undo = this.#undo.take(Infinity)) undo();
    this.rise();
    this.sim.run(1);
    const { gate } = this.watcher;
    for (const router of gate.frozenRouters) this.ask({ do: "thaw", router }, this.#mustDo);
    for (const policy of gate.frozenPolicies) this.ask({ do: "thaw", policy }, this.#mustDo);
    if (gate.frozen) this.ask({ do: "thaw" }, this.#mustDo);
    for (const [router, mode] of gate.routerModes) {
      if (mode === "control") continue;
      this.ask({ do: "mode", mode: "control", router, dryRun: false }, this.#mustDo);
    }
    if (gate.mode !== "control") {
      this.ask({ do: "mode", mode: "control", dryRun: false }, this.#mustDo);
    }
  }
  #mustDo = (reply: Reply): void => {
    if (!reply.ok) this.#found.push(`in calm: ${JSON.stringify(reply)}`);
  };

  /** As soon as all is well it must stay so without a word; at the latest when the longest back-off is over. */
  #rest(sizeBefore: number): void {
    const { sim } = this, calmAt = sim.seconds;
    this.moves.calmAt = START + (calmAt + 20) * 1e6;
    let found = ["it is not calm yet"];
    const patience = this.options.stopAt ? 120 : LONGEST_BACK_OFF;
    while (found.length > 0 && sim.seconds < calmAt + patience) {
      if (this.#isFound()) return;
      sim.run(sim.seconds < calmAt + 60 ? 10 : 40);
      endHolds(sim.view, (command, then) => this.ask(command, then), this.#mustDo);
      found = unrest(this);
      if (found.length > 0) continue;
      sim.run(this.scene.config.safety.igpConvergenceSeconds + 1); // what just came back is looked at
      const quietAt = START + sim.seconds * 1e6;
      sim.run(65);
      found = unrest(this);
      // A link that is counted on again may open a better path even now: that one move is waited for.
      if (found.length === 0) {
        this.#found.push(...this.watcher.busy(quietAt, 60, this.#mostInPeace));
      }
    }
    const minutesAt = START + (calmAt + 60) * 1e6;
    this.#found.push(...found, ...this.watcher.busy(minutesAt, 60, () => 6));
    let state = this.swap();
    // What is computed now and then may be under way just now, or wait for its turn to move.
    for (let left = 30; left > 0 && leaks(sim, state).length > 0; left--) {
      sim.run(left > 25 ? 1 : 10);
      state = this.swap();
    }
    this.#found.push(...leaks(sim, state));
    const size = sizeOf(state), most = 2 * sizeBefore + 60_000;
    if (size > most) this.#found.push(`the state has ${size} octets, ${sizeBefore} at the start`);
  }

  /** One that its router refuses for good is tried again now and then. */
  #mostInPeace = (name: string): number =>
    this.sim.network.pccs.some(({ lsps }) => lsps.lsps.some((lsp) => lsp.name === name)) ? 1 : 6;

  #see(event: Event, answer: Answer): void {
    this.watcher.see(event, answer);
    this.moves.see(event, answer);
    for (const effect of answer.effects) {
      if (effect.do !== "reply") continue;
      this.intents.replied(effect.id, effect.reply.ok);
      this.#replies.get(effect.id)?.(effect.reply);
      this.#replies.delete(effect.id);
    }
    if (!this.options.twin) return;
    if (event.what.on === "started") this.#twin = this.making.createCore();
    const same = this.#twin && digest(this.#twin.handle(event)) === digest(answer);
    if (same === false) {
      const seconds = (event.at - START) / 1e6;
      this.#found.push(`${seconds} a replay answers ${event.what.on} otherwise`);
      this.#twin = undefined;
    }
  }
}

/** Jobs hold a snapshot that is shared: what counts of a batch is its list. */
function digest(answer: Answer): number {
  PACKER.clear();
  PACKER.put(answer.wakeAt);
  for (const e of answer.effects) PACKER.put(e.do === "compute" ? { ...e, jobs: e.jobs.list } : e);
  return crc32(PACKER.bytes);
}
const PACKER = new Packer();

function wordsOf(command: Command): string {
  const text = JSON.stringify(command);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

const START = Date.UTC(2026, 0, 1) * 1000;
const LONGEST_BACK_OFF = 1200; // seconds: the longest pauses one after the other, and what it takes to come back
/** Messages that crossed a router's own may meet these; what the controller knew is judged by the watcher. */
const CROSSINGS = [
  "unknown PLSP-ID",
  "the taken name",
  "a second LSP for the candidate path",
  "which is not delegated",
];
