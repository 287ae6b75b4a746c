/// <reference lib="dom" />
/**
 * Where routers stand: on the earth when they have coordinates, else computed: distances in hops laid out flat (pivot
 * MDS), then pushed apart. The same network gives the same picture, and what a person saw is kept for the next time.
 */

import { computed, extent, neighbours, type Pair, type Place } from "./force_layout.ts";

export type { Place } from "./force_layout.ts";
export interface PlacedRouter {
  readonly name: string;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

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
