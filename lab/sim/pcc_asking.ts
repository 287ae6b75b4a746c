/** Dynamic paths of a router's own configuration that it asks for by PCReq before it delegates them. */
import {
  errorMessage,
  type LspFields,
  NO_ATTRIBUTES,
  PLAIN_LSP,
  type Reply,
} from "../../src/pcep/codec/message.ts";
import { SR_MPLS } from "../../src/pcep/registry/codes.ts";
import type { Lsp } from "./pcc_lsp.ts";
import { pathOf } from "./pcc_requests.ts";
import type { LspTable } from "./pcc_table.ts";

export class Asking {
  readonly #asked = new Map<number, Lsp>(); // by request id
  readonly #again = new Map<number, Lsp>(); // refused, by request id
  readonly #failures = new Map<Lsp, number>();
  #nextRequestId = 1;

  constructor(readonly table: LspTable) {}

  /** PCReq without name, colour or PLSP-ID, as FRR does it. */
  ask(lsp: Lsp, at: number): void {
    const { personality, own } = this.table.options;
    const requestId = this.#nextRequestId++;
    const due = at + personality.requestTimeoutMicroseconds;
    this.#asked.set(requestId, lsp);
    this.table.agenda.add(due, { due: "unanswered", requestId });
    this.table.say({
      kind: "request",
      synchronizations: [],
      problems: [],
      requests: [{
        ...NO_ATTRIBUTES,
        requestId,
        priority: 0,
        reoptimize: false,
        bidirectional: false,
        loose: true,
        supplyObjectiveFunction: false,
        pathSetupType: SR_MPLS,
        endpoints: typeof lsp.endpoint === "number"
          ? { kind: "ipv4", source: own, destination: lsp.endpoint }
          : { kind: "ipv6", source: `::ffff:${own}`, destination: lsp.endpoint },
        metrics: lsp.metrics,
        bandwidths: lsp.bandwidths,
        ...(personality.namesWhatItAsks ? { lsp: named(lsp) } : {}),
        requestTlvs: [],
      }],
    });
  }

  /** Cancels, asks again, and after four tries delegates with an empty list. */
  unanswered(requestId: number, at: number): void {
    const again = this.#again.get(requestId);
    this.#again.delete(requestId);
    if (again && this.table.byId.get(again.plspId) === again) return this.ask(again, at);
    const lsp = this.#asked.get(requestId);
    this.#asked.delete(requestId);
    if (!lsp || !this.table.pce || this.table.byId.get(lsp.plspId) !== lsp) return; // gone meanwhile
    this.table.say({
      kind: "notification",
      notifications: [{ type: 1, value: 1, tlvs: [] }],
      requestIds: [requestId],
    });
    const failures = (this.#failures.get(lsp) ?? 0) + 1;
    this.#failures.set(lsp, failures);
    if (failures < TRIES) return this.ask(lsp, at);
    lsp.delegated = this.table.pce.update;
    lsp.hidden = false;
    this.table.report(lsp);
  }

  replied(message: Reply, at: number): void {
    for (const { requestId, noPath, paths } of message.replies) {
      const lsp = this.#asked.get(requestId);
      if (!lsp || this.table.byId.get(lsp.plspId) !== lsp) {
        this.table.say(errorMessage(8, 0, { requestIds: [requestId] }));
        continue;
      }
      this.#asked.delete(requestId);
      const [first] = paths;
      if (noPath || !first) {
        this.#refused(lsp, requestId, at);
        continue;
      }
      const path = pathOf(this.table, first.ero);
      if ("error" in path) {
        this.table.say(errorMessage(...path.error, { requestIds: [requestId] }));
        continue;
      }
      lsp.hops = path.hops;
      lsp.labels = path.labels;
      lsp.delegated = this.table.pce?.update ?? false;
      lsp.createFlag = this.table.options.personality.name === "frr"; // no proof of birth
      this.table.install(lsp, 0, at, true);
    }
  }

  #refused(lsp: Lsp, requestId: number, at: number): void {
    const { noPathEnds, requestTimeoutMicroseconds: pause } = this.table.options.personality;
    if (noPathEnds) return;
    this.#again.set(requestId, lsp);
    this.table.agenda.add(at + pause, { due: "unanswered", requestId });
  }

  forget(lsp?: Lsp): void {
    if (lsp) {
      for (const [id, asking] of this.#asked) if (asking === lsp) this.#asked.delete(id);
      for (const [id, asking] of this.#again) if (asking === lsp) this.#again.delete(id);
      this.#failures.delete(lsp);
    } else {
      this.#asked.clear();
      this.#again.clear();
      this.#failures.clear();
    }
  }
}
const named = ({ plspId, name, adminUp }: Lsp): LspFields => ({
  ...PLAIN_LSP,
  plspId,
  adminUp,
  symbolicPathName: name,
});
const TRIES = 4;
