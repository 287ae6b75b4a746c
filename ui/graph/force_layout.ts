/**
 * A layout for routers whose places are not known: distances in hops to a few pivots, laid out flat, then springs along
 * links and a push between all that are near. Nothing random: the same network gives the same picture.
 */

export interface Place {
  readonly x: number;
  readonly y: number;
}
export type Pair = readonly [string, string];

/** Without places: names are sorted first, so that the order of arrival does not matter. */
export function computed(unsorted: readonly string[], pairs: readonly Pair[]): Map<string, Place> {
  const names = [...unsorted].sort();
  const index = new Map(names.map((name, i) => [name, i]));
  const near = neighbours(names, pairs);
  const edges = names.map((name) => [...new Set(near.get(name))].map((other) => index.get(other)!));
  const at = names.length < 4 ? circle(names.length) : pivotMds(edges);
  relax(at, edges, names.length > 400 ? 60 : 260);
  return new Map(names.map((name, i) => [name, at[i]!]));
}

const circle = (size: number): { x: number; y: number }[] =>
  Array.from({ length: size }, (_, i) => ({
    x: Math.cos(2 * Math.PI * i / size - Math.PI / 2),
    y: Math.sin(2 * Math.PI * i / size - Math.PI / 2),
  }));

/** Brandes and Pich: distances to a few pivots, double centred; its two main directions are the plane. */
function pivotMds(edges: readonly (readonly number[])[]): { x: number; y: number }[] {
  const size = edges.length;
  const columns: number[][] = [];
  let pivot = 0;
  const nearest = new Array<number>(size).fill(Infinity);
  for (let i = 0; i < Math.min(24, size); i++) {
    const far = hopsFrom(edges, pivot);
    columns.push(far.map((hops) => hops * hops));
    far.forEach((hops, node) => nearest[node] = Math.min(nearest[node]!, hops));
    pivot = nearest.indexOf(Math.max(...nearest));
  }
  const rows = Array.from({ length: size }, (_, i) => columns.map((column) => column[i]!));
  const total = mean(rows.map(mean));
  const columnMeans = columns.map(mean);
  const centred = rows.map((row) => {
    const own = mean(row);
    return row.map((value, j) => -(value - own - columnMeans[j]! + total) / 2);
  });
  const first = mainDirection(centred, []);
  const second = mainDirection(centred, [first]);
  return centred.map((row, i) => ({
    x: dot(row, first) + 1e-3 * Math.cos(i),
    y: dot(row, second) + 1e-3 * Math.sin(i),
  }));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function mainDirection(rows: readonly number[][], without: readonly number[][]): number[] {
  const width = rows[0]?.length ?? 0;
  let vector = Array.from({ length: width }, (_, i) => 1 + ((i * 7919) % 13) / 13);
  for (let step = 0; step < 60; step++) {
    for (const other of without) {
      const along = dot(vector, other);
      vector = vector.map((value, i) => value - along * other[i]!);
    }
    const next = new Array<number>(width).fill(0);
    for (const row of rows) {
      const along = dot(row, vector);
      for (let i = 0; i < width; i++) next[i]! += along * row[i]!;
    }
    const length = Math.sqrt(dot(next, next)) || 1;
    vector = next.map((value) => value / length);
  }
  return vector;
}

function hopsFrom(edges: readonly (readonly number[])[], from: number): number[] {
  const hops = new Array<number>(edges.length).fill(-1);
  hops[from] = 0;
  const queue = [from];
  for (const node of queue) {
    for (const next of edges[node]!) {
      if (hops[next]! >= 0) continue;
      hops[next] = hops[node]! + 1;
      queue.push(next);
    }
  }
  const most = Math.max(...hops) + 1;
  return hops.map((value) => value < 0 ? most : value);
}

/** Springs along links, a push between all that are near; a grid keeps that linear in the number of routers. */
function relax(
  at: { x: number; y: number }[],
  edges: readonly (readonly number[])[],
  steps: number,
): void {
  scaleTo(at, Math.sqrt(at.length));
  for (let step = 0; step < steps; step++) {
    const heat = 0.35 * (1 - step / steps) + 0.01;
    const push = at.map(() => ({ x: 0, y: 0 }));
    pushApart(at, push);
    edges.forEach((others, i) => {
      for (const j of others) {
        const [dx, dy] = [at[j]!.x - at[i]!.x, at[j]!.y - at[i]!.y];
        const far = Math.hypot(dx, dy) || 1e-6;
        const pull = (far - 1) * 0.4 / far;
        push[i]!.x += dx * pull;
        push[i]!.y += dy * pull;
      }
    });
    at.forEach((place, i) => {
      const { x, y } = push[i]!;
      const length = Math.hypot(x, y) || 1;
      const most = Math.min(length, heat) / length;
      place.x += x * most;
      place.y += y * most;
    });
  }
}

const REACH = 2.5;

function pushApart(
  at: readonly { x: number; y: number }[],
  push: { x: number; y: number }[],
): void {
  const cells = new Map<string, number[]>();
  at.forEach(({ x, y }, i) => {
    const key = `${Math.floor(x / REACH)} ${Math.floor(y / REACH)}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [i]);
    else cell.push(i);
  });
  at.forEach(({ x, y }, i) => {
    const [cx, cy] = [Math.floor(x / REACH), Math.floor(y / REACH)];
    for (let gx = cx - 1; gx <= cx + 1; gx++) {
      for (let gy = cy - 1; gy <= cy + 1; gy++) {
        for (const j of cells.get(`${gx} ${gy}`) ?? []) {
          const [dx, dy] = [x - at[j]!.x, y - at[j]!.y];
          const far = Math.hypot(dx, dy);
          if (i === j || far > REACH) continue;
          const strength = 0.5 / Math.max(far, 0.05) ** 2;
          push[i]!.x += dx * strength;
          push[i]!.y += dy * strength;
        }
      }
    }
  });
}

function scaleTo(at: { x: number; y: number }[], size: number): void {
  const { width, height, x, y } = extent(at);
  const factor = size / Math.max(width, height, 1e-6);
  for (const place of at) {
    place.x = (place.x - x) * factor;
    place.y = (place.y - y) * factor;
  }
}

export function extent(places: Iterable<Place>) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of places) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  if (left > right) return { width: 1, height: 1, x: 0, y: 0 };
  return { width: right - left, height: high - low, x: (left + right) / 2, y: (low + high) / 2 };
}

export function neighbours(
  names: readonly string[],
  pairs: readonly Pair[],
): Map<string, string[]> {
  const near = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const [a, b] of pairs) {
    if (a === b || !near.has(a) || !near.has(b)) continue;
    near.get(a)!.push(b);
    near.get(b)!.push(a);
  }
  return near;
}
