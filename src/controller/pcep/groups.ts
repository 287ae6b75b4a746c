/** Which LSPs are in which group (RFC 8697): the index over what lsp.associations says. */
import type { Lsp } from "../../policy/records.ts";
import type { Turn } from "../turn.ts";

/** Other LSPs of the same group, in the order in which they joined. */
export function othersIn(t: Pick<Turn, "s">, lsp: Lsp, key: string): Lsp[] {
  return [...t.s.groups.get(key) ?? []].flatMap((id) => {
    const other = id === lsp.id ? undefined : t.s.lsps.get(id);
    return other?.associations?.some((one) => one.key === key) ? [other] : [];
  });
}

/** How many are in it, `lsp` not counted. */
export function sizeWithout(t: Pick<Turn, "s">, lsp: Lsp, key: string): number {
  const group = t.s.groups.get(key);
  return group === undefined ? 0 : group.size - (group.has(lsp.id) ? 1 : 0);
}

export function joinGroup(t: Turn, lsp: Lsp, key: string): void {
  const group = t.s.groups.get(key);
  if (group) group.add(lsp.id);
  else t.s.groups.set(key, new Set([lsp.id]));
}

export function leaveGroup(t: Turn, lsp: Lsp, key: string): void {
  const group = t.s.groups.get(key);
  group?.delete(lsp.id);
  if (group?.size === 0) t.s.groups.delete(key);
}
