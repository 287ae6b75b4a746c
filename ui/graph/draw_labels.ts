/// <reference lib="dom" />
/** Names of routers: by rank and room. No room, no label; never over a router, a mark or another label. */
import type { Colours } from "./colours.ts";
import { haloText } from "./draw_marks.ts";
import { onScreen, type Point, type Screen, type Taken } from "./screen.ts";

export interface LabelledRouter {
  readonly name: string;
  /** 0 first: on a path or selected; then wrong; then border; then by links. */
  readonly rank: number;
  readonly hot: boolean;
  /** Directions (radians on the screen) of its links, to keep away from. */
  readonly links: readonly number[];
}

const MOST = 90;
const POSITIONS = [0, Math.PI, -Math.PI / 2, Math.PI / 2, -0.7, 0.7, Math.PI - 0.7, Math.PI + 0.7];

/** `routers` in the order of rank; what is dimmed is grey. */
export function drawLabels(
  c: CanvasRenderingContext2D,
  screen: Screen,
  colours: Colours,
  routers: readonly LabelledRouter[],
  dimmed: boolean,
  taken: Taken,
): void {
  let drawn = 0;
  for (const router of routers) {
    if (drawn >= MOST) break;
    const at = screen.router(router.name);
    if (at === undefined || !onScreen(screen, at, 0)) continue;
    const font = `${router.hot ? 600 : 400} 12px "IBM Plex Sans", sans-serif`;
    c.font = font;
    const width = c.measureText(router.name).width;
    const place = placeLabel(at, width, router, screen, taken);
    if (place === undefined) continue;
    taken.take(place.x, place.y - 7, width, 14);
    const colour = router.hot ? colours["text-1"] : dimmed ? colours["text-3"] : colours["text-2"];
    haloText(c, router.name, place.x, place.y, colour, colours["ground-0"], font, "left");
    drawn++;
  }
}

function placeLabel(
  at: Point,
  width: number,
  router: LabelledRouter,
  screen: Screen,
  taken: Taken,
): Point | undefined {
  const far = router.hot ? 15 : 11;
  const ways = POSITIONS.map((angle, i) => ({
    angle,
    cost: crossed(angle, width, router.links) + i * 0.01,
  }))
    .sort((a, b) => a.cost - b.cost);
  for (const { angle } of ways) {
    const x = at.x + far * Math.cos(angle) +
      (Math.cos(angle) > 0.3 ? 0 : Math.cos(angle) < -0.3 ? -width : -width / 2);
    const y = at.y + (far + (Math.abs(Math.cos(angle)) < 0.3 ? 4 : 0)) * Math.sin(angle);
    if (x < 2 || x + width > screen.width - 2 || y < 8 || y > screen.height - 8) continue;
    if (taken.free(x - 1, y - 7, width + 2, 14)) return { x, y };
  }
  return undefined;
}

/** How many links a label in this direction would lie on; wide labels cover a wide angle above and below. */
function crossed(angle: number, width: number, links: readonly number[]): number {
  const reach = Math.abs(Math.cos(angle)) < 0.3 ? Math.min(1.2, width / 50) : 0.5;
  return links.filter((link) => {
    const apart = Math.abs(Math.atan2(Math.sin(link - angle), Math.cos(link - angle)));
    return apart < reach;
  }).length;
}
