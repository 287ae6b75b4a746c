/**
 * The whole core with one peer that sends anything in any order. A part is one deed: its first octet says which, the
 * rest are octets that are sent. Whatever the peer does, nobody else hears of it, and no other session is touched.
 */
import { inspectWrite } from "../../../lab/sim/memory_checks.ts";
import { loadCore } from "../../../src/controller/core.ts";
import type { Answer, Core, What } from "../../../src/controller/step.ts";
import type { Kind } from "../../../src/controller/view/view.ts";
import { compute } from "../../../src/path/compute.ts";
import { must, plainWords, type Target } from "../case.ts";
import { scene } from "./core_scene.ts";

export const core: Target = {
  name: "core",
  millisecondsAtMost: 4000,
  *run(parts) {
    const run = new Run();
    for (const part of parts.slice(0, 60)) yield* run.deed(part);
    yield* run.end();
  },
};

class Run {
  readonly #core: Core = loadCore(scene().saved);
  #at = scene().at;
  #wakeAt = Infinity;
  #advanced = 0; // seconds
  #router = scene().router;
  #speaker: number | undefined = scene().speaker;
  #stranger: number | undefined;
  #second: number | undefined;
  #next = 1000;
  #octets = 0;
  /** A speaker of BGP-LS says what the topology is: then paths of all routers may move. */
  #toldTopology = false;
  readonly #own = new Set([scene().router, scene().speaker]);
  readonly #closed = new Set<number>();
  readonly #reached = new Set<string>();

  *deed(part: Uint8Array): Generator<string> {
    const [what = 0, more = 0] = part, bytes = part.slice(1);
    this.#at += 1000;
    switch (what) {
      case 0:
        this.#advance(more % 10);
        break;
      case 1:
        this.#hangUp(this.#router);
        this.#router = this.#open(scene().routerAddress);
        break;
      case 2:
        this.#tell({ on: "room", connection: this.#router, octets: more });
        break;
      case 3:
        this.#stranger = this.#open("192.0.2.77");
        break;
      case 4:
        this.#hear(this.#stranger, bytes);
        break;
      case 5:
        this.#second = this.#open(scene().routerAddress);
        break;
      case 6:
        this.#hear(this.#second, bytes);
        break;
      case 7:
        this.#toldTopology = true;
        this.#hear(this.#speaker, bytes);
        break;
      case 8:
        this.#toldTopology = true;
        if (this.#speaker !== undefined) this.#hangUp(this.#speaker);
        this.#speaker = undefined;
        break;
      default:
        this.#hear(this.#router, bytes);
    }
    yield* this.#reached;
    this.#reached.clear();
  }

  *end(): Generator<string> {
    this.#advance(5);
    yield* this.#reached;
    const { view } = this.#core;
    for (const kind of KINDS) {
      for (const id of view.ids(kind)) JSON.stringify(view.row(kind, id), printable);
    }
    for (const [kind, id, state] of scene().others) {
      const row = view.row(kind, id);
      must(row?.state === state, `the ${kind} of another router was ${state} and is not any more`);
    }
    if (!this.#toldTopology) {
      const id = view.find("policy", scene().otherPolicy)!;
      must(view.row("policy", id)?.state === "up", "the policy of another router is not up");
    }
    const saved = this.#core.save();
    must(
      saved.length < scene().saved.length + 100_000 + 60 * this.#octets,
      "the core keeps very much of what it was told",
    );
    const again = loadCore(saved).save();
    must(saved.toHex() === again.toHex(), "what is saved is not the same once loaded");
  }

  #open(address: string): number {
    const connection = this.#next++;
    this.#own.add(connection);
    const peer = { protocol: "pcep", address, port: 40_000 } as const;
    const local = { address: "192.0.2.254", port: 4189 };
    this.#tell({ on: "opened", connection, peer, local, initiated: false });
    this.#tell({ on: "room", connection, octets: 65_536 });
    return connection;
  }
  #hear(connection: number | undefined, bytes: Uint8Array): void {
    if (connection === undefined || this.#closed.has(connection)) return;
    this.#octets += bytes.length;
    this.#tell({ on: "received", connection, bytes });
  }
  #hangUp(connection: number): void {
    if (this.#closed.has(connection)) return;
    this.#closed.add(connection);
    this.#tell({ on: "closed", connection, why: "gone" });
  }

  /** Less than a keepalive in all: the others say nothing meanwhile. */
  #advance(seconds: number): void {
    const until = this.#at + Math.min(seconds, Math.max(20 - this.#advanced, 0)) * 1e6;
    this.#advanced += seconds;
    for (let wakes = 0; this.#wakeAt <= until; wakes++) {
      must(wakes < 5000, "the core wakes without end");
      this.#at = Math.max(this.#at, this.#wakeAt);
      this.#tell({ on: "woke" });
    }
    this.#at = until;
  }

  #tell(first: What): void {
    const waiting: What[] = [first];
    for (let told = 0; waiting.length > 0; told++) {
      must(told < 2000, "one event is followed by others without end");
      const answer = this.#core.handle({ at: this.#at, what: waiting.shift()! });
      this.#wakeAt = answer.wakeAt;
      for (const effect of answer.effects) waiting.push(...this.#carryOut(effect));
    }
  }

  #carryOut(effect: Answer["effects"][number]): What[] {
    switch (effect.do) {
      case "write":
        this.#checkWrite(effect.connection, effect.bytes);
        return [{ on: "room", connection: effect.connection, octets: effect.bytes.length }];
      case "close":
        must(this.#own.has(effect.connection), "another session is closed");
        this.#reached.add(`closes ${plainWords(effect.why)}`);
        if (this.#closed.has(effect.connection)) return [];
        this.#closed.add(effect.connection);
        return [{ on: "closed", connection: effect.connection, why: effect.why }];
      case "connect":
        return [{ on: "refused", peer: effect.peer, why: "not now" }];
      case "store":
        return [{ on: "stored", through: effect.sequence }];
      case "compute":
        return [{ on: "computed", batch: effect.batch, result: compute(effect.jobs) }];
      case "note":
        this.#reached.add(`note ${plainWords(effect.note.title)}`);
        return [];
      default:
        return [];
    }
  }

  #checkWrite(connection: number, bytes: Uint8Array): void {
    const bgp = bytes[0] === 0xff, type = bgp ? bytes[18]! : bytes[1]!;
    const protocol = bgp ? "bgp" : "pcep";
    const pipe = {
      connection,
      line: 0,
      protocol,
      room: Infinity,
      ended: false,
      deaf: false,
    } as const;
    const faults = inspectWrite({ ...pipe, lastAt: 0 }, bytes);
    must(faults.length === 0, `what is written is ${plainWords(faults[0] ?? "")}`);
    this.#reached.add(`says ${protocol} ${type}`);
    const keepalive = type === (bgp ? 4 : 2);
    const may = this.#own.has(connection) || keepalive || this.#toldTopology;
    must(may, `another router is told something (${protocol} message ${type})`);
  }
}

const printable = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? `${value}` : value;
const KINDS: readonly Kind[] = [
  "router",
  "node",
  "link",
  "prefix",
  "policy",
  "mesh",
  "lsp",
  "pcepSession",
  "bgpPeer",
];
