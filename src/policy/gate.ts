/**
 * The one gate that every message which changes a router passes: mode, freeze, start gate. Nothing here sends; it
 * answers whether one may, and in words why not. Modes are per network and per router; the stricter freeze wins.
 */
import type { Mode } from "./intent.ts";

export interface Freeze {
  readonly reason: string;
  readonly by: string;
  readonly at: number; // microseconds since 1970
}
export interface Gate {
  mode: Mode;
  readonly routerModes: Map<string, Mode>; // by router name; absent: the network's
  freeze: Freeze | undefined;
  readonly routerFreezes: Map<string, Freeze>;
  readonly policyFreezes: Map<string, Freeze>;
  /** What the start waits for; empty: over. Only ever shrinks to empty, once. */
  startWaits: readonly string[];
}
export const closedGate = (mode: Mode): Gate => ({
  mode,
  routerModes: new Map(),
  freeze: undefined,
  routerFreezes: new Map(),
  policyFreezes: new Map(),
  startWaits: ["The first topology."],
});

export type Passage = { readonly open: true } | { readonly open: false; readonly why: string };

export function modeOf(gate: Gate, router: string): Mode {
  return gate.routerModes.get(router) ?? gate.mode;
}

/** May a message that changes `router` leave now, for `policy`? */
export function passage(gate: Gate, router: string, policy: string): Passage {
  const mode = modeOf(gate, router);
  if (mode !== "control") {
    return closed(
      `${gate.routerModes.has(router) ? router : "The network"} is in ${mode} mode; ` +
        `"cairn mode control${
          gate.routerModes.has(router) ? ` --router ${router}` : ""
        }" opens it.`,
    );
  }
  const freeze = gate.freeze ?? gate.routerFreezes.get(router) ?? gate.policyFreezes.get(policy);
  if (freeze) return closed(`Frozen by ${freeze.by}: ${freeze.reason}. "cairn thaw" ends it.`);
  if (gate.startWaits.length > 0) return closed(`Starting: ${gate.startWaits[0]}`);
  return { open: true };
}

const closed = (why: string): Passage => ({ open: false, why });
