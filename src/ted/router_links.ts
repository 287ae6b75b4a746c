/** Links of a router, through all of its nodes. */
import type { LinkStore } from "./link_store.ts";
import type { Links } from "./links.ts";
import type { Nodes } from "./nodes.ts";

/** Ids of the links that leave `router`, also over LANs. */
export function linksFrom(
  router: number,
  nodes: Nodes,
  halves: LinkStore,
  links: Links,
): Set<number> {
  const found = new Set<number>();
  const { remote, shows } = halves.columns.at;
  for (const node of nodes.ofRouter[router] ?? []) {
    for (const half of links.list(node, "out")) {
      if (nodes.isPseudonode(remote[half]!)) {
        for (const link of links.ofLan(remote[half]!)) {
          if (links.halfOf(link) === half) found.add(link);
        }
      } else if (
        links.isThere(shows[half]!) && links.columns.at.from[shows[half]!] === router
      ) found.add(shows[half]!);
    }
  }
  return found;
}
