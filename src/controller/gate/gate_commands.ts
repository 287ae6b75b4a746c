/** Commands about who may change routers: mode, freeze and thaw, kept over restarts (rules II.1, II.2). */
import { type Freeze, freezeOf, type Gate } from "../../policy/gate.ts";
import { breakerThawed } from "./breakers.ts";
import type { Command, Reply } from "../command.ts";
import { wakeOptimiser } from "../paths/optimise.ts";
import { markRouter } from "../sending/lanes.ts";
import { reopenSession } from "../pcep/session_driver.ts";
import { policyNamed } from "../intent/find_policies.ts";
import { previewSends, previewStops, type Scope } from "../intent/previews.ts";
import { done, notFound, refused } from "../replies.ts";
import { finish } from "./rollouts.ts";
import { addressOf, findRouter, routerMode, wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Row } from "../step.ts";
import { end } from "./ted_guard.ts";
import { audit, note, store, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";

export function setMode(
  t: Turn,
  id: number,
  by: string,
  command: Command & { do: "mode" },
): Reply | undefined {
  const router = command.router === undefined ? undefined : findRouter(t, command.router);
  if (command.router !== undefined && !router) return notFound("router", command.router);
  const { gate } = t.s;
  if (command.dryRun) return done(preview(t, withMode(gate, command.mode, router), { router }));
  const before = router ? routerMode(t.s, router) : gate.mode;
  const rows = router ? forget(gate.routerModes, "mode/", router) : [];
  if (router) gate.routerModes.set(keyOf(router), command.mode);
  else gate.mode = command.mode;
  rows.push(meta(router ? `mode/${keyOf(router)}` : "mode", command.mode));
  note(t, {
    severity: "info",
    kind: "mode",
    subject: router ? `router ${router.name}` : "cairn",
    title: `${router?.name ?? "The network"} is in ${command.mode} mode.`,
    detail: `Was ${before}; by ${by}.`,
  });
  gateChanged(t);
  for (const session of t.s.pcep.values()) {
    if (!router || session.router === router.id) reopenSession(t, session);
  }
  return storeMeta(t, id, by, rows, { action: "mode", before, after: command.mode });
}

export function freeze(
  t: Turn,
  id: number,
  by: string,
  command: Command & { do: "freeze" | "thaw" },
): Reply | undefined {
  const { gate } = t.s;
  const router = command.router === undefined ? undefined : findRouter(t, command.router);
  if (command.router !== undefined && !router) {
    return command.do === "thaw" && gate.routerFreezes.has(command.router)
      ? thawGone(t, id, by, command.router, command.dryRun === true)
      : notFound("router", command.router);
  }
  // A policy that was deleted while it was frozen: its LSP waits for the thaw.
  const frozen = command.policy !== undefined && gate.policyFreezes.has(command.policy);
  if (command.policy !== undefined && !frozen && !policyNamed(t.s, command.policy)) {
    return notFound("policy", command.policy);
  }
  const value = command.do === "freeze" ? { reason: command.reason, by, at: t.at } : undefined;
  if (command.dryRun) {
    const scope = { router, policy: command.policy };
    return done(preview(t, withFreeze(gate, value, scope), scope));
  }
  const name = router?.name ?? command.policy ?? "";
  const held = router
    ? freezeOf(gate, wordsOf(router))
    : command.policy === undefined
    ? gate.freeze
    : gate.policyFreezes.get(command.policy);
  const before = held ? JSON.stringify(held) : "";
  const rows = router ? forget(gate.routerFreezes, "freeze/router/", router) : [];
  const stored = value ? JSON.stringify(value) : null;
  if (router) {
    if (value) gate.routerFreezes.set(keyOf(router), value);
    rows.push(meta(`freeze/router/${keyOf(router)}`, stored));
  } else if (command.policy !== undefined) {
    if (value) gate.policyFreezes.set(command.policy, value);
    else gate.policyFreezes.delete(command.policy);
    rows.push(meta(`freeze/policy/${command.policy}`, stored));
  } else {
    gate.freeze = value;
    rows.push(meta("freeze/", stored));
  }
  note(t, {
    severity: value ? "warning" : "info",
    kind: value ? "frozen" : "thawed",
    subject: name || "cairn",
    title: value
      ? `${name || "Everything"} is frozen by ${by}.`
      : `${name || "Everything"} is thawed.`,
    detail: value?.reason ?? "",
  });
  if (command.policy === undefined) breakerThawed(t, router);
  gateChanged(t);
  return storeMeta(t, id, by, rows, { action: command.do, before, after: stored ?? "" });
}

/** The freeze of a router that nobody knows any more: nothing is sent by its end. */
function thawGone(t: Turn, id: number, by: string, word: string, dryRun: boolean) {
  if (dryRun) return done([]);
  const { routerFreezes } = t.s.gate;
  const before = JSON.stringify(routerFreezes.get(word));
  routerFreezes.delete(word);
  alarm(t, "circuitBreaker", `router ${word}`, "critical", undefined);
  gateChanged(t);
  const rows = [meta(`freeze/router/${word}`, null)];
  return storeMeta(t, id, by, rows, { action: "thaw", before, after: "" });
}

/** Kept by the address, which outlives a name; older entries under other words of the router go. */
const keyOf = (router: Router) => addressOf(router) || router.name;
function forget(map: Map<string, unknown>, prefix: string, router: Router): Row[] {
  return wordsOf(router).flatMap((word) =>
    map.delete(word) ? [meta(`${prefix}${word}`, null)] : []
  );
}
const meta = (key: string, value: string | null): Row => ({ table: "meta", key, value });

/** What was held may go now, or may go no longer. */
export function gateChanged(t: Turn): void {
  touch(t, "status", 0);
  wakeOptimiser(t);
  for (const router of t.s.routers.values()) {
    touch(t, "router", router.id);
    markRouter(t, router);
  }
}

function storeMeta(
  t: Turn,
  id: number,
  by: string,
  rows: readonly Row[],
  entry: { readonly action: string; readonly before: string; readonly after: string },
): undefined {
  const subject = rows[rows.length - 1]!.key;
  const sequence = store(t, [...rows, audit(t, { by, subject, ...entry })]);
  t.s.pending.push({ sequence, reply: { id, reply: done([]) }, policies: [], links: false });
  return undefined;
}

/** What is gone of the topology is gone: policies are computed by what is left (rules II.4). */
export function confirmTopology(t: Turn, id: number, by: string): Reply | undefined {
  const { hold } = t.s.guards;
  if (hold?.is !== "holding") {
    return refused("failedPrecondition", {
      field: "",
      problem: "The topology guard holds nothing.",
      fix: '"cairn status" shows what is held.',
    });
  }
  end(t, `Confirmed by ${by}.`, true);
  const row = audit(t, {
    by,
    action: "confirm",
    subject: "topology",
    before: "",
    after: JSON.stringify({ gone: hold.gone }),
  });
  t.s.pending.push({
    sequence: store(t, [row]),
    reply: { id, reply: done([]) },
    policies: [],
    links: false,
  });
  return undefined;
}

/** The rest of a mesh goes, whatever became of its first policies (rules II.5). */
export function confirmMesh(t: Turn, id: number, by: string, mesh: string): Reply | undefined {
  if (!t.s.declared.meshes.has(mesh)) return notFound("name", mesh);
  if (!t.s.guards.rollouts.has(mesh)) {
    return refused("failedPrecondition", {
      field: "name",
      problem: `No rollout of mesh ${mesh} is under way.`,
      fix: '"cairn status" shows what is held.',
    });
  }
  const rows = finish(t, mesh);
  return storeMeta(t, id, by, rows, { action: "confirm", before: "", after: "" });
}

function preview(t: Turn, after: Gate, scope: Scope) {
  return [...previewStops(t, after, scope), ...previewSends(t, after, scope)];
}
function withMode(gate: Gate, mode: Gate["mode"], router: Router | undefined): Gate {
  if (!router) return { ...gate, mode };
  const routerModes = new Map(gate.routerModes);
  for (const word of wordsOf(router)) routerModes.delete(word);
  return { ...gate, routerModes: routerModes.set(keyOf(router), mode) };
}
function withFreeze(gate: Gate, freeze: Freeze | undefined, { router, policy }: Scope): Gate {
  if (!router && policy === undefined) return { ...gate, freeze };
  const routerFreezes = new Map(gate.routerFreezes), policyFreezes = new Map(gate.policyFreezes);
  for (const word of router ? wordsOf(router) : []) routerFreezes.delete(word);
  if (policy !== undefined) policyFreezes.delete(policy);
  if (freeze && router) routerFreezes.set(keyOf(router), freeze);
  if (freeze && policy !== undefined) policyFreezes.set(policy, freeze);
  return { ...gate, routerFreezes, policyFreezes };
}
