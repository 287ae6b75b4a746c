/** Paris as a router that says what the test says, beside simulated ones; it hears what the controller writes. */
import { formatIpv4 } from "../../src/lib/address.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { Framer } from "../../src/pcep/codec/framer.ts";
import {
  KEEPALIVE,
  type Message,
  type Open,
  type PcepTlv,
  PLAIN_REPORT,
  type StateReport,
  type UpdateRequest,
} from "../../src/pcep/codec/message.ts";
import { END_OF_SYNC } from "../../lab/sim/pcc_lsp.ts";
import { openOfPcc } from "../../lab/sim/pcc_open.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { MemoryOptions } from "../../lab/sim/memory_config.ts";
import { configOf, FIVE, simulation } from "./simulation.ts";

const SOURCE = "198.51.100.7", CONNECTION = 9001;
export const PARIS = FIVE.routers.find(({ name }) => name === "paris")!;
export const ROME = FIVE.routers.find(({ name }) => name === "rome")!;

export const wholeReport = (report: Partial<StateReport>): StateReport => ({
  ...PLAIN_REPORT,
  ...report,
});

export class ScriptedRouter {
  readonly sim: MemorySimulation;
  readonly heard: Message[] = [];
  readonly #framer = new Framer();

  /** `tlvs` are added to its Open. */
  constructor(readonly tlvs: readonly PcepTlv[] = [], change: Partial<MemoryOptions> = {}) {
    const others = FIVE.routers.filter(({ name }) => name !== "paris");
    const config = configOf(FIVE);
    const peers = [...others.map(({ loopback }) => formatIpv4(loopback)), SOURCE]
      .map((address) => ({ address, profile: "default" as const }));
    this.sim = simulation({
      config: { ...config, pcep: { ...config.pcep, unknownPeers: "refuse", peers } },
      watch: (_, { effects }) => {
        for (const effect of effects) {
          if (effect.do === "write" && effect.connection === CONNECTION) this.#take(effect.bytes);
        }
      },
      ...change,
    });
    this.sim.command({
      do: "apply",
      intents: [{
        kind: "Router",
        name: "paris",
        address: formatIpv4(PARIS.loopback),
        labels: {},
        pcep: { sourceAddress: SOURCE, delegations: "accept", labelReserve: 1 },
      }],
      prune: false,
      dryRun: false,
    });
    this.sim.settle();
  }

  /** Opens a session and tells what it has. */
  connect(...reports: Partial<StateReport>[]): void {
    const open = openOfPcc({ keepaliveSeconds: 0, sessionId: 1, association: 6, msd: 10 });
    this.#connect({ ...open, tlvs: [...open.tlvs, ...this.tlvs] }, reports);
  }
  /** The same from another address, which nobody knows. */
  connectFrom(address: string, ...reports: Partial<StateReport>[]): void {
    const open = openOfPcc({ keepaliveSeconds: 0, sessionId: 2, association: 6, msd: 10 });
    this.#connect(open, reports, address);
  }
  /** The same with an Open of what every router says and these TLVs. */
  connectWith(tlvs: readonly PcepTlv[]): void {
    const open = openOfPcc({ keepaliveSeconds: 0, sessionId: 1, association: undefined, msd: 10 });
    this.#connect({ ...open, tlvs: [...open.tlvs, ...tlvs] }, []);
  }
  /** The same with an Open of these TLVs and no other. */
  connectPlain(tlvs: readonly PcepTlv[]): void {
    const open = openOfPcc({ keepaliveSeconds: 0, sessionId: 1, association: undefined, msd: 10 });
    this.#connect({ ...open, tlvs }, []);
  }
  #connect(open: Open, reports: readonly Partial<StateReport>[], address = SOURCE): void {
    const peer = { protocol: "pcep", address, port: 40000 } as const;
    const local = { address: "192.0.2.254", port: 4189 };
    this.sim.tell({ on: "opened", connection: CONNECTION, peer, local, initiated: false });
    this.sim.tell({ on: "room", connection: CONNECTION, octets: 1 << 20 });
    this.say(open);
    this.say(KEEPALIVE);
    for (const report of reports) this.report({ sync: true, ...report });
    this.say({ kind: "report", reports: [END_OF_SYNC], problems: [] });
    this.sim.settle();
  }
  disconnect(): void {
    this.sim.tell({ on: "closed", connection: CONNECTION, why: "the test" });
    this.sim.settle();
  }
  report(...reports: Partial<StateReport>[]): void {
    const whole = reports.map(wholeReport);
    this.say({ kind: "report", reports: whole, problems: [] });
  }
  say(message: Message): void {
    this.tell(message);
    this.sim.run(0.1);
  }
  /** The same, and no time goes by. */
  tell(message: Message): void {
    this.sim.tell({ on: "received", connection: CONNECTION, bytes: encodeMessage(message) });
  }
  /** What it was told of LSPs since it was last asked. */
  told(): (Message & { kind: "update" | "initiate" })[] {
    const told = this.heard.flatMap((m) => m.kind === "update" || m.kind === "initiate" ? [m] : []);
    this.heard.length = 0;
    return told;
  }
  /** The updates among them. */
  updates(): UpdateRequest[] {
    return this.told().flatMap((m) => m.kind === "update" ? m.updates : []);
  }
  #take(bytes: Uint8Array): void {
    this.#framer.push(bytes);
    for (let raw = this.#framer.next(); raw instanceof Uint8Array; raw = this.#framer.next()) {
      this.heard.push(decodeMessage(raw));
    }
  }
}
