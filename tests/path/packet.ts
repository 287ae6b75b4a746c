/**
 * The oracle: packets with label stacks through a network that is described by plain lists, hop by hop,
 * each router with its own SRGB, penultimate hops popping, all equal-cost branches taken. It shares no
 * code with the path engine.
 */
export interface Router {
  readonly srgb: readonly [base: number, size: number] | undefined;
  readonly sid: number | undefined; // node SID index
  readonly overload: boolean;
}
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly igp: number;
  readonly sid: number | undefined; // adjacency SID label
}
export interface Network {
  readonly routers: readonly Router[];
  readonly links: readonly Link[];
}
/** Indexes of links that packets crossed and where they came out; "lost" with a reason. */
export interface Delivery {
  readonly crossed: ReadonlySet<number>;
  readonly at: ReadonlySet<number>;
  readonly lost: readonly string[];
}

/** Distances from every router to `target`, over links that lead to it without overloaded transit. */
export function distances(network: Network, target: number): number[] {
  const distance = network.routers.map(() => Infinity);
  distance[target] = 0;
  for (let round = 0; round < network.routers.length; round++) {
    for (const link of network.links) {
      if (link.to !== target && network.routers[link.to]!.overload) continue;
      distance[link.from] = Math.min(distance[link.from]!, distance[link.to]! + link.igp);
    }
  }
  return distance;
}

export function send(network: Network, headend: number, stack: readonly number[]): Delivery {
  const crossed = new Set<number>(), at = new Set<number>(), lost: string[] = [];
  const seen = new Set<string>(), queue: { router: number; stack: readonly number[] }[] = [];
  const put = (router: number, left: readonly number[]) => {
    const key = `${router}|${left.join()}`;
    if (!seen.has(key)) queue.push({ router, stack: left });
    seen.add(key);
  };
  put(headend, stack);
  for (let packet = queue.pop(); packet; packet = queue.pop()) {
    const { router, stack: [top, ...rest] } = packet;
    if (top === undefined) {
      at.add(router);
      continue;
    }
    const adjacency = network.links.findIndex((l) => l.from === router && l.sid === top);
    if (adjacency >= 0) {
      crossed.add(adjacency);
      put(network.links[adjacency]!.to, rest);
      continue;
    }
    const [base, size] = network.routers[router]!.srgb ?? [0, 0];
    const index = top - base;
    const owner = index >= 0 && index < size
      ? network.routers.findIndex((r) => r.sid === index)
      : -1;
    if (owner < 0) {
      lost.push(`${top} is unknown at ${router}`);
      continue;
    }
    if (owner === router) {
      put(router, rest);
      continue;
    }
    const distance = distances(network, owner);
    network.links.forEach((link, i) => {
      if (link.from !== router || distance[router] === Infinity) return;
      if (link.to !== owner && network.routers[link.to]!.overload) return;
      if (distance[link.to]! + link.igp !== distance[router]) return;
      crossed.add(i);
      if (link.to === owner) return put(owner, rest); // popped here
      const [nextBase, nextSize] = network.routers[link.to]!.srgb ?? [0, 0];
      if (index >= nextSize) lost.push(`${link.to} has no label for ${index}`);
      else put(link.to, [nextBase + index, ...rest]);
    });
    if (distance[router] === Infinity) lost.push(`${owner} is out of reach of ${router}`);
  }
  return { crossed, at, lost };
}

/** The ways that packets may take, as link indexes; undefined as soon as one of them is lost. */
export function ways(
  network: Network,
  headend: number,
  stack: readonly number[],
): readonly { readonly links: readonly number[]; readonly end: number }[] | undefined {
  if (send(network, headend, stack).lost.length > 0) return undefined;
  if (stack.length === 0) return [{ links: [], end: headend }];
  const [top, ...rest] = stack;
  const adjacency = network.links.findIndex((l) => l.from === headend && l.sid === top);
  const after = (link: number, left: readonly number[]) =>
    ways(network, network.links[link]!.to, left)?.map((way) => ({
      links: [link, ...way.links],
      end: way.end,
    }));
  if (adjacency >= 0) return after(adjacency, rest);
  const [base] = network.routers[headend]!.srgb!, index = top! - base;
  const owner = network.routers.findIndex((r) => r.sid === index);
  if (owner === headend) return ways(network, headend, rest);
  const distance = distances(network, owner);
  return network.links.flatMap((link, i) => {
    if (link.from !== headend) return [];
    if (link.to !== owner && network.routers[link.to]!.overload) return [];
    if (distance[link.to]! + link.igp !== distance[headend]) return [];
    if (link.to === owner) return after(i, rest) ?? [];
    return after(i, [network.routers[link.to]!.srgb![0] + index, ...rest]) ?? [];
  });
}
