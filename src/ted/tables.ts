/**
 * The tables behind the database and how a change runs through them: a fact is written at once, what
 * follows from it (which box, which links, whose node SID) when the batch is over, once.
 */
import { Appendix } from "./appendix.ts";
import { Batch } from "./batch.ts";
import type * as facts from "./fact.ts";
import { ATTRIBUTES, IDS, LEAVING, LinkStore, METRIC, SHOWN, SIDS } from "./link_store.ts";
import { HalfIds, type HalfKey } from "./half_ids.ts";
import { hang, unhang } from "./half_lists.ts";
import { Links } from "./links.ts";
import { Names } from "./names.ts";
import { igpName } from "./identity.ts";
import { Nodes } from "./nodes.ts";
import { Overlay } from "./overlay.ts";
import { PAIR, pairAll } from "./pair_all.ts";
import { Prefixes } from "./prefixes.ts";
import type {
  SrPolicyAttributes,
  SrPolicyKey,
  Srv6SidAttributes,
  Srv6SidKey,
} from "./rare_fact.ts";
import { LinkReader } from "./reader.ts";
import { type Outcome, Register, type Said } from "./register.ts";
import { linksFrom } from "./router_links.ts";
import type { RouterRow } from "./row.ts";
import { routerRow } from "./rows.ts";
import { same } from "./same.ts";

type Halves = Register<facts.LinkAttributes, HalfKey>;

export class Tables {
  batch = new Batch();
  readonly nodes = new Nodes();
  readonly store = new LinkStore();
  readonly halves: Halves = new Register(this.store, {}, new HalfIds(this.store));
  readonly prefixes = new Prefixes(this.nodes);
  readonly srv6Sids = new Appendix<Srv6SidKey, Srv6SidAttributes>(
    this.nodes,
    (key) => `${key.sid}|${key.mt ?? 0}`,
    {},
    (node, added) => this.#appended(node, added),
  );
  readonly srPolicies = new Appendix<SrPolicyKey, SrPolicyAttributes>(
    this.nodes,
    ({ color, endpoint, protocolOrigin, originator, discriminator }) =>
      `${color}|${endpoint}|${protocolOrigin}|${originator}|${discriminator}`,
    {},
    (node, added) => this.#appended(node, added),
  );
  readonly overlay = new Overlay();
  readonly links = new Links(this.nodes, this.store, this.halves, (link) => this.#touch(link, 0));
  readonly reader = new LinkReader(this.nodes, this.store, this.links, this.overlay);
  readonly rows: (RouterRow | undefined)[] = [];
  readonly names = new Names(
    this.rows,
    this.reader,
    (router) => this.linksFrom(router),
    (router) => igpName(this.nodes.keys[this.nodes.ofRouter[router]?.[0] ?? -1]),
  );

  putNode(said: Said, key: facts.NodeKey, attributes?: facts.NodeAttributes, asn?: number): void {
    const id = this.nodes.intern(key);
    const old = this.nodes.attributes[id]!;
    this.#parted(id);
    const outcome = this.nodes.register.put(said, this.nodes.register.ids.keyOf(id), attributes);
    this.nodes.index(id);
    const asns = this.nodes.columns.at.asn;
    if (asn !== undefined && asns[id] !== asn) {
      asns[id] = asn;
      outcome.restated = true;
    }
    this.#onNode(outcome, old);
  }
  dropNode(feed: number, key: facts.NodeKey): void {
    const id = this.nodes.find(key);
    if (id !== undefined) this.onNode(this.nodes.register.drop(feed, id));
  }

  putLink(said: Said, key: facts.LinkKey, attributes?: facts.LinkAttributes): void {
    const local = this.nodes.intern(key.local), remote = this.nodes.intern(key.remote);
    const outcome = this.halves.put(said, { local, remote, key }, attributes);
    if (outcome.added) {
      this.store.describe(outcome.id, key);
      hang(this.nodes, this.store, outcome.id, local, remote);
      for (const node of [local, remote]) {
        if (this.#routerOf(node) < 0) this.batch.dirtyNodes.add(node);
      }
    }
    this.onHalf(outcome);
  }
  dropLink(feed: number, key: facts.LinkKey): void {
    const local = this.nodes.find(key.local), remote = this.nodes.find(key.remote);
    if (local === undefined || remote === undefined) return;
    const id = this.halves.ids.find({ local, remote, key });
    if (id !== undefined) this.onHalf(this.halves.drop(feed, id));
  }

  putPrefix(said: Said, key: facts.PrefixKey, attributes?: facts.PrefixAttributes): void {
    const node = this.nodes.intern(key.node);
    const outcome = this.prefixes.register.put(said, this.prefixes.keyOf(key, node), attributes);
    if (outcome.added) {
      this.prefixes.describe(outcome.id, key, node);
      this.nodes.columns.at.references[node]!++;
      if (this.#routerOf(node) < 0) this.batch.dirtyNodes.add(node);
    }
    this.onPrefix(outcome);
  }
  dropPrefix(feed: number, key: facts.PrefixKey): void {
    const node = this.nodes.find(key.node);
    if (node === undefined) return;
    const id = this.prefixes.register.ids.find(this.prefixes.keyOf(key, node));
    if (id !== undefined) this.onPrefix(this.prefixes.register.drop(feed, id));
  }

  setFacts(change: Extract<facts.Change, { change: `${string}Facts` }>): void {
    this.overlay.take(change);
    this.batch.namesChanged = true;
  }

  /** All that `feed` said is stale. */
  age(feed: number): void {
    this.nodes.register.age(feed, this.onNode);
    this.halves.age(feed, this.onHalf);
    this.prefixes.register.age(feed, this.onPrefix);
    this.srv6Sids.register.age(feed, this.srv6Sids.on);
    this.srPolicies.register.age(feed, this.srPolicies.on);
  }
  /** What `feed` said before and not again goes. */
  sweep(feed: number): void {
    this.srPolicies.register.sweep(feed, this.srPolicies.on);
    this.srv6Sids.register.sweep(feed, this.srv6Sids.on);
    this.prefixes.register.sweep(feed, this.onPrefix);
    this.halves.sweep(feed, this.onHalf);
    this.nodes.register.sweep(feed, this.onNode);
  }

  /** Ends the batch: boxes, links, node SIDs, operators' facts, in this order. */
  settle(): void {
    const { batch } = this;
    for (const router of this.nodes.regroup(batch.dirtyNodes)) this.#regrouped(router);
    for (const node of batch.dirtyNodes) this.#settleNode(node);
    pairAll(batch, this.nodes, this.store, this.halves, this.links);
    for (const router of batch.dirtyRouters) this.refreshRouter(router);
    for (const node of batch.shownNodes) batch.shownRouters.add(this.#routerOf(node));
    if (!this.overlay.isEmpty && (batch.namesChanged || batch.addsLinks)) this.resolve();
  }

  /** Makes a router's row anew and keeps its names findable. */
  refreshRouter(router: number): void {
    if (router < 0) return;
    const before = this.rows[router];
    const now = routerRow(router, this.nodes, this.prefixes, this.overlay.ofRouter(router));
    if (before && now && same(before, now)) return;
    this.batch.touchRouter(router, before);
    this.names.replace(before, now);
    this.rows[router] = now;
    if (before?.name === now?.name) return;
    this.batch.namesChanged = true;
    for (const link of this.linksFrom(router)) {
      this.#touch(link, SHOWN);
      if (this.links.columns.at.reverse[link]! >= 0) {
        this.#touch(this.links.columns.at.reverse[link]!, SHOWN);
      }
    }
  }

  /** Finds what the names in operators' facts stand for now. */
  resolve(): void {
    const changed = this.overlay.resolve(
      (name) => this.names.findLink(name),
      (name) => this.names.findRouter(name),
    );
    for (const link of changed.links) this.#touch(link, METRIC | ATTRIBUTES | SIDS);
    for (const router of changed.routers) this.refreshRouter(router);
  }

  /** Ids of the links that leave a router. */
  linksFrom = (router: number): Set<number> =>
    linksFrom(router, this.nodes, this.store, this.links);

  readonly onNode = (outcome: Outcome): void =>
    this.#onNode(outcome, outcome.id < 0 ? undefined : this.nodes.attributes[outcome.id]!);

  readonly onHalf = (outcome: Outcome): void => {
    const { id } = outcome;
    if (id < 0) return;
    const { local, remote, shows } = this.store.columns.at;
    if (outcome.added || (outcome.bits & IDS) !== 0) this.batch.dirtyHalves.add(id);
    const comesOrGoes = outcome.added || outcome.gone;
    const bits = comesOrGoes ? SHOWN : (outcome.bits & ~IDS) | (outcome.restated ? SHOWN : 0);
    const toLan = this.nodes.isPseudonode(remote[id]!);
    if (toLan && bits !== 0) this.#touchLan(id, bits);
    if (outcome.gone) return this.#unhang(id);
    if (outcome.added || bits === 0 || toLan || this.nodes.isPseudonode(local[id]!)) return;
    if (shows[id]! >= 0) this.#touch(shows[id]!, bits);
  };
  /** Links over a LAN may show what their router tells of it in another topology. */
  #touchLan(half: number, bits: number): void {
    const { local, remote } = this.store.columns.at;
    for (const link of this.links.ofLan(remote[half]!)) {
      const own = this.links.halfOf(link);
      if (local[own] === local[half]) this.#touch(link, own === half ? bits : SHOWN);
    }
  }

  readonly onPrefix = (outcome: Outcome): void => {
    const { id } = outcome;
    if (id < 0) return;
    const node = this.prefixes.columns.at.node[id]!;
    if (outcome.added) this.batch.changePrefix(id, "prefixAdded");
    else if (outcome.gone) this.batch.changePrefix(id, "prefixGone");
    else if (outcome.bits !== 0) this.batch.changePrefix(id, "prefixChanged");
    else if (outcome.restated) this.batch.changePrefix(id, "prefixShown");
    else return;
    for (const other of this.prefixes.alike(id)) {
      this.batch.dirtyPrefixNodes.add(this.prefixes.columns.at.node[other]!);
    }
    if (!outcome.gone) return;
    this.prefixes.forget(id);
    this.prefixes.register.ids.release(id);
    this.nodes.columns.at.references[node]!--;
    this.batch.dirtyNodes.add(node);
  };

  #onNode(outcome: Outcome, old: facts.NodeAttributes | undefined): void {
    const { id } = outcome;
    if (id < 0) return;
    if (outcome.gone) {
      this.#parted(id);
      this.nodes.attributes[id] = {};
      this.nodes.columns.at.asn[id] = -1;
      this.nodes.index(id);
    }
    const attributes = this.nodes.attributes[id]!;
    const moved = !same(old?.ipv4RouterIds, attributes.ipv4RouterIds) ||
      !same(old?.ipv6RouterIds, attributes.ipv6RouterIds);
    if (outcome.added || outcome.gone || moved) this.batch.dirtyNodes.add(id);
    if (outcome.bits !== 0 || outcome.restated) this.batch.dirtyPrefixNodes.add(id);
    if (!outcome.added && !outcome.gone) return;
    for (const side of ["out", "in"] as const) {
      for (const half of this.links.list(id, side)) this.batch.dirtyHalves.add(half);
    }
  }

  /** A node's names may change: those that it shares with others are no longer contested, perhaps. */
  #parted(node: number): void {
    for (const { by } of this.nodes.contested(node)) this.batch.dirtyRouters.add(by);
    this.nodes.unindex(node);
  }

  /** Rows that hang on a node: only people see them. */
  #appended(node: number, comesOrGoes: boolean): void {
    this.batch.shownNodes.add(node);
    if (comesOrGoes) this.batch.dirtyNodes.add(node);
  }

  /** A router has got or lost nodes: all its links are looked at again. */
  #regrouped(router: number): void {
    this.batch.dirtyRouters.add(router);
    for (const node of this.nodes.ofRouter[router] ?? []) {
      this.batch.dirtyPrefixNodes.add(node);
      for (const side of ["out", "in"] as const) {
        for (const half of this.links.list(node, side)) this.batch.dirtyHalves.add(half);
      }
    }
  }

  #settleNode(node: number): void {
    this.batch.dirtyPrefixNodes.add(node);
    if (this.nodes.isUsed(node)) return;
    this.nodes.unindex(node);
    this.nodes.register.ids.release(node);
  }

  #routerOf = (node: number): number => this.nodes.columns.at.router[node]!;

  #touch(link: number, bits: number): void {
    this.batch.touchLink(link, this.links.isThere(link), this.links.isUsable(link));
    this.batch.changeLink(link, bits);
    const back = (bits & LEAVING) === 0 ? -1 : this.links.columns.at.reverse[link]!;
    if (back >= 0) this.#touch(back, METRIC); // one end shuts both directions down
  }

  #unhang(half: number): void {
    const { local, remote } = this.store.columns.at;
    const ends = [local[half]!, remote[half]!] as const;
    this.links.forget(half);
    unhang(this.nodes, this.store, half);
    this.halves.ids.release(half);
    for (const node of ends) if (!this.nodes.isUsed(node)) this.batch.dirtyNodes.add(node);
    const lan = ends.find((node) => this.nodes.isPseudonode(node));
    if (lan !== undefined) this.batch.dirtyLans.add(lan);
    else this.batch.dirtyPairs.add(ends[0] * PAIR + ends[1]);
  }
}
