/** SIDs of links to facts: adjacency, peer and End.X (RFC 9085 §2.2, RFC 9086 §5, RFC 9514 §4). */
import type { ValueOf } from "../../wire/field.ts";
import type { SidValue } from "../registry/fields.ts";
import type { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import { ADJACENCY_SID_FLAGS, END_X_FLAGS, hasFlag, layoutOf } from "../registry/ls_flags.ts";
import type { AdjacencySid, EndXSid, PeerSid, SidStructure } from "./ls_facts.ts";

type Rows = typeof LS_ATTRIBUTES["rows"];
type Value<K extends keyof Rows> = ValueOf<Rows[K]["value"]>;

export function adjacencySid(
  { flags, weight }: { readonly flags: number; readonly weight: number },
  { label, index }: SidValue,
  protocolId: number,
  lanNeighbor?: string,
): AdjacencySid {
  const bits = layoutOf(ADJACENCY_SID_FLAGS, protocolId);
  return {
    label,
    index,
    weight,
    backup: hasFlag(bits, "backup", flags),
    set: hasFlag(bits, "set", flags),
    persistent: hasFlag(bits, "persistent", flags),
    ipv6: hasFlag(bits, "ipv6", flags),
    lanNeighbor,
  };
}

export function peerSid(role: PeerSid["role"], value: Value<"peerNodeSid">): PeerSid {
  const { flags: { backup, persistent }, weight, sid: { label, index } } = value;
  return { label, index, role, weight, backup, persistent };
}

export function endXSid(value: Value<"endXSid">, lanNeighbor: string | undefined): EndXSid {
  const { sid, behavior, algorithm, weight, flags, subTlvs } = value;
  return {
    sid,
    behavior,
    algorithm,
    weight,
    backup: hasFlag(END_X_FLAGS, "backup", flags),
    set: hasFlag(END_X_FLAGS, "set", flags),
    persistent: hasFlag(END_X_FLAGS, "persistent", flags),
    lanNeighbor,
    structure: structureOf(subTlvs),
  };
}

/** The lengths of a SID's parts; undefined when not said. */
export function structureOf(subTlvs: Value<"endXSid">["subTlvs"]): SidStructure | undefined {
  for (const tlv of subTlvs) if (tlv.kind === "sidStructure") return tlv.value;
  return undefined;
}
