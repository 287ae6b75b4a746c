/**
 * The way out (rules II.14): Cairn hands back, or deletes, the LSPs that it keeps, in waves, through the gate like all
 * else. The order is kept in the store, so that a restart goes on with it; until it is undone nothing is made anew.
 */
import { passage } from "../../policy/gate.ts";
import type { Lane, Policy } from "../../policy/records.ts";
import type { Change, Command, Reply } from "../command.ts";
import { currentLsp } from "../sending/lane_situation.ts";
import { endOf, type Leaving, orderFor } from "./leaving.ts";
import { markLane, markRouter, profileOf } from "../sending/lanes.ts";
import { sessionReady } from "../sending/session_ready.ts";
import { done, notFound, refused } from "../replies.ts";
import { addressOf, findRouter, routerMode, wordsOf } from "./routers.ts";
import type { Router } from "../state.ts";
import type { Row } from "../step.ts";
import { armAfter, audit, note, store, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";

type Ask = Command & { readonly do: "decommission" };

export function decommission(t: Turn, id: number, by: string, command: Ask): Reply | undefined {
  const router = command.router === undefined ? undefined : findRouter(t, command.router);
  if (command.router !== undefined && !router) return notFound("router", command.router);
  const { how } = command;
  const key = router ? addressOf(router) || router.name : "";
  const { leaving } = t.s;
  const words = router ? wordsOf(router) : [""]; // its address may have been another one then
  const earlier = words.filter((word) => leaving.orders.has(word));
  if (how === "undo" && earlier.length === 0) {
    return notLeaving(t, router);
  }
  if (how !== "undo") {
    const closed = whyClosed(t, router);
    if (closed) return closed;
    if (command.dryRun) return done(preview(t, how, router));
  } else if (command.dryRun) return done([]);
  const rows = earlier.flatMap((word) => obey(t, word, undefined));
  if (how !== "undo") rows.push(...obey(t, key, { how, by, at: t.at }));
  const subject = router ? `router ${router.name}` : "network";
  const entry = audit(t, { by, action: `decommission ${how}`, subject, before: "", after: "" });
  const sequence = store(t, [...rows, entry]);
  leaving.storedWith = sequence;
  note(t, {
    severity: "warning",
    kind: "decommission",
    subject: router ? subject : "cairn",
    title: how === "undo"
      ? `Cairn keeps its LSPs again${router ? ` on ${router.name}` : ""}.`
      : `Cairn ${VERB[how]}${router ? ` on ${router.name}` : ""}, in waves.`,
    detail: `By ${by}.`,
  });
  t.s.pending.push({ sequence, reply: { id, reply: done([]) }, policies: [], links: false });
  return undefined;
}

/** Also at start, from the store. */
export function restoreOrder(t: Turn, key: string, json: string): void {
  obey(t, key, JSON.parse(json) as Leaving);
}

function obey(t: Turn, key: string, order: Leaving | undefined): Row[] {
  const { leaving } = t.s;
  if (order) leaving.orders.set(key, order);
  else leaving.orders.delete(key);
  leaving.waves = 0;
  leaving.admitted.clear();
  leaving.halted = leaving.finished = false;
  tell(t);
  for (const router of t.s.routers.values()) markRouter(t, router);
  if (leaving.orders.size > 0) armAfter(t, "leave", WAVE_EVERY);
  return [{
    table: "meta",
    key: `decommission/${key}`,
    value: order ? JSON.stringify(order) : null,
  }];
}

/** Deadline "leave": the next wave, when the one before is over. */
export function nextWave(t: Turn): void {
  const { leaving } = t.s;
  if (leaving.orders.size === 0) return;
  armAfter(t, "leave", WAVE_EVERY);
  if (leaving.halted || leaving.storedWith > t.s.storedThrough) return;
  const all = [...standingLanes(t)];
  // What is frozen waits for its thaw, and nothing else waits for it.
  const standing = all.filter(({ router, policy }) => mayBeTold(t, router, policy));
  const open = standing.filter(({ lane }) => leaving.admitted.has(lane.discriminator));
  const failed = open.filter(({ lane }) => FAILED.has(lane.sent?.outcome ?? ""));
  if (failed.length > Math.max(1, leaving.admitted.size * MOST_FAILED)) {
    leaving.halted = true;
    return tell(t, failed.map(({ policy }) => policy.name));
  }
  if (open.length > failed.length) return;
  const next = standing.filter(({ lane }) => !leaving.admitted.has(lane.discriminator));
  if (next.length === 0) {
    if (!leaving.finished && all.length === 0) finish(t);
    return;
  }
  leaving.finished = false;
  const size = WAVES[leaving.waves++] ?? next.length;
  for (const { router, lane } of next.slice(0, size)) {
    leaving.admitted.add(lane.discriminator);
    markLane(t, router.id, lane.discriminator);
  }
}

function finish(t: Turn): void {
  t.s.leaving.finished = true;
  note(t, {
    severity: "info",
    kind: "decommission",
    subject: "cairn",
    title: "Cairn keeps no LSP any more on the routers that it is to leave.",
    detail: '"cairn decommission --undo" makes them again.',
  });
}

interface Standing {
  readonly router: Router;
  readonly policy: Policy;
  readonly lane: Lane;
}
/** LSPs that Cairn still keeps on routers that it is to leave, and that can be told so now. */
function* standingLanes(t: Turn, order?: { how: Leaving["how"]; router: Router | undefined }) {
  for (const policy of t.s.policies.values()) {
    const router = findRouter(t, policy.intent.headend);
    if (!router || (order?.router && order.router.id !== router.id)) continue;
    const how = order?.how ?? orderFor(t.s, router)?.how;
    if (how === undefined) continue;
    const session = router.session === undefined ? undefined : t.s.pcep.get(router.session);
    const ready = sessionReady(t, session);
    if (!ready.ok) continue;
    const returns = endOf(how, policy) === "return";
    if (returns && profileOf(t, router).returnDelegation === "never") continue;
    for (const lane of policy.lanes.values()) {
      if (currentLsp(t, ready.session, lane)?.delegated) {
        yield { router, policy, lane } satisfies Standing;
      }
    }
  }
}

function mayBeTold(t: Turn, router: Router, policy: Policy): boolean {
  const removes = endOf(orderFor(t.s, router)?.how ?? "return", policy) === "delete";
  return passage(t.s.gate, wordsOf(router), policy.name, { removes, moves: !removes }).open;
}

function whyClosed(t: Turn, router: Router | undefined): Reply | undefined {
  const mode = router ? routerMode(t.s, router) : t.s.gate.mode;
  const where = router?.name ?? "The network";
  const pass = router ? passage(t.s.gate, wordsOf(router), "") : passage(t.s.gate, [], "");
  if (pass.open) return undefined;
  return refused("failedPrecondition", {
    field: router ? "router" : "",
    problem: mode === "control"
      ? `Nothing may be sent now. ${pass.why}`
      : `${where} is in ${mode} mode: nothing may be sent, so nothing can be handed back.`,
    fix: mode === "control" ? "Ask again then." : '"cairn mode control" allows it.',
  });
}

function preview(t: Turn, how: Leaving["how"], only: Router | undefined): Change[] {
  const sends = [...standingLanes(t, { how, router: only })].map(({ router, policy, lane }) => ({
    kind: "Message" as const,
    name: policy.name,
    change: "wouldSend" as const,
    detail: `to ${router.name}: ${
      endOf(how, policy) === "delete" ? "PCInitiate, delete" : "PCUpd, hand back"
    } ${lane.lspName}`,
  }));
  const stay = [...t.s.routers.values()].flatMap((router): Change[] => {
    if ((only && only.id !== router.id) || router.session === undefined) return [];
    if (profileOf(t, router).returnDelegation !== "never" || how === "delete") return [];
    const detail = `${profileOf(t, router).title} cannot take LSPs back: they stay as they are ` +
      "until Cairn stops, and then as its timers say.";
    return [{ kind: "Message", name: router.name, change: "unchanged", detail }];
  });
  return [...sends, ...stay];
}

function notLeaving(t: Turn, router: Router | undefined): Reply {
  const [one] = t.s.leaving.orders.keys();
  return refused("failedPrecondition", {
    field: "router",
    problem: `${router?.name ?? "The network as a whole"} is not being decommissioned.`,
    fix: one === undefined ? "Nothing is." : `${undoOf(t, one)} ends the one that is.`,
  });
}
/** The command that ends an order. */
const undoOf = (t: Turn, word: string): string =>
  `"cairn decommission --undo${word && ` --router ${findRouter(t, word)?.name ?? word}`}"`;

function tell(t: Turn, refusedBy: readonly string[] = []): void {
  const { orders, halted } = t.s.leaving;
  const [first] = orders.values();
  const where = orders.has("") ? "all routers" : [...orders.keys()].join(", ");
  const undo = `${[...orders.keys()].map((word) => undoOf(t, word)).join(", ")} ends it.`;
  alarm(
    t,
    "decommissioned",
    "cairn",
    halted ? "major" : "warning",
    first === undefined
      ? undefined
      : halted
      ? `The decommission has halted: ${refusedBy.slice(0, 5).join(", ")} could not be let go. ` +
        "The same command again goes on with the rest."
      : `Cairn lets go of its LSPs on ${where}, by ${first.by}. ${undo}`,
  );
}

const VERB = { return: "hands its LSPs back", delete: "deletes its LSPs" } as const;
const FAILED: ReadonlySet<string> = new Set(["refused", "timeout", "mismatch", "conflict"]);
const MOST_FAILED = 0.05;
const WAVES: readonly number[] = [5, 50]; // then all
const WAVE_EVERY = 1e6;
