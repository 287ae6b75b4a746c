/**
 * The boxes. One record for what was declared by hand, what the topology tells and who opened a session: found by name
 * or by any of its addresses, so that a policy may name a router either way.
 */
import type { RouterRow as TedRouter } from "../../ted/row.ts";
import type { TedDiff } from "../../ted/diff.ts";
import { modeOf } from "../../policy/gate.ts";
import type { Mode, RouterIntent } from "../../policy/intent.ts";
import type { Router, State } from "../state.ts";
import { type Reading, touch, type Turn } from "../turn.ts";

/** By name, loopback, router-id or management address; undefined: nobody is known by it. */
export function findRouter(t: Reading, reference: string): Router | undefined {
  const id = t.caches.routersByWord.get(reference);
  return id === undefined ? undefined : t.s.routers.get(id);
}
export function declaredOf(s: State, router: Router): RouterIntent | undefined {
  return s.declared.routers.get(router.name)?.intent;
}
/** Everything it is, or was, known by; its name first. */
export const wordsOf = (router: Router): readonly string[] => [
  router.name,
  ...router.addresses,
  ...router.formerNames,
];
export const routerMode = (s: State, router: Router): Mode => modeOf(s.gate, wordsOf(router));

/** Loopback for END-POINTS and associations; "" while the topology has not told one. */
export function addressOf(router: Router): string {
  return router.addresses[0] ?? "";
}

/** After a change of the topology: makes and renames records, and answers whether names moved. */
export function routersFromTopology(t: Turn, diff: TedDiff): boolean {
  let moved = false, reindex = false;
  for (const [id, kinds] of diff.routers) {
    const row = t.caches.ted.router(id);
    if (!row) {
      moved = routerGone(t, id) || moved;
      continue;
    }
    const router = recordOf(t, row);
    const { name, addresses, ted } = router, isNew = name === "";
    takeTed(t, router, id);
    rename(t, router, row);
    const changed = router.name !== name || router.addresses !== addresses || router.ted !== ted;
    if (changed || kinds.has("routerAdded")) moved = true;
    if (changed && !isNew) reindex = true;
    indexRouter(t, router);
    touch(t, "router", router.id);
  }
  if (reindex) indexRouters(t);
  return moved;
}

/** One record a box: who was thought to be this one before is not. */
function takeTed(t: Turn, router: Router, ted: number): void {
  const holder = t.caches.routerByTed.get(ted);
  const other = holder === undefined || holder === router.id ? undefined : t.s.routers.get(holder);
  if (other) {
    other.ted = undefined;
    touch(t, "router", other.id);
  }
  router.ted = ted;
}

/** A session from an address that nobody is known by: the router is known by that address alone. */
export function routerFromSession(t: Turn, address: string, name = address): Router {
  const router: Router = {
    id: t.s.nextRouter++,
    name,
    addresses: [address],
    formerNames: [],
    ted: undefined,
    session: undefined,
  };
  t.s.routers.set(router.id, router);
  indexRouter(t, router);
  touch(t, "router", router.id);
  return router;
}

/** After documents of kind Router came, changed or went. */
export function routersFromDocuments(t: Turn): void {
  let reindex = false;
  for (const { intent: { name, address } } of t.s.declared.routers.values()) {
    const known = findRouter(t, address) ?? findRouter(t, name);
    if (known && known.name === name && known.addresses.includes(address)) continue;
    const router = known ?? routerFromSession(t, address);
    if (router.name !== name) nameRouter(t, router, name);
    if (!router.addresses.includes(address)) router.addresses.unshift(address);
    indexRouter(t, router); // one that is new is the last of all: what others are known by stays
    reindex ||= known !== undefined;
  }
  if (reindex) indexRouters(t);
  for (const router of t.s.routers.values()) touch(t, "router", router.id);
}

/** All over again: after a router went, or names were given away. */
export function indexRouters(t: Turn): void {
  t.caches.routersByWord.clear();
  t.caches.routerByTed.clear();
  for (const router of t.s.routers.values()) indexRouter(t, router);
}

/** A name wins over an address, and what the topology tells over what a session once said. */
export function indexRouter(t: Turn, router: Router): void {
  const words = t.caches.routersByWord;
  if (router.ted !== undefined) t.caches.routerByTed.set(router.ted, router.id);
  for (const address of router.addresses) if (!words.has(address)) words.set(address, router.id);
  for (const name of router.formerNames) if (!words.has(name)) words.set(name, router.id);
  if (router.ted !== undefined || !words.has(router.name)) words.set(router.name, router.id);
}

function recordOf(t: Turn, row: TedRouter): Router {
  const known = t.caches.routerByTed.get(row.id);
  const router = known === undefined ? undefined : t.s.routers.get(known);
  if (router) return router;
  for (const word of [...row.ipv4RouterIds, ...row.ipv6RouterIds, row.loopback, row.name]) {
    const id = word === undefined ? undefined : t.caches.routersByWord.get(word);
    const match = id === undefined ? undefined : t.s.routers.get(id);
    if (match && (match.ted === undefined || match.ted === row.id)) return match;
  }
  const made: Router = {
    id: t.s.nextRouter++,
    name: "",
    addresses: [],
    formerNames: [],
    ted: undefined,
    session: undefined,
  };
  t.s.routers.set(made.id, made);
  return made;
}

function rename(t: Turn, router: Router, row: TedRouter): void {
  let declared: RouterIntent | undefined;
  for (const { intent } of t.s.declared.routers.values()) {
    const same = intent.address === row.loopback || row.ipv4RouterIds.includes(intent.address) ||
      row.ipv6RouterIds.includes(intent.address) || intent.name === row.name;
    if (same) declared = intent;
  }
  const addresses: string[] = [];
  for (const first of [declared?.address, row.loopback]) {
    if (first !== undefined && !addresses.includes(first)) addresses.push(first);
  }
  for (const more of [row.ipv4RouterIds, row.ipv6RouterIds, router.addresses]) {
    for (const address of more) {
      if (addresses.length < MOST_ADDRESSES && !addresses.includes(address)) {
        addresses.push(address);
      }
    }
  }
  // The same list stays the same array: that is how a change is told.
  const same = addresses.length === router.addresses.length &&
    addresses.every((address, i) => address === router.addresses[i]);
  if (!same) router.addresses = addresses;
  nameRouter(t, router, declared?.name ?? row.name);
}
const MOST_ADDRESSES = 16;

/** What was said by an earlier name still means this router, so that a new one opens nothing and loses nothing. */
function nameRouter(t: Turn, router: Router, wanted: string): void {
  const name = uniqueName(t, router, wanted);
  if (name === router.name) return;
  const former = router.addresses.includes(router.name) ? "" : router.name;
  const names = [former, ...router.formerNames].filter((n) => n !== "" && n !== name);
  router.formerNames = [...new Set(names)].slice(0, 4);
  router.name = name;
  touch(t, "router", router.id);
}

/** Two boxes of one name would share policies: the later one is called by name and address. */
function uniqueName(t: Turn, router: Router, name: string): string {
  const other = t.caches.routersByWord.get(name);
  if (other === undefined || other === router.id) return name;
  const taken = t.s.routers.get(other);
  if (taken?.name !== name || taken.ted === undefined) return name;
  return `${name} (${router.addresses[0] ?? router.id})`;
}

function routerGone(t: Turn, ted: number): boolean {
  const id = t.caches.routerByTed.get(ted);
  const router = id === undefined ? undefined : t.s.routers.get(id);
  if (!router) return false;
  router.ted = undefined;
  if (router.session === undefined && !t.s.declared.routers.has(router.name)) {
    t.s.routers.delete(router.id);
  }
  touch(t, "router", router.id);
  indexRouters(t);
  return true;
}
