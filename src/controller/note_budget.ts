/**
 * How often people are told the same kind of thing of the same subject: a peer that says wrong things as fast as it can
 * must not push everything else out of the events, nor fill a disk with the log.
 */

export interface NoteBudget {
  since: number; // microseconds since 1970
  told: number;
  lastId: string;
}

/** Is there room for one more? "last": for this one, and then for none until the minute is over. */
export function roomFor(
  budgets: Map<string, NoteBudget>,
  key: string,
  id: string,
  at: number,
): { readonly room: "yes" | "last" | "none"; readonly lastId: string } {
  const known = budgets.get(key);
  if (!known || at - known.since >= PERIOD) {
    budgets.delete(key);
    budgets.set(key, { since: at, told: 1, lastId: id });
    if (budgets.size > MOST_KEPT) forgetOld(budgets, at);
    return { room: "yes", lastId: id };
  }
  if (known.told >= MOST_TOLD) return { room: "none", lastId: known.lastId };
  known.told++;
  known.lastId = id;
  return { room: known.told === MOST_TOLD ? "last" : "yes", lastId: id };
}

/** They are in the order in which their minutes began. */
function forgetOld(budgets: Map<string, NoteBudget>, at: number): void {
  for (const [key, { since }] of budgets) {
    if (at - since < PERIOD && budgets.size <= MOST_KEPT) return;
    budgets.delete(key);
  }
}

const PERIOD = 60e6; // microseconds
const MOST_TOLD = 100, MOST_KEPT = 1000;
