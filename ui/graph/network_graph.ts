/**
 * The network as a graph to draw: routers are nodes, half-links are edges. Only what changed is touched; rows are
 * compared by identity, because a changed row is a new object.
 */
import { MultiDirectedGraph } from "graphology";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import type { Colours } from "./colours.ts";
import type { HalfLinkLook } from "./half_link_program.ts";
import type { Place } from "./layout.ts";
import { type ColourBy, lookOf, type Scale, scaleOf } from "./link_look.ts";
import { type NodeLook, type Shape, SHAPES } from "./node_program.ts";
import type { HalfLink } from "./screen.ts";

export type DrawnGraph = MultiDirectedGraph<NodeLook, HalfLinkLook>;

const APART = 9;

export class NetworkGraph {
  readonly graph: DrawnGraph = new MultiDirectedGraph();
  readonly halves = new Map<string, HalfLink>();
  readonly #routers = new Map<string, Router>();
  readonly #links = new Map<string, Link>();
  #colours: Colours;
  #scale: Scale = { by: "plain", bounds: [] };

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  get scale(): Scale {
    return this.#scale;
  }

  router(name: string): Router | undefined {
    return this.#routers.get(name);
  }

  link(id: string): Link | undefined {
    return this.#links.get(id);
  }

  /** True when routers came that have no place yet: lay out again. */
  lacksPlaces(routers: readonly Router[]): boolean {
    return routers.some((router) => !this.graph.hasNode(router.name));
  }

  update(
    routers: readonly Router[],
    links: readonly Link[],
    places: ReadonlyMap<string, Place> | undefined,
    areasOf: (router: string) => number,
  ): void {
    const present = new Set(routers.map((router) => router.name));
    for (const name of [...this.#routers.keys()]) {
      if (present.has(name)) continue;
      this.graph.dropNode(name);
      this.#routers.delete(name);
    }
    for (const router of routers) this.#putRouter(router, places, areasOf(router.name));
    this.#putLinks(links.filter((link) => present.has(link.from) && present.has(link.to)));
  }

  /** Another way to colour, another theme, or new values to scale by. */
  recolour(by: ColourBy, colours: Colours): void {
    this.#colours = colours;
    this.#scale = scaleOf(this.#links.values(), by);
    this.graph.updateEachEdgeAttributes((id) => this.#look(id));
    this.graph.updateEachNodeAttributes((name, old) => ({ ...old, ...this.#nodeColours(name) }));
  }

  shapeOf(name: string): Shape {
    return SHAPES[this.graph.getNodeAttribute(name, "shape")] ?? "circle";
  }

  #putRouter(router: Router, places: ReadonlyMap<string, Place> | undefined, areas: number): void {
    const { name } = router;
    const known = this.#routers.get(name);
    const shape: Shape = areas > 1 ? "diamond" : "circle";
    const look = {
      size: 6,
      shape: SHAPES.indexOf(shape),
      dashed: router.stale || router.sessionState === "down" ? 1 : 0,
      opacity: router.stale ? 0.5 : 1,
    };
    this.#routers.set(name, router);
    const place = places?.get(name) ?? { x: 0, y: 0 };
    if (known === undefined) {
      this.graph.addNode(name, { ...look, ...this.#nodeColours(name), ...place });
    } else if (known !== router || places !== undefined) {
      this.graph.mergeNodeAttributes(name, {
        ...look,
        ...this.#nodeColours(name),
        ...(places === undefined ? {} : place),
      });
    }
  }

  #nodeColours(name: string): { color: string; fill: string } {
    const router = this.#routers.get(name);
    const lost = router?.sessionState === "down";
    return { color: this.#colours[lost ? "warn" : "node"], fill: this.#colours["node-fill"] };
  }

  #putLinks(links: readonly Link[]): void {
    const present = new Set(links.map((link) => link.id));
    let moved = false;
    for (const id of [...this.#links.keys()]) {
      if (present.has(id)) continue;
      if (this.graph.hasEdge(id)) this.graph.dropEdge(id);
      this.#links.delete(id);
      this.halves.delete(id);
      moved = true;
    }
    const changed: Link[] = [];
    for (const link of links) {
      const known = this.#links.get(link.id);
      if (known === link) continue;
      if (known === undefined || known.reverse !== link.reverse) moved = true;
      this.#links.set(link.id, link);
      changed.push(link);
    }
    if (moved) this.#spread();
    for (const { id, from, to } of moved ? this.#links.values() : changed) {
      const look = this.#look(id);
      if (this.graph.hasEdge(id)) this.graph.replaceEdgeAttributes(id, look);
      else this.graph.addEdgeWithKey(id, from, to, look);
    }
  }

  #look(id: string): HalfLinkLook {
    const link = this.#links.get(id)!;
    return lookOf(link, this.#scale, this.#colours, this.halves.get(id)?.offset ?? 0);
  }

  /** Parallel links stand nine pixels apart; both halves of one link on the same side. */
  #spread(): void {
    const groups = new Map<string, Map<string, Link[]>>();
    for (const link of this.#links.values()) {
      const pair = link.from < link.to ? `${link.from} ${link.to}` : `${link.to} ${link.from}`;
      const group = groups.get(pair) ?? new Map<string, Link[]>();
      groups.set(pair, group);
      const reverse = link.reverse ?? "";
      const wire = reverse !== "" && reverse < link.id ? reverse : link.id;
      group.set(wire, [...group.get(wire) ?? [], link]);
    }
    for (const group of groups.values()) {
      [...group.keys()].sort().forEach((wire, i) => {
        const aside = (i - (group.size - 1) / 2) * APART;
        for (const link of group.get(wire)!) {
          const { id, from, to } = link;
          this.halves.set(id, { id, from, to, offset: from < to ? aside : -aside });
        }
      });
    }
  }
}
