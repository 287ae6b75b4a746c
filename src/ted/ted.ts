/**
 * The traffic-engineering database of all topologies: `apply()` takes what feeds and operators say and
 * answers what became of it. It never empties because we lost something: when the last feed is gone
 * it is frozen, and stays. Ids are dense, and an element that comes back has its id again.
 */
import { Batch } from "./batch.ts";
import type { TedDiff } from "./diff.ts";
import type { Change, LinkAttributes } from "./fact.ts";
import type { SavedAppendix } from "./appendix.ts";
import { Feeds, type FeedState, type SavedFeeds } from "./feeds.ts";
import type { SavedLinkStore } from "./link_store.ts";
import type { SavedLinks } from "./links.ts";
import type { Domain, SavedNodes } from "./nodes.ts";
import type { SavedOverlay } from "./overlay.ts";
import type { SavedPrefixes } from "./prefixes.ts";
import type { SavedRegister } from "./register.ts";
import type {
  Locator,
  SrPolicyAttributes,
  SrPolicyKey,
  Srv6SidAttributes,
  Srv6SidKey,
} from "./rare_fact.ts";
import { type FlexAlgorithmRow, flexAlgorithmsOf } from "./flex_algorithms.ts";
import type { LinkRow, PrefixRow, RouterRow, SrPolicyRow, Srv6SidRow } from "./row.ts";
import { srPolicyRows, srv6SidRows } from "./appendix_rows.ts";
import { linkRow, prefixRow } from "./rows.ts";
import { factsOf } from "./said_by.ts";
import { Tables } from "./tables.ts";

/** The whole database as plain data: Maps, Sets, arrays, typed arrays and objects of text and numbers. */
export interface SavedTed {
  readonly version: number;
  readonly feeds: SavedFeeds;
  readonly nodes: SavedNodes;
  readonly halves: SavedRegister<LinkAttributes>;
  readonly store: SavedLinkStore;
  readonly links: SavedLinks;
  readonly prefixes: SavedPrefixes;
  readonly overlay: SavedOverlay;
  readonly srv6Sids: SavedAppendix<Srv6SidKey, Srv6SidAttributes>;
  readonly srPolicies: SavedAppendix<SrPolicyKey, SrPolicyAttributes>;
}

export class Ted {
  readonly #tables = new Tables();
  readonly #feeds = new Feeds();
  #version = 0;
  #flex: { readonly version: number; readonly rows: readonly FlexAlgorithmRow[] } | undefined;
  /** Links as paths see them. */
  readonly reader = this.#tables.reader;
  readonly names = this.#tables.names;

  /** Goes up by one with every `apply()` that changed something. */
  get version(): number {
    return this.#version;
  }
  /** When the last feed was lost, microseconds since 1970; undefined: it is not frozen. */
  get frozenSince(): number | undefined {
    return this.#feeds.frozenSince;
  }
  get feeds(): ReadonlyMap<number, FeedState> {
    return this.#feeds.states;
  }
  /** Facts there are now; `halfLinks` as feeds tell them, `links` as paths see them. */
  get counts(): { nodes: number; halfLinks: number; prefixes: number } {
    const count = (register: { has(id: number): boolean; ids: { size: number } }) => {
      let n = 0;
      for (let id = 0; id < register.ids.size; id++) if (register.has(id)) n++;
      return n;
    };
    return {
      nodes: count(this.#tables.nodes.register),
      halfLinks: count(this.#tables.halves),
      prefixes: count(this.#tables.prefixes.register),
    };
  }
  /** Facts that a feed has now, those of an earlier session included. */
  saidBy = (feed: number): number => factsOf(this.#tables, feed, "counts");
  /** Of how many of them it is believed: what other feeds say of the same is as good or worse. */
  believedOf = (feed: number): number => factsOf(this.#tables, feed, "believed");
  /** One more than the highest router id; ids between may be free. */
  get routerSize(): number {
    return this.#tables.nodes.routerIds.size;
  }
  get linkSize(): number {
    return this.#tables.links.size;
  }
  get prefixSize(): number {
    return this.#tables.prefixes.register.ids.size;
  }
  /** Levels and areas, by the domain ids that `reader` uses. */
  get domains(): readonly Domain[] {
    return this.#tables.nodes.domains;
  }
  /** Does the router's node in this domain forbid transit? */
  isOverloaded(router: number, domain: number): boolean {
    const { overlay, nodes } = this.#tables;
    if (overlay.ofRouter(router)?.overload) return true;
    return (nodes.ofRouter[router] ?? []).some((node) =>
      nodes.columns.at.domain[node] === domain && nodes.attributes[node]!.overload
    );
  }

  /** Takes changes in order; answers what they came to. RangeError for a feed number out of range. */
  apply(changes: readonly Change[]): TedDiff {
    const tables = this.#tables;
    const batch = tables.batch = new Batch();
    const wasFrozen = this.frozenSince !== undefined;
    for (const change of changes) this.#take(change);
    tables.settle();
    const links = batch.links(this.reader.isThere, this.reader.isUsable);
    const routers = batch.routers(this.router);
    const prefixes = batch.prefixes();
    const isFrozen = this.frozenSince !== undefined;
    const changed = links.size + routers.size + prefixes.size > 0 || isFrozen !== wasFrozen;
    if (changed) this.#version++;
    return {
      version: this.#version,
      routers,
      links,
      prefixes,
      froze: isFrozen && !wasFrozen,
      thawed: wasFrozen && !isFrozen,
    };
  }

  router = (id: number): RouterRow | undefined => this.#tables.rows[id];
  link(id: number): LinkRow | undefined {
    if (!this.reader.isThere(id)) return undefined;
    const { names } = this;
    const words = { router: names.router, link: names.link(id), label: names.label(id) };
    const stale = this.#tables.halves.isStale(this.#tables.links.halfOf(id));
    return linkRow(id, this.#tables, words, stale);
  }
  prefix(id: number): PrefixRow | undefined {
    const { prefixes, nodes } = this.#tables;
    if (!prefixes.register.has(id)) return undefined;
    return prefixRow(id, prefixes, nodes, this.names.router(prefixes.routerOf(id)));
  }
  *routers(): Generator<RouterRow> {
    for (const row of this.#tables.rows) if (row) yield row;
  }
  *links(): Generator<LinkRow> {
    for (let id = 0; id < this.linkSize; id++) {
      const row = this.link(id);
      if (row) yield row;
    }
  }
  *prefixes(): Generator<PrefixRow> {
    for (let id = 0; id < this.prefixSize; id++) {
      const row = this.prefix(id);
      if (row) yield row;
    }
  }
  /** SRv6 SIDs of a router that belong to no link, and SR policies that it tells of, told first first. */
  srv6SidsOf(router: number): readonly Srv6SidRow[] {
    const { srv6Sids, nodes } = this.#tables;
    return (nodes.ofRouter[router] ?? []).flatMap((node) => srv6SidRows(srv6Sids, node));
  }
  srPoliciesOf(router: number): readonly SrPolicyRow[] {
    const { srPolicies, nodes } = this.#tables;
    return (nodes.ofRouter[router] ?? []).flatMap((node) => srPolicyRows(srPolicies, node));
  }
  /** Locators that are a router's own, with their prefixes. */
  locatorsOf(router: number): readonly (Locator & { readonly prefix: string })[] {
    const { prefixes, nodes } = this.#tables;
    return (nodes.ofRouter[router] ?? []).flatMap((node) =>
      prefixes.ofNode(node).filter(prefixes.isOwn).flatMap((id) =>
        (prefixes.attributes[id]!.locators ?? []).map((locator) => ({
          prefix: prefixes.texts[id]!,
          ...locator,
        }))
      )
    );
  }
  /** Flexible algorithms of all levels and areas, each with the definition that wins. */
  get flexAlgorithms(): readonly FlexAlgorithmRow[] {
    if (this.#flex?.version !== this.#version) {
      const { nodes, prefixes } = this.#tables;
      this.#flex = { version: this.#version, rows: flexAlgorithmsOf(nodes, prefixes) };
    }
    return this.#flex.rows;
  }
  /** Can paths use the link now? */
  usable = (link: number): boolean => this.reader.isUsable(link);
  /** Feeds that say a link, or a prefix, by number. */
  feedsOfLink(id: number): number[] {
    return numbersIn(this.#tables.halves.feedsOf(this.#tables.links.halfOf(id)));
  }
  feedsOfPrefix(id: number): number[] {
    return numbersIn(this.#tables.prefixes.register.feedsOf(id));
  }
  /** Ids of the links that leave a router. */
  linksFrom = (router: number): ReadonlySet<number> => this.#tables.linksFrom(router);

  /** Name, router-id, loopback or system-id; undefined if it names none or several. */
  findRouter = (text: string, topology?: string): number | undefined =>
    this.names.findRouter(text, topology);
  /** "paris:192.0.2.1", "paris:7", "paris--metz", "paris--metz#2". */
  findLink = (text: string, topology?: string): number | undefined =>
    this.names.findLink(text, topology);
  linkName = (id: number): string => this.names.link(id);
  linkLabel = (id: number): string => this.names.label(id);
  /** Routers that have the address as router-id or own it as host prefix; several: anycast. */
  ownersOf(address: string, topology?: string): readonly number[] {
    const named = this.findRouter(address, topology);
    if (named !== undefined) return [named];
    const found = new Set<number>();
    for (const of of new Set(this.domains.map((domain) => domain.topology))) {
      if (topology !== undefined && topology !== of) continue;
      const length = address.includes(":") ? 128 : 32;
      for (const id of this.#tables.prefixes.withText(of, `${address}/${length}`)) {
        for (const router of this.#tables.prefixes.owners(id)) found.add(router);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  save(): SavedTed {
    const { nodes, halves, store, links, prefixes, overlay, srv6Sids, srPolicies } = this.#tables;
    return {
      version: this.#version,
      feeds: this.#feeds.save(),
      nodes: nodes.save(),
      halves: halves.save(),
      store: store.save(halves.ids.size),
      links: links.save(),
      prefixes: prefixes.save(),
      overlay: overlay.save(),
      srv6Sids: srv6Sids.save(),
      srPolicies: srPolicies.save(),
    };
  }
  /** A database that goes on where the saved one was. */
  static load(saved: SavedTed): Ted {
    const ted = new Ted(), tables = ted.#tables;
    ted.#version = saved.version;
    ted.#feeds.load(saved.feeds);
    tables.nodes.load(saved.nodes);
    tables.halves.load(saved.halves);
    tables.store.load(saved.store, tables.halves.ids.size);
    tables.links.load(saved.links);
    tables.prefixes.load(saved.prefixes);
    tables.overlay.load(saved.overlay);
    tables.srv6Sids.load(saved.srv6Sids);
    tables.srPolicies.load(saved.srPolicies);
    for (let router = 0; router < ted.routerSize; router++) tables.refreshRouter(router);
    tables.resolve();
    return ted;
  }

  #take(change: Change): void {
    const tables = this.#tables;
    if ("feed" in change) this.#feeds.check(change.feed);
    switch (change.change) {
      case "putNode":
        return tables.putNode(change, change.key, change.attributes, change.asn);
      case "dropNode":
        return tables.dropNode(change.feed, change.key);
      case "putLink":
        return tables.putLink(change, change.key, change.attributes);
      case "dropLink":
        return tables.dropLink(change.feed, change.key);
      case "putPrefix":
        return tables.putPrefix(change, change.key, change.attributes);
      case "dropPrefix":
        return tables.dropPrefix(change.feed, change.key);
      case "feedUp":
        this.#feeds.up(change.feed);
        return tables.age(change.feed);
      case "feedStale":
        return tables.age(change.feed);
      case "feedDown":
        this.#feeds.down(change.feed, change.at);
        return tables.age(change.feed);
      case "putSrv6Sid":
        return tables.srv6Sids.put(change, change.key, change.attributes);
      case "dropSrv6Sid":
        return tables.srv6Sids.drop(change.feed, change.key);
      case "putSrPolicy":
        return tables.srPolicies.put(change, change.key, change.attributes);
      case "dropSrPolicy":
        return tables.srPolicies.drop(change.feed, change.key);
      case "endOfRib":
        return this.#feeds.told(change.feed).forEach((feed) => tables.sweep(feed));
      case "feedExpired":
        return this.#feeds.mayExpire(change.feed) ? tables.sweep(change.feed) : undefined;
      default:
        return tables.setFacts(change);
    }
  }
}

const numbersIn = (bits: number): number[] =>
  Array.from({ length: 31 }, (_, feed) => feed).filter((feed) => bits >>> feed & 1);
