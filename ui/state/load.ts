/** How full a half-link is, where it is measured, and the five steps of colour that stand for it everywhere. */
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";

/** 0 … 1 and above; undefined without a measurement or a capacity. */
export function loadOf(link: Link): number | undefined {
  if (link.utilisedBps === undefined || link.capacityBps === undefined || link.capacityBps === 0) {
    return undefined;
  }
  return link.utilisedBps / link.capacityBps;
}

export type LoadStep = 0 | 1 | 2 | 3 | 4;
export const LOAD_BOUNDS = [0.25, 0.5, 0.7, 0.85] as const;

export function loadStep(load: number): LoadStep {
  if (load < LOAD_BOUNDS[0]) return 0;
  if (load < LOAD_BOUNDS[1]) return 1;
  if (load < LOAD_BOUNDS[2]) return 2;
  return load < LOAD_BOUNDS[3] ? 3 : 4;
}
