/** Segments of the domain as hops of an ERO. */
import { isIpv4, parseAddress } from "../../lib/address.ts";
import type { Hop } from "../../pcep/codec/message.ts";
import type { Segment } from "../../path/jobs.ts";

export const RSVP_TE = 0, SR_MPLS = 1, SRV6 = 3; // PATH-SETUP-TYPE (RFC 8408 §4, RFC 9603 §4.2)

/** A hop by its number alone, as it was reported: a label, or of RSVP-TE an IPv4 address. */
export const hopOf = (number: number, setupType: number): Hop =>
  setupType === RSVP_TE
    ? { kind: "ipv4", loose: false, address: number, prefixLength: 32, attributes: 0 }
    : { kind: "sr", loose: false, label: number };

/** A SRv6 SID; without a behavior that is known it says so (RFC 9603 §4.3.1). */
export function srv6Hop(
  { sid, behavior, structure }: Pick<Segment, "behavior" | "structure"> & { readonly sid: string },
): Hop {
  return {
    kind: "srv6",
    loose: false,
    verify: false,
    behavior: behavior ?? UNKNOWN_BEHAVIOR,
    sid,
    ...(structure && {
      structure: {
        locatorBlockBits: structure.block,
        locatorNodeBits: structure.node,
        functionBits: structure.function,
        argumentBits: structure.argument,
      },
    }),
  };
}
const UNKNOWN_BEHAVIOR = 0xffff;

/** A segment with its label and what it stands for: some routers need the address of the first hop. */
export function hop(segment: Segment): Hop {
  if (segment.type === "hop") { // RFC 3209 §4.3.3.2
    return hopOf(segment.label, RSVP_TE);
  }
  if (segment.sid !== undefined) return srv6Hop({ ...segment, sid: segment.sid });
  const local = parseAddress(segment.address);
  const remote = segment.remoteAddress === undefined
    ? undefined
    : parseAddress(segment.remoteAddress);
  const sr = { kind: "sr", loose: false, label: segment.label } as const;
  if (local === undefined) return sr;
  // A label that an operator wrote may be some router's node SID: said like one. Routers may need it.
  if (segment.type !== "adjacency" && segment.link === undefined) {
    return isIpv4(local)
      ? { ...sr, nai: { kind: "ipv4Node", node: local } }
      : { ...sr, nai: { kind: "ipv6Node", node: local } };
  }
  if (remote === undefined) return sr;
  if (isIpv4(local) && isIpv4(remote)) {
    return { ...sr, nai: { kind: "ipv4Adjacency", local, remote } };
  }
  if (!isIpv4(local) && !isIpv4(remote)) {
    return { ...sr, nai: { kind: "ipv6Adjacency", local, remote } };
  }
  return sr;
}
