/// <reference lib="dom" />
/** Where routers and half-links are on the screen now: what every layer over the map draws and picks with. */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Line {
  readonly a: Point;
  readonly b: Point;
}
/** A half-link as the layers need it. */
export interface HalfLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly offset: number;
}

export interface Screen {
  readonly width: number;
  readonly height: number;
  /** 1: all of the network fits; larger: closer. */
  readonly zoom: number;
  router(name: string): Point | undefined;
  /** The whole way of a half-link, from its router to the other, beside its parallels. */
  line(half: HalfLink): Line | undefined;
}

/** Moves a line sideways, to the same side as the half-link program does. */
export function beside(a: Point, b: Point, offset: number): Line {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [dy / length * offset, -dx / length * offset];
  return { a: { x: a.x + nx, y: a.y + ny }, b: { x: b.x + nx, y: b.y + ny } };
}

export const between = (a: Point, b: Point, part: number): Point => ({
  x: a.x + (b.x - a.x) * part,
  y: a.y + (b.y - a.y) * part,
});

export function distanceToLine(p: Point, { a, b }: Line): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const part = square === 0
    ? 0
    : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square));
  return Math.hypot(p.x - a.x - dx * part, p.y - a.y - dy * part);
}

export const onScreen = (screen: Screen, { x, y }: Point, margin = 30): boolean =>
  x > -margin && y > -margin && x < screen.width + margin && y < screen.height + margin;

/** A canvas as large as the screen's pixels want it, empty. */
export function prepare(
  canvas: HTMLCanvasElement,
  { width, height }: Screen,
): CanvasRenderingContext2D | undefined {
  const ratio = devicePixelRatio;
  const [pixelsX, pixelsY] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsX || canvas.height !== pixelsY) {
    canvas.width = pixelsX;
    canvas.height = pixelsY;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d") ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** Rectangles that are taken; a coarse grid makes the question cheap. */
export class Taken {
  readonly #cells = new Map<string, { x: number; y: number; w: number; h: number }[]>();

  free(x: number, y: number, w: number, h: number): boolean {
    for (const key of cellsOf(x, y, w, h)) {
      for (const other of this.#cells.get(key) ?? []) {
        if (x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h) {
          return false;
        }
      }
    }
    return true;
  }

  take(x: number, y: number, w: number, h: number): void {
    for (const key of cellsOf(x, y, w, h)) {
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [{ x, y, w, h }]);
      else cell.push({ x, y, w, h });
    }
  }
}

const CELL = 48;

function* cellsOf(x: number, y: number, w: number, h: number): Generator<string> {
  for (let cx = Math.floor(x / CELL); cx <= Math.floor((x + w) / CELL); cx++) {
    for (let cy = Math.floor(y / CELL); cy <= Math.floor((y + h) / CELL); cy++) yield `${cx} ${cy}`;
  }
}
