/** What people would be told once all is calm: no drift that is not there, no alarm whose cause is gone. */
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { PolicyRow } from "../../src/controller/view/view.ts";
import { isRefused } from "./refused.ts";

/** Alarms and drift that nothing in the calm network accounts for; each policy is looked at elsewhere. */
export function toldWrongly({ view, network }: MemorySimulation): string[] {
  const refuses = (policy: PolicyRow) => {
    const { personality } = network.pccs[network.routerNamed(policy.headend)]!.options;
    return policy.intent.candidatePaths.some(({ path }) => isRefused(personality, path));
  };
  const states = [...view.ids("policy")].map((id) => view.row("policy", id)!);
  const drift = [...view.ids("drift")].map((id) => view.row("drift", id)!).filter((row) => {
    const policy = states.find(({ name }) => name === row.policy);
    return row.class === "path" && policy?.state === "up" && !refuses(policy);
  });
  const alarms = [...view.ids("alarm")].map((id) => view.row("alarm", id)!).filter((alarm) =>
    alarm.active && alarm.quietSince === undefined && GONE.has(alarm.kind)
  );
  const pathless = states.filter(({ state }) => state === "noPath").length;
  const told = [...view.ids("alarm")].map((id) => view.row("alarm", id)!)
    .filter(({ kind, active }) => kind === "noPath" && active)
    .reduce((sum, { affectedCount }) => sum + affectedCount, 0);
  return [
    ...drift.map((row) => `drift of ${row.policy} is told and not there`),
    ...alarms.map(({ kind, subject }) => `alarm ${kind} about ${subject} is over and still told`),
    ...(told === pathless ? [] : [`${pathless} policies have no path, ${told} are alarmed`]),
  ];
}
/** All sessions and feeds are up when it is calm. */
const GONE: ReadonlySet<string> = new Set(["sessionDown", "feedDown", "topologyFrozen"]);
