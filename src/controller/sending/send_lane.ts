/** The one message that a decision about a lane stands for, and the record of it. */
import { given } from "../../lib/given.ts";
import { holdsSids, itemsOf } from "../../lib/sid_numbers.ts";
import { numbersOf } from "../../path/jobs.ts";
import { encodeMessage } from "../../pcep/codec/encode.ts";
import { type Message, type PlspId, plspId } from "../../pcep/codec/message.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import type { Decision } from "../../policy/reconcile.ts";
import type { Lane, Lsp, Policy, Sent, Wanted } from "../../policy/records.ts";
import { type Lists, sameLists } from "../../policy/segment_lists.ts";
import { isSignalled } from "../../policy/signalled.ts";
import { attemptsWith } from "../../policy/reconcile.ts";
import { allocates, bindingSidsFor } from "./binding_sids.ts";
import { disjointStatus } from "../paths/disjoint_groups.ts";
import { recordSent } from "../telling/history.ts";
import { errandOf } from "../gate/guards.ts";
import { endpointAddress } from "./lanes.ts";
import {
  createMessage,
  deleteMessage,
  emptyUpdate,
  refusal,
  takeOverMessage,
  updateMessage,
} from "../pcep/express.ts";
import { hop, hopOf, RSVP_TE, SR_MPLS, SRV6, srv6Hop } from "../pcep/hops.ts";
import type { PcepSessionState } from "../pcep/session.ts";
import { sendChange, takeSrpId } from "../pcep/outgoing.ts";
import { ANSWER_WITHIN, currentLsp } from "./lane_situation.ts";
import { asked } from "../intent/asked_constraints.ts";
import { addressOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import { armAt, type Turn } from "../turn.ts";

/** The socket takes less than the message now. */
export const NO_ROOM = "no room";

/** Sends the one message; answers why not, if not. */
export function send(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
  decision: Decision & { do: "create" | "update" | "delete" | "takeOver" | "return" },
): string | undefined {
  const lsp = currentLsp(t, session, lane);
  const srpId = takeSrpId(session);
  const message = messageFor(t, router, session, policy, lane, wanted, decision.do, srpId, lsp);
  if (typeof message === "string") return message;
  const octets = encodeMessage(message, session.profile).length;
  session.needs = octets > session.room ? octets - 1 : 0;
  if (session.needs > 0) return NO_ROOM; // made anew when it fits, from what is wanted then
  // Taking over says no list: the orphan keeps the one it has.
  const lists = listsIn(
    decision.do === "takeOver" ? lsp : wanted.is === "list" ? wanted : undefined,
  );
  const errand = errandOf(t, router, policy, lane, decision); // as decided, before it counts as sent
  const before = lane.sent;
  const next = { kind: decision.do, session: session.connection!, at: t.at };
  const sent: Sent = {
    ...next,
    srpId,
    ...(lsp ? { plspId: lsp.plspId } : {}),
    ...lists,
    ...given({ bindingSid: policy.intent.bindingSid }),
    attempts: attemptsWith(before, next, lists),
    outcome: "waiting",
  };
  lane.sent = sent;
  session.outstanding.set(srpId, {
    discriminator: lane.discriminator,
    policy: policy.id,
    at: t.at,
  });
  sendChange(t, session, router, policy.name, message, errand);
  recordSent(t, policy, lane, sent, lsp, before, decision.why);
  armAt(t, `lane ${router.id} ${lane.discriminator}`, t.at + ANSWER_WITHIN);
  return undefined;
}

function messageFor(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
  kind: "create" | "update" | "delete" | "takeOver" | "return",
  srpId: number,
  lsp: Lsp | undefined,
): Message | string {
  const { profile } = session;
  const id = lsp && plspId(lsp.plspId);
  if (kind !== "create" && id === undefined) return "The router gave no PLSP-ID for it.";
  if (kind === "delete") return deleteMessage(srpId, id!, lsp!.setupType);
  if (kind === "takeOver") return takeOverMessage(srpId, id!, lsp!.setupType);
  if (kind === "return") {
    return returnMessage(profile, policy, srpId, id!, lsp!, t.s.asideLists.has(lsp!.id));
  }
  const setupType = setupTypeOf(policy, wanted, lsp);
  const unfit = misfit(router, session, setupType, lsp);
  if (unfit !== undefined) return unfit;
  if (wanted.is !== "list") {
    if (profile.emptyList === "computesItself") {
      return `${profile.title} takes an empty list for "compute it yourself", so the LSP is left as it is.`;
    }
    return emptyUpdate(srpId, id!, true, [], setupType);
  }
  if (kind === "create" && setupType === RSVP_TE) return "Cairn makes no RSVP-TE LSPs yet.";
  if (kind === "create" && !session.instantiates) {
    return `${router.name} does not let a PCE create LSPs (no I flag in its Open).`;
  }
  if (!session.updates) {
    return `${router.name} does not let a PCE update LSPs (no U flag in its Open).`;
  }
  const endpoint = endpointAddress(t, policy);
  const why = policy.origin === "router"
    ? undefined
    : refusal(profile, addressOf(router), endpoint);
  if (why) return why;
  const installation = {
    profile,
    srpId,
    name: lane.lspName,
    headend: addressOf(router),
    endpoint,
    color: policy.intent.color,
    policyName: policy.name,
    preference: wanted.preference,
    discriminator: lane.discriminator,
    originator: t.s.config.originator,
    lists: wanted.more
      ? [{ weight: wanted.weight ?? 1, segments: wanted.segments }, ...wanted.more]
      : [{ weight: 1, segments: wanted.segments }],
    ...asked(t, policy),
    setupType,
    localProtection: policy.intent.localProtection ?? false,
    bandwidthBytesPerSecond: lsp?.autoBandwidth && profile.keepsAutoBandwidth
      ? 0
      : policy.intent.bandwidthBps / 8,
    priority: policy.intent.priority,
    bindingSids: bindingSidsFor(profile, policy.intent.bindingSid, lane, lsp, setupType),
    pceAllocation: allocates(policy.intent.bindingSid, lsp),
    associated: policy.origin !== "router",
    groups: disjointStatus(t, policy, lsp),
    ...given({ aside: policy.origin === "router" ? t.s.asideLists.get(lsp?.id ?? -1) : undefined }),
  };
  return kind === "create" ? createMessage(installation) : updateMessage(installation, id!);
}

/** As the list is; where none is wanted, as the LSP is. */
function setupTypeOf({ intent }: Policy, wanted: Wanted, lsp: Lsp | undefined): number {
  if (isSignalled(intent)) return RSVP_TE;
  if (wanted.is === "list") return holdsSids(wanted.labels) ? SRV6 : SR_MPLS;
  return lsp?.setupType ?? SR_MPLS;
}
/** Why this router cannot have a list of that kind there, as a sentence (RFC 8408 §5, RFC 9603 §5). */
function misfit(
  router: Router,
  { setupTypes }: PcepSessionState,
  setupType: number,
  lsp: Lsp | undefined,
): string | undefined {
  if (setupType === SRV6 && !setupTypes.includes(SRV6)) {
    return `${router.name} does not take SRv6 paths by PCEP (no path setup type 3 in its Open).`;
  }
  if (!lsp || lsp.setupType === setupType || (lsp.setupType !== SRV6 && setupType !== SRV6)) {
    return undefined;
  }
  return `${lsp.name} was set up as another kind of path, which an update cannot change.`;
}

/** D=0; some profiles take an empty list for "compute it yourself", so they are told the one that they have. */
function returnMessage(
  profile: Profile,
  policy: Policy,
  srpId: number,
  id: PlspId,
  lsp: Lsp,
  hasAside: boolean,
): Message | string {
  const { setupType } = lsp;
  if (profile.returnDelegation !== "currentEro") {
    return emptyUpdate(srpId, id, false, [], setupType);
  }
  const labels = lsp.labels ?? [];
  if (labels.includes(-1) || lsp.more?.length || hasAside) {
    return "Its list has hops that Cairn cannot repeat, so it cannot be handed back unchanged.";
  }
  const computed = policy.paths[0]?.computed?.result;
  const known = computed?.ok && sameLists(lsp, { labels: numbersOf(computed.segments) });
  const hops = known
    ? computed.segments.map((s) => hop(s))
    : itemsOf(labels).map((item) =>
      typeof item === "string" ? srv6Hop({ sid: item }) : hopOf(item, setupType)
    );
  return emptyUpdate(srpId, id, false, hops, setupType);
}

/** What is remembered of the lists that a message said. */
function listsIn(of: Lists | undefined) {
  const more = of?.more?.map(({ weight, labels }) => ({ weight, labels }));
  return { labels: of?.labels ?? [], ...(more && { more, weight: of?.weight ?? 1 }) };
}
