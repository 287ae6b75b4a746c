/**
 * Attribute 29 to facts, in one pass over its bytes: each TLV is read by its row and folded into the
 * fact by the name of that row. A name without an entry here says nothing about that kind of object.
 */
import type { AnyField } from "../../wire/field.ts";
import { WireError } from "../../wire/error.ts";
import { Reader } from "../../wire/reader.ts";
import { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import type { LsFact, UnreadTlv } from "./ls_facts.ts";
import type { LsNlri } from "./ls_nlri.ts";
import { emptyLinkFact, LINK_FOLD, resolveApplications } from "./read_link_fact.ts";
import { emptyNodeFact, NODE_FOLD } from "./read_node_fact.ts";
import { emptyPrefixFact, PREFIX_FOLD, resolveNodeFlag } from "./read_prefix_fact.ts";
import { emptySrPolicyFact, SR_POLICY_FOLD } from "./read_sr_policy_fact.ts";
import { emptySrv6SidFact, SRV6_SID_FOLD } from "./read_srv6_sid_fact.ts";
import type { Draft, Fold } from "./ls_fold.ts";

/**
 * What attribute 29 says about the object that `nlri` names. The same attribute serves all NLRI of an
 * UPDATE, but read it again where type or protocol differ: both decide what the bits mean.
 * `attributeBytes` are those of an UpdateMessage: their frames are known to be sound. Never throws.
 */
export function lsFact(
  nlri: Pick<LsNlri, "type"> & { readonly protocolId?: number },
  attributeBytes: Uint8Array,
): LsFact | undefined {
  const protocolId = nlri.protocolId ?? 0;
  switch (nlri.type) {
    case "node":
      return fold(NODE, emptyNodeFact(), attributeBytes, protocolId);
    case "link":
      return resolveApplications(fold(LINK, emptyLinkFact(), attributeBytes, protocolId));
    case "ipv4Prefix":
    case "ipv6Prefix":
      return resolveNodeFlag(
        fold(PREFIX, emptyPrefixFact(), attributeBytes, protocolId),
        protocolId,
      );
    case "srv6Sid":
      return fold(SRV6_SID, emptySrv6SidFact(), attributeBytes, protocolId);
    case "srPolicy":
      return fold(SR_POLICY, emptySrPolicyFact(), attributeBytes, protocolId);
    case "unknown":
      return undefined;
  }
}

/** A fold made ready: what to read and where to put it, by TLV type. */
interface Step<F> {
  readonly field: AnyField;
  readonly add: (fact: Draft<F>, value: unknown, protocolId: number) => boolean | void;
}
type Steps<F> = readonly (Step<F> | undefined)[];

function fold<F extends { readonly unread: readonly UnreadTlv[] }>(
  steps: Steps<F>,
  fact: Draft<F>,
  bytes: Uint8Array,
  protocolId: number,
): Draft<F> {
  const r = new Reader(bytes);
  const whole = bytes.length;
  for (let at = 0; at + 4 <= whole;) {
    const type = bytes[at]! << 8 | bytes[at + 1]!;
    const next = Math.min(at + 4 + (bytes[at + 2]! << 8 | bytes[at + 3]!), whole);
    const step = type < steps.length ? steps[type] : undefined;
    if (step === undefined) {
      if (!KNOWN.has(type)) leave(fact, "unknown", type, bytes, at + 4, next);
    } else {
      r.at = at + 4;
      r.end = next;
      const why = addOne(r, step, fact, protocolId);
      if (why !== undefined) leave(fact, why, type, bytes, at + 4, next);
    }
    at = next;
  }
  return fact;
}

function addOne<F>(r: Reader, step: Step<F>, fact: Draft<F>, protocolId: number) {
  try {
    const value: unknown = step.field.read(r);
    if (r.at !== r.end) return "malformed";
    return step.add(fact, value, protocolId) === false ? "absurd" : undefined;
  } catch (e) {
    if (e instanceof WireError) return "malformed";
    throw e;
  }
}

function leave<F extends { readonly unread: readonly UnreadTlv[] }>(
  fact: Draft<F>,
  why: UnreadTlv["why"],
  type: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const unread: Draft<{ readonly unread: readonly UnreadTlv[] }> = fact;
  unread.unread = [...unread.unread, { why, type, value: bytes.slice(at, end) }];
}

/** Puts the functions of a fold at the numbers of their rows. */
function steps<F>(fold: Fold<F>): Steps<F> {
  const out: (Step<F> | undefined)[] = [];
  for (const name of Object.keys(fold) as (keyof Fold<F>)[]) {
    const { type, value } = LS_ATTRIBUTES.rows[name];
    // The types of value and function agree by Fold; one array cannot say so for all rows at once.
    out[type] = { field: value, add: fold[name] as Step<F>["add"] };
  }
  return Array.from(out);
}
const KNOWN = new Set(Object.values(LS_ATTRIBUTES.rows).map((row) => row.type));
const NODE = steps(NODE_FOLD);
const LINK = steps(LINK_FOLD);
const PREFIX = steps(PREFIX_FOLD);
const SRV6_SID = steps(SRV6_SID_FOLD);
const SR_POLICY = steps(SR_POLICY_FOLD);
