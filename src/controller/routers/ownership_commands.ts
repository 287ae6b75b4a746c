/**
 * Commands about who holds LSPs: `cairn delegation accept|return`, `cairn lsp adopt|release` (rules I.7, I.8). What cannot
 * be done is refused in a sentence; what is done is in the audit, and its messages pass the gate like all others.
 */
import { PLAIN_REPORT } from "../../pcep/codec/message.ts";
import { passage } from "../../policy/gate.ts";
import type { Lsp, Policy } from "../../policy/records.ts";
import type { Change, Command, Reply } from "../command.ts";
import { keyOf, knownOf, lspKey, orderDelegations, orderKnown } from "./delegations.ts";
import { currentLsp } from "../sending/lane_situation.ts";
import { markLane, markRouter, profileOf } from "../sending/lanes.ts";
import { ownershipOf } from "./ownership.ts";
import { policiesAt } from "../intent/find_policies.ts";
import { done, notFound, refused } from "../replies.ts";
import { followRouterLsp } from "./router_policies.ts";
import { findRouter, wordsOf } from "./routers.ts";
import type { Router } from "../state.ts";
import type { Row } from "../step.ts";
import { audit, note, store, touch, type Turn } from "../turn.ts";

export function setDelegations(
  t: Turn,
  id: number,
  by: string,
  command: Command & { readonly do: "delegations" },
): Reply | undefined {
  const router = command.router === undefined ? undefined : findRouter(t, command.router);
  if (command.router !== undefined && !router) return notFound("router", command.router);
  const { delegations } = command;
  if (command.dryRun) return done(delegations === "return" ? returns(t, router) : []);
  const key = router ? keyOf(router) : "";
  const before = t.s.orders.delegations.get(key) ?? "";
  const order = !router && delegations === "accept" ? undefined : delegations; // documents hold then
  const rows = [...olderWords(t, router), orderDelegations(t.s, key, order)];
  const whose = router?.name ?? "all routers";
  note(t, {
    severity: "info",
    kind: "delegations",
    subject: router ? `router ${router.name}` : "cairn",
    title: `Delegations of ${whose} are ${delegations === "accept" ? "accepted" : "returned"}.`,
    detail: `By ${by}.`,
  });
  for (const one of router ? [router] : t.s.routers.values()) look(t, one);
  const subject = router ? `router ${router.name}` : "network";
  return keep(t, id, by, rows, { action: "delegations", subject, before, after: delegations });
}

/** An order by another word of the router would win over this one. */
function olderWords(t: Turn, router: Router | undefined): Row[] {
  if (!router) return [];
  const { delegations } = t.s.orders;
  return wordsOf(router).filter((word) => word !== keyOf(router) && delegations.has(word))
    .map((word) => orderDelegations(t.s, word, undefined));
}

/** What would be handed back, and what cannot be. */
function returns(t: Turn, only: Router | undefined): Change[] {
  const out: Change[] = [];
  for (const router of only ? [only] : t.s.routers.values()) {
    const profile = profileOf(t, router);
    for (const policy of policiesAt(t, router)) {
      if (policy.origin !== "router") continue;
      out.push({
        kind: "Message",
        name: policy.name,
        change: profile.returnDelegation === "never" ? "unchanged" : "wouldSend",
        detail: profile.returnDelegation === "never"
          ? `${profile.title} has no way to take a delegation back: it is held, untouched`
          : `to ${router.name}: PCUpd, hand back`,
      });
    }
  }
  return out;
}

export function adoptOrRelease(
  t: Turn,
  id: number,
  by: string,
  command: Command & { readonly do: "adopt" | "release" },
): Reply | undefined {
  const at = command.lsp.indexOf("/");
  const router = findRouter(t, command.lsp.slice(0, Math.max(0, at)));
  const name = command.lsp.slice(at + 1);
  const lsp = router && t.s.lsps.get(t.s.lspByKey.get(`${router.id}/${name}`) ?? -1);
  if (!router || !lsp) return notFound("id", command.lsp);
  const policy = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  const about = { t, id, by, router, lsp, policy };
  return command.do === "adopt" ? adopt(about) : release(about);
}
interface About {
  readonly t: Turn;
  readonly id: number;
  readonly by: string;
  readonly router: Router;
  readonly lsp: Lsp;
  readonly policy: Policy | undefined;
}

function adopt(about: About): Reply | undefined {
  const { t, router, lsp, policy } = about, is = ownershipOf(t, lsp);
  const key = lspKey(router, lsp.name);
  if (t.s.orders.delegations.get(key) === "return") {
    return keepAbout(about, "adopt", [orderDelegations(t.s, key, undefined)]);
  }
  if (is === "ours") return no("Cairn holds it already.", "There is nothing to do.");
  if (is === "orphan" && policy) return takeOver(about, policy);
  if (is === "heldElsewhere") {
    return no(
      `It is ours by name, and ${router.name} has not delegated it (C=0): no PCE can take it.`,
      "Let the router delegate it to Cairn.",
    );
  }
  if (!lsp.createFlag) {
    return no(
      `It is configured on ${router.name} and not delegated.`,
      "Delegate it in the router's configuration; Cairn computes it then.",
    );
  }
  if (knownOf(t.s, router, lsp.name)) {
    return no("It is listed as known.", "There is nothing to do.");
  }
  const known = { by: about.by, at: t.at };
  return keepAbout(about, "adopt", [orderKnown(t.s, key, known)]);
}

/** Once more, at once, whatever was answered before (RFC 8281 §6). */
function takeOver(about: About, policy: Policy): Reply | undefined {
  const { t, router, lsp } = about, profile = profileOf(t, router);
  if (!profile.takeOver) {
    return no(
      `${profile.title} refuses to be taken over (PCErr 19/8).`,
      "It hands its LSPs to Cairn by itself when its session with the other PCE ends.",
    );
  }
  const lane = lsp.lane === undefined ? undefined : policy.lanes.get(lsp.lane);
  const session = t.s.pcep.get(router.session ?? -1);
  if (!lane || !session || !currentLsp(t, session, lane)) {
    return no(`There is no PCEP session with ${router.name}.`, "Try again when it is up.");
  }
  const pass = passage(t.s.gate, wordsOf(router), policy.name);
  if (!pass.open) return no(pass.why, "Open the gate first.");
  if (lane.sent?.kind === "takeOver") {
    lane.sent.retryAt = t.at;
    lane.sent.reaction = "retry";
  }
  markLane(t, router.id, lane.discriminator);
  return keepAbout(about, "adopt", []);
}

function release(about: About): Reply | undefined {
  const { t, router, lsp, policy } = about, key = lspKey(router, lsp.name);
  if (knownOf(t.s, router, lsp.name)) {
    return keepAbout(about, "release", [orderKnown(t.s, key, undefined)]);
  }
  if (policy && policy.origin !== "router") {
    return no(
      `Policy ${policy.name} keeps it.`,
      "Delete the policy, or let its onNoPath be return; decommission hands all back.",
    );
  }
  if (!lsp.delegated) return no("Cairn does not hold it.", "There is nothing to release.");
  const profile = profileOf(t, router);
  if (profile.returnDelegation === "never") {
    return no(
      `${profile.title} has no way to take a delegation back.`,
      "End the delegation in the router's configuration; until then Cairn computes it.",
    );
  }
  const order = orderDelegations(t.s, key, "return");
  if (!policy) followRouterLsp(t, router, lsp, { ...PLAIN_REPORT, create: true, delegate: true });
  return keepAbout(about, "release", [order]);
}

function keepAbout(about: About, action: "adopt" | "release", rows: readonly Row[]): undefined {
  const { t, id, by, router, lsp } = about;
  touch(t, "lsp", lsp.id);
  look(t, router);
  return keep(t, id, by, rows, {
    action: `lsp ${action}`,
    subject: `LSP ${router.name}/${lsp.name}`,
    before: "",
    after: action,
  });
}

function keep(
  t: Turn,
  id: number,
  by: string,
  rows: readonly Row[],
  entry: { readonly action: string; readonly subject: string; before: string; after: string },
): undefined {
  const sequence = store(t, [...rows, audit(t, { by, ...entry })]);
  t.s.pending.push({ sequence, reply: { id, reply: done([]) }, policies: [], links: false });
}

function look(t: Turn, router: Router): void {
  touch(t, "router", router.id);
  markRouter(t, router);
}
const no = (problem: string, fix: string): Reply =>
  refused("failedPrecondition", { field: "id", problem, fix });
