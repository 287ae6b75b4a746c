/** The pure parts that the edge drives: the core, and the computer that carries out its "compute" effects. */
import type { Computer } from "../controller/step.ts";
import { compute } from "../path/compute.ts";
export { createCore, loadCore } from "../controller/core.ts";

/** In the loop's own thread: batches are small, and a copy of the graph to a worker costs more than most of them. */
export const computer: Computer = {
  run: (jobs) => new Promise((resolve) => resolve(compute(jobs))),
};
