/** Lanes: the LSPs that Cairn keeps on routers, one a candidate path, or one a policy where a router takes only one. */
import type { Profile } from "../../pcep/profiles/profile.ts";
import { formatLspName, type LspName, parseLspName } from "../../policy/names.ts";
import type { Lane, Lsp, Policy } from "../../policy/records.ts";
import { policiesAt } from "../intent/find_policies.ts";
import { addressOf, findRouter } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";

export function markLane(t: Turn, router: number, discriminator: number): void {
  t.marked = true;
  let dirty = t.s.dirtyLanes.get(router);
  if (!dirty) {
    dirty = { broken: new Set(), rest: new Set() };
    t.s.dirtyLanes.set(router, dirty);
  }
  const owner = t.s.laneOwner.get(discriminator);
  const policy = owner === undefined ? undefined : t.s.policies.get(owner);
  if (policy?.brokenAt === undefined) dirty.rest.add(discriminator);
  else {
    dirty.broken.add(discriminator);
    dirty.rest.delete(discriminator);
  }
}

/** An LSP is gone: lanes at home on this router whose place it may have had are looked at, and no others. */
export function markConflicts(t: Turn, router: number): void {
  for (const discriminator of t.s.conflicts) {
    const policy = t.s.policies.get(t.s.laneOwner.get(discriminator) ?? -1);
    if (policy && findRouter(t, policy.intent.headend)?.id === router) {
      markLane(t, router, discriminator);
    }
  }
}

export function markPolicyLanes(t: Turn, policy: Policy): void {
  t.shown.add(policy.id);
  const router = findRouter(t, policy.intent.headend);
  if (router?.session === undefined) return; // its profile says how many LSPs there are
  makeLanes(t, policy, profileOf(t, router));
  for (const discriminator of policy.lanes.keys()) markLane(t, router.id, discriminator);
}

/** Every LSP on a router: after synchronisation, a change of the gate, or of its profile. */
export function markRouter(t: Turn, router: Router): void {
  for (const policy of policiesAt(t, router)) {
    markPolicyLanes(t, policy);
  }
}

/** The lane that an LSP's name belongs to; undefined: not ours, or not of this router. */
export function laneOfLsp(
  t: Turn,
  router: Router,
  lsp: Lsp,
): { readonly policy: Policy; readonly lane: Lane } | undefined {
  const name = identityOf(t, lsp);
  const id = name ? t.s.policyByUid.get(name.uid) : lsp.policy;
  const policy = id === undefined ? undefined : t.s.policies.get(id);
  if (!policy) return undefined;
  if (findRouter(t, policy.intent.headend)?.id !== router.id) return undefined;
  const profile = profileOf(t, router);
  makeLanes(t, policy, profile);
  if (policy.origin === "router" || !name || profile.candidatePaths === "one") {
    const lane = policy.lanes.values().next().value ??
      strayLane(t, policy, lsp, name?.discriminator);
    return lane && { policy, lane };
  }
  const lane = policy.lanes.get(name.discriminator) ??
    strayLane(t, policy, lsp, name.discriminator);
  return lane && { policy, lane };
}

/** Ours by its name, or by a candidate path id that nobody else gives; never by a flag (rules I.6, I.8). */
export const isOurs = (t: Pick<Turn, "s">, lsp: Lsp): boolean => identityOf(t, lsp) !== undefined;

export function identityOf(t: Pick<Turn, "s">, lsp: Lsp): LspName | undefined {
  const name = parseLspName(t.s.config, lsp.name);
  if (name || lsp.ownPath === undefined) return name;
  const policy = t.s.policies.get(t.s.laneOwner.get(lsp.ownPath) ?? -1);
  const other = policy?.lanes.get(lsp.ownPath)?.lsp;
  if (!policy || (other !== undefined && other !== lsp.id)) return undefined; // one LSP a path
  return { uid: policy.uid, discriminator: lsp.ownPath };
}

/** An LSP of ours for a candidate path, or a whole policy, that is no more: it has to go. */
function strayLane(
  t: Turn,
  policy: Policy,
  lsp: Lsp,
  discriminator: number | undefined,
): Lane | undefined {
  if (discriminator === undefined || t.s.laneOwner.has(discriminator)) return undefined;
  const lane: Lane = { discriminator, lspName: lsp.name, told: [] };
  policy.lanes.set(discriminator, lane);
  t.s.laneOwner.set(discriminator, policy.id);
  return lane;
}

export function profileOf(t: Turn, router: Router): Profile {
  const session = router.session === undefined ? undefined : t.s.pcep.get(router.session);
  return session?.profile ?? t.caches.defaultProfile;
}

/** One lane a policy where the router takes one candidate path, else one for each. */
function makeLanes(t: Turn, policy: Policy, profile: Profile): void {
  if (policy.origin === "router" || policy.deleted) return; // what is deleted has lanes for what is still there
  if (profile.candidatePaths === "one") oneLane(t, policy);
  const paths = profile.candidatePaths === "one"
    ? policy.paths.slice(0, policy.lanes.size === 0 ? 1 : 0)
    : policy.paths;
  for (const { discriminator } of paths) {
    if (policy.lanes.has(discriminator)) continue;
    const lspName = formatLspName(t.s.config, { uid: policy.uid, discriminator });
    policy.lanes.set(discriminator, { discriminator, lspName, told: [] });
    t.s.laneOwner.set(discriminator, policy.id);
  }
}

/** A session before this one may have been of another kind. */
function oneLane(t: Turn, policy: Policy): void {
  for (const lane of [...policy.lanes.values()]) {
    if (policy.lanes.size < 2) return;
    if (lane.lsp !== undefined || lane.sent?.outcome === "waiting") continue;
    policy.lanes.delete(lane.discriminator);
    t.s.laneOwner.delete(lane.discriminator);
  }
}

export function endpointAddress(t: Turn, policy: Policy): string {
  const router = findRouter(t, policy.intent.endpoint);
  return router ? addressOf(router) : policy.intent.endpoint;
}
