/** Two controllers of one cluster on one simulated network: each with a feed and a store of its own, each router with both. */
import { createAgenda } from "../../lab/sim/agenda.ts";
import { configOf, speakerAddress } from "../../lab/sim/memory_config.ts";
import { MemoryStore } from "../../lab/sim/memory_store.ts";
import { Network, type NetworkEvent } from "../../lab/sim/network.ts";
import type { Topology } from "../../lab/sim/topology.ts";
import type { Command, Reply } from "../../src/controller/command.ts";
import { createCore } from "../../src/controller/core.ts";
import type { Core, Effect, Row, What } from "../../src/controller/step.ts";
import { formatIpv4 } from "../../src/lib/address.ts";
import { compute } from "../../src/path/compute.ts";
import { Relay } from "./relay.ts";

interface Controller {
  core: Core | undefined;
  store: MemoryStore;
  generation: number;
  wakeAt: number;
  nextConnection: number;
  readonly lines: Map<number, number>; // connection → line
  readonly replies: Map<number, Reply>;
}
const PIPE = 1 << 20, LATENCY = 2000;

export class TwoControllers {
  readonly network: Network;
  readonly relays: readonly Relay[];
  readonly controllers: readonly [Controller, Controller] = [blank(), blank()];
  readonly #agenda = createAgenda<() => void>();
  #now = START;
  #nextCommand = 1;

  /** The topology needs two speakers: one feed each. */
  constructor(readonly topology: Topology, readonly seed = 1) {
    this.network = new Network({ topology, seed });
    this.relays = topology.routers.map((_, line) =>
      new Relay({
        toRouter: (bytes) => this.#after(() => this.#happen({ on: "received", line, bytes })),
        toController: (which, bytes) => this.#fromLine(which, line, bytes),
        later: (seconds, then) => this.#agenda.add(this.#now + seconds * 1e6, then),
      })
    );
    this.#happen({ on: "started" });
    this.#keepAlive();
  }
  get seconds(): number {
    return (this.#now - START) / 1e6;
  }

  /** Begins with these rows, or with what it stored itself. */
  start(which: 0 | 1, rows?: readonly Row[]): void {
    const one = this.controllers[which];
    if (rows) one.store = new MemoryStore(rows);
    one.core = createCore();
    const config = configOf(this.topology), { bgp } = config;
    const peers = bgp.peers.filter((_, n) => n === which);
    this.#tell(which, {
      on: "started",
      version: "simulation",
      seed: this.seed + 100 * which + one.generation,
      config: { ...config, bgp: { ...bgp, peers } },
      stored: one.store.rows(),
    });
    for (const line of this.relays.keys()) this.#after(() => this.#connectRouter(which, line), 1e6);
  }
  /** Dies without a word. */
  kill(which: 0 | 1): void {
    const one = this.controllers[which];
    one.core = undefined;
    one.generation++;
    one.wakeAt = Infinity;
    for (const line of one.lines.values()) {
      this.relays[line]?.disconnected(which);
      if (line >= this.relays.length) this.#happen({ on: "closed", line });
    }
    one.lines.clear();
  }
  command(which: 0 | 1, command: Command): Reply {
    const id = this.#nextCommand++;
    this.#tell(which, { on: "command", id, by: "test", command });
    const { replies } = this.controllers[which];
    for (let left = 50; left > 0 && !replies.has(id); left--) this.run(0.1);
    const reply = replies.get(id);
    if (!reply) throw new Error(`no reply to ${command.do}`);
    return reply;
  }
  fail(link: string): void {
    this.#igp("linkFailed", link);
  }
  restore(link: string): void {
    this.#igp("linkRestored", link);
  }
  #igp(on: "linkFailed" | "linkRestored", link: string): void {
    this.#happen({ on: "igp", event: { on, link: this.network.linkNamed(link) } });
  }

  run(seconds: number): void {
    const limit = this.#now + seconds * 1e6;
    for (;;) {
      const cores = this.controllers.map(({ wakeAt }) => wakeAt);
      const at = Math.min(this.#agenda.nextAt, this.network.wakeAt, ...cores);
      if (at > limit) break;
      this.#now = Math.max(this.#now, at);
      const due = this.#agenda.take(this.#now);
      if (due) due();
      else if (this.network.wakeAt <= this.#now) this.#happen({ on: "woke" });
      else this.#tell(cores[0]! <= this.#now ? 0 : 1, { on: "woke" });
    }
    this.#now = limit;
  }

  #tell(which: number, what: What): void {
    const one = this.controllers[which]!;
    if (!one.core) return;
    const { effects, wakeAt } = one.core.handle({ at: this.#now, what });
    one.wakeAt = wakeAt;
    for (const effect of effects) this.#carryOut(which, one, effect);
  }
  #carryOut(which: number, one: Controller, effect: Effect): void {
    const { generation } = one;
    const later = (then: () => void) =>
      this.#after(() => {
        if (one.generation === generation) then();
      });
    switch (effect.do) {
      case "write": {
        const { connection, bytes } = effect, line = one.lines.get(connection);
        if (line === undefined) return;
        later(() => {
          if (line < this.relays.length) this.relays[line]!.fromController(which, bytes);
          else this.#happen({ on: "received", line, bytes });
          this.#tell(which, { on: "room", connection, octets: bytes.length });
        });
        return;
      }
      case "close": {
        const line = one.lines.get(effect.connection);
        one.lines.delete(effect.connection);
        if (line === undefined) return;
        this.relays[line]?.disconnected(which);
        if (line >= this.relays.length) this.#happen({ on: "closed", line });
        const { connection, why } = effect;
        later(() => this.#tell(which, { on: "closed", connection, why }));
        return;
      }
      case "connect": {
        const { peer } = effect;
        const speaker = this.topology.speakers.findIndex((_, n) =>
          speakerAddress(n) === peer.address
        );
        return later(() => {
          const line = this.network.speakerLine(speaker);
          this.#opened(which, line, peer, true);
          this.#happen({ on: "opened", line });
        });
      }
      case "store":
        return later(() => {
          one.store.commit(effect.rows);
          this.#tell(which, { on: "stored", through: effect.sequence });
        });
      case "compute":
        return later(() => {
          const result = compute(effect.jobs);
          this.#tell(which, { on: "computed", batch: effect.batch, result });
        });
      case "reply":
        one.replies.set(effect.id, effect.reply);
    }
  }

  #connectRouter(which: number, line: number): void {
    const one = this.controllers[which]!;
    if (!one.core || [...one.lines.values()].includes(line)) return;
    const address = formatIpv4(this.topology.routers[line]!.loopback);
    this.#opened(which, line, { protocol: "pcep", address, port: 4189 }, false);
    this.relays[line]!.connected(which);
  }
  #opened(
    which: number,
    line: number,
    peer: Extract<What, { on: "opened" }>["peer"],
    initiated: boolean,
  ): void {
    const one = this.controllers[which]!, connection = one.nextConnection++;
    one.lines.set(connection, line);
    const local = { address: `192.0.2.${250 + which}`, port: initiated ? 50000 : 4189 };
    this.#tell(which, { on: "opened", connection, peer, local, initiated });
    this.#tell(which, { on: "room", connection, octets: PIPE });
  }
  #fromLine(which: number, line: number, bytes: Uint8Array): void {
    const one = this.controllers[which]!;
    this.#after(() => {
      for (const [connection, other] of one.lines) {
        if (other === line) return this.#tell(which, { on: "received", connection, bytes });
      }
    });
  }

  #happen(event: NetworkEvent): void {
    for (const effect of this.network.handle(event, this.#now)) {
      if (effect.do === "note") continue;
      const { line } = effect, relay = this.relays[line];
      if (effect.do === "connect") {
        relay?.routerOpened();
        this.#after(() => this.#happen({ on: "opened", line }));
      } else if (effect.do === "write") {
        const { bytes } = effect;
        if (relay) this.#after(() => relay.fromRouter(bytes));
        else this.#fromLine(line - this.relays.length, line, bytes);
      }
    }
  }
  #keepAlive(): void {
    for (const relay of this.relays) relay.keepAlive();
    this.#agenda.add(this.#now + 30e6, () => this.#keepAlive());
  }
  #after(then: () => void, microseconds = LATENCY): void {
    this.#agenda.add(this.#now + microseconds, then);
  }
}

const START = Date.UTC(2026, 0, 1) * 1000;
function blank(): Controller {
  return {
    core: undefined,
    store: new MemoryStore([]),
    generation: 0,
    wakeAt: Infinity,
    nextConnection: 1,
    lines: new Map(),
    replies: new Map(),
  };
}
