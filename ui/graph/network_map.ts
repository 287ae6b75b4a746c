/// <reference lib="dom" />
/**
 * The map: sigma draws links and routers in one WebGL canvas, everything else is drawn on two canvases of our own below
 * and above it. Takes rows, paths and a selection; tells what is pointed at. Nobody else imports the drawing library.
 */
import Sigma from "sigma";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { type Colours, readColours } from "./colours.ts";
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
import { type HalfLinkLook, halfLinkProgram, type Shared } from "./half_link_program.ts";
import { layOut, type Place, save } from "./layout.ts";
import type { ColourBy } from "./link_look.ts";
import { NetworkGraph } from "./network_graph.ts";
import { type NodeLook, nodeProgram } from "./node_program.ts";
import {
  beside,
  distanceToLine,
  type HalfLink,
  onScreen,
  type Point,
  type Screen,
  Taken,
} from "./screen.ts";

export interface Target {
  readonly kind: "router" | "link";
  readonly id: string;
}
export interface MapTopology {
  readonly network: string;
  readonly routers: readonly Router[];
  readonly links: readonly Link[];
  /** Area → routers, for hulls. */
  readonly areas: ReadonlyMap<string, readonly string[]>;
}
export interface MapListener {
  picked(target: Target | undefined): void;
  pointed(target: Target | undefined, at: Point): void;
}

export class NetworkMap {
  readonly #network: NetworkGraph;
  readonly #sigma: Sigma<NodeLook, HalfLinkLook>;
  readonly #shared: Shared = { opacity: 1 };
  readonly #nodeShared: Shared = { opacity: 1 };
  readonly #below: HTMLCanvasElement;
  readonly #above: HTMLCanvasElement;
  readonly #listener: MapListener;
  readonly #container: HTMLElement;
  readonly #resize: ResizeObserver;
  #colours: Colours = readColours();
  #by: ColourBy = "plain";
  #topology: MapTopology | undefined;
  #places = new Map<string, Place>();
  #geographic = false;
  #laidOutFor = 1;
  #paths: readonly MapPath[] = [];
  #drawnSince = new Map<string, number>();
  #selection: Target | undefined;
  #pointed: Target | undefined;
  #dragged: string | undefined;
  #angles = new Map<string, number[]>();

  constructor(container: HTMLElement, listener: MapListener) {
    this.#container = container;
    this.#listener = listener;
    this.#network = new NetworkGraph(this.#colours);
    this.#sigma = new Sigma<NodeLook, HalfLinkLook>(this.#network.graph, container, {
      defaultNodeType: "router",
      defaultEdgeType: "half",
      nodeProgramClasses: { router: nodeProgram(this.#nodeShared) },
      edgeProgramClasses: { half: halfLinkProgram(this.#shared) },
      renderLabels: false,
      renderEdgeLabels: false,
      enableEdgeEvents: false,
      defaultDrawNodeHover: () => {},
      stagePadding: 56,
      minCameraRatio: 0.02,
      maxCameraRatio: 1.6,
      allowInvalidContainer: true,
      itemSizesReference: "screen",
      zoomToSizeRatioFunction: () => 1,
      doubleClickZoomingRatio: 1.8,
    });
    this.#below = this.#sigma.createCanvas("ground", { beforeLayer: "edges" });
    this.#above = this.#sigma.createCanvas("over", { beforeLayer: "mouse" });
    this.#below.style.pointerEvents = "none";
    this.#above.style.pointerEvents = "none";
    this.#sigma.on("afterRender", () => this.#draw());
    this.#listen();
    this.#resize = new ResizeObserver(() => this.#resized());
    this.#resize.observe(container);
  }

  kill(): void {
    this.#resize.disconnect();
    this.#sigma.kill();
  }

  setTopology(topology: MapTopology): void {
    this.#topology = topology;
    const lacks = this.#network.lacksPlaces(topology.routers);
    if (lacks) this.#layOut(topology);
    const inAreas = new Map<string, number>();
    for (const names of topology.areas.values()) {
      for (const name of names) inAreas.set(name, (inAreas.get(name) ?? 0) + 1);
    }
    const edges = this.#network.graph.size;
    this.#network.update(
      topology.routers,
      topology.links,
      lacks ? this.#places : undefined,
      (name) => inAreas.get(name) ?? 0,
    );
    if (lacks || edges !== this.#network.graph.size) {
      this.#angles = this.#linkAngles();
      this.#recolour();
    }
  }

  /** Sigma must have taken in all edges before their looks change together. */
  #recolour(): void {
    this.#sigma.refresh();
    this.#network.recolour(this.#by, this.#colours);
  }

  setColourBy(by: ColourBy): void {
    if (by === this.#by) return;
    this.#by = by;
    this.#recolour();
  }

  readTheme(): void {
    const colours = readColours();
    if (colours["ground-0"] === this.#colours["ground-0"]) return;
    this.#colours = colours;
    this.#recolour();
  }

  get scale(): NetworkGraph["scale"] {
    return this.#network.scale;
  }

  /** A path that was not there before, or runs elsewhere now, is drawn from its head end; the old way stays dotted. */
  setPaths(paths: readonly MapPath[]): void {
    const before = new Map(this.#paths.map((path) => [path.id, path.links.join()]));
    for (const path of paths) {
      const way = before.get(path.id);
      if (way !== undefined && way !== path.links.join()) {
        this.#drawnSince.set(path.id, performance.now());
      }
    }
    this.#paths = paths;
    const dim = paths.length > 0;
    this.#shared.opacity = dim ? 0.5 : 1;
    this.#nodeShared.opacity = dim ? 0.6 : 1;
    this.#sigma.scheduleRender();
  }

  setSelection(target: Target | undefined): void {
    this.#selection = target;
    this.#sigma.scheduleRender();
  }

  zoom(factor: number): void {
    const camera = this.#sigma.getCamera();
    void camera.animate({ ratio: camera.ratio / factor }, { duration: this.#calm() });
  }

  fit(): void {
    void this.#sigma.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }, {
      duration: this.#calm(),
    });
  }

  /** Brings a router or a link into sight without changing the zoom, if it is out of it. */
  reveal(target: Target): void {
    const name = target.kind === "router" ? target.id : this.#network.halves.get(target.id)?.from;
    const at = name === undefined ? undefined : this.#screen().router(name);
    if (name === undefined || at === undefined || onScreen(this.#screen(), at, -30)) return;
    const place = this.#sigma.getNodeDisplayData(name);
    if (place !== undefined) {
      void this.#sigma.getCamera().animate({ x: place.x, y: place.y }, { duration: this.#calm() });
    }
  }

  /** The neighbour of a router that is nearest to a direction (radians, down is positive). */
  neighbour(name: string, direction: number): string | undefined {
    const screen = this.#screen();
    const here = screen.router(name);
    if (here === undefined) return undefined;
    let best: string | undefined;
    let least = Math.PI / 2;
    for (const other of this.#network.graph.neighbors(name)) {
      const there = screen.router(other);
      if (there === undefined) continue;
      const angle = Math.atan2(there.y - here.y, there.x - here.x) - direction;
      const apart = Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
      if (apart < least) [best, least] = [other, apart];
    }
    return best;
  }

  #resized(): void {
    this.#sigma.resize();
    const aspect = this.#aspect();
    const changed = Math.abs(Math.log(aspect / this.#laidOutFor)) > 0.12;
    if (this.#geographic && changed && this.#topology !== undefined) {
      this.#layOut(this.#topology);
      this.#network.graph.updateEachNodeAttributes((name, look) => ({
        ...look,
        ...this.#places.get(name),
      }));
      this.#angles = this.#linkAngles();
    }
    this.#sigma.refresh();
  }

  #aspect(): number {
    const { clientWidth, clientHeight } = this.#container;
    return Math.max(0.4, clientWidth / Math.max(1, clientHeight));
  }

  #calm(): number {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 180;
  }

  #layOut(topology: MapTopology): void {
    this.#laidOutFor = this.#aspect();
    const layout = layOut(
      topology.network,
      topology.routers,
      topology.links.map((link) => [link.from, link.to] as const),
      this.#laidOutFor,
    );
    this.#places = layout.places;
    this.#geographic = layout.geographic;
  }

  #linkAngles(): Map<string, number[]> {
    const angles = new Map<string, number[]>();
    const { graph } = this.#network;
    graph.forEachNode((name, { x, y }) => {
      angles.set(
        name,
        graph.neighbors(name).map((other) => {
          const there = graph.getNodeAttributes(other);
          return Math.atan2(-(there.y - y), there.x - x);
        }),
      );
    });
    return angles;
  }

  #screen(): Screen {
    const { width, height } = this.#sigma.getDimensions();
    const { graph } = this.#network;
    const points = new Map<string, Point>();
    const router = (name: string): Point | undefined => {
      const known = points.get(name);
      if (known !== undefined) return known;
      if (!graph.hasNode(name)) return undefined;
      const { x, y } = graph.getNodeAttributes(name);
      const point = this.#sigma.graphToViewport({ x, y });
      points.set(name, point);
      return point;
    };
    const line = (half: HalfLink) => {
      const [a, b] = [router(half.from), router(half.to)];
      return a === undefined || b === undefined ? undefined : beside(a, b, half.offset);
    };
    return { width, height, zoom: 1 / this.#sigma.getCamera().ratio, router, line };
  }

  #draw(): void {
    const screen = this.#screen();
    const below = this.#prepare(this.#below, screen);
    const c = this.#prepare(this.#above, screen);
    if (below === undefined || c === undefined || this.#topology === undefined) return;
    const colours = this.#colours;
    const few = this.#network.graph.order <= 300 || screen.zoom > 4;
    if (few) drawAreas(below, screen, colours, this.#topology.areas);
    const taken = new Taken();
    const paths = this.#paths;
    const hot = new Set(paths.flatMap((path) => path.line === "old" ? [] : path.routers));
    if (this.#selection?.kind === "router") hot.add(this.#selection.id);
    for (const name of few ? this.#network.graph.nodes() : hot) {
      const at = screen.router(name);
      if (at !== undefined && onScreen(screen, at)) taken.take(at.x - 8, at.y - 8, 16, 16);
    }
    this.#drawSelection(c, screen);
    if (few) drawCuts(c, screen, colours, this.#downHalves(), taken);
    drawPaths(
      c,
      screen,
      colours,
      paths,
      this.#network.halves,
      (path) => this.#progress(path),
      taken,
    );
    if (few && this.#by === "util" && paths.length === 0) {
      drawLoads(c, screen, colours, this.#loads(), taken);
    }
    this.#drawHot(c, screen, hot);
    if (few) this.#drawBadges(c, screen);
    drawLabels(c, screen, colours, this.#labels(hot, screen), paths.length > 0, taken);
    this.#continueMoves();
  }

  #prepare(
    canvas: HTMLCanvasElement,
    { width, height }: Screen,
  ): CanvasRenderingContext2D | undefined {
    const ratio = devicePixelRatio;
    if (
      canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)
    ) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d") ?? undefined;
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    context?.clearRect(0, 0, width, height);
    return context;
  }

  #drawSelection(c: CanvasRenderingContext2D, screen: Screen): void {
    const seen = [this.#pointed, this.#selection];
    for (const target of seen) {
      if (target === undefined) continue;
      if (target.kind === "link") {
        const half = this.#network.halves.get(target.id);
        if (half !== undefined) drawGlow(c, screen, half, this.#colours["accent"]);
      } else {
        const at = screen.router(target.id);
        if (at !== undefined) {
          drawRing(c, at, target === this.#selection ? 12 : 10, this.#colours["accent"]);
        }
      }
    }
  }

  #drawHot(c: CanvasRenderingContext2D, screen: Screen, hot: ReadonlySet<string>): void {
    for (const name of hot) {
      const at = screen.router(name);
      if (at === undefined || !onScreen(screen, at)) continue;
      drawRouter(c, at, this.#network.shapeOf(name), 7, this.#colours);
    }
    for (const path of this.#paths) {
      if (path.line !== "active") continue;
      for (const name of [path.routers[0], path.routers[path.routers.length - 1]]) {
        const at = name === undefined ? undefined : screen.router(name);
        if (at !== undefined) drawRing(c, at, 12, this.#colours["path-1"]);
      }
    }
  }

  #drawBadges(c: CanvasRenderingContext2D, screen: Screen): void {
    for (const router of this.#topology?.routers ?? []) {
      const at = screen.router(router.name);
      if (at === undefined || !onScreen(screen, at)) continue;
      if (router.overload) drawBadge(c, at, "overload", this.#colours);
      if (router.drained) drawBadge(c, at, "work", this.#colours);
      else if (router.sessionState === "down") drawBadge(c, at, "warn", this.#colours);
    }
  }

  #labels(hot: ReadonlySet<string>, screen: Screen): readonly LabelledRouter[] {
    const crowded = this.#network.graph.order > 60 * screen.zoom * screen.zoom;
    const labels: LabelledRouter[] = [];
    for (const router of this.#topology?.routers ?? []) {
      const { name } = router;
      const isHot = hot.has(name) ||
        (this.#pointed?.kind === "router" && this.#pointed.id === name);
      const wrong = router.sessionState === "down" || router.overload || router.drained;
      const links = this.#angles.get(name) ?? [];
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

  #progress(path: MapPath): number {
    const since = this.#drawnSince.get(path.id);
    if (since === undefined || this.#calm() === 0) return 1;
    const part = Math.min(1, (performance.now() - since) / MOVE);
    return 1 - (1 - part) ** 3;
  }

  #continueMoves(): void {
    for (const [id, since] of this.#drawnSince) {
      if (performance.now() - since > MOVE) this.#drawnSince.delete(id);
    }
    if (this.#drawnSince.size > 0) requestAnimationFrame(() => this.#draw());
  }

  #listen(): void {
    const mouse = this.#sigma.getMouseCaptor();
    mouse.on("click", ({ x, y }) => this.#listener.picked(this.#pick({ x, y })));
    mouse.on("mousemovebody", (event) => {
      if (this.#dragged === undefined) return this.#point(event);
      const place = this.#sigma.viewportToGraph(event);
      this.#network.graph.mergeNodeAttributes(this.#dragged, place);
      this.#places.set(this.#dragged, place);
      event.preventSigmaDefault();
      event.original.preventDefault();
    });
    mouse.on("mousedown", (event) => {
      const target = this.#geographic ? undefined : this.#pick(event);
      if (target?.kind !== "router") return;
      this.#dragged = target.id;
      if (this.#sigma.getCustomBBox() === null) this.#sigma.setCustomBBox(this.#sigma.getBBox());
      event.preventSigmaDefault();
    });
    mouse.on("mouseup", () => {
      if (this.#dragged === undefined) return;
      this.#dragged = undefined;
      this.#angles = this.#linkAngles();
      if (this.#topology !== undefined) save(this.#topology.network, this.#places);
    });
    mouse.on("mouseleave", () => this.#pointAt(undefined, { x: 0, y: 0 }));
    this.#sigma.getTouchCaptor().on("tap", ({ touches }) => {
      const at = touches[0];
      if (at !== undefined) this.#listener.picked(this.#pick(at, 22));
    });
  }

  #point(at: Point): void {
    this.#pointAt(this.#pick(at), at);
  }

  #pointAt(target: Target | undefined, at: Point): void {
    if (target?.id === this.#pointed?.id && target === undefined) return;
    const changed = target?.id !== this.#pointed?.id;
    this.#pointed = target;
    this.#container.style.cursor = target === undefined ? "" : "pointer";
    this.#listener.pointed(target, at);
    if (changed) this.#sigma.scheduleRender();
  }

  /** What is under a point: a router within reach, else the half-link whose half is nearest. */
  #pick(at: Point, reach = 12): Target | undefined {
    const screen = this.#screen();
    let best: Target | undefined;
    let least = reach;
    for (const name of this.#network.graph.nodes()) {
      const point = screen.router(name);
      if (point === undefined) continue;
      const far = Math.hypot(point.x - at.x, point.y - at.y);
      if (far < least) [best, least] = [{ kind: "router", id: name }, far];
    }
    if (best !== undefined) return best;
    least = Math.max(6, reach / 2);
    for (const half of this.#network.halves.values()) {
      const line = screen.line(half);
      if (line === undefined) continue;
      const middle = { x: (line.a.x + line.b.x) / 2, y: (line.a.y + line.b.y) / 2 };
      const far = distanceToLine(at, { a: line.a, b: middle });
      if (far < least) [best, least] = [{ kind: "link", id: half.id }, far];
    }
    return best;
  }
}

const MOVE = 380;
