/// <reference lib="dom" />
/** Marks over the map: failed links, loads, what is selected, routers that need a look, areas. */
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { loadOf, loadStep } from "../state/load.ts";
import { AREA_TINTS, type Colours } from "./colours.ts";
import type { Shape } from "./node_program.ts";
import { between, type HalfLink, onScreen, type Point, type Screen, type Taken } from "./screen.ts";

/** A red cross at the middle of a failed link. */
export function drawCuts(
  c: CanvasRenderingContext2D,
  screen: Screen,
  colours: Colours,
  halves: Iterable<HalfLink>,
  taken: Taken,
): void {
  for (const half of halves) {
    const line = screen.line(half);
    if (line === undefined) continue;
    const { x, y } = between(line.a, line.b, 0.5);
    if (!onScreen(screen, { x, y })) continue;
    taken.take(x - 9, y - 9, 18, 18);
    c.beginPath();
    c.arc(x, y, 7.5, 0, 2 * Math.PI);
    c.fillStyle = colours["ground-0"];
    c.fill();
    c.strokeStyle = colours["bad"];
    c.lineWidth = 1.8;
    c.stroke();
    c.beginPath();
    c.moveTo(x - 3, y - 3);
    c.lineTo(x + 3, y + 3);
    c.moveTo(x + 3, y - 3);
    c.lineTo(x - 3, y + 3);
    c.lineWidth = 2;
    c.lineCap = "round";
    c.stroke();
  }
}

/** Percent from 70 %, on the half it belongs to; a chevron where one direction is much fuller than the other. */
export function drawLoads(
  c: CanvasRenderingContext2D,
  screen: Screen,
  colours: Colours,
  rows: Iterable<{ readonly half: HalfLink; readonly link: Link; readonly back: Link | undefined }>,
  taken: Taken,
): void {
  for (const { half, link, back } of rows) {
    const load = loadOf(link);
    const line = screen.line(half);
    if (load === undefined || line === undefined || load < 0.5) continue;
    const length = Math.hypot(line.b.x - line.a.x, line.b.y - line.a.y);
    const at = between(line.a, line.b, 0.5);
    if (length < 60 || !onScreen(screen, at)) continue;
    const other = back === undefined ? undefined : loadOf(back);
    const colour = colours[`util-${loadStep(load)}`];
    if (other === undefined || (loadStep(other) !== loadStep(load) && other < load)) {
      chevron(
        c,
        at,
        Math.atan2(line.b.y - line.a.y, line.b.x - line.a.x),
        colour,
        colours["ground-0"],
      );
    }
    if (load < 0.7 || length < 90) continue;
    percent(
      c,
      between(line.a, line.b, 0.28),
      `${Math.round(load * 100)} %`,
      colour,
      colours,
      taken,
    );
  }
}

function chevron(
  c: CanvasRenderingContext2D,
  at: Point,
  angle: number,
  colour: string,
  casing: string,
): void {
  c.save();
  c.translate(at.x, at.y);
  c.rotate(angle);
  c.beginPath();
  c.moveTo(4.5, 0);
  c.lineTo(-3.5, -4);
  c.lineTo(-3.5, 4);
  c.closePath();
  c.fillStyle = colour;
  c.strokeStyle = casing;
  c.lineWidth = 1;
  c.fill();
  c.stroke();
  c.restore();
}

function percent(
  c: CanvasRenderingContext2D,
  at: Point,
  text: string,
  colour: string,
  colours: Colours,
  taken: Taken,
): void {
  const width = 34;
  for (const dy of [-9, 9]) {
    const [x, y] = [at.x - width / 2, at.y + dy - 7];
    if (!taken.free(x, y, width, 14)) continue;
    taken.take(x, y, width, 14);
    haloText(
      c,
      text,
      at.x,
      at.y + dy,
      colour,
      colours["ground-0"],
      `600 11px "IBM Plex Sans", sans-serif`,
    );
    return;
  }
}

export function haloText(
  c: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  halo: string,
  font: string,
  align: CanvasTextAlign = "center",
): void {
  c.font = font;
  c.textAlign = align;
  c.textBaseline = "middle";
  c.lineJoin = "round";
  c.strokeStyle = halo;
  c.lineWidth = 3.5;
  c.strokeText(text, x, y);
  c.fillStyle = colour;
  c.fillText(text, x, y);
}

/** A ring around what is selected or is an end of the path. */
export function drawRing(
  c: CanvasRenderingContext2D,
  at: Point,
  radius: number,
  colour: string,
): void {
  c.beginPath();
  c.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.stroke();
}

/** A link that is selected: a glow along all of it. */
export function drawGlow(
  c: CanvasRenderingContext2D,
  screen: Screen,
  half: HalfLink,
  colour: string,
): void {
  const line = screen.line(half);
  if (line === undefined) return;
  c.save();
  c.globalAlpha = 0.35;
  c.lineCap = "round";
  c.strokeStyle = colour;
  c.lineWidth = 12;
  c.beginPath();
  c.moveTo(line.a.x, line.a.y);
  c.lineTo(line.b.x, line.b.y);
  c.stroke();
  c.restore();
}

/** A router of a path, drawn again over the path. */
export function drawRouter(
  c: CanvasRenderingContext2D,
  at: Point,
  shape: Shape,
  radius: number,
  colours: Colours,
): void {
  c.beginPath();
  if (shape === "circle") c.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  else polygon(c, at, radius * 1.12, shape);
  c.fillStyle = colours["node-fill"];
  c.fill();
  c.strokeStyle = colours["text-1"];
  c.lineWidth = 2.2;
  c.stroke();
}

function polygon(
  c: CanvasRenderingContext2D,
  { x, y }: Point,
  radius: number,
  shape: Exclude<Shape, "circle">,
): void {
  const corners = shape === "hexagon" ? 6 : 4;
  const turn = shape === "square" ? Math.PI / 4 : 0;
  for (let i = 0; i <= corners; i++) {
    const angle = turn + 2 * Math.PI * i / corners;
    const [px, py] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    if (i === 0) c.moveTo(px, py);
    else c.lineTo(px, py);
  }
  c.closePath();
}

/** A warning triangle at the shoulder of a router, a diamond for maintenance, a bar through for overload. */
export function drawBadge(
  c: CanvasRenderingContext2D,
  at: Point,
  badge: "warn" | "work" | "overload",
  colours: Colours,
): void {
  const [x, y] = [at.x + 8, at.y - 8];
  c.beginPath();
  if (badge === "overload") {
    c.moveTo(at.x - 8, at.y);
    c.lineTo(at.x + 8, at.y);
    c.strokeStyle = colours["warn"];
    c.lineWidth = 2.4;
    c.stroke();
    return;
  }
  if (badge === "warn") {
    c.moveTo(x, y - 5.5);
    c.lineTo(x + 5.5, y + 4.5);
    c.lineTo(x - 5.5, y + 4.5);
  } else {
    c.moveTo(x, y - 5.5);
    c.lineTo(x + 5.5, y);
    c.lineTo(x, y + 5.5);
    c.lineTo(x - 5.5, y);
  }
  c.closePath();
  c.fillStyle = colours[badge];
  c.strokeStyle = colours["ground-0"];
  c.lineWidth = 1.5;
  c.fill();
  c.stroke();
}

/** Areas as padded hulls with a breath of tint, from two areas on. */
export function drawAreas(
  c: CanvasRenderingContext2D,
  screen: Screen,
  colours: Colours,
  areas: ReadonlyMap<string, readonly string[]>,
): void {
  if (areas.size < 2) return;
  [...areas.keys()].sort().forEach((area, i) => {
    const corners = (areas.get(area) ?? []).flatMap((name) => {
      const at = screen.router(name);
      return at === undefined ? [] : Array.from({ length: 12 }, (_, k) => ({
        x: at.x + 26 * Math.cos(k * Math.PI / 6),
        y: at.y + 26 * Math.sin(k * Math.PI / 6),
      }));
    });
    const hull = hullOf(corners);
    if (hull.length < 3) return;
    c.beginPath();
    hull.forEach(({ x, y }, k) => k === 0 ? c.moveTo(x, y) : c.lineTo(x, y));
    c.closePath();
    c.globalAlpha = colours.areaOpacity;
    c.fillStyle = AREA_TINTS[i % AREA_TINTS.length]!;
    c.fill();
    c.globalAlpha = 1;
  });
}

/** Andrew's monotone chain. */
export function hullOf(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const p of list) {
      while (chain.length > 1 && turn(chain[chain.length - 2]!, chain[chain.length - 1]!, p) <= 0) {
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const turn = (a: Point, b: Point, c: Point): number =>
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
