/// <reference lib="dom" />
/** Commands that change something, with what a person is told about them. Everything else only reads. */
import { computed, signal } from "@preact/signals";
import type { Change } from "../../src/gen/cairn/v1/common_pb.ts";
import { api, problemText } from "./api.ts";
import { mayOperate, person } from "./login.ts";
import { disconnected } from "./store.ts";

export interface Told {
  readonly text: string;
  readonly bad: boolean;
}
/** The last thing that was done or refused; it leaves by itself. */
export const told = signal<Told | undefined>(undefined);

/** Why nothing can be changed now; undefined: it can. */
export const whyNot = computed<string | undefined>(() =>
  disconnected.value
    ? "No connection to Cairn"
    : mayOperate.value
    ? undefined
    : `Needs operator; you are ${person.value?.role ?? "nobody"}`
);

let leaving: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string, bad = false): void {
  clearTimeout(leaving);
  told.value = { text, bad };
  leaving = setTimeout(() => told.value = undefined, bad ? 9000 : 4000);
}

/** Does it, says what happened, and answers whether it was done. */
export async function attempt(done: string, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    tell(done);
    return true;
  } catch (problem) {
    tell(problemText(problem), true);
    return false;
  }
}

export const freeze = (reason: string): Promise<boolean> =>
  attempt("Frozen. No message that changes a router leaves.", () => api.admin.freeze({ reason }));
export const thaw = (): Promise<boolean> => attempt("Thawed.", () => api.admin.thaw({}));
export const thawOne = (
  what: { readonly router: string } | { readonly policy: string },
  name: string,
): Promise<boolean> => attempt(`${name} is thawed.`, () => api.admin.thaw(what));
/** What a thaw would send, and what would wait on; nothing is changed. */
export const previewThaw = async (): Promise<readonly Change[]> =>
  (await api.admin.thaw({ dryRun: true })).changes;
export const confirmTopology = (): Promise<boolean> =>
  attempt("The topology is believed as it is.", () => api.admin.confirmTopology({}));
export const confirmMesh = (name: string): Promise<boolean> =>
  attempt(`The rest of mesh ${name} goes.`, () => api.admin.confirmMesh({ name }));
export const openGate = (): Promise<boolean> =>
  attempt("The start gate is open.", () => api.admin.go({}));
export const setMode = (mode: string): Promise<boolean> =>
  attempt(`The network is in ${mode}.`, () => api.admin.setMode({ mode }));
/** Every message that the change of mode would send; nothing is changed. */
export const previewMode = async (mode: string): Promise<readonly Change[]> =>
  (await api.admin.setMode({ mode, dryRun: true })).changes;
export const reoptimise = (name: string): Promise<boolean> =>
  attempt(`${name} is computed again.`, () => api.policies.reoptimizePolicy({ name }));
export const deletePolicy = (name: string): Promise<boolean> =>
  attempt(`${name} is deleted.`, () => api.policies.deletePolicy({ name }));
export const resetSession = (id: string, who: string): Promise<boolean> =>
  attempt(`The session with ${who} is reset.`, () => api.sessions.resetPcepSession({ id }));
export const resyncSession = (id: string, who: string): Promise<boolean> =>
  attempt(`${who} is asked for all its LSPs.`, () => api.sessions.resyncPcepSession({ id }));
export const shutPeer = (id: string): Promise<boolean> =>
  attempt(`The BGP peer ${id} is shut.`, () => api.sessions.shutDownBgpPeer({ id }));
export const enablePeer = (id: string): Promise<boolean> =>
  attempt(`The BGP peer ${id} is enabled.`, () => api.sessions.enableBgpPeer({ id }));
export const resetPeer = (id: string): Promise<boolean> =>
  attempt(`The BGP session with ${id} is reset.`, () => api.sessions.resetBgpPeer({ id }));
export const refreshPeer = (id: string): Promise<boolean> =>
  attempt(`${id} is asked for its whole table.`, () => api.sessions.refreshBgpPeer({ id }));

export const acknowledge = (id: string, reason: string): Promise<boolean> =>
  attempt("Acknowledged.", () => api.events.ackAlarm({ id, reason }));
export const unacknowledge = (id: string): Promise<boolean> =>
  attempt("Nobody looks after it now.", () => api.events.unackAlarm({ id }));
export const shelve = (id: string, reason: string, forSeconds: number): Promise<boolean> =>
  attempt("Shelved.", () => api.events.shelveAlarm({ id, reason, forSeconds }));
export const unshelve = (id: string): Promise<boolean> =>
  attempt("Back among the others.", () => api.events.unshelveAlarm({ id }));
/** What would differ, in words; undefined: it was refused, and that was told. */
export async function previewRollback(name: string, toVersion: number) {
  try {
    const { changes } = await api.policies.rollbackPolicy({ name, toVersion, dryRun: true });
    return changes.map(({ detail }) => detail).filter((text) => text !== "").join("; ");
  } catch (problem) {
    tell(problemText(problem), true);
    return undefined;
  }
}
export const rollback = (name: string, toVersion: number): Promise<boolean> =>
  attempt(
    `${name} has the intent of version ${toVersion} again.`,
    () => api.policies.rollbackPolicy({ name, toVersion }),
  );
