/** Orders to leave routers, kept by commands in decommission.ts, and what they mean for one LSP. */
import type { Lane, Policy, Wanted } from "../../policy/records.ts";
import { wordsOf } from "./routers.ts";
import type { Router, State } from "../state.ts";
import type { Turn } from "../turn.ts";

export interface Leaving {
  readonly how: "return" | "delete";
  readonly by: string;
  readonly at: number; // microseconds since 1970
}
/** Orders by the address of a router, "" for the network; and the LSPs whose wave has come. */
export interface Decommission {
  readonly orders: Map<string, Leaving>;
  readonly admitted: Set<number>; // discriminators
  waves: number;
  /** The store's sequence that holds the newest order: nothing leaves before. */
  storedWith: number;
  /** Too many of a wave were refused: the same command again goes on all the same. */
  halted: boolean;
  finished: boolean;
}
export const noDecommission = (): Decommission => ({
  orders: new Map(),
  admitted: new Set(),
  waves: 0,
  storedWith: 0,
  halted: false,
  finished: false,
});

/** What is wanted of an LSP that is to leave: nothing new, and once its wave has come, its end. */
export function leavingWanted(
  t: Turn,
  router: Router,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
): Wanted {
  const order = orderFor(t.s, router);
  if (!order || wanted.is === "absent") return wanted;
  const { at } = wanted, why = `decommissioned by ${order.by}`;
  if (!t.s.leaving.admitted.has(lane.discriminator)) return { is: "keep", at, why };
  return endOf(order.how, policy) === "delete" ? { is: "absent", at } : { is: "return", at, why };
}

/** What a router configured itself is never ours to delete: it gets it back. */
export const endOf = (how: Leaving["how"], policy: Policy): Leaving["how"] =>
  policy.origin === "router" ? "return" : how;

export function orderFor(s: State, router: Router): Leaving | undefined {
  const { orders } = s.leaving;
  if (orders.size === 0) return undefined;
  for (const word of wordsOf(router)) {
    const order = orders.get(word);
    if (order) return order;
  }
  return orders.get("");
}
