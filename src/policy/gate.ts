/**
 * The one gate that every message which changes a router passes: mode, freeze, start gate, topology guard, waves of a
 * mesh. Nothing here sends; it answers whether one may, and in words why not. A router is looked up by every word it is known by, so that a new name
 * opens nothing; where words disagree the stricter wins.
 */
import type { Mode } from "./intent.ts";

export interface Freeze {
  readonly reason: string;
  readonly by: string;
  readonly at: number; // microseconds since 1970
}
/** Who froze everything by a file in the data folder: ended by taking it away. */
export const FREEZE_FILE = "file FREEZE";
export interface Gate {
  mode: Mode;
  /** By any word of a router: what an operator commanded, and what documents and configuration say. */
  readonly routerModes: Map<string, Mode>;
  readonly declaredModes: Map<string, Mode>;
  freeze: Freeze | undefined;
  readonly routerFreezes: Map<string, Freeze>;
  readonly policyFreezes: Map<string, Freeze>;
  /** What the start waits for; empty: over. Only ever shrinks to empty, once. */
  startWaits: readonly string[];
  /** The topology guard holds: nothing moves but these policies, by name. */
  hold: { readonly exempt: Set<string> } | undefined;
  /** Policies, by name, of a later wave, and the mesh that is rolled out. */
  readonly waves: Map<string, string>;
}
export const closedGate = (mode: Mode): Gate => ({
  mode,
  routerModes: new Map(),
  declaredModes: new Map(),
  freeze: undefined,
  routerFreezes: new Map(),
  policyFreezes: new Map(),
  startWaits: ["The first topology."],
  hold: undefined,
  waves: new Map(),
});

export type Closed = "mode" | "freeze" | "start" | "tedGuard" | "wave";
export type Passage = { readonly open: true } | {
  readonly open: false;
  readonly by: Closed;
  readonly why: string;
};
/** What a message is for. */
export interface Errand {
  readonly removes?: boolean; // what nobody wants any more
  readonly moves?: boolean; // what stands, by what the topology says
  readonly repairs?: boolean; // what a failure broke
}

/** A router's own mode, commanded before declared; undefined: the network's holds. `words`: name and addresses. */
export function ownModeOf(gate: Gate, words: readonly string[]): Mode | undefined {
  return strictest(gate.routerModes, words) ?? strictest(gate.declaredModes, words);
}
export function modeOf(gate: Gate, words: readonly string[]): Mode {
  return ownModeOf(gate, words) ?? gate.mode;
}
export function freezeOf(gate: Gate, words: readonly string[]): Freeze | undefined {
  for (const word of words) {
    const freeze = gate.routerFreezes.get(word);
    if (freeze) return freeze;
  }
  return undefined;
}

/** May a message that changes the router leave now, for `policy`? The first of its words is its name. */
export function passage(
  gate: Gate,
  words: readonly string[],
  policy: string,
  { removes = false, moves = false, repairs = false }: Errand = {},
): Passage {
  const own = ownModeOf(gate, words), mode = own ?? gate.mode;
  if (mode !== "control") {
    return closed(
      "mode",
      `${own ? words[0] : "The network"} is in ${mode} mode; ` +
        `"cairn mode control${own ? ` --router ${words[0]}` : ""}" opens it.`,
    );
  }
  if (gate.freeze) return frozen(gate.freeze, "");
  const routers = freezeOf(gate, words);
  if (routers) return frozen(routers, ` --router ${words[0]}`);
  const ofPolicy = gate.policyFreezes.get(policy);
  if (ofPolicy) return frozen(ofPolicy, ` --policy ${policy}`);
  if (gate.startWaits.length > 0) return closed("start", `Starting: ${gate.startWaits[0]}`);
  if (gate.hold && moves && !gate.hold.exempt.has(policy)) return closed("tedGuard", HELD);
  const mesh = gate.waves.get(policy);
  if (mesh !== undefined && !removes && !repairs) {
    return closed(
      "wave",
      `Mesh ${mesh} is rolled out in waves: this one waits for the first ` +
        `("cairn confirm mesh ${mesh}" lets all go).`,
    );
  }
  return { open: true };
}

function strictest(modes: ReadonlyMap<string, Mode>, words: readonly string[]): Mode | undefined {
  const found = words.flatMap((word) => modes.get(word) ?? []);
  return STRICT_FIRST.find((mode) => found.includes(mode));
}
const STRICT_FIRST: readonly Mode[] = ["observe", "advise", "control"];
const HELD = "Much of the topology went at once: held until that is confirmed " +
  '("cairn confirm topology"), or it comes back.';
const frozen = ({ by, reason }: Freeze, scope: string): Passage =>
  closed(
    "freeze",
    `Frozen by ${by}: ${reason}. ` +
      (by === FREEZE_FILE ? "Taking the file away ends it." : `"cairn thaw${scope}" ends it.`),
  );
const closed = (by: Closed, why: string): Passage => ({ open: false, by, why });
