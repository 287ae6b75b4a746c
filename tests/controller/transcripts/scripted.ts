/** Paris as a router that says what a test says, octet by octet, to the real core; the other four are simulated. */
import { END_OF_SYNC } from "../../../lab/sim/pcc_lsp.ts";
import { openOfPcc } from "../../../lab/sim/pcc_open.ts";
import type { MemorySimulation } from "../../../lab/sim/memory.ts";
import type { Config } from "../../../src/controller/config.ts";
import { formatIpv4 } from "../../../src/lib/address.ts";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import {
  KEEPALIVE,
  type Message,
  type Open,
  PLAIN_REPORT,
} from "../../../src/pcep/codec/message.ts";
import type { StateReport } from "../../../src/pcep/codec/message.ts";
import type { ProfileName } from "../../../src/pcep/profiles/profile.ts";
import type { RouterIntent } from "../../../src/policy/intent.ts";
import { configOf, FIVE, simulation } from "../simulation.ts";
import { versionTlv } from "./report_words.ts";

const SOURCE = "198.51.100.7";
export const PARIS = FIVE.routers.find(({ name }) => name === "paris")!;

export interface ScriptOptions {
  readonly profile?: ProfileName;
  readonly pcep?: Partial<RouterIntent["pcep"]>;
  readonly safety?: Partial<Config["safety"]>;
  readonly mode?: Config["mode"];
  /** How long paths take to be computed. */
  readonly computeMicroseconds?: number;
  /** No document says who it is. */
  readonly anonymous?: boolean;
}

export class Scripted {
  readonly sim: MemorySimulation;
  /** What Cairn said that changes a router, oldest first; the test takes from it. */
  readonly heard: Message[] = [];
  /** All that it heard. */
  readonly everything: Message[] = [];
  /** PCErr, PCNtf, Close and NO-PATH, in words; nobody has to take them. */
  readonly asides: string[] = [];
  /** The PCE's Open of the last session. */
  theirOpen: Open | undefined;
  /** Its own Open, as a test wants it. */
  open: Open = openOfPcc({ keepaliveSeconds: 0, sessionId: 1, association: 6, msd: 10 });
  connection = 9000;
  #framer = new Framer();

  constructor(options: ScriptOptions) {
    const others = FIVE.routers.filter(({ name }) => name !== "paris");
    const config = configOf(FIVE);
    const peers = [
      ...others.map(({ loopback }) => ({ address: formatIpv4(loopback) })),
      { address: SOURCE, profile: options.profile ?? "default" } as const,
    ];
    const { computeMicroseconds } = options;
    this.sim = simulation({
      ...(computeMicroseconds !== undefined && { computeMicroseconds }),
      config: {
        ...config,
        mode: options.mode ?? "control",
        pcep: { ...config.pcep, unknownPeers: "refuse", peers },
        safety: { ...config.safety, ...options.safety },
      },
      watch: (_, { effects }) => {
        for (const effect of effects) {
          if (effect.do === "write" && effect.connection === this.connection) {
            this.#take(effect.bytes);
          }
        }
      },
    });
    const document: RouterIntent = {
      kind: "Router",
      name: "paris",
      address: formatIpv4(PARIS.loopback),
      labels: {},
      pcep: { sourceAddress: SOURCE, delegations: "accept", labelReserve: 1, ...options.pcep },
    };
    if (!options.anonymous) {
      this.sim.command({ do: "apply", intents: [document], prune: false, dryRun: false });
    }
    this.sim.settle();
  }

  connect(open = this.open): void {
    this.open = open;
    this.connection++;
    this.#framer = new Framer();
    const { connection } = this;
    const peer = { protocol: "pcep", address: SOURCE, port: 40000 } as const;
    const local = { address: "192.0.2.254", port: 4189 };
    this.sim.tell({ on: "opened", connection, peer, local, initiated: false });
    this.sim.tell({ on: "room", connection, octets: 1 << 20 });
    this.say(this.open);
    this.say(KEEPALIVE);
  }
  disconnect(): void {
    this.sim.tell({ on: "closed", connection: this.connection, why: "reset by peer" });
  }
  report(change: Partial<StateReport>): void {
    this.say({ kind: "report", reports: [{ ...PLAIN_REPORT, ...change }], problems: [] });
  }
  endOfSync(version?: string): void {
    const tlvs = versionTlv(version === undefined ? undefined : Number(version));
    const lspTlvs = [...END_OF_SYNC.lspTlvs, ...tlvs];
    this.say({ kind: "report", reports: [{ ...END_OF_SYNC, lspTlvs }], problems: [] });
  }
  say(message: Message): void {
    this.octets(encodeMessage(message));
  }
  octets(bytes: Uint8Array): void {
    this.sim.tell({ on: "received", connection: this.connection, bytes });
    this.sim.run(0.01); // what is computed or stored because of it is done
  }
  #take(bytes: Uint8Array): void {
    this.#framer.push(bytes);
    for (let raw = this.#framer.next(); raw instanceof Uint8Array; raw = this.#framer.next()) {
      const message = decodeMessage(raw);
      if (message.kind === "open") this.theirOpen = message;
      this.everything.push(message);
      this.asides.push(...asideOf(message));
      const path = message.kind === "reply" && message.replies.some((r) => r.paths.length > 0);
      if (message.kind === "update" || message.kind === "initiate" || path) {
        this.heard.push(message);
      }
    }
  }
}

function asideOf(message: Message): string[] {
  switch (message.kind) {
    case "error":
      return message.errors.map(({ type, value }) => `PCErr ${type}/${value}`);
    case "notification":
      return message.notifications.map(({ type, value }) => `PCNtf ${type}/${value}`);
    case "close":
      return [`Close ${message.reason}`];
    case "reply":
      return message.replies.flatMap(({ noPath }) =>
        noPath ? [["NO-PATH", ...noPath.reasons].join(" ")] : []
      );
    default:
      return [];
  }
}
