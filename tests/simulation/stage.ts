/** Where deeds are done, and what all of them need. */
import type { IgpEvent } from "../../lab/sim/igp.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { ConfiguredLsp } from "../../lab/sim/pcc_lsp.ts";
import type { Random } from "../../lab/sim/random.ts";
import type { Command } from "../../src/controller/command.ts";
import type { IntentModel } from "./intent_model.ts";
import type { Scene } from "./scene.ts";

export interface Stage {
  readonly scene: Scene;
  readonly sim: MemorySimulation;
  readonly random: Random;
  readonly intents: IntentModel;
  readonly configured: Map<string, ConfiguredLsp>; // by "router/name"
  /** Extra microseconds on the line of a slow router. */
  readonly slow: Map<number, number>;
  coreUp: boolean;
  /** Something to be done in so many seconds, sooner when calm comes. */
  later(seconds: number, undo: () => void): void;
  ask(command: Command): void;
  swap(): void;
  die(): void;
  rise(): void;
  say(words: string): void;
}
/** Something is done to the network, the controller or the documents; most of it is undone later. */
export type Deed = (stage: Stage) => void;

export function igp(stage: Stage, event: Exclude<IgpEvent, { on: "woke" }>): void {
  stage.sim.happen({ on: "igp", event });
}
export const anyRouter = ({ random, scene }: Stage): number =>
  random.between(0, scene.topology.routers.length - 1);
export const nameOf = ({ scene }: Stage, router: number): string =>
  scene.topology.routers[router]!.name;
