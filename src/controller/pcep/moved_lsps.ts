/** A session turns out to be another router's: what it reported goes with it. */
import { given } from "../../lib/given.ts";
import type { Lsp } from "../../policy/records.ts";
import type { Router } from "../state.ts";
import { touch, type Turn } from "../turn.ts";
import { leaveAll } from "./associations.ts";
import { joinGroup } from "./groups.ts";
import type { PcepSessionState } from "./session.ts";

/** `all`: also what it reported in earlier sessions, because the record stands for nobody else. */
export function moveLsps(
  t: Turn,
  session: PcepSessionState,
  before: Router,
  router: Router,
  all: boolean,
): void {
  const moving = [...t.s.lspsOf.get(before.id) ?? []];
  for (const id of moving) {
    const lsp = t.s.lsps.get(id);
    if (!lsp || (!all && lsp.session !== session.connection)) continue;
    t.s.lspsOf.get(before.id)?.delete(id);
    t.s.lspByKey.delete(`${before.id}/${lsp.name}`);
    moveOne(t, session, lsp, router);
    touch(t, "lsp", id);
  }
}

function moveOne(t: Turn, session: PcepSessionState, lsp: Lsp, router: Router): void {
  const key = `${router.id}/${lsp.name}`;
  const known = t.s.lsps.get(t.s.lspByKey.get(key) ?? -1);
  if (!known) {
    t.s.lsps.set(lsp.id, { ...lsp, router: router.id });
    t.s.lspByKey.set(key, lsp.id);
    const siblings = t.s.lspsOf.get(router.id);
    if (siblings) siblings.add(lsp.id);
    else t.s.lspsOf.set(router.id, new Set([lsp.id]));
    return;
  }
  // It is known from an earlier session: that record, which policies refer to, tells the new things.
  leaveAll(t, lsp);
  t.s.lsps.delete(lsp.id);
  const { policy, lane } = known;
  if (lsp.session === session.connection) {
    leaveAll(t, known);
    const { id } = known;
    const told = { ...lsp, id, router: router.id, ...given({ policy, lane }) };
    t.s.lsps.set(id, told);
    for (const { key } of told.associations ?? []) joinGroup(t, told, key);
    if (session.plspIds.get(lsp.plspId) === lsp.id) session.plspIds.set(lsp.plspId, known.id);
  }
  touch(t, "lsp", known.id);
}
