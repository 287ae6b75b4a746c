/**
 * An explicit path of several weighted segment lists: each is valid or not by itself, and the path is valid while one
 * of them is (RFC 9256 §5.1). Packets may cross the links of all that are.
 */
import type { ExplicitSpec, FoundList, FoundPath, PathJob, PathResult } from "./jobs.ts";

/** `one` answers what a list by itself comes to. */
export function computeLists(
  job: PathJob,
  spec: ExplicitSpec,
  one: (spec: ExplicitSpec) => PathResult,
): PathResult {
  if (!spec.lists) return one(spec);
  const lists: FoundList[] = [],
    valid: { readonly weight: number; readonly found: FoundPath }[] = [];
  for (const { weight, segments, missing } of spec.lists) {
    const result = missing === undefined ? one({ type: "explicit", segments }) : undefined;
    if (result?.ok) {
      lists.push({ ok: true, weight, segments: result.segments });
      valid.push({ weight, found: result });
    } else lists.push({ ok: false, weight, why: result?.why ?? missing ?? "" });
  }
  const main = valid.reduce((a, b) => b.weight > a.weight ? b : a, valid[0]!);
  if (!main) {
    const why = `None of its segment lists is valid. ${reasons(lists)}`;
    return { id: job.id, ok: false, reason: "explicitInvalid", why };
  }
  const all = valid.map(({ found }) => found);
  return {
    ...main.found,
    crossed: [...new Set(all.flatMap(({ crossed }) => crossed))],
    rests: all.flatMap(({ rests }) => rests ?? []),
    why: `${valid.length} of ${lists.length} segment lists are valid; ` +
      `the heaviest has weight ${main.weight}. ${reasons(lists)}`.trimEnd(),
    lists,
  };
}

const reasons = (lists: readonly FoundList[]): string =>
  lists.flatMap((list, i) => list.ok ? [] : [`List ${i + 1}: ${list.why}`]).join(" ");
