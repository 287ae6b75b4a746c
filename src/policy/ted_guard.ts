/**
 * The topology guard (rules II.4): is what went within a moment more than a network loses by itself? Pure: numbers in,
 * sentences out. One router that fails explains its own links, however small the network is.
 */
export interface GuardLimits {
  readonly share: number; // of nodes or links; 0: off
  readonly policies: number; // share of policies without a path in one wave
  readonly windowMicroseconds: number;
  /** A trickle, which no moment shows: the share of nodes or links that may go within the longer window; 0: off. */
  readonly slowShare: number;
  readonly slowWindowMicroseconds: number;
  /** So many links, or policies, have to be concerned at least; half as many routers. */
  readonly minimum: number;
}
export interface GoneRouter {
  readonly at: number;
  readonly areas: readonly string[];
  readonly router: number | undefined; // of the router table
}
export interface GoneLink {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}
/** What went and is not back, oldest first. */
export interface Gone {
  readonly goneRouters: Map<number, GoneRouter>;
  readonly goneLinks: Map<number, GoneLink>; // half-links
}
export interface Losses extends Gone {
  routers: number; // there now
  halfLinks: number; // usable now
  readonly areas: Map<string, number>; // routers there now
}
export const nothingGone = (): Gone => ({ goneRouters: new Map(), goneLinks: new Map() });
export const noLosses = (): Losses => ({
  routers: 0,
  halfLinks: 0,
  areas: new Map(),
  ...nothingGone(),
});

/** What went before that moment is no longer of this burst. */
export function forgetBefore({ goneRouters, goneLinks }: Gone, at: number): void {
  for (const map of [goneRouters, goneLinks]) {
    for (const [id, gone] of map) {
      if (gone.at >= at) break;
      map.delete(id);
    }
  }
}

/** What is gone beyond the limits, each in words ("312 of 800 links"); none: the network may lose so much by itself. */
export function excess(losses: Losses, limits: GuardLimits): string[] {
  if (limits.share === 0 || isOneRouter(losses)) return [];
  return [...overShare(losses, losses, limits.share, limits), ...areasGone(losses)];
}

/** The same of what went in the longer window: routers and links of all that were there then. */
export function slowExcess(losses: Losses, slowly: Gone, limits: GuardLimits): string[] {
  if (limits.share === 0 || limits.slowShare === 0 || isOneRouter(slowly)) return [];
  return overShare(losses, slowly, limits.slowShare, limits);
}

function overShare(
  { routers, halfLinks }: Losses,
  { goneRouters, goneLinks }: Gone,
  share: number,
  { minimum }: GuardLimits,
): string[] {
  const found: string[] = [];
  const gone = goneRouters.size, allRouters = routers + gone;
  const halves = goneLinks.size, allHalves = halfLinks + halves;
  if (gone > share * allRouters && 2 * gone >= minimum) {
    found.push(`${gone} of ${allRouters} routers`);
  }
  if (halves > share * allHalves && halves >= 2 * minimum) {
    found.push(`${halves} of ${allHalves} half-links`);
  }
  return found;
}

/** A burst that may become an excess: what it breaks waits a moment, until it is known where it ends. */
export function isBurst(losses: Losses, limits: GuardLimits): boolean {
  const halves = losses.goneLinks.size;
  return limits.share > 0 && halves >= 2 * limits.minimum && !isOneRouter(losses) &&
    halves > limits.share / BURST * (losses.halfLinks + halves);
}

/** Do all losses lie at one router? Then it failed, or was cut off. */
export function isOneRouter({ goneRouters, goneLinks }: Gone): boolean {
  const [router, second] = goneRouters.keys();
  const [link] = goneLinks.values();
  if (second !== undefined || (router === undefined && !link)) return false;
  const candidates = router === undefined ? [link!.from, link!.to] : [router];
  return candidates.some((one) => {
    for (const { from, to } of goneLinks.values()) if (from !== one && to !== one) return false;
    return true;
  });
}

/** More policies than that lost their paths in one wave; undefined: no more than may be. */
export function pathlessExcess(
  lost: number,
  of: number,
  limits: GuardLimits,
): string | undefined {
  const over = limits.share > 0 && limits.policies > 0 && lost > limits.policies * of &&
    lost >= limits.minimum;
  return over ? `the paths of ${lost} of ${of} policies` : undefined;
}

function areasGone({ areas, goneRouters }: Losses): string[] {
  const gone = new Map<string, number>();
  for (const router of goneRouters.values()) {
    for (const area of router.areas) gone.set(area, (gone.get(area) ?? 0) + 1);
  }
  return [...gone].filter(([area, n]) => n > 1 && (areas.get(area) ?? 0) === 0)
    .map(([area, n]) => `the whole of ${area} (${n} routers)`);
}

const BURST = 10;
