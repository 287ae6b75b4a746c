/** Rows of what hangs on a node, for people. */
import type { Appendix } from "./appendix.ts";
import type {
  SrPolicyAttributes,
  SrPolicyKey,
  Srv6SidAttributes,
  Srv6SidKey,
} from "./rare_fact.ts";
import type { SrPolicyRow, Srv6SidRow } from "./row.ts";

export const srv6SidRows = (
  sids: Appendix<Srv6SidKey, Srv6SidAttributes>,
  node: number,
): readonly Srv6SidRow[] =>
  sids.ofNode(node).map((id) => {
    const { node: at, sid, mt = 0 } = sids.keyOf(id);
    const stale = sids.register.isStale(id);
    return { sid, mt, group: at.group, area: at.area, ...sids.read(id), stale };
  });

export const srPolicyRows = (
  policies: Appendix<SrPolicyKey, SrPolicyAttributes>,
  node: number,
): readonly SrPolicyRow[] =>
  policies.ofNode(node).map((id) => {
    const { node: _, ...key } = policies.keyOf(id);
    return { ...key, ...policies.read(id), stale: policies.register.isStale(id) };
  });
