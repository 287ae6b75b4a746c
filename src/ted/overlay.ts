/**
 * What operators add, by the name they used, and where it lands. Which side wins:
 *  - adjacency SIDs, SRGB, SRLB, IGP metric: the network's, if it tells any; a wrong label is worse;
 *  - capacity, minimum delay, TE metric, affinity, MSD: the operator's;
 *  - SRLGs: both together; drained, overload: either.
 */
import type { Change, LinkFacts, NodeFacts } from "./fact.ts";

export interface SavedOverlay {
  readonly links: ReadonlyMap<string, LinkFacts>;
  readonly routers: ReadonlyMap<string, NodeFacts>;
}

export class Overlay {
  readonly links = new Map<string, LinkFacts>();
  readonly routers = new Map<string, NodeFacts>();
  #ofLink = new Map<number, LinkFacts>();
  #ofRouter = new Map<number, NodeFacts>();

  ofLink = (link: number): LinkFacts | undefined => this.#ofLink.get(link);
  ofRouter = (router: number): NodeFacts | undefined => this.#ofRouter.get(router);
  get isEmpty(): boolean {
    return this.links.size + this.routers.size + this.#ofLink.size + this.#ofRouter.size === 0;
  }

  take(change: Extract<Change, { change: `${string}Facts` }>): void {
    const { links, routers } = this;
    if (change.change === "putLinkFacts") links.set(change.link, change.facts);
    else if (change.change === "dropLinkFacts") links.delete(change.link);
    else if (change.change === "putNodeFacts") routers.set(change.router, change.facts);
    else routers.delete(change.router);
  }

  /** Finds what the names stand for now; answers the links and routers whose facts changed. */
  resolve(
    findLink: (name: string) => number | undefined,
    findRouter: (name: string) => number | undefined,
  ): { links: Set<number>; routers: Set<number> } {
    const [ofLink, links] = resolved(this.links, findLink, this.#ofLink);
    const [ofRouter, routers] = resolved(this.routers, findRouter, this.#ofRouter);
    this.#ofLink = ofLink;
    this.#ofRouter = ofRouter;
    return { links, routers };
  }

  save = (): SavedOverlay => ({ links: new Map(this.links), routers: new Map(this.routers) });
  load(saved: SavedOverlay): void {
    for (const [name, facts] of saved.links) this.links.set(name, facts);
    for (const [name, facts] of saved.routers) this.routers.set(name, facts);
  }
}

/** Facts by id (two names for one thing: merged, the later name wins), and the ids that differ. */
function resolved<F>(
  named: ReadonlyMap<string, F>,
  find: (name: string) => number | undefined,
  before: ReadonlyMap<number, F>,
): [Map<number, F>, Set<number>] {
  const found = new Map<number, F>();
  for (const [name, facts] of named) {
    const id = find(name);
    if (id === undefined) continue;
    const other = found.get(id);
    found.set(id, other ? { ...other, ...facts } : facts);
  }
  const changed = new Set<number>();
  for (const [id, facts] of found) if (before.get(id) !== facts) changed.add(id);
  for (const id of before.keys()) if (!found.has(id)) changed.add(id);
  return [found, changed];
}
