/**
 * What BGP peers and Cairn say to each other, as text. Each line is something that happens, and after "->" all that Cairn
 * does about it; lines with "=" say how things stand then. Peers are p1, p2 (192.0.2.1, .2); connections have names.
 * After every line the core is saved and loaded again: it must go on as if nothing had happened.
 */
import assert, { AssertionError } from "node:assert/strict";
import { configOf } from "../../../lab/sim/memory_config.ts";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import type { Command } from "../../../src/controller/command.ts";
import type { BgpPeerConfig, Config } from "../../../src/controller/config.ts";
import { createCore, loadCore } from "../../../src/controller/core.ts";
import type { Core, Effect, What } from "../../../src/controller/step.ts";
import { topologyOf } from "../../../lab/sim/topologies.ts";
import { bytesOf, wordsOf } from "./peer_words.ts";

export interface TalkOptions {
  readonly peers?: readonly Partial<BgpPeerConfig>[];
  readonly routerId?: string;
  readonly asn?: number;
  readonly holdTimeSeconds?: number;
}

export function talk(text: string, options: TalkOptions = {}): void {
  const stage = new Stage(options);
  const lines = text.trim().split("\n").map((line) => line.trim().replace(/\s+/g, " "));
  const got = lines.map((line) => {
    try {
      return stage.play(line);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new AssertionError({ message: `at "${line}": ${why}` });
    }
  });
  assert.deepEqual(got, lines);
}

export class Stage {
  #core: Core = createCore();
  #at = 1_000_000_000;
  #wakeAt = Infinity;
  #done: string[] = [];
  #commands = 0;
  #opened = 100;
  readonly #config: Config;
  readonly #connections = new Map<string, number>();

  /** `swaps`: the core is saved and loaded after each line. */
  constructor(options: TalkOptions, readonly swaps = true) {
    const base = configOf(topologyOf("five"));
    const { peers = [{}], routerId = "192.0.2.100", asn = 65001, holdTimeSeconds = 90 } = options;
    this.#config = {
      ...base,
      bgp: { asn, routerId, holdTimeSeconds, peers: peers.map((peer, i) => peerConfig(peer, i)) },
    };
  }

  play(line: string): string {
    const [given = ""] = line.split(" ->");
    if (given.startsWith("= ")) return `= ${this.#standing(given.slice(2))}`;
    this.#done = [];
    this.#happen(given.split(" "));
    if (this.swaps) this.#core = loadCore(this.#core.save());
    const done = this.#done.join(", ");
    return `${given}${line.includes(" ->") || done ? ` -> ${done || "nothing"}` : ""}`;
  }

  get open(): readonly string[] {
    return [...this.#connections.keys()];
  }
  /** What is wrong with the core by its own word. */
  get mistakes(): readonly string[] {
    const { view } = this.#core;
    const rows = [...view.ids("event")].map((id) => view.row("event", id)!);
    return rows.filter(({ kind }) => kind === "bug").map(({ detail }) => detail);
  }

  #happen(words: readonly string[]): void {
    const [who = "", what = "", ...rest] = words;
    if (who === "start") return this.#start();
    if (who === "after") return this.#pass(Number(what) * 1e6);
    if (who === "operator") return this.#command(what, rest);
    if (who === "configure") return this.#configure(words.slice(1));
    if (what === "refused") {
      return this.#tell({ on: "refused", peer: addressOf(who), why: "connection refused" });
    }
    if (what === "connects" || what === "accepts") return this.#open(who, what, rest[0] ?? "");
    const connection = this.#number(who);
    switch (what) {
      case "closes":
        this.#connections.delete(who);
        return this.#tell({ on: "closed", connection, why: "the peer closed" });
      case "takes": // octets that Cairn wrote
        return this.#tell({ on: "room", connection, octets: Number(rest[0]) });
      default:
        return this.#tell({ on: "received", connection, bytes: bytesOf(words.slice(1)) });
    }
  }

  #start(): void {
    const { bgp } = this.#config;
    const config = { ...this.#config, bgp };
    this.#tell({ on: "started", version: "test", seed: 1, config, stored: [] });
  }
  #configure(names: readonly string[]): void {
    const peers = names.map((name) => {
      const [, number, , asn] = /^p(\d)(:(\d+))?$/.exec(name) ?? [];
      return peerConfig(asn ? { asn: Number(asn) } : {}, Number(number) - 1);
    });
    const config = { ...this.#config, bgp: { ...this.#config.bgp, peers } };
    this.#tell({ on: "configured", config });
  }
  #open(who: string, how: string, name: string): void {
    const connection = ++this.#opened;
    this.#connections.set(name, connection);
    const local = { address: "192.0.2.100", port: 179 };
    const initiated = how === "accepts";
    this.#tell({ on: "opened", connection, peer: addressOf(who), local, initiated });
    if (this.#connections.has(name)) this.#tell({ on: "room", connection, octets: 262_144 });
  }
  #command(what: string, [who = "", ...words]: readonly string[]): void {
    const peer =
      [...this.#core.view.ids("bgpPeer")].find((id) =>
        this.#core.view.row("bgpPeer", id)?.address === addressOf(who).address
      ) ?? 99;
    const command: Command = what === "shut"
      ? { do: "shutPeer", peer, words: words.join(" ") }
      : { do: COMMANDS[what] ?? "resetPeer", peer };
    const by = what === "stop" ? "stopping" : "anna";
    this.#tell({ on: "command", id: ++this.#commands, by, command });
  }

  #tell(what: What): void {
    const { effects, wakeAt } = this.#core.handle({ at: this.#at, what });
    this.#wakeAt = wakeAt;
    for (const effect of effects) this.#see(effect);
  }
  #see(effect: Effect): void {
    switch (effect.do) {
      case "connect":
        return void this.#done.push(`connects ${nameOf(effect.peer.address)}`);
      case "write":
        return void this.#done.push(
          `${this.#nameOf(effect.connection)} ${wordsOf(decodeMessage(effect.bytes))}`,
        );
      case "close": {
        const name = this.#nameOf(effect.connection);
        this.#connections.delete(name);
        return void this.#done.push(`closes ${name}`);
      }
      case "reply":
        if (!effect.reply.ok) this.#done.push(`refuses: ${effect.reply.problems[0]?.problem}`);
        return;
      case "store":
        return this.#tell({ on: "stored", through: effect.sequence });
    }
  }
  /** Lets time pass; what is due happens when it is due. */
  #pass(microseconds: number): void {
    const until = this.#at + microseconds;
    while (this.#wakeAt <= until) {
      this.#at = Math.max(this.#at, this.#wakeAt);
      this.#tell({ on: "woke" });
    }
    this.#at = until;
  }

  /** "p1 state", "nodes", "alarms" … with what is true of it. */
  #standing(line: string): string {
    const { view } = this.#core;
    const [key = "", field = ""] = line.split(" ");
    if (key === "nodes") {
      const rows = [...view.ids("node")].map((id) => view.row("node", id)!);
      const words = rows.map((row) => `${row.name}${row.stale ? "(stale)" : ""}`).sort();
      return `nodes ${words.join(" ") || "none"}`;
    }
    if (key === "alarms") {
      const rows = [...view.ids("alarm")].map((id) => view.row("alarm", id)!);
      const active = rows.filter((row) => row.state !== "cleared").map((row) => row.kind);
      return `alarms ${active.join(" ") || "none"}`;
    }
    const id = view.find("bgpPeer", addressOf(key).address);
    const row = id === undefined ? undefined : view.row("bgpPeer", id);
    if (!row) return `${key} unknown`;
    const value = (row as unknown as Readonly<Record<string, unknown>>)[field];
    return `${key} ${field} ${typeof value === "object" ? JSON.stringify(value) : value}`;
  }
  #number(name: string): number {
    const number = this.#connections.get(name);
    if (number === undefined) throw new Error(`no connection ${name}`);
    return number;
  }
  #nameOf(connection: number): string {
    for (const [name, number] of this.#connections) if (number === connection) return name;
    return `connection ${connection}`;
  }
}

const peerConfig = (peer: Partial<BgpPeerConfig>, i: number): BgpPeerConfig => ({
  address: `192.0.2.${i + 1}`,
  port: 179,
  asn: 65000,
  passive: false,
  multihop: 2,
  connectRetrySeconds: 5,
  ...peer,
});
const addressOf = (who: string) => ({
  protocol: "bgp" as const,
  address: `192.0.2.${who.slice(1)}`,
  port: 179,
});
const nameOf = (address: string) => `p${address.slice("192.0.2.".length)}`;
const COMMANDS: Readonly<Record<string, "resetPeer" | "refreshPeer" | "enablePeer">> = {
  reset: "resetPeer",
  stop: "resetPeer",
  refresh: "refreshPeer",
  enable: "enablePeer",
};
