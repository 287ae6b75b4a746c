/** What happens to the controller, and what an operator does to its gate. */
import { changePolicy } from "./document_deeds.ts";
import { anyRouter, type Deed, nameOf } from "./stage.ts";

export const crash: Deed = (stage) => {
  if (!stage.coreUp) return;
  stage.die();
  stage.later(stage.random.pick([0, 0.01, 0.3, 3, 12, 40, 95]), () => stage.rise());
};

/** Between a command and its answer: the rows may be on disk or not. */
export const crashMidway: Deed = (stage) => {
  if (!stage.coreUp) return;
  changePolicy(stage);
  stage.sim.run(stage.random.next() * stage.scene.storeMicroseconds * 1.2 / 1e6);
  stage.die();
  stage.later(stage.random.pick([0.01, 5]), () => stage.rise());
};

export const swap: Deed = (stage) => {
  if (!stage.coreUp) return;
  stage.say("the core is saved and loaded");
  stage.swap();
};

export const changeMode: Deed = (stage) => {
  const { random } = stage;
  const router = random.chance(0.7) ? { router: nameOf(stage, anyRouter(stage)) } : {};
  const mode = random.pick(["observe", "advise"] as const);
  stage.ask({ do: "mode", mode, ...router, dryRun: random.chance(0.1) });
  stage.later(random.pick([1, 10, 40]), () => {
    stage.ask({ do: "mode", mode: "control", ...router, dryRun: false });
  });
};

export const freeze: Deed = (stage) => {
  const { random, intents } = stage, policies = intents.policies();
  const turn = random.next();
  const what = turn < 0.3 || policies.length === 0
    ? {}
    : turn < 0.6
    ? { router: nameOf(stage, anyRouter(stage)) }
    : { policy: random.pick(policies).name };
  stage.ask({ do: "freeze", ...what, reason: "test" });
  stage.later(random.pick([1, 10, 40]), () => stage.ask({ do: "thaw", ...what }));
};

export const poke: Deed = (stage) => {
  const { random, intents, sim } = stage;
  if (!stage.coreUp) return;
  const policies = intents.policies();
  const turn = random.next();
  if (turn < 0.3) return stage.ask({ do: "resetPeer", peer: 0 });
  if (turn < 0.6) {
    const sessions = [...sim.view.ids("pcepSession")];
    if (sessions.length > 0) stage.ask({ do: "resetSession", session: random.pick(sessions) });
    return;
  }
  if (policies.length === 0) return;
  const intent = random.pick(policies);
  if (turn < 0.8) stage.ask({ do: "reoptimize", policy: intent.name });
  else stage.ask({ do: "computePath", intent });
};
