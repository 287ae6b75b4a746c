/** Jobs and networks for the tests of the path engine, in words. */
import { compute } from "../../src/path/compute.ts";
import { Graph } from "../../src/path/graph.ts";
import type {
  DynamicSpec,
  ExplicitSpec,
  FoundPath,
  NoPath,
  PathJob,
  PathResult,
} from "../../src/path/jobs.ts";
import type { Snapshot } from "../../src/path/snapshot.ts";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";

export function tedOf(...changes: readonly (Change | readonly Change[])[]): Ted {
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }, ...changes.flat()]);
  return ted;
}
export const snapshotOf = (ted: Ted): Snapshot => new Graph(ted).snapshot();

export const spec = (more: Partial<DynamicSpec> = {}): DynamicSpec => ({
  type: "dynamic",
  metric: "igp",
  bounds: {},
  includeAny: [],
  includeAll: [],
  excludeAny: [],
  include: [],
  excludeLinks: [],
  excludeRouters: [],
  excludeSrlgs: [],
  preferAdjacency: false,
  protectedAdjacencies: "prefer",
  ...more,
});
export function job(
  ted: Ted,
  from: string,
  to: string,
  path: Partial<DynamicSpec> | ExplicitSpec = {},
  more: Partial<PathJob> = {},
): PathJob {
  const router = ted.findRouter(to);
  return {
    id: 1,
    headend: ted.findRouter(from)!,
    endpoint: router === undefined ? { address: to } : { router },
    path: path.type === "explicit" ? path : spec(path),
    maximumLabels: 9,
    bandwidthBytesPerSecond: 0,
    ...more,
  };
}
export const run = (ted: Ted, job: PathJob): PathResult =>
  compute({ snapshot: snapshotOf(ted), list: [job] }).list[0]!;

export function path(
  ted: Ted,
  ...of: [string, string, (Partial<DynamicSpec> | ExplicitSpec)?, Partial<PathJob>?]
): FoundPath {
  const result = run(ted, job(ted, ...of));
  if (!result.ok) throw new Error(`${result.why} ${result.remedy ?? ""}`);
  return result;
}
export function noPath(
  ted: Ted,
  ...of: [string, string, (Partial<DynamicSpec> | ExplicitSpec)?, Partial<PathJob>?]
): NoPath {
  const result = run(ted, job(ted, ...of));
  if (result.ok) throw new Error(`a path was found: ${result.why}`);
  return result;
}
export const labels = (result: FoundPath): number[] => result.segments.map((s) => s.label);
export const way = (ted: Ted, result: FoundPath): string =>
  result.routers.map((router) => ted.router(router)!.name).join(" ");
