/**
 * Which of several copies of one NLRI is believed (RFC 4271 §9.1.2, RFC 4456 §9): a text for each way, and the least text is
 * the best. MEDs are compared whatever AS they come from, so that the order in which copies arrive plays no part; there is
 * no IGP distance to a next hop that nobody forwards to. The topology puts stale copies last, and decides what is left by
 * the order of the configuration.
 */
import type { PathAttributes } from "../../bgp/codec/path_attributes.ts";
import { pathLength } from "../../bgp/codec/as4_path.ts";

export interface From {
  readonly internal: boolean; // iBGP
  readonly bgpIdentifier: number;
}

export type Compared = Pick<
  PathAttributes,
  "localPreference" | "asPath" | "origin" | "med" | "originatorId" | "clusterList"
>;

/** What `Change.rank` of the topology is made of: fields of one width each, the first that differs decides. */
export function rankOf(way: Compared, { internal, bgpIdentifier }: From): string {
  const { localPreference = USUAL, asPath = [], origin, med = 0, originatorId, clusterList } = way;
  return [
    hex(0xffffffff - localPreference, 8),
    hex(Math.min(pathLength(asPath), 0xffff), 4),
    String(ORIGINS[origin ?? "incomplete"]),
    hex(med, 8),
    internal ? "1" : "0",
    hex(originatorId ?? bgpIdentifier, 8),
    hex(Math.min(clusterList.length, 0xff), 2),
  ].join(" ");
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");
const ORIGINS = { igp: 0, egp: 1, incomplete: 2 } as const;
const USUAL = 100; // of a peer of another AS, which tells none
