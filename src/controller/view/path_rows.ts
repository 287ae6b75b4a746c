/** One candidate path for people: what is wanted, computed, sent and reported, each list by itself, and may it be used. */
import { formatAddress } from "../../lib/address.ts";
import { holdsSids, itemsOf } from "../../lib/sid_numbers.ts";
import { given } from "../../lib/given.ts";
import type { CandidatePath, Lane, Lsp, Policy, Sent, SentKind } from "../../policy/records.ts";
import { type Lists, sameLists } from "../../policy/segment_lists.ts";
import { computedRow } from "../paths/path_command.ts";
import { activePath, laneStanding } from "../telling/policy_state.ts";
import type { Reading } from "../turn.ts";
import { validityOf } from "../paths/validity.ts";
import type { CandidatePathRow, LabelListRow, ReportedRow, SentRow, WantedRow } from "./view.ts";

/** On a router that takes one LSP a policy, the lane belongs to the candidate path it carries. */
function laneOf(policy: Policy, path: CandidatePath): Lane | undefined {
  const own = policy.lanes.get(path.discriminator);
  const lanes = [...policy.lanes.values()];
  if (lanes.length !== 1 || policy.paths.length === 1) return own ?? lanes[0];
  const carrier = lanes[0]!;
  const carried = activePath(policy, carrier);
  return carried ? (carried === path ? carrier : undefined) : own;
}

export function candidateRow(
  r: Reading,
  policy: Policy,
  path: CandidatePath,
  lspId: (lsp: Lsp) => string,
): CandidatePathRow {
  const lane = laneOf(policy, path);
  const lsp = lane?.lsp === undefined ? undefined : r.s.lsps.get(lane.lsp);
  const standing = lane ? laneStanding(r, lane) : undefined;
  const noPath = path.computed && !path.computed.result.ok;
  const up = lsp?.operState === "active" ||
    (lsp?.operState === "up" && policy.paths.length === 1);
  return {
    id: path.discriminator,
    symbolicPathName: lsp?.name ?? lane?.lspName ?? "",
    preference: path.intent.preference,
    type: path.intent.path.type,
    active: lane !== undefined && up && !noPath,
    state: noPath ? "noPath" : standing?.state ?? "waiting",
    validity: validityOf(path),
    ...given({
      held: lane?.held,
      wanted: lane?.wanted && wantedRow(policy, lane.wanted),
      computed: path.computed && computedRow(r, path.computed),
      sent: lane?.sent && sentRow(policy, lane.sent),
      reported: lsp && reportedRow(policy, lsp, lane?.sent, lspId(lsp)),
    }),
  };
}

function wantedRow(policy: Policy, wanted: NonNullable<Lane["wanted"]>): WantedRow {
  const action = wanted.is === "list" ? "install" : wanted.is === "absent" ? "remove" : "keep";
  return {
    at: wanted.at,
    action,
    ...pathOf(policy, wanted.is === "list" ? wanted : { labels: [] }),
    bindingSid: String(policy.intent.bindingSid ?? ""),
    ...given({ but: wanted.is === "list" ? wanted.but : undefined }),
  };
}
function sentRow(policy: Policy, sent: Sent): SentRow {
  return {
    at: sent.at,
    message: MESSAGES[sent.kind],
    srpId: sent.srpId,
    ...pathOf(policy, sent),
    outcome: sent.outcome,
    ...given({ plspId: sent.plspId, acknowledgedAt: sent.acknowledgedAt, error: sent.error }),
  };
}
function reportedRow(policy: Policy, lsp: Lsp, sent: Sent | undefined, id: string): ReportedRow {
  return {
    at: lsp.reportedAt,
    lsp: id,
    operState: lsp.operState,
    ...pathOf(policy, lsp),
    bindingSids: lsp.bindingSids,
    same: sent === undefined || sameLists(lsp, sent),
    stale: lsp.stale,
  };
}

/** Labels, all lists where there are several, or the hops of an RSVP-TE LSP. */
function pathOf(policy: Policy, lists: Lists): {
  readonly labels: readonly number[];
  readonly lists: readonly LabelListRow[];
  readonly hops: readonly string[];
} {
  const labels = lists.labels ?? [], path = policy.paths[0]?.intent.path;
  if (path?.type === "dynamic" && path.dataplane === "rsvp-te") {
    return { labels: [], lists: [], hops: labels.map((hop) => hop < 0 ? "?" : formatAddress(hop)) };
  }
  if (holdsSids(labels)) return { labels: [], lists: [], hops: sidLines(lists) };
  const several = lists.more?.length ? [{ weight: lists.weight ?? 1, labels }, ...lists.more] : [];
  return {
    labels,
    lists: several.map((list) => ({ weight: list.weight, labels: list.labels })),
    hops: [],
  };
}

/** SRv6 SIDs one by one; of several lists, one line each with its weight. */
function sidLines({ labels = [], weight, more }: Lists): readonly string[] {
  if (!more?.length) return itemsOf(labels).map(String);
  return [{ weight: weight ?? 1, labels }, ...more].map((list) =>
    `${list.weight}: ${itemsOf(list.labels).join(" ")}`
  );
}

const MESSAGES: Readonly<Record<SentKind, SentRow["message"]>> = {
  create: "PCInitiate",
  delete: "PCInitiate",
  takeOver: "PCInitiate",
  update: "PCUpd",
  return: "PCUpd",
  reply: "PCRep",
};
