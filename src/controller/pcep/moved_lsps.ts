/** A session turns out to be another router's: what it reported goes with it. */
import { given } from "../../lib/given.ts";
import type { Lsp } from "../../policy/records.ts";
import type { Router } from "../state.ts";
import { touch, type Turn } from "../turn.ts";
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
  t.s.lsps.delete(lsp.id);
  const { policy, lane } = known;
  if (lsp.session === session.connection) {
    t.s.lsps.set(known.id, {
      ...lsp,
      id: known.id,
      router: router.id,
      ...given({ policy, lane }),
    });
    if (session.plspIds.get(lsp.plspId) === lsp.id) session.plspIds.set(lsp.plspId, known.id);
  }
  touch(t, "lsp", known.id);
}
