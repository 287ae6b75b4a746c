/**
 * Transcripts of who connects: paris and rome are whoever the lines say, the other three routers are simulated.
 *
 *     paris: connects from 198.51.100.7:40001 as edge-1
 *     paris: reports gold of paris
 *     session 198.51.100.7:40001: paris "LSP-IDENTIFIERS"
 *     rome: refused 9/0
 */
import assert from "node:assert/strict";
import { END_OF_SYNC } from "../../../lab/sim/pcc_lsp.ts";
import { openOfPcc } from "../../../lab/sim/pcc_open.ts";
import type { MemorySimulation } from "../../../lab/sim/memory.ts";
import { formatIpv4 } from "../../../src/lib/address.ts";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import {
  KEEPALIVE,
  type Message,
  type Open,
  type PcepTlv,
  PLAIN_REPORT,
} from "../../../src/pcep/codec/message.ts";
import type { Reply } from "../../../src/controller/command.ts";
import type { RouterIntent } from "../../../src/policy/intent.ts";
import { apply, configOf, FIVE, policy, simulation } from "../simulation.ts";

const NAT = "198.51.100.7", ELSEWHERE = "203.0.113.9", SCRIPTED = ["paris", "rome"];
const loopback = (name: string) => FIVE.routers.find((r) => r.name === name)!.loopback;

interface Pcc {
  readonly connection: number;
  readonly framer: Framer;
  readonly heard: Message[];
  closed: boolean;
}

export function pccs(name: string, sessionsPerAddress: number, text: string): void {
  Deno.test(name, () => {
    const ladder = new PccLadder(sessionsPerAddress);
    const lines = text.split("\n").map((line) => line.trim());
    for (const line of lines) {
      if (line === "" || line.startsWith("#")) continue;
      try {
        ladder.play(line);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        throw new Error(`at "${line}": ${said}\n${ladder.sessions()}`, { cause: error });
      }
    }
  });
}

class PccLadder {
  readonly #sim: MemorySimulation;
  readonly #pccs = new Map<string, Pcc>();
  #next = 9000;

  constructor(sessionsPerAddress: number) {
    const config = configOf(FIVE);
    const others = FIVE.routers.filter(({ name }) => !SCRIPTED.includes(name));
    const peers = [
      ...others.map((router) => ({ address: formatIpv4(router.loopback) })),
      { address: NAT },
      { address: ELSEWHERE },
    ];
    this.#sim = simulation({
      config: {
        ...config,
        pcep: { ...config.pcep, unknownPeers: "refuse", sessionsPerAddress, peers },
      },
      watch: (_, { effects }) => {
        for (const effect of effects) {
          const pcc = [...this.#pccs.values()].find((p) =>
            "connection" in effect && p.connection === effect.connection
          );
          if (pcc && effect.do === "close") pcc.closed = true;
          if (pcc && effect.do === "write") take(pcc, effect.bytes);
        }
      },
    });
    this.#sim.settle();
  }

  play(line: string): void {
    const [, who = "", what = ""] = /^(\w+(?: [\d.:]+| refused)?): (.*)$/.exec(line) ?? [];
    const words = what.split(" ");
    if (line.startsWith("after ")) return this.#sim.run(Number(words[0] || line.split(" ")[1]));
    if (SCRIPTED.includes(who)) return this.#pcc(who, words);
    if (who === "operator") return this.#operator(words);
    if (who === "operator refused") return assert.ok(!this.#declare(words).ok, "it was taken");
    if (who === "event") {
      const details = [...this.#sim.view.ids("event")].map((id) =>
        this.#sim.view.row("event", id)!.detail
      );
      return assert.equal(details.filter((detail) => detail.includes(what)).length, 1);
    }
    if (who === "core") return this.#restart();
    if (who.startsWith("session ")) return this.#session(who.slice(8), what);
    const active = [...this.#sim.view.ids("alarm")].map((id) => this.#sim.view.row("alarm", id)!)
      .filter((a) => a.active && a.kind === "identity").map((a) => a.text);
    if (who === "alarm") return assert.ok(active.join().includes(what), active.join());
    assert.equal(line, "no alarm", "what is that?");
    assert.deepEqual(active, []);
  }
  sessions(): string {
    const { view } = this.#sim;
    return [...view.ids("pcepSession")].map((id) => view.row("pcepSession", id)!)
      .map((s) => `${s.id} ${s.state} is "${s.router}" by ${s.identifiedBy}`).join("\n");
  }

  #pcc(who: string, [verb, ...rest]: readonly string[]): void {
    if (verb === "connects") return this.#connect(who, rest);
    const pcc = this.#pccs.get(who)!;
    switch (verb) {
      case "closes":
        return this.#sim.tell({ on: "closed", connection: pcc.connection, why: "reset by peer" });
      case "opens":
        return this.#open(pcc, rest[1]);
      case "reports": // NAME of ROUTER
        return this.#say(pcc, {
          kind: "report",
          reports: [{
            ...PLAIN_REPORT,
            plspId: 7,
            symbolicPathName: rest[0]!,
            sync: true,
            operState: "active",
            pathSetupType: 1,
            lspIdentifiers: {
              sender: loopback(rest[2]!),
              lspId: 0,
              tunnelId: 7,
              extendedTunnelId: 0,
              endpoint: loopback("lyon"),
            },
          }],
          problems: [],
        });
      case "ends": // its synchronisation
        return this.#say(pcc, { kind: "report", reports: [END_OF_SYNC], problems: [] });
      case "refused": {
        const { errors } = pcc.heard.find((m) => m.kind === "error") ?? { errors: [] };
        assert.equal(errors.map(({ type, value }) => `${type}/${value}`).join(), rest[0]);
        return assert.ok(pcc.closed, "the connection is still there");
      }
      case "told":
        this.#sim.run(30);
        return assert.equal(told(pcc), rest.join(" "));
      case "heard": // everything until now
        return assert.equal(pcc.heard.map((m) => m.kind).join(" ") || "nothing", rest.join(" "));
      case "heardTlvs": {
        const open = pcc.heard.find((m): m is Open => m.kind === "open");
        return assert.equal(open?.tlvs.map((tlv) => tlv.kind).join(" "), rest.join(" "));
      }
    }
    throw new Error(`what is "${verb}"?`);
  }
  #connect(who: string, [, from, how, id]: readonly string[]): void {
    const [address = "", port] = from!.split(":");
    const connection = ++this.#next;
    const pcc: Pcc = { connection, framer: new Framer(), heard: [], closed: false };
    this.#pccs.set(who, pcc);
    const peer = { protocol: "pcep", address, port: Number(port) } as const;
    const local = { address: "192.0.2.254", port: 4189 };
    this.#sim.tell({ on: "opened", connection, peer, local, initiated: false });
    this.#sim.tell({ on: "room", connection, octets: 1 << 20 });
    if (how === "silently") return;
    if (!pcc.closed) this.#open(pcc, id);
  }
  #open(pcc: Pcc, id: string | undefined): void {
    const frr = id === "frr";
    const association = frr ? undefined : 6;
    const open = openOfPcc({ keepaliveSeconds: 0, sessionId: 1, association, msd: 10 });
    const value = new TextEncoder().encode(id);
    const tlvs: PcepTlv[] = id === undefined || frr ? [] : [{ kind: "speakerEntityId", value }];
    this.#say(pcc, { ...open, tlvs: [...open.tlvs, ...tlvs] });
    if (!pcc.closed) this.#say(pcc, KEEPALIVE);
  }
  #say(pcc: Pcc, message: Message): void {
    const { connection } = pcc, bytes = encodeMessage(message);
    this.#sim.tell({ on: "received", connection, bytes });
    this.#sim.run(0.1);
  }

  /** `wants gold`, `declares paris id edge-1 source 198.51.100.7:40001` */
  #operator([verb, ...words]: readonly string[]): void {
    if (verb === "wants") return apply(this.#sim, policy({ name: words[0]! }));
    const reply = this.#declare(words);
    assert.ok(reply.ok, JSON.stringify(reply));
    this.#sim.run(0.1);
  }
  #declare([name = "", ...rest]: readonly string[]): Reply {
    const after = (word: string) => rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined;
    const speakerEntityId = after("id"), sourceAddress = after("source");
    const mode = after("mode") === "observe" ? "observe" : undefined;
    const document: RouterIntent = {
      kind: "Router",
      name,
      address: formatIpv4(loopback(name)),
      labels: {},
      pcep: {
        delegations: "accept",
        labelReserve: 1,
        ...(speakerEntityId !== undefined && { speakerEntityId }),
        ...(sourceAddress !== undefined && { sourceAddress }),
        ...(mode && { mode }),
      },
    };
    return this.#sim.command({ do: "apply", intents: [document], prune: false, dryRun: false });
  }
  #restart(): void {
    this.#sim.stopCore();
    this.#sim.startCore();
    this.#sim.settle();
  }
  /** `session ADDRESS: ROUTER "by"`, `session ADDRESS: none` */
  #session(id: string, what: string): void {
    const { view } = this.#sim, row = view.find("pcepSession", id);
    const session = row === undefined ? undefined : view.row("pcepSession", row);
    if (what === "none") return assert.equal(session, undefined);
    const [, router, by = ""] = /^(\S+)(?: "(.*)")?$/.exec(what) ?? [];
    assert.equal(session?.router, router);
    assert.ok(session?.identifiedBy.includes(by), session?.identifiedBy);
  }
}

function take(pcc: Pcc, bytes: Uint8Array): void {
  pcc.framer.push(bytes);
  for (let raw = pcc.framer.next(); raw instanceof Uint8Array; raw = pcc.framer.next()) {
    pcc.heard.push(decodeMessage(raw));
  }
}
/** What changes a router: kinds of messages, as nothing is answered and some are said again. */
function told(pcc: Pcc): string {
  const changes = pcc.heard.filter(({ kind }) => kind === "initiate" || kind === "update");
  return [...new Set(changes.map(({ kind }) => kind))].join(" ") || "nothing";
}
