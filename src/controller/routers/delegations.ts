/**
 * What becomes of delegations: what an operator commanded for an LSP or a router; else they are returned if the network's
 * order or the router's document says so, and accepted if not (rules I.7). Kept over restarts, like modes.
 */
import { addressOf, declaredOf, wordsOf } from "./routers.ts";
import type { Router, State } from "../state.ts";
import type { Row } from "../step.ts";

export type Delegations = "accept" | "return";
export interface Known {
  readonly by: string;
  readonly at: number; // microseconds since 1970
}
export interface Orders {
  /** By "" for the network, address of a router, or address/name of an LSP. */
  readonly delegations: Map<string, Delegations>;
  /** LSPs that are not ours, and that somebody said are as they should be: by address/name. */
  readonly known: Map<string, Known>;
}
export const noOrders = (): Orders => ({ delegations: new Map(), known: new Map() });

/** By the address, which outlives a name. */
export const keyOf = (router: Router): string => addressOf(router) || router.name;
export const lspKey = (router: Router, name: string): string => `${keyOf(router)}/${name}`;

export function delegationsOf(s: State, router: Router, lsp?: string): Delegations {
  const { delegations } = s.orders;
  const own = lsp === undefined ? undefined : commanded(s, router, lsp);
  const commandedHere = own ?? commanded(s, router);
  if (commandedHere) return commandedHere;
  const returns = delegations.get("") === "return" ||
    declaredOf(s, router)?.pcep.delegations === "return";
  return returns ? "return" : "accept";
}
export function knownOf(s: State, router: Router, lsp: string): Known | undefined {
  if (s.orders.known.size === 0) return undefined;
  for (const word of wordsOf(router)) {
    const known = s.orders.known.get(`${word}/${lsp}`);
    if (known) return known;
  }
  return undefined;
}

function commanded({ orders }: State, router: Router, lsp?: string): Delegations | undefined {
  if (orders.delegations.size === 0) return undefined;
  for (const word of wordsOf(router)) {
    const found = orders.delegations.get(lsp === undefined ? word : `${word}/${lsp}`);
    if (found) return found;
  }
  return undefined;
}

/** Rows of table "meta". */
export function orderDelegations(s: State, key: string, value: Delegations | undefined): Row {
  if (value) s.orders.delegations.set(key, value);
  else s.orders.delegations.delete(key);
  return { table: "meta", key: `delegations/${key}`, value: value ?? null };
}
export function orderKnown(s: State, key: string, value: Known | undefined): Row {
  if (value) s.orders.known.set(key, value);
  else s.orders.known.delete(key);
  return { table: "meta", key: `known/${key}`, value: value ? JSON.stringify(value) : null };
}
/** Answers whether the row was one of these. */
export function restoreDelegations(s: State, key: string, value: string): boolean {
  if (key.startsWith("delegations/")) {
    s.orders.delegations.set(key.slice(12), value === "return" ? "return" : "accept");
    return true;
  }
  if (!key.startsWith("known/")) return false;
  s.orders.known.set(key.slice(6), JSON.parse(value) as Known); // our own row
  return true;
}
