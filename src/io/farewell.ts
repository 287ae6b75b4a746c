/** What stays behind when Cairn stops (rules II.14): one sentence for the log. */
import type { View } from "../controller/view/view.ts";
import { PROFILES } from "../pcep/profiles/detect.ts";

/** LSPs that Cairn holds now, and what their routers do when nobody comes back for them. */
export function farewell(view: View): string {
  const held = new Map<string, { lsps: number; routers: Set<string> }>(); // by profile
  const profileOf = new Map<string, string>();
  for (const id of view.ids("pcepSession")) {
    const row = view.row("pcepSession", id);
    if (row) profileOf.set(row.id, row.profile);
  }
  for (const id of view.ids("lsp")) {
    const lsp = view.row("lsp", id);
    if (!lsp || lsp.stale || lsp.holder !== "cairn") continue;
    const profile = profileOf.get(lsp.session) ?? "default";
    const group = held.get(profile) ?? { lsps: 0, routers: new Set() };
    held.set(profile, group);
    group.lsps++;
    group.routers.add(lsp.router);
  }
  const lsps = [...held.values()].reduce((n, group) => n + group.lsps, 0);
  const routers = new Set([...held.values()].flatMap((group) => [...group.routers])).size;
  if (lsps === 0) return "stopping: the sessions end; no LSP is held";
  const groups = [...held].sort().map(([name, group]) => timers(name, group.routers.size));
  return `stopping: the sessions end; ${count(lsps, "LSP stays", "LSPs stay")} on ` +
    `${count(routers, "router", "routers")}, and so does the traffic; ${groups.join("; ")}`;
}

function timers(name: string, routers: number): string {
  const profile = Object.values(PROFILES).find((one) => one.name === name) ?? PROFILES.default;
  const { title, redelegationSeconds, stateTimeoutSeconds } = profile;
  return `${title} (${count(routers, "router", "routers")}) by default takes its own back after ` +
    `${redelegationSeconds} s and lets go of what Cairn made after ${stateTimeoutSeconds} s`;
}
const count = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;
