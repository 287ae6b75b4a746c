/** Two Cairns as each other's peers, both connecting, over lines with any latency: one session comes of it and stays. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createAgenda } from "../../../lab/sim/agenda.ts";
import { configOf } from "../../../lab/sim/memory_config.ts";
import { createRandom, type Random } from "../../../lab/sim/random.ts";
import { topologyOf } from "../../../lab/sim/topologies.ts";
import { createCore } from "../../../src/controller/core.ts";
import type { Effect, What } from "../../../src/controller/step.ts";

const FIVE = topologyOf("five");

Deno.test("RFC 4271 §6.8: two speakers that both connect come to one session, and keep it", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom(1_000, 100_000, 900_000),
      fc.boolean(),
      (seed, latency, sameIdentifier) => {
        const pair = new Pair(seed, latency, sameIdentifier);
        pair.run(180);
        const before = pair.sides.map((side) => side.row());
        assert.deepEqual(before.map(({ state }) => state), ["established", "established"]);
        assert.equal(pair.open, 1);
        pair.run(120);
        const after = pair.sides.map((side) => side.row());
        assert.deepEqual(after.map(({ sessions }) => sessions), before.map((b) => b.sessions));
        assert.deepEqual(after.map(({ state }) => state), ["established", "established"]);
      },
    ),
    { numRuns: 60 },
  ));

interface End {
  readonly side: Side;
  readonly connection: number;
  readyAt: number;
}

class Pair {
  readonly sides: readonly [Side, Side];
  readonly #agenda = createAgenda<() => void>();
  readonly #random: Random;
  readonly #others = new Map<string, End>(); // side and connection → the other end
  now = 1_000_000_000;
  #connections = 0;

  constructor(seed: number, readonly latency: number, sameIdentifier: boolean) {
    this.#random = createRandom(seed);
    const of = (number: number) => new Side(this, number, sameIdentifier);
    this.sides = [of(1), of(2)];
    for (const side of this.sides) this.#agenda.add(this.#later(), () => side.start());
  }
  /** Connections that nobody has closed. */
  get open(): number {
    return this.#others.size / 2;
  }
  run(seconds: number): void {
    const until = this.now + seconds * 1e6;
    for (;;) {
      const wake = Math.min(...this.sides.map(({ wakeAt }) => wakeAt));
      const next = Math.min(wake, this.#agenda.nextAt);
      if (next > until) break;
      this.now = Math.max(this.now, next);
      if (wake <= next) this.sides.find(({ wakeAt }) => wakeAt === wake)!.tell({ on: "woke" });
      else this.#agenda.take(this.now)!();
    }
    this.now = until;
  }
  carryOut(from: Side, effect: Effect): void {
    if (effect.do === "connect") this.#agenda.add(this.#later(), () => this.#connect(from));
    if (effect.do === "store") {
      this.#agenda.add(this.now, () => from.tell({ on: "stored", through: effect.sequence }));
    }
    if (effect.do !== "write" && effect.do !== "close") return;
    const other = this.#others.get(keyOf(from, effect.connection));
    if (!other) return;
    const { connection } = effect;
    other.readyAt = Math.max(other.readyAt + 1, this.#later());
    if (effect.do === "write") {
      const { bytes } = effect;
      this.#agenda.add(other.readyAt, () => {
        from.tell({ on: "room", connection, octets: bytes.length });
        if (!this.#others.has(keyOf(other.side, other.connection))) return;
        other.side.tell({ on: "received", connection: other.connection, bytes });
      });
    } else {
      this.#others.delete(keyOf(from, connection));
      from.tell({ on: "closed", connection, why: "closed here" });
      this.#agenda.add(other.readyAt, () => {
        if (!this.#others.delete(keyOf(other.side, other.connection))) return;
        other.side.tell({ on: "closed", connection: other.connection, why: "closed there" });
      });
    }
  }
  /** The other end takes it first; who connected hears of that later. */
  #connect(from: Side): void {
    const [first, second] = this.sides, to = from === first ? second : first;
    const near: End = { side: from, connection: ++this.#connections, readyAt: 0 };
    const far: End = { side: to, connection: ++this.#connections, readyAt: 0 };
    this.#others.set(keyOf(to, far.connection), near);
    this.#others.set(keyOf(from, near.connection), far);
    near.readyAt = this.#later();
    this.#agenda.add(near.readyAt, () => from.opened(near.connection, true));
    to.opened(far.connection, false);
  }
  #later = (): number => this.now + this.#random.between(1, this.latency);
}

class Side {
  readonly #core = createCore();
  wakeAt = Infinity;

  constructor(readonly pair: Pair, readonly number: number, readonly sameIdentifier: boolean) {}

  start(): void {
    const base = configOf(FIVE), asn = 65000 + this.number, other = 3 - this.number;
    const peer = { port: 179, passive: false, multihop: 1, connectRetrySeconds: 1 };
    const config = {
      ...base,
      bgp: {
        asn,
        routerId: this.sameIdentifier ? "10.0.0.1" : `10.0.0.${this.number}`,
        holdTimeSeconds: 9,
        peers: [{ ...peer, address: `192.0.2.${other}`, asn: 65000 + other }],
      },
    };
    this.tell({ on: "started", version: "test", seed: 1, config, stored: [] });
  }
  opened(connection: number, initiated: boolean): void {
    const peer = { protocol: "bgp", address: `192.0.2.${3 - this.number}`, port: 179 } as const;
    const local = { address: `192.0.2.${this.number}`, port: 179 };
    this.tell({ on: "opened", connection, peer, local, initiated });
    this.tell({ on: "room", connection, octets: 1 << 18 });
  }
  row() {
    const { view } = this.#core;
    return view.row("bgpPeer", 0)!;
  }
  tell(what: What): void {
    const { effects, wakeAt } = this.#core.handle({ at: this.pair.now, what });
    this.wakeAt = wakeAt;
    for (const effect of effects) this.pair.carryOut(this, effect);
  }
}

const keyOf = (side: Side, connection: number) => `${side.number}/${connection}`;
