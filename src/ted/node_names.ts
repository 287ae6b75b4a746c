/**
 * Nodes by the names that make them one box: their protocol's own, and the addresses that they tell as router-ids. An
 * address that too many nodes tell is nobody's name: it was never configured, or somebody lies, and then every change of
 * one of them would concern all.
 */
import type { NodeKey } from "./fact.ts";

export interface Contested {
  readonly address: string;
  readonly by: number; // router; −1: more of them than are counted
}

export class NodeNames {
  /** Of each node: its base, then its addresses. */
  readonly of: (readonly string[])[] = [];
  readonly #nodes = new Map<string, number | Set<number>>(); // nearly always one
  readonly #crossed = new Set<string>(); // the last one too many came or went
  #shared = 0; // names that several nodes have, or had

  get isAnyShared(): boolean {
    return this.#shared > 0;
  }
  /** Does it tell nodes apart no more? What a protocol calls one system itself always does. */
  isCrowded(id: number, name: string): boolean {
    return name !== this.of[id]?.[0] && this.#isMany(name);
  }
  nodesOf(name: string): Iterable<number> {
    const nodes = this.#nodes.get(name);
    return typeof nodes === "number" ? [nodes] : nodes ?? NONE;
  }

  add(id: number, names: readonly string[]): void {
    this.of[id] = names;
    for (const name of names) {
      const nodes = this.#nodes.get(name);
      if (nodes === undefined) this.#nodes.set(name, id);
      else if (typeof nodes !== "number") {
        const before = nodes.size;
        if (nodes.add(id).size !== before && before === MOST) this.#crossed.add(name);
      } else if (nodes !== id) {
        this.#nodes.set(name, new Set([nodes, id]));
        this.#shared++;
      }
    }
  }
  remove(id: number): void {
    for (const name of this.of[id] ?? []) {
      const nodes = this.#nodes.get(name);
      if (typeof nodes === "number") {
        if (nodes === id) this.#nodes.delete(name);
        continue;
      }
      if (!nodes?.delete(id)) continue;
      if (nodes.size === MOST) this.#crossed.add(name);
      if (nodes.size > 0) continue;
      this.#shared--;
      this.#nodes.delete(name);
    }
  }
  /** Nodes, ascending, of names that are crowded since the last call, or not any more. */
  takeCrossed(): number[] {
    if (this.#crossed.size === 0) return [];
    const nodes = new Set([...this.#crossed].flatMap((name) => [...this.nodesOf(name)]));
    this.#crossed.clear();
    return [...nodes].sort((a, b) => a - b);
  }

  /** Its addresses that others tell too; `rivalOf` answers −1 for nodes that may, `from`: where a name's address begins. */
  contested(id: number, from: number, rivalOf: (other: number) => number): readonly Contested[] {
    const found: Contested[] = [];
    for (const name of this.of[id] ?? []) {
      const address = name.slice(from);
      if (this.isCrowded(id, name)) {
        found.push({ address, by: -1 });
        continue;
      }
      for (const other of this.nodesOf(name)) {
        const by = rivalOf(other);
        if (by >= 0) found.push({ address, by });
      }
    }
    return found.sort((a, b) =>
      a.address < b.address ? -1 : a.address > b.address ? 1 : a.by - b.by
    );
  }

  #isMany(name: string): boolean {
    const nodes = this.#nodes.get(name);
    return typeof nodes === "object" && nodes.size > MOST;
  }
}

const NONE: readonly number[] = [];
/** A router of many areas tells its address in each; no box comes near this. */
const MOST = 64;

/** What tells a node from others of its domain. */
export const nameIn = (key: NodeKey): string =>
  key.group === "bgp" ? `${key.area}/${key.routerId}` : key.routerId;
export const textOf = (key: NodeKey): string =>
  `${key.topology}/${key.group}/${key.area}/${key.routerId}`;
