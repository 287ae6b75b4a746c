/** What is under a point of the screen: a router within reach, else the half-link whose half is nearest. */
import type { NetworkGraph } from "./network_graph.ts";
import { distanceToLine, type Point, type Screen } from "./screen.ts";

export interface Target {
  readonly kind: "router" | "link";
  readonly id: string;
}

export function pick(
  network: NetworkGraph,
  screen: Screen,
  at: Point,
  reach = 12,
): Target | undefined {
  let best: Target | undefined;
  let least = reach;
  for (const name of network.graph.nodes()) {
    const point = screen.router(name);
    if (point === undefined) continue;
    const far = Math.hypot(point.x - at.x, point.y - at.y);
    if (far < least) [best, least] = [{ kind: "router", id: name }, far];
  }
  if (best !== undefined) return best;
  least = Math.max(6, reach / 2);
  for (const half of network.halves.values()) {
    const line = screen.line(half);
    if (line === undefined) continue;
    const middle = { x: (line.a.x + line.b.x) / 2, y: (line.a.y + line.b.y) / 2 };
    const far = distanceToLine(at, { a: line.a, b: middle });
    if (far < least) [best, least] = [{ kind: "link", id: half.id }, far];
  }
  return best;
}

/** The neighbour of a router that is nearest to a direction (radians, down is positive). */
export function neighbourTowards(
  network: NetworkGraph,
  screen: Screen,
  name: string,
  direction: number,
): string | undefined {
  const here = screen.router(name);
  if (here === undefined) return undefined;
  let best: string | undefined;
  let least = Math.PI / 2;
  for (const other of network.graph.neighbors(name)) {
    const there = screen.router(other);
    if (there === undefined) continue;
    const angle = Math.atan2(there.y - here.y, there.x - here.x) - direction;
    const apart = Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
    if (apart < least) [best, least] = [other, apart];
  }
  return best;
}

/** Directions of the links of each router on the screen, for labels to keep away from. */
export function linkAngles(network: NetworkGraph): Map<string, number[]> {
  const angles = new Map<string, number[]>();
  const { graph } = network;
  graph.forEachNode((name, { x, y }) => {
    const around = graph.neighbors(name).map((other) => {
      const there = graph.getNodeAttributes(other);
      return Math.atan2(-(there.y - y), there.x - x);
    });
    angles.set(name, around);
  });
  return angles;
}
