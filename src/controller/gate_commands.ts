/** Commands about who may change routers: mode, freeze and thaw, kept over restarts (rules II.1, II.2). */
import type { Change, Command, Reply } from "./command.ts";
import { markRouter } from "./lanes.ts";
import { previewQuestions } from "./pcep/requests.ts";
import { reopenSession } from "./pcep/session_driver.ts";
import { policyNamed } from "./policies.ts";
import { preview } from "./reconcile_lanes.ts";
import { done, notFound } from "./replies.ts";
import { findRouter } from "./routers.ts";
import { audit, note, store, touch, type Turn } from "./turn.ts";

export function setMode(
  t: Turn,
  id: number,
  by: string,
  command: Command & { do: "mode" },
): Reply | undefined {
  const router = command.router === undefined ? undefined : findRouter(t, command.router);
  if (command.router !== undefined && !router) return notFound("router", command.router);
  if (command.dryRun) return done(command.mode === "control" ? previewChanges(t, router) : []);
  const { gate } = t.s;
  const before = router ? gate.routerModes.get(router.name) ?? gate.mode : gate.mode;
  if (router) gate.routerModes.set(router.name, command.mode);
  else gate.mode = command.mode;
  const key = router ? `mode/${router.name}` : "mode";
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
  return storeMeta(t, id, by, key, command.mode, "mode", before);
}

export function freeze(
  t: Turn,
  id: number,
  by: string,
  command: Command & { do: "freeze" | "thaw" },
): Reply | undefined {
  const { gate } = t.s;
  const router = command.router === undefined ? undefined : findRouter(t, command.router);
  if (command.router !== undefined && !router) return notFound("router", command.router);
  if (command.policy !== undefined && !policyNamed(t.s, command.policy)) {
    return notFound("policy", command.policy);
  }
  const value = command.do === "freeze" ? { reason: command.reason, by, at: t.at } : undefined;
  const scope = router ? `router/${router.name}` : command.policy ? `policy/${command.policy}` : "";
  const map = router ? gate.routerFreezes : command.policy ? gate.policyFreezes : undefined;
  const name = router?.name ?? command.policy ?? "";
  if (!map) gate.freeze = value;
  else if (value) map.set(name, value);
  else map.delete(name);
  note(t, {
    severity: value ? "warning" : "info",
    kind: value ? "frozen" : "thawed",
    subject: name || "cairn",
    title: value
      ? `${name || "Everything"} is frozen by ${by}.`
      : `${name || "Everything"} is thawed.`,
    detail: value?.reason ?? "",
  });
  gateChanged(t);
  const stored = value ? JSON.stringify(value) : null;
  return storeMeta(t, id, by, `freeze/${scope}`, stored, command.do, "");
}

/** What was held may go now, or may go no longer. */
function gateChanged(t: Turn): void {
  touch(t, "status", 0);
  for (const router of t.s.routers.values()) {
    touch(t, "router", router.id);
    markRouter(t, router);
  }
}

function storeMeta(
  t: Turn,
  id: number,
  by: string,
  key: string,
  value: string | null,
  action: string,
  before: string,
): undefined {
  const row = { table: "meta", key, value: value === null ? null : value };
  const entry = audit(t, { by, action, subject: key, before, after: value ?? "" });
  const sequence = store(t, [row, entry]);
  t.s.pending.push({ sequence, reply: { id, reply: done([]) }, policies: [], links: false });
  return undefined;
}

export function previewChanges(t: Turn, router?: Parameters<typeof preview>[1]): Change[] {
  const all = [...preview(t, router), ...previewQuestions(t, router)];
  return all.map(({ policy, router, message }) => ({
    kind: "Message",
    name: policy,
    change: "wouldSend",
    detail: `to ${router}: ${message}`,
  }));
}
