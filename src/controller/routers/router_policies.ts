/**
 * LSPs that routers delegate: half of all production. Each has an intent of origin "router", read from what the router
 * reports, and is computed, kept and explained like any other (RFC 8231 §5.7). Holding one silently would be the worst.
 */
import { parseAddress } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { StateReport } from "../../pcep/codec/message.ts";
import type { PolicyIntent } from "../../policy/intent.ts";
import type { Lsp, Policy } from "../../policy/records.ts";
import { constraintsOf } from "../intent/asked_constraints.ts";
import { disjointAsked } from "../paths/disjoint_groups.ts";
import { enter, leave } from "../intent/new_policy.ts";
import { forgetPolicy } from "../intent/policies.ts";
import { indexPaths } from "../paths/policy_index.ts";
import { delegationsOf } from "./delegations.ts";
import { profileOf } from "../sending/lanes.ts";
import { findRouter } from "./routers.ts";
import type { Router } from "../state.ts";
import { RSVP_TE, SR_MPLS } from "../pcep/hops.ts";
import { note, touch, type Turn } from "../turn.ts";

/** An LSP that is not ours: makes, renews or drops the policy that stands for its delegation. */
export function followRouterLsp(t: Turn, router: Router, lsp: Lsp, report: StateReport): void {
  if (!report.delegate) return;
  const others = report.create && !profileOf(t, router).createFlagLies;
  if (others && delegationsOf(t.s, router, lsp.name) === "accept") {
    return leaveAlone(t, router, lsp);
  }
  const handsBack = whyNotComputed(lsp);
  const intent = routerIntent(t, router, lsp, report);
  const discriminator = FIRST_ROUTER_LANE + lsp.id;
  const policy: Policy = {
    id: t.s.nextPolicy++,
    uid: "",
    name: intent.name,
    origin: "router",
    intent,
    version: 1,
    at: t.at,
    by: router.name,
    storedWith: 0,
    deleted: false,
    ...given({ handsBack, hold: lsp.hold }),
    paths: [{ discriminator, intent: intent.candidatePaths[0]! }],
    lanes: new Map([[discriminator, {
      discriminator,
      lspName: lsp.name,
      lsp: lsp.id,
      told: lsp.told ?? [],
    }]]),
    since: t.at,
    shown: "",
    moves: 0,
  };
  enter(t, policy);
  t.s.laneOwner.set(discriminator, policy.id);
  lsp.policy = policy.id;
  lsp.lane = discriminator;
  t.s.dirtyPolicies.add(policy.id);
  note(t, {
    severity: handsBack === undefined ? "info" : "warning",
    kind: handsBack === undefined ? "delegated" : "delegationNotUnderstood",
    subject: `policy ${policy.name}`,
    title: `${router.name} delegated ${lsp.name}${
      handsBack === undefined ? "" : ", and Cairn cannot compute it"
    }.`,
    detail: handsBack ?? `Cairn computes it: lowest ${words(intent)}, to ${intent.endpoint}.`,
    policies: [policy.name],
  });
}

/**
 * Another PCE made it, or we did before the store was lost, and the router delegates it to us now. Moving it could break
 * what it was made for, and handing it back would let the router delete it: it stays as it is, and that is said.
 */
function leaveAlone(t: Turn, router: Router, lsp: Lsp): void {
  if (lsp.leftAlone) return;
  lsp.leftAlone = true;
  note(t, {
    severity: "warning",
    kind: "delegationOfOthers",
    subject: `lsp ${router.name}/${lsp.name}`,
    title: `${router.name} delegated ${lsp.name}, which another PCE made: it is left as it is.`,
    detail: `"cairn lsp adopt ${router.name}/${lsp.name}" lists it as known, ` +
      `"cairn lsp release" hands it back.`,
  });
}

/** Holding a delegation silently is the worst answer: what cannot be computed is handed back (rules I.7). */
function whyNotComputed({ destination, setupType, onlyAlgorithm, more }: Lsp): string | undefined {
  if (destination === "") return "Its report names no endpoint.";
  if (onlyAlgorithm) {
    return `It asks for SIDs of algorithm ${onlyAlgorithm} alone; paths of algorithm 0 are computed.`;
  }
  if (more?.length) {
    return `Its traffic is shared by ${
      more.length + 1
    } segment lists; one is computed, and the others would be lost.`;
  }
  if (setupType === SR_MPLS) return undefined;
  if (setupType !== RSVP_TE) {
    return `Its path setup type is ${setupType}; SR-MPLS and RSVP-TE are computed.`;
  }
  return isIpv4Text(destination) ? undefined : "It is an RSVP-TE LSP without an IPv4 endpoint.";
}

/** The router reports it again: what it asks for may have changed, or it took the delegation back. */
export function renewRouterPolicy(
  t: Turn,
  router: Router,
  lsp: Lsp,
  report: StateReport,
  policy: Policy,
): void {
  if (!report.delegate) {
    lsp.told = policy.lanes.get(lsp.lane ?? -1)?.told ?? [];
    Object.assign(lsp, given({ hold: policy.hold }));
    delete lsp.policy;
    delete lsp.lane;
    forgetRouterPolicy(t, policy);
    return;
  }
  const intent = routerIntent(t, router, lsp, report), handsBack = whyNotComputed(lsp);
  const same = handsBack === policy.handsBack;
  if (same && JSON.stringify(intent) === JSON.stringify(policy.intent)) return;
  if (handsBack === undefined) delete policy.handsBack;
  else policy.handsBack = handsBack;
  leave(t, policy); // its router may have another name now
  policy.name = intent.name;
  policy.intent = intent;
  enter(t, policy);
  policy.version++;
  policy.at = t.at;
  policy.paths = [{
    discriminator: policy.paths[0]!.discriminator,
    intent: intent.candidatePaths[0]!,
  }];
  indexPaths(t, policy);
  t.s.dirtyPolicies.add(policy.id);
  t.s.compute.asked.add(policy.id);
  touch(t, "policy", policy.id);
}

export function forgetRouterPolicy(t: Turn, policy: Policy): void {
  forgetPolicy(t, policy);
  note(t, {
    severity: "info",
    kind: "delegationGone",
    subject: `policy ${policy.name}`,
    title: `${policy.name} is not delegated to Cairn any more.`,
    detail: "",
  });
}

function routerIntent(t: Turn, router: Router, lsp: Lsp, report: StateReport): PolicyIntent {
  const { path: plain, bandwidthBps, priority } = constraintsOf(t, report, lsp.setupType);
  const path = { ...plain, ...given({ disjoint: disjointAsked(lsp) }) };
  return {
    kind: "Policy",
    name: `${router.name}/${lsp.name}`,
    headend: router.name,
    endpoint: findRouter(t, lsp.destination)?.name ?? lsp.destination,
    color: lsp.color ?? 0,
    bandwidthBps,
    priority,
    onNoPath: "keep",
    adminUp: true,
    labels: {},
    candidatePaths: [{ preference: lsp.preference ?? 100, path }],
    ...(report.lspa?.localProtection && { localProtection: true }),
  };
}

const words = (intent: PolicyIntent) => {
  const path = intent.candidatePaths[0]!.path;
  return path.type === "dynamic" ? path.metric : "";
};
const isIpv4Text = (text: string) => typeof parseAddress(text) === "number";
/** Lanes of routers' own LSPs are numbered beyond what a discriminator can be. */
const FIRST_ROUTER_LANE = 2 ** 32;
