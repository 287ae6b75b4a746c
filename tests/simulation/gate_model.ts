/** Who may be told what, kept apart from the controller: from the commands it was given and the rows it stored. */
import type { Command } from "../../src/controller/command.ts";
import type { Effect, Row } from "../../src/controller/step.ts";
import type { Mode } from "../../src/policy/intent.ts";

export class GateModel {
  mode: Mode;
  readonly routerModes = new Map<string, Mode>();
  frozen = false;
  readonly frozenRouters = new Set<string>();
  readonly frozenPolicies = new Set<string>();
  /** The topology guard holds since then, by what people were told. */
  heldAt: number | undefined;
  readonly #witnessed = new Set<string>(); // policies that were reported down meanwhile
  readonly #toldAt = new Map<string, number>(); // by policy
  readonly #changedAt = new Map<string, number>(); // by policy, or "mesh:"
  #allChangedAt = -Infinity;

  /** `names`: of routers, by other words that a row may know them by. */
  constructor(readonly configured: Mode, readonly names: ReadonlyMap<string, string>) {
    this.mode = configured;
  }

  /** A command that was not refused: it counts from its own turn on. */
  take(command: Command, at: number): void {
    if (command.do === "apply" && command.prune) this.#allChangedAt = at;
    const intents = command.do === "apply"
      ? command.intents
      : command.do === "create"
      ? [command.intent]
      : command.do === "delete"
      ? [command]
      : [];
    for (const { kind, name } of intents) {
      this.#changedAt.set(kind === "Mesh" ? `${name}:` : name, at);
    }
    if (command.do === "mode" && !command.dryRun) {
      if (command.router === undefined) this.mode = command.mode;
      else this.routerModes.set(command.router, command.mode);
    }
    if ((command.do !== "freeze" && command.do !== "thaw") || command.dryRun) return;
    const on = command.do === "freeze";
    if (command.router !== undefined) put(this.frozenRouters, command.router, on);
    else if (command.policy !== undefined) put(this.frozenPolicies, command.policy, on);
    else this.frozen = on;
  }

  /** What the controller does to itself: its circuit breaker freezes, its topology guard holds. */
  learn(effect: Effect, at: number): void {
    if (effect.do === "note" && effect.note.kind === "tedGuard") this.heldAt = at;
    if (effect.do === "note" && effect.note.kind === "tedGuardEnded") this.heldAt = undefined;
    if (this.heldAt === undefined) this.#witnessed.clear();
    if (effect.do !== "store") return;
    for (const { table, key, value } of effect.rows) {
      if (table !== "meta" || value === null || !key.startsWith("freeze/")) continue;
      const { by } = JSON.parse(value) as { by: string };
      if (by !== "circuit breaker") continue;
      if (key === "freeze/") this.frozen = true;
      else this.frozenRouters.add(this.#name(key, 14));
    }
  }

  /** After a start: what was on disk. */
  restart(rows: readonly Row[]): void {
    this.mode = this.configured;
    this.routerModes.clear();
    this.frozen = false;
    this.heldAt = undefined;
    this.frozenRouters.clear();
    this.frozenPolicies.clear();
    for (const { table, key, value } of rows) {
      if (table !== "meta" || value === null) continue;
      if (key === "mode") this.mode = value as Mode;
      else if (key.startsWith("mode/")) this.routerModes.set(this.#name(key, 5), value as Mode);
      else if (key === "freeze/") this.frozen = true;
      else if (key.startsWith("freeze/router/")) this.frozenRouters.add(this.#name(key, 14));
      else if (key.startsWith("freeze/policy/")) this.frozenPolicies.add(key.slice(14));
    }
  }

  #name(key: string, from: number): string {
    const word = key.slice(from);
    return this.names.get(word) ?? word;
  }

  /** Its router reports the policy down: a second witness. */
  reportedDown(policy: string): void {
    if (this.heldAt !== undefined) this.#witnessed.add(policy);
  }
  /** Why what stands may not be moved or removed; undefined: it may. What routers configured is theirs to change. */
  unmovable(policy: string | undefined, now: number): string | undefined {
    if (this.heldAt === undefined || policy === undefined || policy.includes("/")) return undefined;
    const mesh = /^[^:]*:/.exec(policy)?.[0] ?? "";
    const changedAt = Math.max(
      this.#changedAt.get(policy) ?? -Infinity,
      this.#changedAt.get(mesh) ?? -Infinity,
      this.#allChangedAt,
    );
    const toldAt = this.#toldAt.get(policy) ?? -Infinity;
    // What an operator changed while something else kept it from leaving is still to be told.
    if (changedAt > toldAt) this.#changedAt.set(policy, now);
    else if (changedAt <= this.heldAt - CHANGES_LAST && !this.#witnessed.has(policy)) {
      return "while the topology guard holds";
    }
    return undefined;
  }
  /** Something was sent for it. */
  told(policy: string | undefined, now: number): void {
    if (policy !== undefined) this.#toldAt.set(policy, now);
  }

  /** Why nothing may be sent; undefined: it may. */
  closed(router: string, policy: string | undefined): string | undefined {
    const mode = this.routerModes.get(router) ?? this.mode;
    if (mode !== "control") return `in ${mode} mode`;
    if (this.frozen) return "while everything is frozen";
    if (this.frozenRouters.has(router)) return `while ${router} is frozen`;
    if (policy !== undefined && this.frozenPolicies.has(policy)) return `while ${policy} is frozen`;
    return undefined;
  }
}

const CHANGES_LAST = 60e6; // until what an operator changed is computed, sent and answered

function put<T>(set: Set<T>, item: T, on: boolean): void {
  if (on) set.add(item);
  else set.delete(item);
}
