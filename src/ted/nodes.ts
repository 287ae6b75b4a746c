/**
 * Nodes as the IGPs name them (one per level, area and protocol), and which router – which box –
 * each belongs to (identity.ts says which are one). Pseudonodes belong to no router.
 */
import { Columns, type SavedColumns } from "./columns.ts";
import { parseIpv4 } from "../lib/address.ts";
import type { NodeAttributes, NodeKey } from "./fact.ts";
import { addressesOf, baseOf, boxesOf, comesFirst, isPseudonode } from "./identity.ts";
import { Ids, type SavedIds } from "./ids.ts";
import { type Contested, nameIn, NodeNames, textOf } from "./node_names.ts";
import { Register, type SavedRegister, type Store } from "./register.ts";
import { same } from "./same.ts";

const SCHEMA = {
  router: ["i32", -1],
  domain: ["u16", 0],
  references: ["i32", 0], // half-links and prefixes that name it
  firstOut: ["i32", -1], // lists of half-links, by `next` and `nextIn` of the half
  firstIn: ["i32", -1],
  asn: ["f64", -1],
} as const;

export interface Domain { // a level or area: what one shortest-path tree spans
  readonly topology: string;
  readonly group: string;
  readonly area: string;
}
export interface SavedNodes {
  readonly register: SavedRegister<NodeAttributes>;
  readonly columns: SavedColumns;
  readonly keys: readonly NodeKey[];
  readonly attributes: readonly NodeAttributes[];
  readonly domains: readonly Domain[];
  readonly routerIds: SavedIds;
}

export class Nodes implements Store<NodeAttributes> {
  readonly register = new Register<NodeAttributes, string, Ids>(this, {}, new Ids());
  readonly columns = new Columns(SCHEMA);
  readonly routerIds = new Ids();
  readonly keys: NodeKey[] = [];
  readonly attributes: NodeAttributes[] = [];
  readonly domains: Domain[] = [];
  /** Nodes of each router, ascending; empty when the router is gone. */
  readonly ofRouter: number[][] = [];
  readonly #domainIds = new Map<string, number>();
  /** Nodes of each domain by IGP router-id: found without making a text for all of the key. */
  readonly #inDomain: Map<string, number>[] = [];
  #lastDomain = -1;
  readonly #names = new NodeNames();

  compare = (id: number, attributes: NodeAttributes): number =>
    same(this.attributes[id], attributes) ? 0 : 1;
  write(id: number, attributes: NodeAttributes): void {
    this.attributes[id] = attributes;
  }
  read = (id: number): NodeAttributes => this.attributes[id]!;

  /** The id of a node that may be known only because others name it. */
  intern(key: NodeKey): number {
    const domain = this.#domainOf(key), inDomain = this.#inDomain[domain]!;
    const known = inDomain.get(nameIn(key));
    if (known !== undefined && this.register.ids.isLive(known)) return known;
    const id = this.register.ids.intern(textOf(key));
    if (known === undefined) {
      const before = this.keys[id]; // the id is given to another node
      if (before) this.#inDomain[this.#domainOf(before)]!.delete(nameIn(before));
      inDomain.set(nameIn(key), id);
      this.columns.reserve(id + 1);
      this.columns.clear(id);
      this.keys[id] = key;
      this.attributes[id] = {};
      delete this.#names.of[id];
      this.columns.at.domain[id] = domain;
    }
    this.index(id);
    return id;
  }
  find = (key: NodeKey): number | undefined =>
    this.#inDomain[this.#domainOf(key)]!.get(nameIn(key));
  isOspf = (id: number): boolean => this.keys[id]!.group.startsWith("ospf");
  isPseudonode = (id: number): boolean => isPseudonode(this.keys[id]!);

  /** Takes `id` into or out of the indexes; call before and after its attributes change. */
  index(id: number): void {
    this.#names.add(id, this.#namesOf(id));
  }
  unindex(id: number): void {
    this.#names.remove(id);
  }

  /** Groups `dirty` nodes and all that they touch anew; answers the routers whose nodes changed. */
  regroup(dirty: ReadonlySet<number>): Set<number> {
    const touched = new Set<number>(), seen = new Set<number>();
    for (const id of dirty) if (!this.isUsed(id)) this.unindex(id);
    const crossed = this.#names.takeCrossed();
    for (const start of [...dirty, ...crossed]) {
      if (seen.has(start) || this.isPseudonode(start)) continue;
      const members = this.#closure(start, seen);
      if (members.length === 1) {
        this.#regroupOne(start, members, touched);
        continue;
      }
      const before = new Map(members.map((id) => [id, this.columns.at.router[id]!]));
      const claimed = new Set<number>(), components = this.#components(members);
      const owners = this.#ownersOf(components);
      for (const component of components) this.#assign(component, claimed, owners);
      for (const id of members) if (this.contested(id).length > 0) touched.add(this.#routerOf(id));
      for (const [id, old] of before) {
        const now = this.columns.at.router[id]!;
        if (old === now) continue;
        if (old >= 0) touched.add(old);
        if (now >= 0) touched.add(now);
      }
    }
    for (const id of crossed) touched.add(this.#routerOf(id));
    touched.delete(-1);
    for (const router of touched) {
      if (!this.ofRouter[router]?.length) this.routerIds.release(router);
    }
    return touched;
  }

  /** Nearly all, while a table is told: it shares its names with no other. */
  #regroupOne(id: number, members: readonly number[], touched: Set<number>): void {
    const old = this.#routerOf(id);
    this.#assign(members, new Set(), this.#ownersOf([members]));
    const now = this.#routerOf(id);
    if (old !== now) touched.add(old).add(now);
  }

  save(): SavedNodes {
    return {
      register: this.register.save(),
      columns: this.columns.save(this.register.ids.size),
      keys: [...this.keys],
      attributes: [...this.attributes],
      domains: [...this.domains],
      routerIds: this.routerIds.save(),
    };
  }
  load(saved: SavedNodes): void {
    this.register.load(saved.register);
    this.columns.load(saved.columns, this.register.ids.size);
    this.routerIds.load(saved.routerIds);
    for (const domain of saved.domains) this.#domainOf(domain);
    for (let router = 0; router < this.routerIds.size; router++) this.ofRouter[router] = [];
    saved.keys.forEach((key, id) => {
      this.keys[id] = key;
      this.#inDomain[this.columns.at.domain[id]!]!.set(nameIn(key), id);
      this.attributes[id] = saved.attributes[id]!;
      const router = this.columns.at.router[id]!;
      if (router < 0) return;
      this.ofRouter[router]!.push(id);
      this.index(id);
    });
    this.#names.takeCrossed(); // they were regrouped when that happened
  }

  isUsed = (id: number): boolean => this.register.has(id) || this.columns.at.references[id]! > 0;

  /** Its protocol's own name for the box, then the addresses by which protocols find each other. */
  #namesOf(id: number): readonly string[] {
    const key = this.keys[id]!;
    const base = this.#names.of[id]?.[0] ?? baseOf(key);
    const addresses = addressesOf(key, this.attributes[id]!);
    return [base].concat(addresses); // no longer than it must be: there are as many as nodes
  }
  #routerOf = (id: number): number => this.columns.at.router[id]!;

  /** The one router that tells an address as router-id, or has it as its OSPF router-id. */
  routerWith(topology: string, address: string): number | undefined {
    const number = parseIpv4(address);
    const hex = number === undefined ? "" : number.toString(16).padStart(8, "0");
    const routers = new Set<number>();
    for (const name of [`@${address}`, `/ospfv2//${hex}`, `/ospfv3//${hex}`]) {
      for (const node of this.#names.nodesOf(`${topology}${name}`)) {
        routers.add(this.#routerOf(node));
        if (routers.size > 1) return undefined;
      }
    }
    const [router = -1] = routers;
    return routers.size === 1 && router >= 0 ? router : undefined;
  }

  /** Router-ids of a node that another system of its protocol tells too. */
  contested = (id: number): readonly Contested[] => {
    const { group, topology } = this.keys[id]!;
    if (group === "bgp" || !this.#names.isAnyShared) return [];
    const own = this.#routerOf(id);
    return this.#names.contested(id, topology.length + 1, (other) => {
      const rival = this.#routerOf(other);
      return this.keys[other]!.group === group && rival !== own ? rival : -1;
    });
  };

  /** All nodes that `start` shares an identity or a router with, directly or through others. */
  #closure(start: number, seen: Set<number>): number[] {
    const found: number[] = [], queue = [start];
    const taken = new Set<string | number>(); // names, and routers by number
    const take = (by: string | number, nodes: Iterable<number>) => {
      if (taken.has(by)) return;
      taken.add(by);
      for (const node of nodes) if (!seen.has(node)) queue.push(node);
    };
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      found.push(id);
      const router = this.columns.at.router[id]!;
      if (router >= 0 && this.ofRouter[router]!.length > 1) take(router, this.ofRouter[router]!);
      if (!this.#names.isAnyShared) continue;
      for (const name of this.#names.of[id] ?? []) {
        if (!this.#names.isCrowded(id, name)) take(name, this.#names.nodesOf(name));
      }
    }
    return found.length === 1 ? found : found.sort((a, b) => a - b);
  }

  /** Nodes that nobody tells any more are alone: they are about to go. */
  #components(members: readonly number[]): readonly (readonly number[])[] {
    const { asn } = this.columns.at;
    const used = members.filter((id) => this.isUsed(id)).map((id) => ({
      id,
      key: this.keys[id]!,
      addresses: this.#names.of[id]!.slice(1).filter((name) => !this.#names.isCrowded(id, name)),
      asn: asn[id]!,
    }));
    const alone = members.filter((id) => !this.isUsed(id)).map((id) => [id]);
    return [...boxesOf(used), ...alone];
  }

  /** Whose each router is: of its nodes that are still told, the one that counts most. */
  #ownersOf(components: readonly (readonly number[])[]): ReadonlyMap<number, number> {
    const owners = new Map<number, number>();
    for (const id of components.flat().filter(this.isUsed)) {
      const router = this.#routerOf(id), owner = owners.get(router);
      if (owner === undefined || comesFirst(this.keys[id]!, this.keys[owner]!)) {
        owners.set(router, id);
      }
    }
    return owners;
  }

  /** Gives a component the router id that its first node had, else a free one: a box is never another's heir. */
  #assign(
    component: readonly number[],
    claimed: Set<number>,
    owners: ReadonlyMap<number, number>,
  ): void {
    const { router } = this.columns.at;
    const used = component.filter(this.isUsed);
    const had = used.map((id) => router[id]!).filter((r) =>
      r >= 0 && !claimed.has(r) && component.includes(owners.get(r)!)
    );
    let home = -1;
    if (used.length > 0) {
      home = had.length > 0 ? Math.min(...had) : this.#freeRouter(used[0]!, component, claimed);
      claimed.add(home);
      this.ofRouter[home] ??= [];
    }
    for (const id of component) {
      const old = router[id]!;
      if (old === home) continue;
      if (old >= 0) this.ofRouter[old] = this.ofRouter[old]!.filter((other) => other !== id);
      router[id] = home;
      if (home < 0) continue;
      const others = this.ofRouter[home]!;
      this.ofRouter[home] = others.length === 0 ? [id] : [...others, id].sort((a, b) => a - b);
    }
  }

  /** Named after the node, where no other box has that name since it was last told. */
  #freeRouter(node: number, component: readonly number[], claimed: ReadonlySet<number>): number {
    const text = textOf(this.keys[node]!);
    for (let n = 0;; n++) {
      const name = n === 0 ? this.#names.of[node]![0]! : n === 1 ? text : `${text}#${n}`;
      const id = this.routerIds.intern(name);
      const others = this.ofRouter[id] ?? [];
      if (!claimed.has(id) && others.every((other) => component.includes(other))) return id;
    }
  }

  #domainOf(of: Domain): number {
    const area = of.group === "bgp" ? "" : of.area; // peers are many, and no tree spans them
    const last = this.domains[this.#lastDomain];
    if (last?.area === area && last.group === of.group && last.topology === of.topology) {
      return this.#lastDomain;
    }
    const text = `${of.topology}/${of.group}/${area}`;
    let id = this.#domainIds.get(text);
    if (id === undefined) {
      id = this.domains.length;
      this.#domainIds.set(text, id);
      this.domains.push({ topology: of.topology, group: of.group, area });
      this.#inDomain.push(new Map());
    }
    return this.#lastDomain = id;
  }
}
