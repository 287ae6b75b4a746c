/// <reference lib="dom" />
/**
 * Paths over the map: casing in the ground's colour, then the body; active solid, standby dashed, former dotted; a node
 * segment is one line, an adjacency segment a double rail; a pill on each stretch has the step's number and label.
 */
import type { Colours } from "./colours.ts";
import {
  beside,
  between,
  type HalfLink,
  type Line,
  type Point,
  type Screen,
  type Taken,
} from "./screen.ts";

export interface MapSegment {
  readonly type: string;
  readonly label: number;
  readonly from: string;
  readonly to: string;
}
export interface MapPath {
  readonly id: string;
  readonly line: "active" | "standby" | "old";
  /** Ids of half-links, headend first. */
  readonly links: readonly string[];
  readonly routers: readonly string[];
  readonly segments: readonly MapSegment[];
}
/** How far an active path is drawn: 0 … 1 while it appears. */
export type Progress = (path: MapPath) => number;

interface Stretch {
  readonly segment: MapSegment | undefined;
  readonly number: number;
  readonly lines: readonly Line[];
}

export function drawPaths(
  c: CanvasRenderingContext2D,
  screen: Screen,
  colours: Colours,
  paths: readonly MapPath[],
  halves: ReadonlyMap<string, HalfLink>,
  progress: Progress,
  taken: Taken,
): void {
  const shared = sharedLinks(paths);
  const order = ["old", "standby", "active"] as const;
  for (const line of order) {
    for (const path of paths.filter((path) => path.line === line)) {
      const sideways = paths.length > 1 && path.links.some((id) => shared.has(id))
        ? (line === "active" ? -2.5 : 2.5)
        : 0;
      const stretches = stretchesOf(path, screen, halves, shared, sideways);
      drawBody(c, colours, path, stretches, progress(path));
      if (progress(path) >= 1 && line !== "old") drawChevrons(c, colours, path, stretches);
    }
  }
  for (const path of paths) {
    if (path.line !== "active" || progress(path) < 1) continue;
    drawPills(c, screen, colours, stretchesOf(path, screen, halves, shared, 0), taken);
  }
}

function sharedLinks(paths: readonly MapPath[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const path of paths) {
    for (const id of new Set(path.links)) (seen.has(id) ? shared : seen).add(id);
  }
  return shared;
}

function stretchesOf(
  path: MapPath,
  screen: Screen,
  halves: ReadonlyMap<string, HalfLink>,
  shared: ReadonlySet<string>,
  sideways: number,
): readonly Stretch[] {
  const stretches: { segment: MapSegment | undefined; number: number; lines: Line[] }[] = [];
  let number = 0;
  let lines: Line[] = [];
  for (const id of path.links) {
    const half = halves.get(id);
    const line = half === undefined ? undefined : screen.line(half);
    if (half === undefined || line === undefined) continue;
    lines.push(shared.has(id) && sideways !== 0 ? beside(line.a, line.b, sideways) : line);
    const segment = path.segments[number];
    if (segment !== undefined && segment.to === half.to) {
      stretches.push({ segment, number: ++number, lines });
      lines = [];
    }
  }
  if (lines.length > 0) {
    stretches.push({ segment: path.segments[number], number: number + 1, lines });
  }
  return stretches;
}

const BODY = { active: 5, standby: 3.4, old: 2.6 } as const;

function drawBody(
  c: CanvasRenderingContext2D,
  colours: Colours,
  path: MapPath,
  stretches: readonly Stretch[],
  progress: number,
): void {
  const colour =
    colours[path.line === "active" ? "path-1" : path.line === "standby" ? "path-2" : "path-old"];
  const all = stretches.flatMap((stretch) => stretch.lines);
  const shown = cutAt(all, progress);
  c.lineJoin = "round";
  c.lineCap = "round";
  if (path.line !== "old") stroke(c, shown, colours["ground-0"], BODY[path.line] + 4, []);
  c.lineCap = path.line === "active" ? "round" : "butt";
  if (path.line === "old") return stroke(c, shown, colour, BODY.old, [1.5, 6], "round");
  let left = progress >= 1 ? Infinity : shown.length;
  for (const { segment, lines } of stretches) {
    const part = progress >= 1
      ? lines
      : shown.slice(shown.length - left, shown.length - left + lines.length);
    left -= lines.length;
    const dash = path.line === "standby" ? [9, 6] : [];
    if (segment?.type === "adjacency") {
      stroke(c, part, colour, BODY[path.line] + 2.4, dash, "butt");
      stroke(c, part, colours["ground-0"], BODY[path.line] - 1.8, [], "butt");
    } else stroke(c, part, colour, BODY[path.line], dash);
    if (left <= 0 && progress < 1) break;
  }
}

function stroke(
  c: CanvasRenderingContext2D,
  lines: readonly Line[],
  colour: string,
  width: number,
  dash: readonly number[],
  cap?: CanvasLineCap,
): void {
  if (lines.length === 0) return;
  c.save();
  if (cap !== undefined) c.lineCap = cap;
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.setLineDash([...dash]);
  c.beginPath();
  let last: Point | undefined;
  for (const { a, b } of lines) {
    if (last === undefined) c.moveTo(a.x, a.y);
    else c.lineTo(a.x, a.y);
    c.lineTo(b.x, b.y);
    last = b;
  }
  c.stroke();
  c.restore();
}

function cutAt(lines: readonly Line[], progress: number): readonly Line[] {
  if (progress >= 1) return lines;
  const lengths = lines.map(({ a, b }) => Math.hypot(b.x - a.x, b.y - a.y));
  let left = lengths.reduce((sum, length) => sum + length, 0) * progress;
  const shown: Line[] = [];
  for (const [i, line] of lines.entries()) {
    const length = lengths[i]!;
    if (left <= 0) break;
    shown.push(left >= length ? line : { a: line.a, b: between(line.a, line.b, left / length) });
    left -= length;
  }
  return shown;
}

function drawChevrons(
  c: CanvasRenderingContext2D,
  colours: Colours,
  path: MapPath,
  stretches: readonly Stretch[],
): void {
  const active = path.line === "active";
  for (const { a, b } of stretches.flatMap((stretch) => stretch.lines)) {
    if (Math.hypot(b.x - a.x, b.y - a.y) < 46) continue;
    const at = between(a, b, 0.5);
    const angle = Math.atan2(b.y - a.y, b.x - a.x);
    c.save();
    c.translate(at.x, at.y);
    c.rotate(angle);
    c.beginPath();
    c.moveTo(6, 0);
    c.lineTo(-4.5, -5);
    c.lineTo(-4.5, 5);
    c.closePath();
    c.fillStyle = active ? colours["ground-0"] : colours["path-2"];
    c.fill();
    if (active) {
      c.strokeStyle = colours["path-1"];
      c.lineWidth = 1.6;
      c.lineJoin = "round";
      c.stroke();
    }
    c.restore();
  }
}

/** A pill beside the middle of its stretch, on the side where there is room. */
function drawPills(
  c: CanvasRenderingContext2D,
  screen: Screen,
  colours: Colours,
  stretches: readonly Stretch[],
  taken: Taken,
): void {
  for (const { segment, number, lines } of stretches) {
    if (segment === undefined || lines.length === 0) continue;
    const text = String(segment.label);
    const size = { w: 32 + text.length * 7.2, h: 20 };
    const place = placePill(lines, size, screen, taken);
    if (place === undefined) continue;
    taken.take(place.x, place.y, size.w, size.h);
    c.beginPath();
    c.roundRect(place.x, place.y, size.w, size.h, 10);
    c.fillStyle = colours["ground-1"];
    c.fill();
    c.strokeStyle = colours["path-1"];
    c.lineWidth = 1.4;
    c.stroke();
    c.beginPath();
    c.arc(place.x + 11, place.y + 10, 7.5, 0, 2 * Math.PI);
    c.fillStyle = colours["path-1"];
    c.fill();
    c.textBaseline = "middle";
    c.textAlign = "center";
    c.fillStyle = colours["text-on-accent"];
    c.font = `600 10.5px "IBM Plex Sans", sans-serif`;
    c.fillText(String(number), place.x + 11, place.y + 10.5);
    c.textAlign = "left";
    c.fillStyle = colours["text-1"];
    c.font = `500 12px "IBM Plex Mono", monospace`;
    c.fillText(text, place.x + 24, place.y + 10.5);
  }
}

function placePill(
  lines: readonly Line[],
  size: { w: number; h: number },
  screen: Screen,
  taken: Taken,
): Point | undefined {
  const middle = lines[Math.floor((lines.length - 1) / 2)]!;
  const { a, b } = middle;
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [nx, ny] = [(b.y - a.y) / length, -(b.x - a.x) / length];
  const out = 12 + Math.abs(nx) * size.w / 2 + Math.abs(ny) * size.h / 2;
  for (const part of [0.5, 0.35, 0.65, 0.2, 0.8]) {
    for (const far of [out, out * 1.5]) {
      for (const side of [-1, 1]) {
        const centre = between(a, b, part);
        const x = centre.x + side * nx * far - size.w / 2;
        const y = centre.y + side * ny * far - size.h / 2;
        const inside = x > 2 && y > 2 && x + size.w < screen.width - 2 &&
          y + size.h < screen.height - 2;
        if (inside && taken.free(x - 2, y - 2, size.w + 4, size.h + 4)) return { x, y };
      }
    }
  }
  return undefined;
}
