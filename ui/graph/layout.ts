/// <reference lib="dom" />
/**
 * Where routers stand: on the earth when they have coordinates, else computed: distances in hops laid out flat (pivot
 * MDS), then pushed apart. The same network gives the same picture, and what a person saw is kept for the next time.
 */

export interface Place {
  readonly x: number;
  readonly y: number;
}
export interface PlacedRouter {
  readonly name: string;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}
export type Pair = readonly [string, string];

export interface Layout {
  readonly places: Map<string, Place>;
  readonly geographic: boolean;
}

/** `aspect`: width of the screen over its height, so that geography may be stretched a little to use it. */
export function layOut(
  network: string,
  routers: readonly PlacedRouter[],
  pairs: readonly Pair[],
  aspect: number,
): Layout {
  const placed = routers.filter((router) => router.latitude !== undefined);
  if (routers.length > 0 && placed.length >= routers.length * 0.6) {
    return { places: geographic(routers, pairs, aspect), geographic: true };
  }
  const kept = load(network);
  const names = routers.map((router) => router.name);
  const known = names.filter((name) => kept.has(name));
  const places = known.length > 0 && known.length >= names.length * 0.7
    ? joined(names, pairs, kept)
    : computed(names, pairs);
  save(network, places);
  return { places, geographic: false };
}

/** Keeps places for a network; the ones of routers that are gone are forgotten. */
export function save(network: string, places: ReadonlyMap<string, Place>): void {
  if (places.size > 5000) return;
  const rows = [...places].map(([name, { x, y }]) => [name, round(x), round(y)]);
  try {
    localStorage.setItem(`cairn.layout.${network}`, JSON.stringify(rows));
  } catch {
    // A full or forbidden storage only costs the memory of the layout.
  }
}

function load(network: string): Map<string, Place> {
  const places = new Map<string, Place>();
  const text = localStorage.getItem(`cairn.layout.${network}`);
  const rows: unknown = text === null ? [] : JSON.parse(text);
  if (!Array.isArray(rows)) return places;
  for (const row of rows) {
    if (!Array.isArray(row)) continue;
    const [name, x, y] = row;
    if (typeof name === "string" && typeof x === "number" && typeof y === "number") {
      places.set(name, { x, y });
    }
  }
  return places;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

const STRETCH = 1.5;

function geographic(
  routers: readonly PlacedRouter[],
  pairs: readonly Pair[],
  aspect: number,
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { name, latitude, longitude } of routers) {
    if (latitude === undefined || longitude === undefined) continue;
    places.set(name, { x: longitude, y: mercator(Math.max(-80, Math.min(80, latitude))) });
  }
  const { width, height } = extent(places.values());
  const stretchX = Math.max(1, Math.min(STRETCH, aspect * height / Math.max(width, 1e-6)));
  const stretchY = Math.max(1, Math.min(STRETCH, width / Math.max(height, 1e-6) / aspect));
  for (const [name, { x, y }] of places) places.set(name, { x: x * stretchX, y: y * stretchY });
  return apart(joined(routers.map((router) => router.name), pairs, places));
}

const mercator = (latitude: number): number =>
  Math.log(Math.tan(Math.PI / 4 + latitude * Math.PI / 360)) * 180 / Math.PI;

/** Routers of one site stand in a small circle around it. */
function apart(places: Map<string, Place>): Map<string, Place> {
  const { width, height } = extent(places.values());
  const radius = Math.max(width, height, 1) / 60;
  const sites = new Map<string, string[]>();
  for (const [name, { x, y }] of places) {
    const key = `${Math.round(x / radius)} ${Math.round(y / radius)}`;
    sites.set(key, [...sites.get(key) ?? [], name]);
  }
  for (const names of sites.values()) {
    if (names.length < 2 || places.size > 300) continue;
    names.forEach((name, i) => {
      const { x, y } = places.get(name)!;
      const angle = 2 * Math.PI * i / names.length;
      places.set(name, { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) });
    });
  }
  return places;
}

/** New routers stand between their neighbours. */
function joined(
  names: readonly string[],
  pairs: readonly Pair[],
  kept: ReadonlyMap<string, Place>,
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const name of names) {
    const place = kept.get(name);
    if (place !== undefined) places.set(name, place);
  }
  const near = neighbours(names, pairs);
  const { width, height, x: middleX, y: middleY } = extent(places.values());
  names.forEach((name, i) => {
    if (places.has(name)) return;
    const around = (near.get(name) ?? []).map((other) => places.get(other))
      .filter((place) => place !== undefined);
    const angle = i * 2.4;
    const far = Math.max(width, height, 1) / (around.length === 0 ? 2 : 12);
    const mean = (of: (place: Place) => number, otherwise: number) =>
      around.length === 0 ? otherwise : around.reduce((sum, p) => sum + of(p), 0) / around.length;
    places.set(name, {
      x: mean((place) => place.x, middleX) + far * Math.cos(angle),
      y: mean((place) => place.y, middleY) + far * Math.sin(angle),
    });
  });
  return places;
}

function extent(places: Iterable<Place>) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of places) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  if (left > right) return { width: 1, height: 1, x: 0, y: 0 };
  return { width: right - left, height: high - low, x: (left + right) / 2, y: (low + high) / 2 };
}

function neighbours(names: readonly string[], pairs: readonly Pair[]): Map<string, string[]> {
  const near = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const [a, b] of pairs) {
    if (a === b || !near.has(a) || !near.has(b)) continue;
    near.get(a)!.push(b);
    near.get(b)!.push(a);
  }
  return near;
}

/** Without places: names are sorted first, so that the order of arrival does not matter. */
function computed(unsorted: readonly string[], pairs: readonly Pair[]): Map<string, Place> {
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
