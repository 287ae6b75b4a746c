/**
 * AS numbers that a peer with two octets could not say (RFC 6793 §4.2.3): AS4_PATH holds the end of the
 * path as it was before it passed such a speaker, and is put in the place of the end of AS_PATH.
 */
import { decode } from "../../wire/tlv.ts";
import { AS_TRANS } from "../registry/messages.ts";
import { PATH_ATTRIBUTES } from "../registry/path_attributes.ts";
import type { AsPathSegment, RawAttribute } from "./path_attributes.ts";
import { note, type UpdateDraft } from "./update_draft.ts";

/**
 * Completes `d.path.asPath`. A peer with four octets must send neither AS4_PATH nor AS4_AGGREGATOR: both are
 * dropped then (§4.1). What was kept whole stays so, so that it can be shown.
 */
export function completeAsPath(d: UpdateDraft, fourOctetAsn: boolean): void {
  if (!d.seen.includes(AS4_PATH) && !d.seen.includes(AS4_AGGREGATOR)) return;
  if (fourOctetAsn) return dropAs4(d);
  const raw = (type: number) => d.path.others.find((attribute) => attribute.type === type);
  const as4Path = raw(AS4_PATH), { asPath } = d.path;
  if (!as4Path || !asPath || isStale(raw(AGGREGATOR), raw(AS4_AGGREGATOR))) return;
  const end = readSegments(as4Path).filter(isPlain);
  const missing = pathLength(asPath) - pathLength(end);
  if (missing >= 0) d.path.asPath = joined(firstOf(asPath, missing), end);
}

function dropAs4(d: UpdateDraft): void {
  for (const row of [PATH_ATTRIBUTES.as4Path, PATH_ATTRIBUTES.as4Aggregator]) {
    if (!d.path.others.some((attribute) => attribute.type === row.type)) continue;
    d.path.others = d.path.others.filter((attribute) => attribute.type !== row.type);
    note(d, "attributeDiscard", row.type, `${row.name} beside 4-octet numbers`, "RFC 6793 §4.1");
  }
}

/** Somebody aggregated after the 4-octet attributes were written, and did not know of them. */
const isStale = (aggregator?: RawAttribute, as4Aggregator?: RawAttribute): boolean =>
  aggregator !== undefined && as4Aggregator !== undefined &&
  (aggregator.octets[0]! << 8 | aggregator.octets[1]!) !== AS_TRANS;

const readSegments = ({ octets }: RawAttribute): readonly AsPathSegment[] =>
  decode(PATH_ATTRIBUTES.as4Path.value, octets);

/** Confederation segments do not belong into AS4_PATH (RFC 6793 §3): they are dropped. */
const isPlain = ({ kind }: AsPathSegment): boolean => kind === "set" || kind === "sequence";

/** As route selection counts (RFC 4271 §9.1.2.2, RFC 5065 §5.3): a set is one, confederations none. */
export const pathLength = (path: readonly AsPathSegment[]): number =>
  path.reduce((sum, segment) => sum + segmentLength(segment), 0);
const segmentLength = ({ kind, asns }: AsPathSegment): number =>
  kind === "sequence" ? asns.length : kind === "set" ? 1 : 0;

/** The first `count` of a path, with the confederation segments before and between them. */
function firstOf(path: readonly AsPathSegment[], count: number): readonly AsPathSegment[] {
  const out: AsPathSegment[] = [];
  let left = count;
  for (const segment of path) {
    const length = segmentLength(segment);
    if (length > 0 && left === 0) break;
    const asns = segment.kind === "sequence" ? segment.asns.slice(0, left) : segment.asns;
    out.push({ kind: segment.kind, asns });
    left -= Math.min(length, left);
  }
  return out;
}

/** Two sequences that meet are one, as before the path was split. */
function joined(
  start: readonly AsPathSegment[],
  end: readonly AsPathSegment[],
): readonly AsPathSegment[] {
  const last = start.at(-1), [first, ...rest] = end;
  const meet = last?.kind === "sequence" && first?.kind === "sequence" &&
    last.asns.length + first.asns.length <= LONGEST_SEGMENT;
  if (!meet) return [...start, ...end];
  return [
    ...start.slice(0, -1),
    { kind: "sequence", asns: [...last.asns, ...first.asns] },
    ...rest,
  ];
}

const LONGEST_SEGMENT = 255;
const AGGREGATOR = PATH_ATTRIBUTES.aggregator.type;
const AS4_PATH = PATH_ATTRIBUTES.as4Path.type;
const AS4_AGGREGATOR = PATH_ATTRIBUTES.as4Aggregator.type;
