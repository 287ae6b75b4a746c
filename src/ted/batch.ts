/** What one `apply()` touches, remembered until the end, when before and after are compared. */
import {
  kindSets,
  LINK_KINDS,
  type LinkChangeKind,
  PREFIX_KINDS,
  type PrefixChangeKind,
  ROUTER_KINDS,
  type RouterChangeKind,
} from "./diff.ts";
import { ATTRIBUTES, METRIC, SHOWN, SIDS } from "./link_store.ts";
import type { RouterRow } from "./row.ts";
import { same } from "./same.ts";

const linkSets = kindSets(LINK_KINDS);
const routerSets = kindSets(ROUTER_KINDS);
const prefixSets = kindSets(PREFIX_KINDS);
const SHOWN_ROUTER = routerSets(1 << ROUTER_KINDS.indexOf("routerShown"));
const NOT_THERE = 0, THERE = 1, USABLE = 2;

export class Batch {
  readonly dirtyNodes = new Set<number>();
  readonly dirtyRouters = new Set<number>();
  readonly dirtyHalves = new Set<number>();
  readonly dirtyPairs = new Set<number>(); // from dropped half-links: node × 2^26 + node
  readonly dirtyLans = new Set<number>();
  readonly dirtyPrefixNodes = new Set<number>(); // whose router's row may differ
  readonly shownNodes = new Set<number>(); // something that hangs on them differs
  readonly shownRouters = new Set<number>();
  namesChanged = false;
  readonly #linksBefore = new Map<number, number>();
  readonly #linkBits = new Map<number, number>();
  readonly #routersBefore = new Map<number, RouterRow | undefined>();
  readonly #prefixes = new Map<number, number>();

  /** Did links come or go? */
  get addsLinks(): boolean {
    return this.#linksBefore.size > 0;
  }
  /** What the link is now, before it changes. */
  touchLink(link: number, there: boolean, usable: boolean): void {
    if (this.#linksBefore.has(link)) return;
    this.#linksBefore.set(link, usable ? USABLE : there ? THERE : NOT_THERE);
  }
  changeLink(link: number, bits: number): void {
    this.#linkBits.set(link, (this.#linkBits.get(link) ?? 0) | bits);
  }
  touchRouter(router: number, before: RouterRow | undefined): void {
    if (!this.#routersBefore.has(router)) this.#routersBefore.set(router, before);
  }
  changePrefix(prefix: number, kind: PrefixChangeKind): void {
    const bits = (this.#prefixes.get(prefix) ?? 0) | 1 << PREFIX_KINDS.indexOf(kind);
    this.#prefixes.set(prefix, bits);
  }

  links(
    isThere: (link: number) => boolean,
    isUsable: (link: number) => boolean,
  ): ReadonlyMap<number, ReadonlySet<LinkChangeKind>> {
    const found = new Map<number, ReadonlySet<LinkChangeKind>>();
    for (const [link, before] of this.#linksBefore) {
      const now = isUsable(link) ? USABLE : isThere(link) ? THERE : NOT_THERE;
      if (before === NOT_THERE && now === NOT_THERE) continue;
      let bits = 0;
      if (before === NOT_THERE) bits |= bit("linkAdded");
      if (now === NOT_THERE) bits |= bit("linkGone");
      if (now === USABLE && before !== USABLE) bits |= bit("linkUp");
      if (now !== USABLE && before === USABLE) bits |= bit("linkDown");
      if (before !== NOT_THERE && now !== NOT_THERE) bits |= this.#attributeBits(link);
      found.set(link, linkSets(bits || bit("linkShown")));
    }
    return found;
  }

  routers(
    row: (router: number) => RouterRow | undefined,
  ): ReadonlyMap<number, ReadonlySet<RouterChangeKind>> {
    const found = new Map<number, ReadonlySet<RouterChangeKind>>();
    for (const [router, before] of this.#routersBefore) {
      const bits = routerBits(before, row(router));
      if (bits !== 0) found.set(router, routerSets(bits));
    }
    for (const router of this.shownRouters) {
      if (router >= 0 && row(router) && !found.has(router)) found.set(router, SHOWN_ROUTER);
    }
    return found;
  }

  prefixes(): ReadonlyMap<number, ReadonlySet<PrefixChangeKind>> {
    const found = new Map<number, ReadonlySet<PrefixChangeKind>>();
    const both = 1 | 2; // gone and there again in one batch
    for (const [prefix, bits] of this.#prefixes) {
      found.set(prefix, prefixSets((bits & both) === both ? 4 : bits));
    }
    return found;
  }

  #attributeBits(link: number): number {
    const bits = this.#linkBits.get(link) ?? 0;
    return ((bits & METRIC) !== 0 ? bit("linkMetric") : 0) |
      ((bits & ATTRIBUTES) !== 0 ? bit("linkAttributes") : 0) |
      ((bits & SIDS) !== 0 ? bit("linkSids") : 0) | ((bits & SHOWN) !== 0 ? bit("linkShown") : 0);
  }
}

const bit = (kind: LinkChangeKind): number => 1 << LINK_KINDS.indexOf(kind);

function routerBits(before: RouterRow | undefined, now: RouterRow | undefined) {
  const set = (kind: RouterChangeKind, when: boolean) => when ? 1 << ROUTER_KINDS.indexOf(kind) : 0;
  if (!before || !now) {
    return set("routerAdded", !before && !!now) | set("routerGone", !!before && !now);
  }
  const paths = differs(before, now, ["overload", "drained", "msd", "algorithms", "topology"]) ||
    !same(before.nodes.map(domain), now.nodes.map(domain));
  const sids = differs(before, now, ["srgb", "srlb", "nodeSid", "nodeSidIsLabel", "loopback"]);
  return set("routerAttributes", paths) | set("routerSids", sids) |
    set("routerShown", !paths && !sids && !same(before, now));
}
const domain = (node: RouterRow["nodes"][number]) => [node.group, node.area, node.overload];
const differs = (a: RouterRow, b: RouterRow, names: readonly (keyof RouterRow)[]): boolean =>
  names.some((name) => !same(a[name], b[name]));
