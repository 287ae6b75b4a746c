/** A path for a person: computed from the newest topology; nothing is stored and nothing is sent. */
import type { PathResult, Segment } from "../../path/jobs.ts";
import type { PolicyIntent } from "../../policy/intent.ts";
import { submit } from "./planner.ts";
import { resolvePath } from "../intent/resolve.ts";
import type { Batch } from "../state.ts";
import type { Turn } from "../turn.ts";
import type { ComputedRow, SegmentRow } from "../view/view.ts";

export function computePath(t: Turn, id: number, intent: PolicyIntent): void {
  const candidate = intent.candidatePaths[0];
  const resolved = candidate && resolvePath(t, 0, intent, candidate);
  if (resolved?.ok) {
    submit(t, [resolved.job], [{ for: "command", id }]);
    return;
  }
  t.effects.push({
    do: "reply",
    id,
    reply: {
      ok: false,
      code: "failedPrecondition",
      problems: [{
        field: "headend",
        problem: resolved?.why ?? "No candidate path is given.",
        fix: 'Name routers as "cairn get routers" shows them.',
      }],
    },
  });
}

export function answerComputePath(t: Turn, id: number, result: PathResult, batch: Batch): void {
  const path = computedRow(t, {
    at: t.at,
    topologyVersion: batch.topologyVersion,
    result,
    tookMicroseconds: t.at - batch.at,
  });
  t.effects.push({ do: "reply", id, reply: { ok: true, changes: [], path } });
}

/** What a result says, in names. */
export function computedRow(
  t: Pick<Turn, "caches">,
  computed: {
    readonly at: number;
    readonly topologyVersion: number;
    readonly result: PathResult;
    readonly tookMicroseconds: number;
  },
): ComputedRow {
  const { ted } = t.caches;
  const { result, at, topologyVersion, tookMicroseconds } = computed;
  const router = (id: number) => ted.router(id)?.name ?? "";
  const link = (id: number) => ted.link(id)?.name ?? "";
  const head = { at, topologyVersion, tookMicroseconds, ok: result.ok, why: result.why };
  if (!result.ok) {
    return {
      ...head,
      ...(result.remedy === undefined ? {} : { remedy: result.remedy }),
      segments: [],
      routers: [],
      links: [],
      crossed: [],
      lists: [],
    };
  }
  const segment = (s: Segment): SegmentRow => ({
    type: s.type,
    label: s.type === "hop" ? 0 : s.label,
    from: s.from < 0 ? "" : router(s.from),
    to: s.to < 0 ? "" : router(s.to),
    address: s.address,
    ...(s.sid === undefined ? {} : { sid: s.sid }),
    ...(s.remoteAddress === undefined ? {} : { remoteAddress: s.remoteAddress }),
    ...(s.link === undefined ? {} : { link: link(s.link) }),
  });
  return {
    ...head,
    segments: result.segments.map(segment),
    routers: result.routers.map(router),
    links: result.links.map(link),
    crossed: result.crossed.map(link),
    igpMetric: result.igpMetric,
    teMetric: result.teMetric,
    hops: result.hops,
    lists: (result.lists ?? []).map((list) => ({
      weight: list.weight,
      ok: list.ok,
      why: list.ok ? "" : list.why,
      segments: list.ok ? list.segments.map(segment) : [],
    })),
    ...(result.delayMicroseconds === undefined
      ? {}
      : { delayMicroseconds: result.delayMicroseconds }),
  };
}
