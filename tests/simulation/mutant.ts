/** What the simulation is made of besides the network: the core that is tried, or one with a defect put into it. */
import { createCore, loadCore } from "../../src/controller/core.ts";
import type { Answer, Core, Effect, Event } from "../../src/controller/step.ts";
import { compute } from "../../src/path/compute.ts";
import type { Jobs, Result } from "../../src/path/jobs.ts";

export interface Making {
  readonly createCore: () => Core;
  readonly loadCore: (saved: Uint8Array) => Core;
  readonly compute: (jobs: Jobs) => Result;
}
export const REAL: Making = { createCore, loadCore, compute };

/** A small patch of what goes into a core and what comes out. */
export interface Defect {
  readonly hears?: (event: Event) => Event | undefined; // undefined: it is not heard
  readonly says?: (effect: Effect, event: Event) => readonly Effect[];
  readonly answers?: (answer: Answer, event: Event, core: Core) => Answer;
  readonly saves?: (saved: Uint8Array) => Uint8Array;
  readonly jobs?: (jobs: Jobs) => Jobs;
}

/** `defectOf` is called for each core that is made. */
export function making(defectOf: () => Defect): Making {
  return {
    createCore: () => spoilt(createCore(), defectOf()),
    loadCore: (saved) => spoilt(loadCore(saved), defectOf()),
    compute: (jobs) => compute(defectOf().jobs?.(jobs) ?? jobs),
  };
}

function spoilt(core: Core, defect: Defect): Core {
  let wakeAt = Infinity;
  return {
    handle(event) {
      const heard = defect.hears ? defect.hears(event) : event;
      if (!heard) return { effects: [], wakeAt };
      let answer = core.handle(heard);
      if (defect.answers) answer = defect.answers(answer, heard, core);
      wakeAt = answer.wakeAt;
      const { says } = defect;
      return says ? { wakeAt, effects: answer.effects.flatMap((one) => says(one, heard)) } : answer;
    },
    save: () => defect.saves?.(core.save()) ?? core.save(),
    get view() {
      return core.view;
    },
  };
}
