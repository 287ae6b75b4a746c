/** An UPDATE while it is read: what was found, what was lost, and where each attribute's value goes. */
import type { Reader } from "../../wire/reader.ts";
import {
  FLAG_OPTIONAL,
  FLAG_PARTIAL,
  FLAG_TRANSITIVE,
  PATH_ATTRIBUTES,
} from "../registry/path_attributes.ts";
import type { LsNlri } from "./ls_nlri.ts";
import type { AddressFamily, OtherFamily, UpdateError } from "./message.ts";
import type { AsPathSegment, PathAttributes, RawAttribute } from "./path_attributes.ts";

export interface UpdateDraft {
  readonly reach: LsNlri[];
  readonly unreach: LsNlri[];
  readonly otherFamilies: OtherFamily[];
  readonly errors: UpdateError[];
  /** Attribute types found so far. */
  readonly seen: number[];
  unreachFamily: AddressFamily | undefined;
  attributeBytes: Uint8Array | undefined;
  withdraw: boolean;
  readonly path: { -readonly [K in keyof PathAttributes]: PathAttributes[K] };
}

export const emptyDraft = (): UpdateDraft => ({
  reach: [],
  unreach: [],
  otherFamilies: [],
  errors: [],
  seen: [],
  unreachFamily: undefined,
  attributeBytes: undefined,
  withdraw: false,
  path: {
    origin: undefined,
    asPath: undefined,
    nextHop: undefined,
    med: undefined,
    localPreference: undefined,
    originatorId: undefined,
    clusterList: NONE,
    others: NONE,
  },
});

const NONE: readonly never[] = Object.freeze([]);

/** What a bad part costs. One UPDATE can have thousands of them: the first ones tell as much. */
export function note(
  d: UpdateDraft,
  remedy: UpdateError["remedy"],
  attribute: number,
  why: string,
  ref: string,
) {
  if (remedy === "treatAsWithdraw") d.withdraw = true;
  const { length } = d.errors;
  if (length >= MOST_ERRORS) return;
  const more = length === MOST_ERRORS - 1 ? `${why} (more may follow, which are not listed)` : why;
  d.errors.push({ remedy, attribute, why: more, ref });
}
const MOST_ERRORS = 32;

/** Puts a value in its place; false when it has none of its own. */
export function keepValue(d: UpdateDraft, type: number, value: unknown): boolean {
  switch (type) {
    case ORIGIN:
      d.path.origin = ORIGINS[value as number];
      return true;
    case AS_PATH:
      d.path.asPath = value as readonly AsPathSegment[];
      return true;
    case MED:
      d.path.med = value as number;
      return true;
    case LOCAL_PREFERENCE:
      d.path.localPreference = value as number;
      return true;
    case ORIGINATOR_ID:
      d.path.originatorId = value as number;
      return true;
    case CLUSTER_LIST:
      d.path.clusterList = value as readonly number[];
      return true;
    default:
      return false;
  }
}

/** The whole attribute, whose value begins at `start`. */
export function keepRaw(
  r: Reader,
  d: UpdateDraft,
  type: number,
  flags: number,
  start: number,
): void {
  const meaning = flags & (FLAG_OPTIONAL | FLAG_TRANSITIVE | FLAG_PARTIAL);
  const raw: RawAttribute = { flags: meaning, type, octets: r.bytes.slice(start, r.end) };
  d.path.others = [...d.path.others, raw];
}

/** NLRI of a family that is not read. */
export function keepOther(
  d: UpdateDraft,
  { afi, safi }: AddressFamily,
  what: OtherFamily["what"],
  octets: Uint8Array,
  multiprotocol = true,
): void {
  d.otherFamilies.push({ afi, safi, what, multiprotocol, octets });
}

const ORIGINS = ["igp", "egp", "incomplete"] as const;
const ORIGIN = PATH_ATTRIBUTES.origin.type;
const MED = PATH_ATTRIBUTES.med.type;
const LOCAL_PREFERENCE = PATH_ATTRIBUTES.localPreference.type;
const ORIGINATOR_ID = PATH_ATTRIBUTES.originatorId.type;
const CLUSTER_LIST = PATH_ATTRIBUTES.clusterList.type;
const AS_PATH = PATH_ATTRIBUTES.asPath.type;
