/** What shall stand on a router for a lane, by what was computed for its candidate paths. */
import { holdsSids } from "../../lib/sid_numbers.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import { type FoundPath, numbersOf as labelsOf } from "../../path/jobs.ts";
import type { CandidatePath, Lane, Lsp, Policy, Wanted } from "../../policy/records.ts";
import { mainOf } from "../../policy/segment_lists.ts";
import { delegationsOf } from "../routers/delegations.ts";
import { findRouter } from "../routers/routers.ts";
import type { Turn } from "../turn.ts";

/** undefined: not known yet, something is still to be computed. */
export function wantedOf(policy: Policy, lane: Lane, profile: Profile): Wanted | undefined {
  const at = lane.wanted?.at ?? policy.at;
  if (policy.deleted && policy.successor !== undefined) {
    return { is: "keep", at, why: "until what replaces it is up" };
  }
  if (policy.deleted || !policy.intent.adminUp) return { is: "absent", at };
  if (policy.handsBack !== undefined) return { is: "return", at, why: policy.handsBack };
  const choice = policy.origin !== "router" && profile.candidatePaths === "one"
    ? policy.paths
    : policy.paths.filter((p) => p.discriminator === lane.discriminator);
  if (choice.length === 0) {
    return waitsForOther(policy, lane)
      ? { is: "keep", at, why: "until the path that replaces it is up" }
      : { is: "absent", at };
  }
  return bestOf(policy, choice, profile);
}

/** A path that came to be of SIDs, or of labels again, is another LSP: made and up before this one goes (rules I.17). */
function waitsForOther(policy: Policy, lane: Lane): boolean {
  if (policy.paths.length === 0 || !lane.sent || lane.sent.kind === "delete") return false;
  const sids = holdsSids(lane.sent.labels);
  const others = policy.paths.flatMap(({ discriminator, computed }) => {
    const result = computed?.result;
    const other = policy.lanes.get(discriminator);
    return result?.ok && holdsSids(labelsOf(result.segments)) !== sids && other ? [other] : [];
  });
  return others.length > 0 && others.length === policy.paths.length &&
    !others.some(({ sent }) => sent?.outcome === "up");
}

/** All lists that are valid, or the heaviest alone where the router takes one (RFC 9256 §5.1). */
function listsOf(result: FoundPath, profile: Profile) {
  const { segments } = result, labels = labelsOf(segments);
  const valid = result.lists?.flatMap((list) => list.ok ? [list] : []) ?? [];
  const main = mainOf(valid);
  if (main < 0 || valid.length === 1) return { segments, labels };
  if (profile.segmentLists < 2) {
    const but =
      `A router of profile ${profile.title} takes one segment list: the heaviest of ${valid.length} is installed.`;
    return { segments, labels, but };
  }
  const taken = valid.length > profile.segmentLists
    ? [...valid].sort((a, b) => b.weight - a.weight).slice(0, profile.segmentLists)
    : valid;
  const more = taken.filter((list) => list !== valid[main]).map((list) => ({
    weight: list.weight,
    segments: list.segments,
    labels: labelsOf(list.segments),
  }));
  return {
    segments,
    labels,
    weight: valid[main]!.weight,
    more,
    ...(taken.length < valid.length && {
      but:
        `The router takes ${taken.length} segment lists: the lightest of ${valid.length} are left out.`,
    }),
  };
}
/** The early TLV has no way to ask for any binding SID. */
function withSid<L extends { readonly but?: string }>(
  policy: Policy,
  profile: Profile,
  lists: L,
): L {
  if (policy.intent.bindingSid !== "auto" || profile.bindingSidTlv === 55) return lists;
  const sid = `${profile.title} cannot be asked for just any binding SID; name a label.`;
  return { ...lists, but: lists.but === undefined ? sid : `${lists.but} ${sid}` };
}

function bestOf(
  policy: Policy,
  choice: readonly CandidatePath[],
  profile: Profile,
): Wanted | undefined {
  let why = "";
  for (const path of [...choice].sort((a, b) => b.intent.preference - a.intent.preference)) {
    const { computed } = path;
    if (!computed) return undefined;
    if (computed.result.ok) {
      return {
        is: "list",
        ...withSid(policy, profile, listsOf(computed.result, profile)),
        preference: path.intent.preference,
        at: computed.at,
        topologyVersion: computed.topologyVersion,
      };
    }
    why ||= computed.result.why;
  }
  return { is: policy.intent.onNoPath, at: policy.at, why };
}

/** A delegation that the operator does not want is handed back at once (RFC 8231 §5.7.1). */
export function delegationWanted(t: Turn, policy: Policy, lane: Lane, wanted: Wanted): Wanted {
  if (policy.origin !== "router") return wanted;
  const router = findRouter(t, policy.intent.headend);
  const returns = router && delegationsOf(t.s, router, lane.lspName) === "return";
  return returns ? { is: "return", at: wanted.at, why: "delegations are returned" } : wanted;
}

/** An update says A=1 (rules I.2): what somebody shut on its own router is not brought up by a new path. */
export function shutWanted({ origin }: Policy, lsp: Lsp | undefined, wanted: Wanted): Wanted {
  const isShut = origin === "router" && lsp?.adminUp === false;
  if (!isShut || (wanted.is !== "list" && wanted.is !== "down")) return wanted;
  return { is: "keep", at: wanted.at, why: SHUT_THERE };
}
export const SHUT_THERE = "it is shut on its router";
