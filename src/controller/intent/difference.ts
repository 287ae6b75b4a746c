/** What differs between two documents, leaf by leaf, in words: "candidatePaths 200 metric: igp → delay". */

/** One line a difference; at most `most`, then how many more. */
export function differences(before: unknown, after: unknown, most = 12): string[] {
  const lines: string[] = [];
  compare(before, after, [], lines);
  const rest = lines.length - most;
  return rest > 0 ? [...lines.slice(0, most), `and ${rest} more`] : lines;
}

function compare(a: unknown, b: unknown, place: readonly string[], lines: string[]): void {
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  const left = parts(a), right = parts(b);
  if (!left || !right) {
    lines.push(`${place.join(" ")}: ${short(a)} → ${short(b)}`);
    return;
  }
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    compare(left.get(key), right.get(key), SILENT.has(key) ? place : [...place, key], lines);
  }
}

/** Fields of an object; candidate paths by their preference. Everything else is a leaf. */
function parts(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const preferences = value.map((item: unknown) =>
    typeof item === "object" && item !== null && "preference" in item
      ? String(item.preference)
      : undefined
  );
  if (value.length === 0 || preferences.includes(undefined)) return undefined;
  return new Map(value.map((item: unknown, i) => [preferences[i]!, item]));
}

const short = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "none";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};
const SILENT: ReadonlySet<string> = new Set(["path"]);
