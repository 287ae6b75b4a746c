/**
 * `cairn delegation request`: asks a router to delegate one LSP that it holds (RFC 8741). Only by an operator, only
 * through the gate, and only routers that know the question: others could take it for an update of what is not ours (rules I.7).
 */
import { itemsOf } from "../../lib/sid_numbers.ts";
import { type Hop, NO_ATTRIBUTES, PLAIN_LSP, plspId } from "../../pcep/codec/message.ts";
import { passage } from "../../policy/gate.ts";
import type { Lsp } from "../../policy/records.ts";
import type { Reply } from "../command.ts";
import { done, notFound, refused } from "../replies.ts";
import { delegationsOf } from "../routers/delegations.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import { sessionReady } from "../sending/session_ready.ts";
import type { Router } from "../state.ts";
import { audit, note, store, touch, type Turn } from "../turn.ts";
import { hopOf, srv6Hop } from "./hops.ts";
import { sendChange, takeSrpId } from "./outgoing.ts";
import type { PcepSessionState } from "./session.ts";

/** `id`: router/symbolicPathName. The answer of the router comes later, or never. */
export function requestControl(
  t: Turn,
  command: number,
  by: string,
  id: string,
): Reply | undefined {
  const at = id.indexOf("/"), router = findRouter(t, id.slice(0, Math.max(0, at)));
  const lsp = router &&
    t.s.lsps.get(t.s.lspByKey.get(`${router.id}/${id.slice(at + 1)}`) ?? -1);
  if (!router || !lsp) return notFound("id", id);
  const session = t.s.pcep.get(router.session ?? -1);
  const why = hindrance(t, router, session, lsp);
  if (why) return refused("failedPrecondition", { field: "id", problem: why[0], fix: why[1] });
  ask(t, router, session!, lsp, by);
  const sequence = store(t, [audit(t, {
    by,
    action: "delegation request",
    subject: `LSP ${router.name}/${lsp.name}`,
    before: "",
    after: "asked",
  })]);
  t.s.pending.push({
    sequence,
    reply: { id: command, reply: done([]) },
    policies: [],
    links: false,
  });
  return undefined;
}

/** What is in the way, and what to do: two sentences. */
function hindrance(
  t: Turn,
  router: Router,
  session: PcepSessionState | undefined,
  lsp: Lsp,
): readonly [string, string] | undefined {
  if (lsp.heldByUs) return ["It is delegated to Cairn.", "There is nothing to ask for."];
  const ready = sessionReady(t, session);
  if (!ready.ok) return [ready.why, "Try again when it is over."];
  const { profile, updates, connection } = ready.session;
  if (lsp.stale || lsp.session !== connection || plspId(lsp.plspId) === undefined) {
    return ["Its router has not told of it in this session.", "Resynchronise the session."];
  }
  if (!profile.controlRequests) {
    return [
      `${profile.title} is not known to understand the request (RFC 8741); it could take it for an update.`,
      "Delegate it in the router's configuration.",
    ];
  }
  if (!updates) {
    return [
      `${router.name} does not let a PCE update LSPs (no U flag in its Open).`,
      "Allow it there.",
    ];
  }
  if (delegationsOf(t.s, router) === "return") {
    return [
      `Delegations of ${router.name} are returned.`,
      `Accept them first: cairn delegation accept --router ${router.name}.`,
    ];
  }
  const unrepeatable = lsp.more?.length || t.s.asideLists.has(lsp.id);
  if (lsp.labels === undefined || lsp.labels.includes(-1) || unrepeatable) {
    return [
      "Its path has hops that Cairn cannot repeat, and a request has to carry the path.",
      "Delegate it in the router's configuration.",
    ];
  }
  const pass = passage(t.s.gate, wordsOf(router), "");
  return pass.open ? undefined : [pass.why, "Open the gate first."];
}

/** C=1 and D=0, with the path that it has: whoever took it for an update would change nothing (RFC 8741 §4). */
function ask(t: Turn, router: Router, session: PcepSessionState, lsp: Lsp, by: string): void {
  const srpId = takeSrpId(session);
  lsp.control = { at: t.at, by, session: session.connection!, srpId };
  touch(t, "lsp", lsp.id);
  const ero: Hop[] = itemsOf(lsp.labels ?? []).map((item) =>
    typeof item === "string" ? srv6Hop({ sid: item }) : hopOf(item, lsp.setupType)
  );
  sendChange(t, session, router, "", {
    kind: "update",
    updates: [{
      ...PLAIN_LSP,
      ...NO_ATTRIBUTES,
      plspId: plspId(lsp.plspId)!,
      srpId,
      pathSetupType: lsp.setupType,
      delegate: false,
      adminUp: lsp.adminUp,
      ero,
      segmentLists: [],
      controlRequest: true,
    }],
    problems: [],
  });
  note(t, {
    severity: "info",
    kind: "controlAsked",
    subject: `router ${router.name}`,
    title: `${router.name} was asked to delegate LSP ${lsp.name}.`,
    detail: `By ${by} (RFC 8741). It decides, and does not have to answer.`,
  });
}
