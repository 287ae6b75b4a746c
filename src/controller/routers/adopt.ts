/**
 * Which of our lanes a reported LSP belongs to. Also for LSPs that were reported while their router had no name yet:
 * after a start sessions may be up before the topology tells who they are, and a policy that did not find its LSP would
 * make a twin.
 */
import { parseLspName } from "../../policy/names.ts";
import type { Lsp } from "../../policy/records.ts";
import type { TedDiff } from "../../ted/diff.ts";
import { laneOfLsp, markLane } from "../sending/lanes.ts";
import { findRouter } from "./routers.ts";
import type { Router } from "../state.ts";
import { touch, type Turn } from "../turn.ts";

/** To the lane that our name says, if that policy is at home on this router. */
export function bindLsp(t: Turn, router: Router, lsp: Lsp): void {
  const found = laneOfLsp(t, router, lsp);
  if (!found) return;
  lsp.policy = found.policy.id;
  lsp.lane = found.lane.discriminator;
  found.lane.lsp = lsp.id;
  touch(t, "policy", found.policy.id);
}

/** Routers got names: theirs is what they reported before. */
export function adoptByTopology(t: Turn, diff: TedDiff): void {
  for (const ted of diff.routers.keys()) {
    const id = t.caches.routerByTed.get(ted);
    const router = id === undefined ? undefined : t.s.routers.get(id);
    if (router) adoptReported(t, router);
  }
}

export function adoptByName(t: Turn, name: string): void {
  const router = findRouter(t, name);
  if (router) adoptReported(t, router);
}

/** LSPs by names of ours that belong to no lane yet. */
export function adoptReported(t: Turn, router: Router): void {
  for (const id of t.s.lspsOf.get(router.id) ?? []) {
    const lsp = t.s.lsps.get(id);
    if (!lsp || lsp.lane !== undefined || !parseLspName(t.s.config, lsp.name)) continue;
    bindLsp(t, router, lsp);
    if (lsp.lane !== undefined) markLane(t, router.id, lsp.lane);
  }
}
