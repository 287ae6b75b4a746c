/** Who may be told what, kept apart from the controller: from the commands it was given and the rows it stored. */
import type { Command } from "../../src/controller/command.ts";
import type { Row } from "../../src/controller/step.ts";
import type { Mode } from "../../src/policy/intent.ts";

export class GateModel {
  mode: Mode;
  readonly routerModes = new Map<string, Mode>();
  frozen = false;
  readonly frozenRouters = new Set<string>();
  readonly frozenPolicies = new Set<string>();

  /** `names`: of routers, by other words that a row may know them by. */
  constructor(readonly configured: Mode, readonly names: ReadonlyMap<string, string>) {
    this.mode = configured;
  }

  /** A command that was not refused: it counts from its own turn on. */
  take(command: Command): void {
    if (command.do === "mode" && !command.dryRun) {
      if (command.router === undefined) this.mode = command.mode;
      else this.routerModes.set(command.router, command.mode);
    }
    if (command.do !== "freeze" && command.do !== "thaw") return;
    const on = command.do === "freeze";
    if (command.router !== undefined) put(this.frozenRouters, command.router, on);
    else if (command.policy !== undefined) put(this.frozenPolicies, command.policy, on);
    else this.frozen = on;
  }

  /** After a start: what was on disk. */
  restart(rows: readonly Row[]): void {
    this.mode = this.configured;
    this.routerModes.clear();
    this.frozen = false;
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

function put<T>(set: Set<T>, item: T, on: boolean): void {
  if (on) set.add(item);
  else set.delete(item);
}
