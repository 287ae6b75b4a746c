/** What is done to a network and its controller while it lives, by the seed's dice. */
import { changeMode, crash, crashMidway, freeze, poke, swap } from "./controller_deeds.ts";
import { changeMesh, changePolicy, deletePolicy, prune, shufflePaths } from "./document_deeds.ts";
import {
  cutFeed,
  cutSession,
  drift,
  failLink,
  flap,
  loseMap,
  overload,
  raiseTheDead,
  reboot,
  slow,
} from "./network_deeds.ts";
import { configure, crashPcc, lie, mute, refuse, stutter } from "./router_deeds.ts";
import type { Deed, Stage } from "./stage.ts";

/** One deed. */
export function trouble(stage: Stage): void {
  stage.random.pick(DEEDS)(stage);
}

/** As often as they stand here. */
const DEEDS: readonly Deed[] = [
  failLink,
  failLink,
  failLink,
  flap,
  reboot,
  reboot,
  cutSession,
  cutSession,
  cutFeed,
  loseMap,
  raiseTheDead,
  drift,
  drift,
  drift,
  overload,
  slow,
  refuse,
  mute,
  lie,
  lie,
  stutter,
  crashPcc,
  crash,
  crash,
  crashMidway,
  swap,
  changeMode,
  freeze,
  freeze,
  changePolicy,
  changePolicy,
  changePolicy,
  changePolicy,
  changePolicy,
  shufflePaths,
  shufflePaths,
  deletePolicy,
  deletePolicy,
  changeMesh,
  prune,
  configure,
  poke,
];
