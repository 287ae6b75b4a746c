/** The LSPs of one headend: which exist, what state they are in, and the reports that follow from it. */
import type { Address } from "../../src/lib/address.ts";
import { errorMessage, type Message, type StateReport } from "../../src/pcep/codec/message.ts";
import { SR_MPLS, SRV6 } from "../../src/pcep/registry/codes.ts";
import type { Agenda } from "./agenda.ts";
import { type Lsp, reportOf } from "./pcc_lsp.ts";
import { goodManners, toldAs } from "./manners.ts";
import type { Personality } from "./personality.ts";

export interface HeadendOptions {
  readonly personality: Personality;
  readonly own: number; // loopback
  readonly msd: number;
  /** Has this router an entry for the label now? */
  readonly resolves: (label: number) => boolean;
  /** Labels for binding SIDs are taken from here upwards. */
  readonly firstBindingLabel: number;
}
/** What the PCE said it can do in its Open. */
export interface PceCapability {
  readonly stateful: boolean;
  readonly update: boolean;
  readonly initiate: boolean;
}
export type Due =
  | { readonly due: "risen"; readonly plspId: number; readonly generation: number }
  | { readonly due: "unanswered"; readonly requestId: number }
  | { readonly due: "late"; readonly plspId: number; readonly session: number }
  | { readonly due: "redelegation"; readonly session: number }
  | { readonly due: "stateTimeout"; readonly session: number };
export type NewLsp =
  & Pick<Lsp, "name" | "origin" | "color" | "endpoint" | "preference" | "candidatePath">
  & Partial<Lsp>;

export class LspTable {
  readonly byId = new Map<number, Lsp>();
  readonly byName = new Map<string, Lsp>();
  /** Messages that break a rule of Part I and that a real router might have punished. */
  readonly violations: string[] = [];
  readonly manners = goodManners();
  /** Of the PCE at the other end; undefined while there is no session. */
  pce: PceCapability | undefined;
  readonly #policies = new Map<string, Set<Lsp>>();
  readonly #kept = new Map<string, number>(); // PLSP-IDs
  #starts = 0;
  #nextPlspId: number;
  #generation = 0;
  #nextBindingLabel: number;
  #out: Message[] = [];

  constructor(readonly options: HeadendOptions, readonly agenda: Agenda<Due>) {
    this.#nextBindingLabel = options.firstBindingLabel;
    this.#nextPlspId = this.#firstPlspId;
  }
  /** Another one after each start, where the router does so. */
  get #firstPlspId(): number {
    return 1 + this.options.personality.plspIdStride * (this.#starts % 30 + 1);
  }

  say(message: Message): void {
    if (this.pce) this.#out.push(message);
  }
  /** All that a synchronisation would tell, in some words. */
  get database(): string {
    return JSON.stringify([...this.byId.values(), this.manners]);
  }
  flush(): readonly Message[] {
    const messages = this.#out;
    this.#out = [];
    return messages;
  }
  refuse(type: number, value: number, srpId: number): void {
    this.say(errorMessage(type, value, { srpIds: srpId === 0 ? [] : [srpId] }));
  }
  violation(text: string): void {
    if (this.violations.length < 100) this.violations.push(text);
  }
  get reports(): boolean {
    return this.pce !== undefined && this.pce.stateful &&
      (this.pce.update || !this.options.personality.reportsOnlyIfUpdateCapable);
  }
  report(lsp: Lsp, how: Parameters<typeof reportOf>[2] = {}): void {
    if (!this.reports || lsp.hidden) return;
    const { own, personality } = this.options;
    const { ciscoObject } = personality;
    const truth = reportOf(lsp, own, { ...how, ciscoObject });
    this.say(reportMessage(toldAs(truth, this.manners)));
  }

  /** The candidate paths of one policy. */
  candidates(color: number | undefined, name: string, endpoint: Address): readonly Lsp[] {
    return [...this.#policies.get(policyKey({ color, name, endpoint })) ?? []];
  }
  bindingLabel(): number {
    return this.#nextBindingLabel++;
  }
  get nextPlspId(): number {
    return this.#nextPlspId;
  }

  add(fields: NewLsp): Lsp {
    const lsp: Lsp = { ...BLANK_LSP, plspId: this.#plspIdFor(fields), ...fields };
    this.byId.set(lsp.plspId, lsp);
    this.byName.set(lsp.name, lsp);
    const policy = this.#policies.get(policyKey(lsp));
    if (policy) policy.add(lsp);
    else this.#policies.set(policyKey(lsp), new Set([lsp]));
    return lsp;
  }
  /** FRR: bound to colour, endpoint and preference for as long as the process lives. */
  #plspIdFor({ color, endpoint, preference }: NewLsp): number {
    if (!this.options.personality.keepsPlspIds) return this.#nextPlspId++;
    const key = `${color} ${endpoint} ${preference}`;
    const kept = this.#kept.get(key) ?? this.#nextPlspId++;
    this.#kept.set(key, kept);
    return kept;
  }
  drop(lsp: Lsp, srpId: number): void {
    this.byId.delete(lsp.plspId);
    if (this.byName.get(lsp.name) === lsp) this.byName.delete(lsp.name);
    const policy = this.#policies.get(policyKey(lsp))!;
    policy.delete(lsp);
    if (policy.size === 0) this.#policies.delete(policyKey(lsp));
    lsp.state = "down";
    lsp.generation = 0;
    this.report(lsp, { srpId, remove: true });
    this.#settle(policyKey(lsp));
  }
  clear(): void {
    this.byId.clear();
    this.byName.clear();
    this.#policies.clear();
    this.#kept.clear();
    this.#out = [];
    this.#starts++;
    this.#nextPlspId = this.#firstPlspId;
    this.pce = undefined;
  }

  /** A new list is in: the report that answers the request, then what becomes of it. */
  install(lsp: Lsp, srpId: number, at: number, first = false): void {
    const { personality } = this.options;
    lsp.srpId = srpId;
    lsp.generation = ++this.#generation;
    lsp.hidden = false;
    lsp.rising = false;
    const rises = this.#usable(lsp) || personality.waitsForLabel && lsp.labels.length > 0;
    const how = { srpId, associations: first };
    if (personality.repeatsSrpId && rises) {
      lsp.state = "down";
      this.report(lsp, how);
    }
    lsp.state = rises ? "goingUp" : this.#settledState(lsp);
    lsp.rising = rises;
    this.report(lsp, how);
    if (rises) {
      const { plspId, generation } = lsp;
      this.agenda.add(at + personality.goingUpMicroseconds, { due: "risen", plspId, generation });
    }
    this.#settle(policyKey(lsp)); // the others of the policy may now be second
  }
  risen(plspId: number, generation: number): void {
    const lsp = this.byId.get(plspId);
    if (!lsp || lsp.generation !== generation) return;
    lsp.rising = false;
    this.#settle(policyKey(lsp), lsp);
  }
  /** Something that packets depend on has changed. */
  settleAll(): void {
    for (const key of this.#policies.keys()) this.#settle(key);
  }
  /** Without a word: after a restart. */
  settleSilently(): void {
    for (const lsp of this.byId.values()) lsp.state = this.#settledState(lsp);
  }

  /** Reports those candidate paths of a policy whose state is another one now. */
  #settle(key: string, risen?: Lsp): void {
    for (const lsp of this.#policies.get(key) ?? []) {
      if (lsp.rising) continue;
      const state = this.#settledState(lsp);
      if (state === lsp.state) continue;
      lsp.state = state;
      const repeats = this.options.personality.repeatsSrpId && lsp === risen;
      this.report(lsp, { srpId: repeats ? lsp.srpId : 0 });
    }
  }
  #usable(lsp: Lsp): boolean {
    if (lsp.setupType === SRV6) return lsp.adminUp && lsp.hops.length > 0 && !lsp.rising;
    const first = lsp.labels[0];
    return lsp.adminUp && first !== undefined && !lsp.rising && this.options.resolves(first);
  }
  #settledState(lsp: Lsp): Lsp["state"] {
    if (!this.#usable(lsp)) {
      const waits = this.options.personality.waitsForLabel && lsp.adminUp && lsp.labels.length > 0;
      return waits ? "goingUp" : "down";
    }
    for (const other of this.#policies.get(policyKey(lsp)) ?? []) {
      const better = other.preference > lsp.preference ||
        other.preference === lsp.preference && other.plspId < lsp.plspId;
      if (better && this.#usable(other)) return "up"; // valid, and not the best (RFC 9256 §2.9)
    }
    return "active";
  }
}

export const reportMessage = (report: StateReport): Message => ({
  kind: "report",
  reports: [report],
  problems: [],
});

const policyKey = (lsp: Pick<Lsp, "color" | "name" | "endpoint">) =>
  `${lsp.color ?? lsp.name} ${lsp.endpoint}`;

/** An LSP of which nothing is known yet. */
export const BLANK_LSP: Omit<Lsp, keyof Pick<NewLsp, "name" | "origin" | "endpoint">> = {
  plspId: 0,
  color: undefined,
  preference: 100,
  candidatePath: undefined,
  associations: [],
  hops: [],
  labels: [],
  setupType: SR_MPLS,
  metrics: [],
  bandwidths: [],
  lspa: undefined,
  bindingLabel: undefined,
  bindingSid: undefined,
  adminUp: true,
  delegated: false,
  createFlag: false,
  state: "down",
  srpId: 0,
  generation: 0,
  rising: false,
  hidden: false,
};
