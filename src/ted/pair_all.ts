/** Ends a batch for links: those between the routers and over the LANs that it touched are found anew. */
import type { Batch } from "./batch.ts";
import type { LinkAttributes } from "./fact.ts";
import type { HalfKey } from "./half_ids.ts";
import type { LinkStore } from "./link_store.ts";
import type { Links } from "./links.ts";
import type { Nodes } from "./nodes.ts";
import type { Register } from "./register.ts";

/** Two ids in one number: nodes and routers are fewer. */
export const PAIR = 2 ** 26;

export function pairAll(
  batch: Batch,
  nodes: Nodes,
  store: LinkStore,
  halves: Register<LinkAttributes, HalfKey>,
  links: Links,
): void {
  const { local, remote } = store.columns.at;
  const { router } = nodes.columns.at;
  const pairs = new Set<number>();
  const add = (a: number, b: number) => {
    const x = router[a]!, y = router[b]!;
    if (x >= 0 && y >= 0) pairs.add(Math.min(x, y) * PAIR + Math.max(x, y));
  };
  for (const half of batch.dirtyHalves) {
    if (!halves.has(half)) continue;
    const [a, b] = [local[half]!, remote[half]!];
    if (nodes.isPseudonode(a)) batch.dirtyLans.add(a);
    else if (nodes.isPseudonode(b)) batch.dirtyLans.add(b);
    else add(a, b);
  }
  for (const pair of batch.dirtyPairs) add(Math.floor(pair / PAIR), pair % PAIR);
  for (const pair of pairs) links.pair(Math.floor(pair / PAIR), pair % PAIR);
  for (const lan of batch.dirtyLans) links.pairLan(lan);
  for (const node of batch.dirtyPrefixNodes) batch.dirtyRouters.add(router[node]!);
}
