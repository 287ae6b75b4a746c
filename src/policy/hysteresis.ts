/**
 * Shall a path that was found now take the place of the list that stands on the router? What does not deliver, or not as
 * asked, is replaced; what fits stays unless the other one is clearly better. A pure decision.
 */
export interface Choice {
  /** How the list on the router stands; undefined: there is none, or nobody can say. */
  readonly installed:
    | { readonly is: "lost" | "violates" }
    | { readonly is: "fits"; readonly cost: number }
    | undefined;
  readonly found: { readonly cost: number; readonly same: boolean } | undefined; // undefined: no path
  /** What the list cost when it was chosen. */
  readonly chosenCost: number | undefined;
  readonly minimumGain: number; // 0.05: five percent
  /** A link or router failed under it. */
  readonly afterFailure: boolean;
  /** Its turn to move has come, or a person asked for it. */
  readonly approved: boolean;
}
export type Choosing =
  | { readonly do: "take" } // what was found, or that there is nothing
  | { readonly do: "keep" }
  | { readonly do: "move"; readonly gain: number; readonly repairs: boolean }
  | { readonly do: "wait"; readonly gain: number }; // better, and to move in its turn

export function choose(c: Choice): Choosing {
  if (c.installed?.is !== "fits") return { do: "take" };
  if (!c.found || c.found.same) return { do: "keep" };
  const gain = gainOf(c.installed.cost, c.found.cost);
  if (gain <= 0 || gain < c.minimumGain) return { do: "keep" };
  // What it is small in was lost with a link: that is a repair, though packets arrive.
  const repairs = c.afterFailure && c.chosenCost !== undefined &&
    gainOf(c.installed.cost, c.chosenCost) >= Math.max(c.minimumGain, LEAST);
  return repairs || c.approved ? { do: "move", gain, repairs } : { do: "wait", gain };
}

/** What is saved by paying `then` instead of `now`, as a share of it; below 0: it costs more. */
export const gainOf = (now: number, then: number): number => now > 0 ? (now - then) / now : 0;

/** 0.123 → "12 %"; a gain is never told larger than it is. */
export const percent = (share: number): string =>
  `${share < 0.01 ? Math.floor(share * 1000) / 10 : Math.floor(share * 100)} %`;

const LEAST = 0.001;
