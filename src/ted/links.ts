/**
 * Links as paths use them: one direction between two routers. Half-links of several topologies and
 * levels over one wire are one link, a LAN is a link for each ordered pair of its members, parallel
 * links stay apart. A link is usable if the other direction exists too (two-way check).
 */
import { Columns, type SavedColumns } from "./columns.ts";
import type { HalfKey } from "./half_ids.ts";
import type { LinkStore } from "./link_store.ts";
import type { Nodes } from "./nodes.ts";
import type { Register } from "./register.ts";
import type { LinkAttributes } from "./fact.ts";
import { comparable, match, oneWire } from "./wire_match.ts";

/** Values of column `state`. */
export const ABSENT = 0, USABLE = 1, ONE_WAY = 2, NO_ROUTER = 3, OTHER_TOPOLOGY = 4, EXTERNAL = 5;

const SCHEMA = {
  half: ["i32", -1], // whose attributes these are
  from: ["i32", -1], // routers
  to: ["i32", -1],
  reverse: ["i32", -1],
  lan: ["i32", -1], // the pseudonode
  far: ["i32", -1], // the half-link of the other end: back to us, or to the pseudonode
  state: ["u8", ABSENT],
} as const;

export interface SavedLinks {
  readonly size: number;
  readonly columns: SavedColumns;
  readonly twins: ReadonlyMap<number, readonly number[]>;
  readonly lanIds: ReadonlyMap<string, number>;
  readonly ofLan: ReadonlyMap<number, ReadonlySet<number>>;
}
export interface Link {
  readonly half: number;
  readonly from: number;
  readonly to: number;
  readonly far: number;
  readonly lan: number;
  readonly state: number;
}

export class Links {
  readonly columns = new Columns(SCHEMA);
  size = 0;
  /** Other half-links over the same wire: other topologies, other levels. */
  readonly twins = new Map<number, readonly number[]>();
  readonly #lanIds = new Map<string, number>();
  readonly #ofLan = new Map<number, ReadonlySet<number>>();

  /** `touch` hears of a link before it changes for the first time in a batch. */
  constructor(
    private readonly nodes: Nodes,
    private readonly halves: LinkStore,
    private readonly register: Register<LinkAttributes, HalfKey>,
    private readonly touch: (link: number) => void,
  ) {}

  isThere = (link: number): boolean =>
    link >= 0 && link < this.size && this.columns.at.state[link] !== ABSENT;
  isUsable = (link: number): boolean =>
    link >= 0 && link < this.size && this.columns.at.state[link] === USABLE;
  ofLan = (pseudonode: number): ReadonlySet<number> => this.#ofLan.get(pseudonode) ?? NONE;

  /** The half-link is gone: so are the links that stand on it. */
  forget(half: number): void {
    const { shows, link } = this.halves.columns.at;
    if (link[half]! >= 0 && this.columns.at.half[link[half]!] === half) this.#vanish(link[half]!);
    shows[half] = -1;
  }

  /** Finds the links between two routers anew, both directions. */
  pair(a: number, b: number): void {
    const forth = this.#wires(a, b), back = this.#wires(b, a);
    const matched = match(this.halves, forth, back);
    forth.forEach((wire, i) => this.#place(wire, a, b, back[matched[i]!]));
    back.forEach((wire, i) => {
      const other = matched.indexOf(i);
      this.#place(wire, b, a, other < 0 ? undefined : forth[other]);
    });
    forth.forEach((wire, i) => this.#join(wire, back[matched[i]!]));
  }

  /** Finds the links over a LAN anew. */
  pairLan(lan: number): void {
    const { remote, local, mt } = this.halves.columns.at;
    const { router } = this.nodes.columns.at;
    const towards = first(this.halves, this.list(lan, "in"), (half) => local[half]!);
    const away = first(this.halves, this.list(lan, "out"), (half) => remote[half]!);
    const alive = new Set<number>();
    for (const [x, half] of towards) {
      for (const y of away.keys()) {
        const far = towards.get(y) ?? -1;
        if (x === y || router[x]! < 0 || router[y]! < 0 || router[x] === router[y]) continue;
        const link = this.#lanId(half, y);
        alive.add(link);
        const known = this.register.has(half) && this.nodes.register.has(x) &&
          this.nodes.register.has(y);
        const twoWay = far >= 0 && away.has(x);
        const state = !known
          ? NO_ROUTER
          : mt[half] !== 0
          ? OTHER_TOPOLOGY
          : twoWay
          ? USABLE
          : ONE_WAY;
        this.#set(link, { half, from: router[x]!, to: router[y]!, far, lan, state });
      }
    }
    for (const link of this.ofLan(lan)) if (!alive.has(link)) this.#vanish(link);
    for (const link of alive) {
      const back = this.#lanIds.get(`${this.columns.at.far[link]}>${local[this.halfOf(link)]}`);
      this.columns.at.reverse[link] = back !== undefined && alive.has(back) ? back : -1;
    }
    if (alive.size > 0) this.#ofLan.set(lan, alive);
    else this.#ofLan.delete(lan);
  }

  halfOf = (link: number): number => this.columns.at.half[link]!;
  /** The half-links that make the link: its own first, then its twins. */
  halvesOf = (link: number): readonly number[] => [
    this.halfOf(link),
    ...this.twins.get(link) ?? [],
  ];

  save(): SavedLinks {
    return {
      size: this.size,
      columns: this.columns.save(this.size),
      twins: new Map(this.twins),
      lanIds: new Map(this.#lanIds),
      ofLan: new Map([...this.#ofLan].map(([lan, links]) => [lan, new Set(links)])),
    };
  }
  load(saved: SavedLinks): void {
    this.size = saved.size;
    this.columns.load(saved.columns, saved.size);
    for (const [link, twins] of saved.twins) this.twins.set(link, twins);
    for (const [key, link] of saved.lanIds) this.#lanIds.set(key, link);
    for (const [lan, links] of saved.ofLan) this.#ofLan.set(lan, links);
  }

  /** Half-links from one router to another, those over one wire together, the best first. */
  #wires(from: number, to: number): number[][] {
    const { remote } = this.halves.columns.at;
    const { router } = this.nodes.columns.at;
    const found: number[] = [];
    for (const node of this.nodes.ofRouter[from] ?? []) {
      for (const half of this.list(node, "out")) {
        if (router[remote[half]!] === to) found.push(half);
      }
    }
    return found.length < 2 ? found.map((half) => [half]) : this.#twinned(found);
  }

  #twinned(found: number[]): number[][] {
    const { mt, local } = this.halves.columns.at;
    const { domain } = this.nodes.columns.at;
    const rank = (half: number) => {
      const { group, area } = this.nodes.domains[domain[local[half]!]!]!;
      return `${mt[half]! > 0 ? 1 : 0}${this.#isKnown(half) ? 0 : 1}${
        group === "isis" ? 0 : 1
      }${group}/${area}`;
    };
    found.sort((a, b) => rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b);
    const place = (half: number) => `${local[half]}/${mt[half]}`;
    const alone = (half: number) => found.filter((h) => place(h) === place(half)).length === 1;
    const wires: number[][] = [];
    for (const half of found) {
      const wire = wires.find((w) =>
        w.every((other) => place(other) !== place(half)) &&
        (oneWire(this.halves, w[0]!, half) ||
          // FRR tells MT 0 by IPv4 and MT 2 by IPv6 addresses only: sure if there is one of each.
          (local[w[0]!] === local[half] && alone(w[0]!) && alone(half) &&
            !comparable(this.halves, w[0]!, half)))
      );
      if (wire) wire.push(half);
      else wires.push([half]);
    }
    return wires;
  }

  #place(wire: readonly number[], from: number, to: number, back: readonly number[] | undefined) {
    const { mt, shows } = this.halves.columns.at;
    const half = wire[0]!;
    const link = this.#ownId(half);
    if (from === to) return this.#vanish(link);
    const known = this.#isKnown(half);
    const state = this.#isExternal(half)
      ? EXTERNAL
      : !known
      ? NO_ROUTER
      : mt[half] !== 0
      ? OTHER_TOPOLOGY
      : back
      ? USABLE
      : ONE_WAY;
    this.#set(link, { half, from, to, far: back?.[0] ?? -1, lan: -1, state });
    for (const twin of wire.slice(1)) {
      const own = this.halves.columns.at.link[twin]!;
      if (own >= 0 && this.isThere(own)) this.#vanish(own);
      shows[twin] = link;
    }
    const before = this.twins.get(link);
    if (before?.join() === wire.slice(1).join()) return;
    if (!before && wire.length === 1) return;
    this.touch(link);
    if (wire.length > 1) this.twins.set(link, wire.slice(1));
    else this.twins.delete(link);
  }

  /** Are both its ends told, and not only named by it? */
  #isKnown(half: number): boolean {
    const { local, remote } = this.halves.columns.at;
    return this.nodes.register.has(local[half]!) && this.nodes.register.has(remote[half]!);
  }

  /** Told by BGP, not by an IGP: a peering (RFC 9086 §4). No path crosses it unless a SID says so. */
  #isExternal(half: number): boolean {
    return this.nodes.keys[this.halves.columns.at.local[half]!]!.group === "bgp";
  }

  #join(wire: readonly number[], back: readonly number[] | undefined): void {
    const link = this.#ownId(wire[0]!), other = back ? this.#ownId(back[0]!) : -1;
    this.columns.at.reverse[link] = other;
    if (other >= 0) this.columns.at.reverse[other] = link;
  }

  #set(link: number, now: Link): void {
    const at = this.columns.at;
    if (
      at.half[link] !== now.half || at.from[link] !== now.from || at.to[link] !== now.to ||
      at.far[link] !== now.far || at.lan[link] !== now.lan || at.state[link] !== now.state
    ) {
      this.touch(link);
      at.half[link] = now.half;
      at.from[link] = now.from;
      at.to[link] = now.to;
      at.far[link] = now.far;
      at.lan[link] = now.lan;
      at.state[link] = now.state;
      at.reverse[link] = -1;
    }
    this.halves.columns.at.shows[now.half] = link;
  }

  #vanish(link: number): void {
    if (!this.isThere(link)) return;
    this.touch(link);
    const { state, reverse } = this.columns.at;
    state[link] = ABSENT;
    const back = reverse[link]!;
    if (back >= 0 && reverse[back] === link) reverse[back] = -1;
    reverse[link] = -1;
    this.twins.delete(link);
  }

  #ownId(half: number): number {
    const { link } = this.halves.columns.at;
    if (link[half]! < 0) link[half] = this.#add();
    return link[half]!;
  }
  #lanId(half: number, member: number): number {
    const key = `${half}>${member}`;
    let link = this.#lanIds.get(key);
    if (link === undefined) this.#lanIds.set(key, link = this.#add());
    return link;
  }
  #add(): number {
    this.columns.reserve(this.size + 1);
    return this.size++;
  }

  /** Half-links out of or into a node. */
  *list(node: number, side: "in" | "out"): Generator<number> {
    const { firstIn, firstOut } = this.nodes.columns.at;
    const { next, nextIn } = this.halves.columns.at;
    const follow = side === "in" ? nextIn : next;
    for (let h = (side === "in" ? firstIn : firstOut)[node]!; h >= 0; h = follow[h]!) yield h;
  }
}

const NONE: ReadonlySet<number> = new Set();

/** The first half-link of each neighbour, MT 0 before others. */
function first(halves: LinkStore, list: Iterable<number>, who: (half: number) => number) {
  const { mt } = halves.columns.at;
  const sorted = [...list].sort((a, b) => mt[a]! - mt[b]! || a - b);
  const found = new Map<number, number>();
  for (const half of sorted) if (!found.has(who(half))) found.set(who(half), half);
  return found;
}
