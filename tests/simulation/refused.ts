/** Paths that a router refuses for good, by its habits. */
import type { Personality } from "../../lab/sim/personality.ts";
import type { CandidatePathIntent, ExplicitPath } from "../../src/policy/intent.ts";

export const listsOf = (path: ExplicitPath) => path.segmentLists ?? [{ segments: path.segments }];

/** The first hop of a list is a label alone, and the router wants an address. */
export const isRefused = (
  { wantsFirstAddress }: Personality,
  path: CandidatePathIntent["path"],
): boolean =>
  wantsFirstAddress && path.type === "explicit" &&
  listsOf(path).some(({ segments: [first] }) => first !== undefined && "label" in first);
