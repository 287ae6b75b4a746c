/** Half-links in the lists of their ends. */
import type { LinkStore } from "./link_store.ts";
import type { Nodes } from "./nodes.ts";

/** Takes a new half-link into the lists of its ends. */
export function hang(
  nodes: Nodes,
  store: LinkStore,
  half: number,
  local: number,
  remote: number,
): void {
  const at = store.columns.at;
  const { firstOut, firstIn, references } = nodes.columns.at;
  at.local[half] = local;
  at.remote[half] = remote;
  at.next[half] = firstOut[local]!;
  at.nextIn[half] = firstIn[remote]!;
  at.shows[half] = -1;
  firstOut[local] = firstIn[remote] = half;
  references[local]!++;
  references[remote]!++;
}

/** Takes a half-link out of the lists of its ends. */
export function unhang(nodes: Nodes, store: LinkStore, half: number): void {
  const at = store.columns.at;
  const { firstOut, firstIn, references } = nodes.columns.at;
  const local = at.local[half]!, remote = at.remote[half]!;
  unlink(firstOut, local, at.next, half);
  unlink(firstIn, remote, at.nextIn, half);
  references[local]!--;
  references[remote]!--;
}

/** Takes `half` out of the list that begins at `first[node]`. */
function unlink(first: Int32Array, node: number, next: Int32Array, half: number): void {
  if (first[node] === half) {
    first[node] = next[half]!;
    return;
  }
  let before = first[node]!;
  while (before >= 0 && next[before] !== half) before = next[before]!;
  if (before >= 0) next[before] = next[half]!;
}
