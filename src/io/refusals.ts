/** What people hear while the store cannot be written (rules II.15): one sentence, and what to do. */
import type { Command, Reply } from "../controller/command.ts";

/** Nothing of them is kept. */
const NOT_KEPT: ReadonlySet<Command["do"]> = new Set([
  "go",
  "reoptimize",
  "resetSession",
  "resyncSession",
  "resetPeer",
  "refreshPeer",
  "computePath",
]);
/** What makes things safer, or lets repairs go on, is taken also when it cannot be kept. */
const URGENT: ReadonlySet<Command["do"]> = new Set(["freeze", "confirmTopology"]);
/** Commands that are in force at once, and then kept. */
const AT_ONCE: ReadonlySet<Command["do"]> = new Set([
  ...URGENT,
  "mode",
  "thaw",
  "confirmMesh",
  "alarm",
]);

/** Does its answer wait for the disk? */
export const isKept = (command: Command): boolean =>
  !NOT_KEPT.has(command.do) && !("dryRun" in command && command.dryRun) &&
  !("checkOnly" in command && command.checkOnly);
/** May it be handed to the core while the store refuses? */
export const isTaken = (command: Command): boolean => !isKept(command) || URGENT.has(command.do);

/** Before the core saw it. */
export const notNow = (why: string): Reply =>
  refusal(`The store cannot be written (${why}), so nothing was changed.`, MEND);

/** The core has it, the disk has not. */
export const notKept = (command: Command, why: string): Reply =>
  AT_ONCE.has(command.do)
    ? refusal(`It is in force, but the store could not be written (${why}).`, WOULD_BE_LOST)
    : refusal(`The store could not be written (${why}), so this is not in force.`, WAITS);

export const refusal = (problem: string, fix: string): Reply => ({
  ok: false,
  code: "unavailable",
  problems: [{ field: "", problem, fix }],
});

const MEND = "Make room on the disk of the data folder, or mend it; Cairn tries again by itself.";
const WOULD_BE_LOST = `A restart would forget it. ${MEND}`;
const WAITS =
  "It will be as soon as the disk takes it, and is forgotten if Cairn restarts first. " +
  "Make room on the disk of the data folder.";
