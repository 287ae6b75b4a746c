/** Are two plain values (JSON kinds, `undefined` like absent) equal in depth? */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => same(item, b[i]));
  }
  return holds(a, b) && holds(b, a);
}

/** Every field that `a` has, `b` has too, with an equal value. */
function holds(a: object, b: object): boolean {
  for (const name in a) {
    if (!same(Reflect.get(a, name), Reflect.get(b, name))) return false;
  }
  return true;
}
