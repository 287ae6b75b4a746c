/**
 * Commands of people and programs: checked and applied to the intent tables in one step, answered when that is on disk.
 * A refusal names every field that is wrong.
 */
import type { Intent } from "../policy/intent.ts";
import { applyIntents, type Outcome } from "./intent/apply.ts";
import { takePeerCommand } from "./bgp/peer_commands.ts";
import { unconfirmedDeletes } from "./intent/blast_radius.ts";
import { checkIntents } from "./intent/check.ts";
import { changeAlarm } from "./telling/alarm_commands.ts";
import type { Command, Reply } from "./command.ts";
import { planApply } from "./intent/dry_run.ts";
import { confirmMesh, confirmTopology, freeze, setMode } from "./gate/gate_commands.ts";
import { decommission } from "./routers/decommission.ts";
import { activate } from "./intent/meshes.ts";
import { computePath } from "./paths/path_command.ts";
import { requestControl } from "./pcep/control_request.ts";
import { adoptOrRelease, setDelegations } from "./routers/ownership_commands.ts";
import { resetSession } from "./pcep/session_driver.ts";
import { forgetDatabase, resynchronise } from "./pcep/sync.ts";
import { sessionName } from "./pcep/session_names.ts";
import { policyNamed } from "./intent/find_policies.ts";
import { reoptimize } from "./paths/reoptimize.ts";
import { done, invalid, notFound, refused } from "./replies.ts";
import { rollback } from "./intent/rollback.ts";
import { goAnyway } from "./gate/start_gate.ts";
import { audit, store, type Turn } from "./turn.ts";

export function takeCommand(t: Turn, id: number, by: string, command: Command): void {
  const answer = execute(t, id, by, command);
  if (answer) t.effects.push({ do: "reply", id, reply: answer });
}

/** "stored": transactions up to `through` are on disk. */
export function takeStored(t: Turn, through: number): void {
  t.s.storedThrough = Math.max(t.s.storedThrough, through);
  while (t.s.pending.length > 0 && t.s.pending[0]!.sequence <= through) {
    const { reply, policies } = t.s.pending.shift()!;
    if (reply) t.effects.push({ do: "reply", id: reply.id, reply: reply.reply });
    activate(t, policies);
  }
}

/** undefined: the answer comes later. */
function execute(t: Turn, id: number, by: string, command: Command): Reply | undefined {
  switch (command.do) {
    case "apply":
      return apply(t, id, by, command);
    case "create":
      return create(t, id, by, command.intent);
    case "delete":
      return remove(t, id, by, command.kind, command.name, command.confirmDeletes);
    case "mode":
      return setMode(t, id, by, command);
    case "freeze":
    case "thaw":
      return freeze(t, id, by, command);
    case "delegations":
      return setDelegations(t, id, by, command);
    case "adopt":
    case "release":
      return adoptOrRelease(t, id, by, command);
    case "requestControl":
      return requestControl(t, id, by, command.lsp);
    case "decommission":
      return decommission(t, id, by, command);
    case "confirmTopology":
      return confirmTopology(t, id, by);
    case "confirmMesh":
      return confirmMesh(t, id, by, command.mesh);
    case "go":
      goAnyway(t, by);
      return written(t, by, "go", "start gate", done([]));
    case "reoptimize": {
      const policy = policyNamed(t.s, command.policy);
      if (policy) {
        policy.cause = `operator ${by}`;
        written(t, by, "reoptimize", `Policy ${policy.name}`);
      }
      return reoptimize(t, id, command.policy);
    }
    case "recordAccess":
      return written(t, by, command.action, command.subject, done([]), command.words);
    case "resetSession": {
      const session = t.s.pcep.get(command.session);
      if (!session) return notFound("id", String(command.session));
      forgetDatabase(t, session);
      resetSession(t, session, `reset by ${by}`);
      return written(t, by, "reset", `PCEP session ${sessionName(session)}`, done([]));
    }
    case "resyncSession": {
      const session = t.s.pcep.get(command.session);
      if (!session) return notFound("id", String(command.session));
      if (session.upAt === undefined) {
        const problem = "The session is not up.";
        return refused("failedPrecondition", { field: "id", problem, fix: "Wait for the router." });
      }
      resynchronise(t, session, by);
      return written(t, by, "resync", `PCEP session ${sessionName(session)}`, done([]));
    }
    case "resetPeer":
    case "refreshPeer":
    case "shutPeer":
    case "enablePeer":
      return takePeerCommand(t, id, by, command, by === STOPPING);
    case "rollback":
      return takeBack(t, id, by, command);
    case "alarm":
      return changeAlarm(t, id, by, command);
    case "computePath":
      computePath(t, id, command.intent);
      return undefined;
  }
}

/** In the audit, for what changes nothing that is stored. */
function written(t: Turn, by: string, action: string, subject: string, reply?: Reply, after = "") {
  if (by === STOPPING) return reply; // the end of the program is no change
  store(t, [audit(t, { by, action, subject, before: "", after })]);
  return reply;
}

function apply(
  t: Turn,
  id: number,
  by: string,
  command: Command & { do: "apply" },
): Reply | undefined {
  const deletes = command.prune ? prunable(t, command.intents) : [];
  const problems = checkIntents(t, command.intents, deletes);
  if (problems.length > 0) return invalid(problems);
  if (command.checkOnly) return done([]);
  const unconfirmed = unconfirmedDeletes(t, command.intents, deletes, command.confirmDeletes);
  if (unconfirmed && !command.dryRun) return unconfirmed;
  const outcome = applyIntents(t, command.intents, deletes, by, command.dryRun);
  if (command.dryRun) {
    planApply(t, id, command.intents, deletes, outcome.changes);
    return undefined;
  }
  return commit(t, id, outcome, by, "apply");
}

function takeBack(t: Turn, id: number, by: string, command: Command & { do: "rollback" }) {
  const back = rollback(t, command.policy, command.to, by, command.dryRun);
  if (!back.ok) return back;
  const { outcome, version } = back;
  if (command.dryRun) return { ...done(outcome.changes), version };
  return commit(t, id, outcome, by, `rollback to version ${version},`, version);
}

function create(t: Turn, id: number, by: string, intent: Intent): Reply | undefined {
  const problems = checkIntents(t, [intent]);
  if (problems.length > 0) return invalid(problems);
  if (exists(t, intent.kind, intent.name)) {
    return refused("alreadyExists", {
      field: "name",
      problem: `${intent.kind} ${intent.name} exists.`,
      fix: "Use apply to change it, or another name.",
    });
  }
  return commit(t, id, applyIntents(t, [intent], [], by, false), by, "create");
}

function remove(
  t: Turn,
  id: number,
  by: string,
  kind: Intent["kind"],
  name: string,
  confirmed: number | undefined,
): Reply | undefined {
  if (!exists(t, kind, name)) return notFound("name", name);
  const policy = kind === "Policy" ? policyNamed(t.s, name) : undefined;
  if (policy && policy.origin !== "operator") {
    return refused("failedPrecondition", {
      field: "name",
      problem: policy.mesh
        ? `${name} belongs to mesh ${policy.mesh}.`
        : `${name} was delegated by its router and is configured there.`,
      fix: policy.mesh
        ? "Change or delete the mesh."
        : "Remove it from the router's configuration.",
    });
  }
  const unconfirmed = unconfirmedDeletes(t, [], [{ kind, name }], confirmed);
  if (unconfirmed) return unconfirmed;
  return commit(t, id, applyIntents(t, [], [{ kind, name }], by, false), by, "delete");
}

function commit(
  t: Turn,
  id: number,
  outcome: Outcome,
  by: string,
  action: string,
  version?: number,
): Reply | undefined {
  const reply = { ...done(outcome.changes), ...(version !== undefined && { version }) };
  if (outcome.rows.length === 0) return reply;
  const entries = outcome.records.map(({ change, before, after }) =>
    audit(t, {
      by,
      action: `${action} ${change.change}`,
      subject: `${change.kind} ${change.name}`,
      before,
      after,
    })
  );
  const sequence = store(t, [...outcome.rows, ...entries]);
  t.s.pending.push({ sequence, reply: { id, reply }, policies: outcome.policies, links: false });
  return undefined;
}

function prunable(t: Turn, intents: readonly Intent[]): { kind: Intent["kind"]; name: string }[] {
  const named = new Set(intents.map((i) => `${i.kind}/${i.name}`));
  const all: { kind: Intent["kind"]; name: string }[] = [];
  for (const policy of t.s.policies.values()) {
    if (policy.origin === "operator" && !policy.deleted) {
      all.push({ kind: "Policy", name: policy.name });
    }
  }
  const { meshes, routers, affinities, linkFacts, nodeFacts } = t.s.declared;
  for (const map of [meshes, routers, affinities, linkFacts, nodeFacts]) {
    for (const { intent } of map.values()) all.push({ kind: intent.kind, name: intent.name });
  }
  return all.filter((item) => !named.has(`${item.kind}/${item.name}`));
}

function exists(t: Turn, kind: Intent["kind"], name: string): boolean {
  const { meshes, routers, affinities, linkFacts, nodeFacts } = t.s.declared;
  switch (kind) {
    case "Policy":
      return policyNamed(t.s, name) !== undefined;
    case "Mesh":
      return meshes.has(name);
    case "Router":
      return routers.has(name);
    case "Affinity":
      return affinities.has(name);
    case "LinkFacts":
      return linkFacts.has(name);
    case "NodeFacts":
      return nodeFacts.has(name);
  }
}

/** Who resets the sessions when the program ends. */
export const STOPPING = "stopping";
