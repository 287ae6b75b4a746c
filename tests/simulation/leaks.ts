/** What a core keeps although nothing needs it any more: asked once all is calm. */
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { State } from "../../src/controller/state.ts";
import type { Core } from "../../src/controller/step.ts";
import { pack, type Plain, unpack } from "../../src/lib/pack.ts";

/** Its state as it would be saved; the core goes on from the same bytes. */
export function savedState(
  sim: MemorySimulation,
  loadCore: (saved: Uint8Array) => Core,
): State {
  let state: State | undefined;
  sim.swapCore((saved) => {
    state = (unpack(saved) as unknown as { state: State }).state; // our own bytes
    return loadCore(saved);
  });
  return state!;
}

/** Octets of what is neither a log nor a history with a limit of its own. */
export function sizeOf(state: State): number {
  const sessions = [...state.pcep.values()].map((s) => ({ ...s, log: undefined }));
  const peers = [...state.bgp.values()].map((p) => ({ ...p, log: undefined }));
  const told = { events: [], audit: [], alarms: [], alarming: [], history: [] };
  const kept = { ...state, ...told, pcep: sessions, bgp: peers };
  return pack(kept as unknown as Plain).length;
}

export function leaks(sim: MemorySimulation, state: State): string[] {
  const { network } = sim, { routers, speakers } = network.topology;
  const lanes = [...state.policies.values()].reduce((n, policy) => n + policy.lanes.size, 0);
  const reported = network.pccs.reduce(
    (n, pcc) => n + pcc.lsps.lsps.filter((lsp) => !lsp.hidden).length,
    0,
  );
  const outstanding = [...state.pcep.values()].reduce((n, s) => n + s.outstanding.size, 0);
  const live = state.deadlines.due.size;
  const expected: [what: string, is: number, most: number][] = [
    ["routers", state.routers.size, routers.length],
    ["sessions", state.pcep.size, routers.length],
    ["connections", state.pcepByConnection.size, routers.length],
    ["feeds", state.bgpByConnection.size, speakers.length],
    ["LSPs", state.lsps.size, reported],
    ["keys of LSPs", state.lspByKey.size, state.lsps.size],
    ["owners of lanes", state.laneOwner.size, lanes],
    ["names of policies", state.policyByName.size, state.policies.size],
    ["uids of policies", state.policyByUid.size, state.policies.size],
    ["transactions under way", state.pending.length, 0],
    ["unanswered requests", outstanding, 0],
    ["policies to compute", state.dirtyPolicies.size, 0],
    ["policies to compute first", state.compute.broken.size, 0],
    ["policies to compute when the IGP has converged", state.compute.degraded.size, 0],
    ["policies under which a link failed", state.compute.shaken.size, 0],
    ["policies tried with links that came back", state.compute.lastResort.size, 0],
    ["policies whose turn has come", state.compute.approved.size, 0],
    ["policies that were asked for", state.compute.asked.size, 0],
    ["policies that wait for their turn", state.optimise.waiting.size, 0],
    ["links that failed lately", state.flaps.size, 2 * network.topology.links.length],
    ["lanes to reconcile", state.dirtyLanes.size, 0],
    ["batches", state.compute.batches.size, 0],
    ["refused connections", state.refusals.size, 0],
    ["deadlines", live, 6 * routers.length + 10 + lanes],
    ["entries of the heap of deadlines", state.deadlines.heap.length, 4 * live + 200],
    ["half-links", state.reverseOf.size, 2 * network.topology.links.length],
  ];
  return expected.filter(([, is, most]) => is > most).map(([what, is, most]) =>
    `${is} ${what} are kept, at most ${most} are needed`
  );
}
