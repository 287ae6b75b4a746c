/** Candidate paths of documents: what is understood but cannot be computed yet is refused, not ignored. */
import { nearest } from "../../lib/nearest.ts";
import type {
  CandidatePathIntent,
  DynamicPath,
  ExplicitPath,
  ExplicitSegment,
} from "../../policy/intent.ts";

/** Puts one problem into the list: its field, what is wrong, what to do. */
export type Tell = (field: string, problem: string, fix: string) => void;

/** `known`: names of affinities. */
export function checkPath(path: CandidatePathIntent, known: readonly string[], tell: Tell): void {
  const { preference } = path;
  if (!(Number.isInteger(preference) && preference >= 0 && preference < 2 ** 32)) {
    tell(
      "preference",
      `Preference ${preference} does not fit in 32 bits.`,
      "Give a number from 0 to 4294967295.",
    );
  }
  if (path.path.type === "explicit") checkExplicit(path.path, tell);
  else checkDynamic(path.path, known, tell);
}

function checkExplicit(path: ExplicitPath, tell: Tell): void {
  if (!path.segmentLists) return checkSegments(path.segments, "explicit.segments", tell);
  if (path.segmentLists.length === 0) {
    tell("explicit.segmentLists", "There is no segment list.", "Give at least one.");
  }
  const kinds = path.segmentLists.map(({ segments }) => segments.some(isSrv6));
  if (kinds.includes(true) && kinds.includes(false)) {
    tell("explicit.segmentLists", "Some lists have SRv6 SIDs and some labels.", "Use one kind.");
  }
  const seen = new Map<string, number>();
  path.segmentLists.forEach(({ weight, segments }, i) => {
    const at = `explicit.segmentLists[${i}]`;
    if (!(Number.isInteger(weight) && weight >= 1 && weight < 2 ** 32)) { // RFC 9256 §5.1
      tell(`${at}.weight`, `Weight ${weight} is no share.`, "Give a number from 1 to 4294967295.");
    }
    checkSegments(segments, `${at}.segments`, tell);
    const same = seen.get(JSON.stringify(segments));
    if (same !== undefined && segments.length > 0) {
      tell(
        `${at}.segments`,
        `List ${same + 1} has the same segments.`,
        "Add the weights up in one.",
      );
    }
    seen.set(JSON.stringify(segments), same ?? i);
  });
}

function checkSegments(segments: readonly ExplicitSegment[], at: string, tell: Tell): void {
  if (segments.length === 0) tell(at, "The list is empty.", "Give at least one segment.");
  segments.forEach((segment, i) => {
    if ("label" in segment && !isLabel(segment.label)) {
      tell(
        `${at}[${i}].label`,
        `${segment.label} is no MPLS label.`,
        "Labels are numbers from 16 to 1048575.",
      );
    }
  });
  const sids = segments.filter(isSrv6).length;
  if (sids > 0 && sids < segments.length) { // PCErr 10/5: one kind of segment a list
    tell(at, "SRv6 SIDs and labels do not mix.", "Give SRv6 SIDs alone, or none.");
  }
}

function checkDynamic(path: DynamicPath, known: readonly string[], tell: Tell): void {
  const cannot = (what: string, fix: string) =>
    tell(`dynamic.${what}`, "This cannot be computed yet.", fix);
  const { bounds, disjoint, dataplane, sidAlgorithm, include } = path;
  if (dataplane === "rsvp-te") {
    tell(
      "dynamic.dataplane",
      "Cairn makes no RSVP-TE LSPs yet; it computes those that routers delegate.",
      "Use sr-mpls, or configure the LSP on its router and delegate it.",
    );
  } else if (dataplane !== "sr-mpls") cannot("dataplane", "Use sr-mpls.");
  if (sidAlgorithm !== 0) cannot("sidAlgorithm", "Use 0, or leave it out.");
  if (disjoint) cannot("disjoint", "Leave it out; exclude links or SRLGs by name instead.");
  if (bounds.lossPercent !== undefined) cannot("bounds.loss", "Leave it out.");
  if (bounds.utilisationPercent !== undefined) cannot("bounds.utilisation", "Leave it out.");
  include.forEach((element, i) => {
    if (!("router" in element)) {
      cannot(`include[${i}]`, "Only routers can be included; name the routers of the link.");
    }
  });
  for (const rule of ["includeAny", "includeAll", "excludeAny"] as const) {
    path.affinity[rule].forEach((name, i) =>
      checkAffinity(name, `dynamic.affinity.${rule}[${i}]`, known, tell)
    );
  }
}

function checkAffinity(name: string, at: string, known: readonly string[], tell: Tell): void {
  const bit = /^bit:(\d{1,3})$/.exec(name)?.[1];
  if (bit === undefined ? known.includes(name) : Number(bit) < 256) return;
  const near = nearest(name, known);
  tell(
    at,
    `There is no affinity ${name}.`,
    near
      ? `Did you mean ${near}?`
      : `Apply a document of kind Affinity for it, or write the bit as "bit:3".`,
  );
}

const isSrv6 = (segment: ExplicitSegment): boolean => "srv6" in segment;
export const isLabel = (label: number) => Number.isInteger(label) && label >= 16 && label < 2 ** 20;
