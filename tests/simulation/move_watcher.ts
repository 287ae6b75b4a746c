/**
 * Moves for better paths, watched from the outside: no policy sooner after another move than its interval, of all
 * policies no more than their share a minute; and once all is calm no update for a list that fits as well as the new one.
 */
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { messagesIn } from "../../lab/sim/tape.ts";
import type { Answer, Event } from "../../src/controller/step.ts";
import { formatIpv4 } from "../../src/lib/address.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import type { Hop } from "../../src/pcep/codec/message.ts";
import type { PathOracle } from "./path_oracle.ts";
import type { Scene } from "./scene.ts";

export class MoveWatcher {
  readonly faults: string[] = [];
  /** Microseconds; from then on neither the network nor the documents change. */
  calmAt = Infinity;
  readonly #moved: { readonly at: number; readonly identity: string }[] = [];
  readonly #router = new Map<number, number>(); // by connection
  readonly #told = new Map<string, string>(); // what an LSP was told last, by router and PLSP-ID
  #policies = 0;

  constructor(
    readonly scene: Scene,
    readonly sim: () => MemorySimulation,
    readonly oracle: () => PathOracle,
  ) {}

  see({ at, what }: Event, answer: Answer): void {
    if (what.on === "started") {
      this.#moved.length = 0; // a controller that starts remembers no moves
      this.#told.clear();
    } else if (what.on === "opened" && what.peer.protocol !== "bgp") {
      const { routers } = this.scene.topology;
      const router = routers.findIndex((r) => formatIpv4(r.loopback) === what.peer.address);
      this.#router.set(what.connection, router);
    }
    for (const effect of answer.effects) {
      if (effect.do === "note" && effect.note.kind === "policyOptimised") {
        for (const policy of effect.note.policies) this.#optimised(at, policy);
      } else if (effect.do === "changed" && effect.kind === "policy") {
        this.#policies = Math.max(this.#policies, Math.max(0, ...effect.ids));
      } else if (effect.do === "write") this.#written(at, effect.connection, effect.bytes);
    }
  }

  #optimised(at: number, policy: string): void {
    const { minimumIntervalSeconds, optimisationShare } = this.scene.config.safety;
    const identity = this.#identity(policy);
    const before = this.#moved.findLast((move) => move.identity === identity);
    if (before && at - before.at < minimumIntervalSeconds * 1e6) {
      this.faults.push(`${policy} moves for a better path after ${(at - before.at) / 1e6} s`);
    }
    this.#moved.push({ at, identity });
    const lately = this.#moved.filter((move) => at - move.at < 60e6).length;
    const most = Math.max(1, Math.floor(optimisationShare * this.#policies));
    if (lately > most) {
      this.faults.push(`${lately} policies are optimised in a minute, not ${most}`);
    }
  }

  /** Another one may bear its name: of an LSP that its router lost and made again, of a document that was deleted. */
  #identity(policy: string): string {
    const { view } = this.sim();
    return `${policy} ${view.find("lsp", policy) ?? view.find("policy", policy)}`;
  }

  #written(at: number, connection: number, bytes: Uint8Array): void {
    const router = this.#router.get(connection) ?? -1;
    if (router < 0) return;
    for (const one of messagesIn("pcep", bytes)) {
      if (one[1] !== PCUPD) continue;
      const message = decodeMessage(one);
      if (message.kind !== "update") continue;
      for (const { plspId, ero, segmentLists } of message.updates) {
        const after = labelsOf(ero), key = `${router} ${plspId}`, told = this.#told.get(key);
        this.#told.set(key, after.join());
        if (at < this.calmAt || after.length === 0 || segmentLists.length > 0) continue;
        this.#update(router, plspId, after, told);
      }
    }
  }

  /** Calm: a list that the router has as it was told, and that fits, is left for a clear gain, or not at all. */
  #update(router: number, plspId: number, after: readonly number[], told?: string): void {
    const lsp = this.sim().network.pccs[router]!.lsps.lsps.find((one) => one.plspId === plspId);
    if (!lsp || lsp.labels.join() === after.join() || told === after.join()) return;
    if (told !== undefined && told !== lsp.labels.join()) return; // it is told again what it did not take
    const { view } = this.sim(), { name } = this.scene.topology.routers[router]!;
    const reported = view.row("lsp", view.find("lsp", `${name}/${lsp.name}`) ?? -1);
    const policy = view.row("policy", view.find("policy", reported?.policy ?? "") ?? -1);
    const [only, more] = policy?.intent.candidatePaths ?? [];
    if (!policy || !only || more || only.path.type !== "dynamic") return;
    const { path } = only, oracle = this.oracle();
    if (path.include.length > 0 || Object.keys(path.bounds).length > 0) return;
    if (path.segments.max !== undefined || path.segments.protectedAdjacencies !== "prefer") return;
    const sent = this.sim().network.igp.forwarding.deliver(router, lsp.labels);
    const branches = !sent.delivered || sent.crossed.length > sent.path.length;
    if (branches || oracle.faults(policy.intent, path, lsp.labels).length > 0) return;
    const [now, then] = [lsp.labels, after].map((list) => oracle.cost(policy.intent, path, list));
    if (then! <= now! * (1 - this.scene.config.safety.minimumGain) + 1e-6) return;
    this.faults.push(
      `${policy.name} is moved from [${lsp.labels}] to [${after}], which costs ${then} and not ${now}`,
    );
  }
}

const labelsOf = (ero: readonly Hop[]): number[] =>
  ero.map((hop) => hop.kind === "sr" ? hop.label ?? -1 : -1);
const PCUPD = 11;
