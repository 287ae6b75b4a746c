/**
 * The way back from one document to the one before, as small as the change was: only fields that differ, at any depth.
 * Documents are JSON without null, so that null can say "it was not there".
 */

export type Undo = unknown; // JSON

/** undefined: they are the same. */
export function undoOf(before: unknown, after: unknown): Undo | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (isObject(before) && isObject(after)) {
    const undo: Record<string, Undo> = {};
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (before[key] === undefined) undo[key] = null;
      else if (after[key] === undefined) undo[key] = before[key];
      else {
        const inside = undoOf(before[key], after[key]);
        if (inside !== undefined) undo[key] = inside;
      }
    }
    return WHOLE in undo ? { [WHOLE]: before } : undo;
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const items: Record<string, Undo> = {};
    before.forEach((item: unknown, i) => {
      const inside = undoOf(item, after[i]);
      if (inside !== undefined) items[i] = inside;
    });
    return items;
  }
  return isObject(before) ? { [WHOLE]: before } : before;
}

/** `undoOf(a, b)` makes `a` of `b`. An object means "in these fields" where there is something with fields. */
export function undone(after: unknown, undo: Undo): unknown {
  if (!isObject(undo)) return undo;
  if (WHOLE in undo) return undo[WHOLE];
  if (Array.isArray(after)) {
    return after.map((item: unknown, i) => String(i) in undo ? undone(item, undo[i]) : item);
  }
  if (!isObject(after)) return undo;
  const before: Record<string, unknown> = { ...after };
  for (const [key, inside] of Object.entries(undo)) {
    if (inside === null) delete before[key];
    else before[key] = key in after ? undone(after[key], inside) : inside;
  }
  return before;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Field of an undo that replaces all, where fields alone would be read otherwise. */
const WHOLE = "=";
