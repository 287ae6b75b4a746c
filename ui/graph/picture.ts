/// <reference lib="dom" />
/**
 * What is drawn around the links and routers of the map, each frame: areas below, and above them marks, paths, what is
 * selected, and names. Holds what is to be seen; the map tells it when and where.
 */
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import type { Colours } from "./colours.ts";
import { drawLabels, type LabelledRouter } from "./draw_labels.ts";
import {
  drawAreas,
  drawBadge,
  drawCuts,
  drawGlow,
  drawLoads,
  drawRing,
  drawRouter,
} from "./draw_marks.ts";
import { drawPaths, type MapPath } from "./draw_paths.ts";
import type { NetworkGraph } from "./network_graph.ts";
import type { Target } from "./pick.ts";
import { type HalfLink, onScreen, type Screen, Taken } from "./screen.ts";

const MOVE = 380;
const OLD_STAYS = 10_000;
/** Above so many routers only what stands out is marked, until one comes closer. */
const MANY = 300;

export class Picture {
  colours: Colours;
  showLoads = false;
  routers: readonly Router[] = [];
  areas: ReadonlyMap<string, readonly string[]> = new Map();
  selection: Target | undefined;
  pointed: Target | undefined;
  angles: ReadonlyMap<string, readonly number[]> = new Map();
  readonly #network: NetworkGraph;
  #paths: readonly MapPath[] = [];
  readonly #since = new Map<string, number>();
  #old: readonly { readonly path: MapPath; readonly until: number }[] = [];

  constructor(network: NetworkGraph, colours: Colours) {
    this.#network = network;
    this.colours = colours;
  }

  get hasPaths(): boolean {
    return this.#paths.length > 0;
  }

  /** A path that runs elsewhere now is drawn from its head end; where it ran stays dotted for a while. */
  setPaths(paths: readonly MapPath[]): void {
    const now = performance.now();
    const before = new Map(this.#paths.map((path) => [path.id, path]));
    for (const path of paths) {
      const known = before.get(path.id);
      if (known === undefined || known.links.join() === path.links.join()) continue;
      this.#since.set(path.id, now);
      const old = { ...known, id: `${known.id}/old`, line: "old" as const };
      this.#old = [...this.#old.filter((row) => row.path.id !== old.id), {
        path: old,
        until: now + OLD_STAYS,
      }];
    }
    if (paths.length === 0) this.#old = [];
    this.#paths = paths;
  }

  /** True while something moves: draw again with the next frame. */
  get moving(): boolean {
    return this.#since.size > 0;
  }

  draw(below: CanvasRenderingContext2D, c: CanvasRenderingContext2D, screen: Screen): void {
    const { colours } = this;
    const near = this.#network.graph.order <= MANY || screen.zoom > 4;
    if (near) drawAreas(below, screen, colours, this.areas);
    const taken = new Taken();
    const hot = new Set(this.#paths.flatMap((path) => path.routers));
    if (this.selection?.kind === "router") hot.add(this.selection.id);
    for (const name of near ? this.#network.graph.nodes() : hot) {
      const at = screen.router(name);
      if (at !== undefined && onScreen(screen, at)) taken.take(at.x - 8, at.y - 8, 16, 16);
    }
    this.#drawTargets(c, screen);
    if (near) drawCuts(c, screen, colours, this.#downHalves(), taken);
    this.#drawPaths(c, screen, taken);
    if (near && this.showLoads && this.#paths.length === 0) {
      drawLoads(c, screen, colours, this.#loads(), taken);
    }
    this.#drawHot(c, screen, hot);
    if (near) this.#drawBadges(c, screen);
    drawLabels(c, screen, colours, this.#labels(hot, screen), this.#paths.length > 0, taken);
  }

  #drawPaths(c: CanvasRenderingContext2D, screen: Screen, taken: Taken): void {
    const now = performance.now();
    for (const [id, since] of this.#since) if (now - since > MOVE) this.#since.delete(id);
    this.#old = this.#old.filter((row) => row.until > now);
    const all = [...this.#old.map((row) => row.path), ...this.#paths];
    const progress = (path: MapPath) => {
      const since = this.#since.get(path.id);
      return since === undefined || calm() ? 1 : 1 - (1 - Math.min(1, (now - since) / MOVE)) ** 3;
    };
    drawPaths(c, screen, this.colours, all, this.#network.halves, progress, taken);
  }

  #drawTargets(c: CanvasRenderingContext2D, screen: Screen): void {
    for (const target of [this.pointed, this.selection]) {
      if (target === undefined) continue;
      if (target.kind === "link") {
        const half = this.#network.halves.get(target.id);
        if (half !== undefined) drawGlow(c, screen, half, this.colours["accent"]);
      } else {
        const at = screen.router(target.id);
        const radius = target === this.selection ? 12 : 10;
        if (at !== undefined) drawRing(c, at, radius, this.colours["accent"]);
      }
    }
  }

  #drawHot(c: CanvasRenderingContext2D, screen: Screen, hot: ReadonlySet<string>): void {
    for (const name of hot) {
      const at = screen.router(name);
      if (at === undefined || !onScreen(screen, at)) continue;
      drawRouter(c, at, this.#network.shapeOf(name), 7, this.colours);
    }
    for (const path of this.#paths) {
      if (path.line !== "active") continue;
      for (const name of [path.routers[0], path.routers[path.routers.length - 1]]) {
        const at = name === undefined ? undefined : screen.router(name);
        if (at !== undefined) drawRing(c, at, 12, this.colours["path-1"]);
      }
    }
  }

  #drawBadges(c: CanvasRenderingContext2D, screen: Screen): void {
    for (const router of this.routers) {
      const at = screen.router(router.name);
      if (at === undefined || !onScreen(screen, at)) continue;
      if (router.overload) drawBadge(c, at, "overload", this.colours);
      if (router.drained) drawBadge(c, at, "work", this.colours);
      else if (router.sessionState === "down") drawBadge(c, at, "warn", this.colours);
    }
  }

  /** In a crowd only what is on a path, wrong or well connected has its name. */
  #labels(hot: ReadonlySet<string>, screen: Screen): readonly LabelledRouter[] {
    const crowded = this.#network.graph.order > 60 * screen.zoom * screen.zoom;
    const labels: LabelledRouter[] = [];
    for (const router of this.routers) {
      const { name } = router;
      const isHot = hot.has(name) || (this.pointed?.kind === "router" && this.pointed.id === name);
      const wrong = router.sessionState === "down" || router.overload || router.drained;
      const links = this.angles.get(name) ?? [];
      if (crowded && !isHot && !wrong && links.length < 7) continue;
      labels.push({ name, hot: isHot, links, rank: isHot ? 0 : wrong ? 1 : 100 - links.length });
    }
    return labels.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  }

  *#downHalves(): Generator<HalfLink> {
    for (const half of this.#network.halves.values()) {
      const link = this.#network.link(half.id);
      if (link?.state !== "down" || (link.reverse !== undefined && link.reverse < link.id)) {
        continue;
      }
      yield half;
    }
  }

  *#loads(): Generator<{ half: HalfLink; link: Link; back: Link | undefined }> {
    for (const half of this.#network.halves.values()) {
      const link = this.#network.link(half.id);
      if (link === undefined || link.state === "down") continue;
      yield { half, link, back: this.#network.link(link.reverse ?? "") };
    }
  }
}

/** Those who asked for less motion get the new path at once. */
export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
