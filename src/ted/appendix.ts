/**
 * Rows that hang on a node and that no path is computed from: SRv6 SIDs, SR policies of others. Plain
 * objects, for there are none in most networks; who says them is kept like for any other fact.
 */
import type { NodeKey } from "./fact.ts";
import { Ids } from "./ids.ts";
import type { Nodes } from "./nodes.ts";
import { type Outcome, Register, type Said, type SavedRegister, type Store } from "./register.ts";
import { same } from "./same.ts";

export interface SavedAppendix<K, A> {
  readonly register: SavedRegister<A>;
  readonly keys: readonly K[];
  readonly nodes: readonly number[];
  readonly attributes: readonly A[];
}

export class Appendix<K extends { readonly node: NodeKey }, A extends object> implements Store<A> {
  readonly register: Register<A>;
  #keys: K[] = [];
  #nodes: number[] = [];
  #attributes: A[] = [];
  readonly #ofNode = new Map<number, Set<number>>();

  /** `nameOf` tells rows of one node apart; `onChange` hears of nodes whose rows differ now. */
  constructor(
    private readonly table: Nodes,
    private readonly nameOf: (key: K) => string,
    private readonly empty: A,
    private readonly onChange: (node: number, added: boolean) => void,
  ) {
    this.register = new Register<A>(this, empty, new Ids());
  }

  compare = (id: number, attributes: A): number => same(this.#attributes[id], attributes) ? 0 : 1;
  write(id: number, attributes: A): void {
    this.#attributes[id] = attributes;
  }
  read = (id: number): A => this.#attributes[id]!;
  keyOf = (id: number): K => this.#keys[id]!;
  /** Rows of a node, in the order in which they were told first, also when one went and came back. */
  ofNode = (node: number): readonly number[] =>
    [...this.#ofNode.get(node) ?? []].sort((a, b) => a - b);

  put(said: Said, key: K, attributes: A | undefined): void {
    const node = this.table.intern(key.node);
    const outcome = this.register.put(said, `${node}|${this.nameOf(key)}`, attributes);
    const { id } = outcome;
    if (outcome.added) {
      this.#keys[id] = key;
      this.#nodes[id] = node;
      this.#hang(id);
      this.table.columns.at.references[node]!++;
    }
    this.on(outcome);
  }
  drop(feed: number, key: K): void {
    const node = this.table.find(key.node);
    if (node === undefined) return;
    const id = this.register.ids.find(`${node}|${this.nameOf(key)}`);
    if (id !== undefined) this.on(this.register.drop(feed, id));
  }
  readonly on = (outcome: Outcome): void => {
    const { id } = outcome;
    if (id < 0) return;
    const node = this.#nodes[id]!;
    if (outcome.gone) {
      const left = this.#ofNode.get(node);
      left?.delete(id);
      if (left?.size === 0) this.#ofNode.delete(node);
      this.#attributes[id] = this.empty;
      this.register.ids.release(id);
      this.table.columns.at.references[node]!--;
    }
    const differs = outcome.added || outcome.gone || outcome.bits !== 0 || outcome.restated;
    if (differs) this.onChange(node, outcome.added || outcome.gone);
  };

  save = (): SavedAppendix<K, A> => ({
    register: this.register.save(),
    keys: [...this.#keys],
    nodes: [...this.#nodes],
    attributes: [...this.#attributes],
  });
  load(saved: SavedAppendix<K, A>): void {
    this.register.load(saved.register);
    this.#keys = [...saved.keys];
    this.#nodes = [...saved.nodes];
    this.#attributes = [...saved.attributes];
    for (let id = 0; id < this.#keys.length; id++) if (this.register.has(id)) this.#hang(id);
  }

  #hang(id: number): void {
    const node = this.#nodes[id]!, others = this.#ofNode.get(node);
    if (others) others.add(id);
    else this.#ofNode.set(node, new Set([id]));
  }
}
