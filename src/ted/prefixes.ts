/**
 * Prefixes, who owns them, and which of them carries a router's node SID. A SID with several owners is
 * anycast and never names one router; a prefix that another level or area leaked has its owner there.
 */
import { Columns, type SavedColumns } from "./columns.ts";
import type { PrefixAttributes, PrefixKey, PrefixSid } from "./fact.ts";
import { igpName } from "./identity.ts";
import type { Nodes } from "./nodes.ts";
import { Ids } from "./ids.ts";
import { Register, type SavedRegister, type Store } from "./register.ts";
import { same } from "./same.ts";

const SCHEMA = { node: ["i32", -1], mt: ["u16", 0], routeType: ["u8", 0] } as const;
const INTRA_AREA = 1;

export interface SavedPrefixes {
  readonly register: SavedRegister<PrefixAttributes>;
  readonly columns: SavedColumns;
  readonly texts: readonly string[];
  readonly attributes: readonly PrefixAttributes[];
}
/** Where a router's node SID stands. */
export interface NodeSid {
  readonly address: string;
  readonly sid: PrefixSid;
}

export class Prefixes implements Store<PrefixAttributes> {
  readonly register = new Register<PrefixAttributes>(this, {}, new Ids());
  readonly columns = new Columns(SCHEMA);
  readonly texts: string[] = [];
  readonly attributes: PrefixAttributes[] = [];
  readonly #ofNode: number[][] = [];
  readonly #byText = new Map<string, number[]>();

  constructor(private readonly nodes: Nodes) {}

  compare = (id: number, attributes: PrefixAttributes): number =>
    same(this.attributes[id], attributes) ? 0 : 1;
  write(id: number, attributes: PrefixAttributes): void {
    this.attributes[id] = attributes;
  }
  read = (id: number): PrefixAttributes => this.attributes[id]!;

  keyOf = (key: PrefixKey, node: number): string =>
    `${node}|${key.prefix}|${key.mt ?? 0}|${key.ospfRouteType ?? 0}`;

  describe(id: number, key: PrefixKey, node: number): void {
    this.columns.reserve(id + 1);
    const at = this.columns.at;
    at.node[id] = node;
    at.mt[id] = key.mt ?? 0;
    at.routeType[id] = key.ospfRouteType ?? 0;
    this.texts[id] = key.prefix;
    this.#index(id);
  }
  forget(id: number): void {
    const node = this.columns.at.node[id]!;
    this.#ofNode[node] = this.ofNode(node).filter((other) => other !== id);
    const text = this.#textKey(id);
    const left = this.#byText.get(text)!.filter((other) => other !== id);
    if (left.length > 0) this.#byText.set(text, left);
    else this.#byText.delete(text);
  }

  ofNode = (node: number): readonly number[] => this.#ofNode[node] ?? [];
  /** All that advertise `prefix` in a topology, owners and leakers. */
  withText = (topology: string, prefix: string): readonly number[] =>
    this.#byText.get(`${topology}|${prefix}`) ?? [];
  /** All that advertise the same prefix as `id`. */
  alike = (id: number): readonly number[] => this.#byText.get(this.#textKey(id)) ?? [];
  routerOf(id: number): number {
    return this.nodes.columns.at.router[this.columns.at.node[id]!]!;
  }

  /** Is the advertising node where the prefix comes from? Else it is only passed on. */
  isOwn = (id: number): boolean => {
    const { readvertised, external, sourceRouterId, sourceOspfRouterId } = this.attributes[id]!;
    const { node, routeType } = this.columns.at;
    if (readvertised || external || routeType[id]! > INTRA_AREA) return false;
    if (sourceOspfRouterId !== undefined && this.nodes.isOspf(node[id]!)) {
      if (sourceOspfRouterId !== igpName(this.nodes.keys[node[id]!])) return false;
    }
    if (sourceRouterId === undefined) return true;
    const { ipv4RouterIds = [], ipv6RouterIds = [] } = this.nodes.attributes[node[id]!]!;
    const told = ipv4RouterIds.length + ipv6RouterIds.length > 0;
    return !told || ipv4RouterIds.includes(sourceRouterId) ||
      ipv6RouterIds.includes(sourceRouterId);
  };
  /** The router that a prefix passed on comes from; undefined: not told, not known, or its own. */
  originator(id: number): number | undefined {
    if (this.isOwn(id)) return undefined;
    const { sourceRouterId, sourceOspfRouterId } = this.attributes[id]!;
    const { topology } = this.nodes.keys[this.columns.at.node[id]!]!;
    for (const address of [sourceRouterId, sourceOspfRouterId]) {
      const router = address === undefined ? undefined : this.nodes.routerWith(topology, address);
      if (router !== undefined && router !== this.routerOf(id)) return router;
    }
    return undefined;
  }
  /** Routers that own the prefix of `id`, ascending. */
  owners(id: number): readonly number[] {
    const alike = this.alike(id);
    if (alike.length === 1) { // as nearly all are: no set, and nothing to sort
      const router = this.routerOf(alike[0]!);
      return router >= 0 && this.isOwn(alike[0]!) ? [router] : [];
    }
    const routers = new Set<number>();
    for (const other of alike) {
      const router = this.routerOf(other);
      if (router >= 0 && this.isOwn(other)) routers.add(router);
    }
    return [...routers].sort((a, b) => a - b);
  }

  /** The router's node SID of algorithm 0: the first router-id's if it has one, else the lowest. */
  nodeSid(router: number): NodeSid | undefined {
    let best: NodeSid | undefined, bestRank: string | undefined;
    let bestNode = -1;
    for (const node of this.nodes.ofRouter[router] ?? []) {
      for (const id of this.ofNode(node)) {
        const sid = this.nodeSidOf(id);
        if (!sid) continue;
        const address = addressIn(this.texts[id]!);
        if (best === undefined) { // it needs no rank while it is the only one
          best = { address, sid };
          bestNode = node;
          continue;
        }
        bestRank ??= this.#rank(bestNode, best.address);
        const rank = this.#rank(node, address);
        if (rank >= bestRank) continue;
        best = { address, sid };
        bestRank = rank;
      }
    }
    return best;
  }
  #rank(node: number, address: string): string {
    const { ipv4RouterIds = [], ipv6RouterIds = [] } = this.nodes.attributes[node]!;
    const place = [...ipv4RouterIds, ...ipv6RouterIds].indexOf(address);
    return `${address.includes(":") ? 1 : 0}${place < 0 ? 9 : Math.min(place, 8)}${address}`;
  }

  /**
   * The SID of a prefix if it names one router. N says so (TLV 1170, or 1158 of IS-IS); FRR omits 1170
   * for OSPF, and 0x40 in OSPF's 1158 is NP: then it is the host prefix that equals a router-id.
   */
  nodeSidOf(id: number): PrefixSid | undefined {
    const { sids, anycast, node: flagged } = this.attributes[id]!;
    if (!sids || anycast) return undefined;
    const sid = sids.find((s) => s.algorithm === 0 && !s.local && !s.readvertised);
    const text = this.texts[id]!;
    if (!sid || !text.endsWith(text.includes(":") ? "/128" : "/32")) return undefined;
    if (!this.isOwn(id) || this.owners(id).length !== 1) return undefined;
    if (flagged || sid.node) return sid;
    const { ipv4RouterIds, ipv6RouterIds } = this.nodes.attributes[this.columns.at.node[id]!]!;
    const address = addressIn(text);
    return ipv4RouterIds?.includes(address) || ipv6RouterIds?.includes(address) ? sid : undefined;
  }

  save(): SavedPrefixes {
    return {
      register: this.register.save(),
      columns: this.columns.save(this.register.ids.size),
      texts: [...this.texts],
      attributes: [...this.attributes],
    };
  }
  load(saved: SavedPrefixes): void {
    this.register.load(saved.register);
    this.columns.load(saved.columns, this.register.ids.size);
    saved.texts.forEach((text, id) => {
      this.texts[id] = text;
      this.attributes[id] = saved.attributes[id]!;
      if (this.register.has(id)) this.#index(id);
    });
  }

  #index(id: number): void {
    const node = this.columns.at.node[id]!, text = this.#textKey(id);
    const ofNode = this.#ofNode[node];
    if (ofNode) ofNode.push(id);
    else this.#ofNode[node] = [id];
    const alike = this.#byText.get(text);
    if (alike) alike.push(id);
    else this.#byText.set(text, [id]);
  }
  #textKey(id: number): string {
    return `${this.nodes.keys[this.columns.at.node[id]!]!.topology}|${this.texts[id]}`;
  }
}

/** "192.0.2.1/32" → "192.0.2.1". */
const addressIn = (text: string): string => text.slice(0, text.indexOf("/"));
