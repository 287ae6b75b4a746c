/** Binding SIDs (RFC 9604): what of an intent is asked for, what was asked for before and is taken away again. */
import { canonicalIpv6 } from "../../lib/address.ts";
import type { BindingSid } from "../../pcep/codec/message.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import type { Decision } from "../../policy/reconcile.ts";
import type { Lane, Lsp, Policy } from "../../policy/records.ts";
import { SRV6 } from "../pcep/hops.ts";

type Asked = Policy["intent"]["bindingSid"];

/** The TLVs of a PCUpd or PCInitiate. `lsp`: as reported; undefined: it is to be made. */
export function bindingSidsFor(
  { bindingSidTlv }: Profile,
  asked: Asked,
  lane: Lane,
  lsp: Lsp | undefined,
  setupType: number,
): BindingSid[] {
  const flags = { removal: false, specifiedOnly: false };
  const all: BindingSid[] = [];
  const before = lane.sent?.bindingSid;
  const stands = before !== undefined && before !== "auto" && before !== asked &&
    lsp?.bindingSids.includes(String(before));
  // The early TLV has no way to take one away, nor to say "any".
  if (stands && bindingSidTlv === 55) all.push({ ...valueOf(before), ...flags, removal: true });
  if (asked === undefined || (bindingSidTlv !== 55 && typeof asked !== "number")) return all;
  const any = { kind: "any", bindingType: setupType === SRV6 ? SRV6_SID : LABEL } as const;
  all.push({ ...(asked === "auto" ? any : valueOf(asked)), ...flags });
  return all;
}

const valueOf = (asked: number | string) =>
  typeof asked === "number"
    ? { kind: "label", label: asked } as const
    : { kind: "srv6", sid: canonicalIpv6(asked) ?? asked } as const;

/** The router leaves the value to us (P, RFC 9604 §8), and the policy names one. */
export const allocates = (asked: Asked, lsp: Lsp | undefined): boolean =>
  lsp?.asksSid === true && asked !== undefined && asked !== "auto";

/** An intent that names another binding SID than was asked for last is followed, whatever is done about drift. */
export function followBindingSid(policy: Policy, lane: Lane, decision: Decision): Decision {
  const { sent, wanted } = lane;
  if (policy.origin === "router" || decision.do !== "rest" || decision.is !== "asWanted") {
    return decision;
  }
  if (wanted?.is !== "list" || (sent?.kind !== "create" && sent?.kind !== "update")) {
    return decision;
  }
  if (sent.bindingSid === policy.intent.bindingSid) return decision;
  return { do: "update", why: "its binding SID is another one now" };
}

const LABEL = 0, SRV6_SID = 2; // binding types (RFC 9604 §4)
