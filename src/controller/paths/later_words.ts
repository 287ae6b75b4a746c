/** What a policy says of a better path that is not taken yet, because its links came back a short time ago. */
import { amount, metricWords } from "../../path/words.ts";
import { gainOf } from "../../policy/hysteresis.ts";
import type { Policy } from "../../policy/records.ts";
import { rulesOf } from "./optimise.ts";
import { quarantinedUntil } from "./quarantine.ts";
import type { Turn } from "../turn.ts";

/** " A better path (7.5 ms instead of 19.3 ms) uses link X, which came back a short time ago; …"; "": none is known. */
export function laterWords(t: Pick<Turn, "s">, policy: Policy): string {
  const path = policy.paths.find(({ computed }) => computed?.result.ok);
  const result = path?.computed?.result;
  if (path?.intent.path.type !== "dynamic" || !result?.ok || !result.later) return "";
  const { cost, later } = result, { metric } = path.intent.path;
  if (gainOf(cost, later.cost) < rulesOf(t, policy).minimumGain) return "";
  const until = Math.max(0, ...later.links.map((link) => quarantinedUntil(t, link) ?? 0));
  if (until === 0) return ""; // it failed again, or counts now and is looked at
  const words = `${amount(metric, later.cost)} instead of ${amount(metric, cost)}`;
  const seconds = Math.ceil((until - t.s.now) / 1e6);
  return ` A better path (${
    metric === "delay" ? words : `${metricWords[metric]} ${words}`
  }) uses link ${later.name}, ` +
    `which came back a short time ago; it may be used in ${seconds} s.`;
}
