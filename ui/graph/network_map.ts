/// <reference lib="dom" />
/**
 * The map: sigma draws links and routers in one WebGL canvas, a picture of our own lies below and above it. Takes rows,
 * paths and a selection; tells what is pointed at. Nobody outside this folder imports the drawing library.
 */
import Sigma from "sigma";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { readColours } from "./colours.ts";
import type { MapPath } from "./draw_paths.ts";
import { type HalfLinkLook, halfLinkProgram, type Shared } from "./half_link_program.ts";
import { layOut, type Place, save } from "./layout.ts";
import type { ColourBy } from "./link_look.ts";
import { NetworkGraph } from "./network_graph.ts";
import { type NodeLook, nodeProgram } from "./node_program.ts";
import { linkAngles, neighbourTowards, pick, type Target } from "./pick.ts";
import { calm, Picture } from "./picture.ts";
import { beside, type HalfLink, onScreen, type Point, prepare, type Screen } from "./screen.ts";

export type { Target } from "./pick.ts";
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
  readonly #picture: Picture;
  readonly #links: Shared = { opacity: 1, scale: 1 };
  readonly #nodes: Shared = { opacity: 1, scale: 1 };
  readonly #below: HTMLCanvasElement;
  readonly #above: HTMLCanvasElement;
  readonly #listener: MapListener;
  readonly #container: HTMLElement;
  readonly #resize: ResizeObserver;
  #by: ColourBy = "plain";
  #topology: MapTopology | undefined;
  #places = new Map<string, Place>();
  #geographic = false;
  #laidOutFor = 1;
  #dragged: string | undefined;

  constructor(container: HTMLElement, listener: MapListener) {
    const colours = readColours();
    this.#container = container;
    this.#listener = listener;
    this.#network = new NetworkGraph(colours);
    this.#picture = new Picture(this.#network, colours);
    this.#sigma = new Sigma<NodeLook, HalfLinkLook>(this.#network.graph, container, {
      defaultNodeType: "router",
      defaultEdgeType: "half",
      nodeProgramClasses: { router: nodeProgram(this.#nodes) },
      edgeProgramClasses: { half: halfLinkProgram(this.#links) },
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
    for (const canvas of [this.#below, this.#above]) canvas.style.pointerEvents = "none";
    this.#sigma.on("beforeRender", () => this.#scale());
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
    this.#picture.routers = topology.routers;
    this.#picture.areas = topology.areas;
    const lacks = this.#network.lacksPlaces(topology.routers);
    if (lacks) this.#layOut(topology);
    const inAreas = new Map<string, number>();
    for (const names of topology.areas.values()) {
      for (const name of new Set(names)) inAreas.set(name, (inAreas.get(name) ?? 0) + 1);
    }
    const edges = this.#network.graph.size;
    this.#network.update(
      topology.routers,
      topology.links,
      lacks ? this.#places : undefined,
      (name) => inAreas.get(name) ?? 0,
    );
    if (!lacks && edges === this.#network.graph.size) return;
    this.#picture.angles = linkAngles(this.#network);
    this.#recolour();
  }

  setColourBy(by: ColourBy): void {
    if (by === this.#by) return;
    this.#by = by;
    this.#picture.showLoads = by === "util";
    this.#recolour();
  }

  readTheme(): void {
    const colours = readColours();
    if (colours["ground-0"] === this.#picture.colours["ground-0"]) return;
    this.#picture.colours = colours;
    this.#recolour();
  }

  setPaths(paths: readonly MapPath[]): void {
    this.#picture.setPaths(paths);
    this.#sigma.scheduleRender();
  }

  setSelection(target: Target | undefined): void {
    this.#picture.selection = target;
    this.#sigma.scheduleRender();
  }

  zoom(factor: number): void {
    const ratio = this.#sigma.getCamera().ratio / factor;
    void this.#sigma.getCamera().animate({ ratio }, { duration: calm() ? 0 : 180 });
  }

  fit(): void {
    void this.#sigma.getCamera().animatedReset({ duration: calm() ? 0 : 180 });
  }

  /** Brings a router or a link into sight without changing the zoom, if it is out of it. */
  reveal(target: Target): void {
    const name = target.kind === "router" ? target.id : this.#network.halves.get(target.id)?.from;
    const screen = this.#screen();
    const at = name === undefined ? undefined : screen.router(name);
    if (name === undefined || at === undefined || onScreen(screen, at, -30)) return;
    const place = this.#sigma.getNodeDisplayData(name);
    if (place === undefined) return;
    void this.#sigma.getCamera().animate({ x: place.x, y: place.y }, {
      duration: calm() ? 0 : 180,
    });
  }

  neighbour(name: string, direction: number): string | undefined {
    return neighbourTowards(this.#network, this.#screen(), name, direction);
  }

  // Sigma must have taken in all edges before their looks change together.
  #recolour(): void {
    this.#sigma.refresh();
    this.#network.recolour(this.#by, this.#picture.colours);
  }

  #resized(): void {
    this.#sigma.resize();
    const changed = Math.abs(Math.log(this.#aspect() / this.#laidOutFor)) > 0.12;
    if (this.#geographic && changed && this.#topology !== undefined) {
      this.#layOut(this.#topology);
      this.#network.graph.updateEachNodeAttributes((name, look) => ({
        ...look,
        ...this.#places.get(name),
      }));
      this.#picture.angles = linkAngles(this.#network);
    }
    this.#sigma.refresh();
  }

  #aspect(): number {
    const { clientWidth, clientHeight } = this.#container;
    return Math.max(0.4, clientWidth / Math.max(1, clientHeight));
  }

  #layOut({ network, routers, links }: MapTopology): void {
    this.#laidOutFor = this.#aspect();
    const pairs = links.map((link) => [link.from, link.to] as const);
    const layout = layOut(network, routers, pairs, this.#laidOutFor);
    this.#places = layout.places;
    this.#geographic = layout.geographic;
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

  /** A crowd is drawn finer and fainter until one comes closer; beside a path everything else steps back. */
  #scale(): void {
    const perRouter = 1 /
      (this.#sigma.getCamera().ratio ** 2 * Math.max(1, this.#network.graph.order));
    const crowd = Math.min(1, Math.sqrt(perRouter * 200));
    this.#links.scale = Math.max(0.4, crowd);
    this.#nodes.scale = Math.max(0.45, crowd);
    this.#links.opacity = (this.#picture.hasPaths ? 0.5 : 1) * Math.max(0.4, crowd);
    this.#nodes.opacity = this.#picture.hasPaths ? 0.6 : 1;
  }

  #draw(): void {
    const screen = this.#screen();
    const below = prepare(this.#below, screen);
    const above = prepare(this.#above, screen);
    if (below === undefined || above === undefined) return;
    this.#picture.draw(below, above, screen);
    if (this.#picture.moving) requestAnimationFrame(() => this.#draw());
  }

  #listen(): void {
    const mouse = this.#sigma.getMouseCaptor();
    // Sigma finds routers by reading pixels back, which waits for the graphics card at each move; we compute it.
    mouse.removeAllListeners("mousemove");
    mouse.on("click", (at) => this.#listener.picked(this.#pick(at)));
    mouse.on("mousemovebody", (event) => {
      if (this.#dragged === undefined) return this.#point(this.#pick(event), event);
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
    mouse.on("mouseup", () => this.#drop());
    mouse.on("mouseleave", () => this.#point(undefined, { x: 0, y: 0 }));
    this.#sigma.getTouchCaptor().on("tap", ({ touches }) => {
      const at = touches[0];
      if (at !== undefined) this.#listener.picked(this.#pick(at, 22));
    });
  }

  /** A router that was moved stays where it was put. */
  #drop(): void {
    if (this.#dragged === undefined || this.#topology === undefined) return;
    this.#dragged = undefined;
    this.#picture.angles = linkAngles(this.#network);
    save(this.#topology.network, this.#places);
  }

  #pick({ x, y }: Point, reach?: number): Target | undefined {
    return pick(this.#network, this.#screen(), { x, y }, reach);
  }

  #point(target: Target | undefined, { x, y }: Point): void {
    const before = this.#picture.pointed;
    if (target === undefined && before === undefined) return;
    this.#picture.pointed = target;
    this.#container.style.cursor = target === undefined ? "" : "pointer";
    this.#listener.pointed(target, { x, y });
    if (target?.id !== before?.id) this.#sigma.scheduleRender();
  }
}
