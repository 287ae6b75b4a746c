/** What a dry run says of one policy: its paths as computed, and the message to its router, or why there is none. */
import { labelsIn } from "../../lib/sid_numbers.ts";
import { listWords } from "../../policy/segment_lists.ts";
import { passage } from "../../policy/gate.ts";
import { decide } from "../../policy/reconcile.ts";
import type { Lane, Policy } from "../../policy/records.ts";
import type { Planned } from "./dry_run.ts";
import { situation } from "../sending/lane_situation.ts";
import { profileOf } from "../sending/lanes.ts";
import { computedRow } from "../paths/path_command.ts";
import { policyNamed } from "./find_policies.ts";
import { MESSAGES } from "./previews.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";
import type { PlannedRow } from "../view/view.ts";
import { wantedOf } from "../sending/wanted.ts";

export function plannedRows(t: Turn, planned: Planned): PlannedRow[] {
  const { intent, change } = planned;
  const before = policyNamed(t.s, intent.name);
  // Another headend, colour or endpoint is another LSP: the old one goes when the new one is up.
  const same = before && before.intent.headend === intent.headend &&
    before.intent.color === intent.color && before.intent.endpoint === intent.endpoint;
  const policy = wouldBe(t, planned, same ? before : undefined);
  const router = findRouter(t, intent.headend);
  const head = { policy: intent.name, change, headend: intent.headend, endpoint: intent.endpoint };
  if (change === "deleted") return deletedRows(t, planned, policy, router, head);
  const one = router !== undefined && profileOf(t, router).candidatePaths === "one";
  return policy.paths.map((path): PlannedRow => {
    const own = policy.lanes.get(path.discriminator);
    const lane: Lane = (one ? policy.lanes.values().next().value : own) ??
      { discriminator: path.discriminator, lspName: "", told: [] };
    const wanted = router ? wantedOf(policy, lane, profileOf(t, router)) : undefined;
    const chosen = wanted?.is === "list" && wanted.preference === path.intent.preference;
    const result = path.computed?.result;
    const first = !one || chosen || (wanted?.is !== "list" && path === policy.paths[0]);
    const says = first
      ? messageFor(t, router, policy, lane)
      : { message: "", why: "The router takes one candidate path; another is better." };
    return {
      ...head,
      preference: path.intent.preference,
      chosen: chosen && result?.ok === true,
      ...(path.computed && { path: computedRow(t, path.computed) }),
      labelsBefore: first ? labelsOf(t, lane) : [],
      ...says,
    };
  });
}

/** The policy as it would be, beside the one that is. */
function wouldBe(t: Turn, { intent, change, mesh, results }: Planned, before?: Policy): Policy {
  return {
    id: before?.id ?? 0,
    uid: before?.uid ?? "",
    name: intent.name,
    origin: mesh === undefined ? "operator" : "mesh",
    intent,
    version: (before?.version ?? 0) + 1,
    at: t.at,
    by: "",
    storedWith: 0,
    deleted: change === "deleted",
    paths: intent.candidatePaths.map((candidate, i) => ({
      discriminator: before?.paths.find((p) => p.intent.preference === candidate.preference)
        ?.discriminator ?? -1 - i,
      intent: candidate,
      computed: {
        at: t.at,
        topologyVersion: t.caches.ted.version,
        job: undefined,
        result: results[i] ??
          { id: 0, ok: false, reason: "notSupported", why: "It could not be computed." },
        tookMicroseconds: 0,
      },
    })),
    lanes: before?.lanes ?? new Map(),
    since: t.at,
    shown: "",
    moves: 0,
  };
}

function deletedRows(
  t: Turn,
  { mesh }: Planned,
  policy: Policy,
  router: Router | undefined,
  head: Pick<PlannedRow, "policy" | "change" | "headend" | "endpoint">,
): PlannedRow[] {
  const lanes = [...policy.lanes.values()].filter((lane) => lane.lsp !== undefined);
  const row = (labelsBefore: readonly number[], message: string, why: string): PlannedRow => ({
    ...head,
    preference: 0,
    chosen: false,
    labelsBefore,
    message,
    why,
  });
  if (lanes.length === 0) return [row([], "", "No router has an LSP of it.")];
  const because = mesh === undefined ? "" : `Mesh ${mesh} has it no more. `;
  return lanes.map((lane) => {
    const { message, why } = messageFor(t, router, policy, lane);
    return row(labelsOf(t, lane), message, `${because}${why}`);
  });
}

/** As the reconciliation would decide now, were it so. */
function messageFor(
  t: Turn,
  router: Router | undefined,
  policy: Policy,
  lane: Lane,
): { readonly message: string; readonly why: string } {
  const none = (why: string) => ({ message: "", why });
  if (!router) return none(`${policy.intent.headend} is not known.`);
  const session = t.s.pcep.get(router.session ?? -1);
  if (session?.connection === undefined) return none(`No PCEP session with ${router.name}.`);
  if (session.readyAt === undefined || t.at < session.readyAt) {
    return none(`${router.name} is still telling what it has.`);
  }
  const wanted = wantedOf(policy, lane, session.profile);
  if (!wanted) return none("Not computed.");
  const decision = decide(situation(t, router, session, policy, lane, wanted));
  if (decision.do === "rest" && decision.is === "asWanted") {
    return none("The router has it already.");
  }
  const why = "why" in wanted ? wanted.why : sentence(decision.why);
  if (decision.do === "wait" || decision.do === "rest") return none(why || "Nothing to send.");
  const pass = passage(t.s.gate, wordsOf(router), policy.name, {
    removes: decision.do === "delete",
  });
  if (!pass.open) return none(pass.why);
  const list = wanted.is === "list" ? ` ${listWords(wanted)}` : "";
  return { message: `${MESSAGES[decision.do]}${list}`, why };
}

function labelsOf(t: Turn, lane: Lane): readonly number[] {
  return labelsIn(t.s.lsps.get(lane.lsp ?? -1)?.labels ?? []);
}
const sentence = (text: string) =>
  text === ""
    ? ""
    : `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
