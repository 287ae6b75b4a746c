/** How routers misbehave for a while, and what is configured on them. */
import { configuredLsp } from "./scene.ts";
import { anyRouter, type Deed, nameOf } from "./stage.ts";

export const refuse: Deed = (stage) => {
  const router = anyRouter(stage), { manners } = stage.sim.network.pccs[router]!.lsps;
  stage.say(`${nameOf(stage, router)} refuses everything`);
  manners.refuses = true;
  stage.later(stage.random.pick([5, 30, 90]), () => void (manners.refuses = false));
};

export const configure: Deed = (stage) => {
  const { random, scene, sim } = stage;
  const { router, lsp } = configuredLsp(
    random,
    scene.topology,
    10 + Math.round(sim.seconds * 1000),
  );
  if (!sim.network.igp.routerUp(router)) return;
  if (stage.configured.has(`${nameOf(stage, router)}/${lsp.name}`)) return; // in the same moment
  stage.say(`${nameOf(stage, router)} configures ${lsp.name}`);
  stage.configured.set(`${nameOf(stage, router)}/${lsp.name}`, lsp);
  sim.happen({ on: "configured", router, lsp });
  if (!random.chance(0.5)) return;
  stage.later(random.pick([0.01, 3, 30]), () => {
    sim.happen({ on: "unconfigured", router, name: lsp.name });
  });
};

/** What steers it is dropped without a word. */
export const mute: Deed = (stage) => {
  const router = anyRouter(stage), { manners } = stage.sim.network.pccs[router]!.lsps;
  stage.say(`${nameOf(stage, router)} neither does nor answers anything`);
  manners.mute = true;
  stage.later(stage.random.pick([3, 20, 60]), () => void (manners.mute = false));
};
/** It reports another list than it has, or that what is down carries traffic. */
export const lie: Deed = (stage) => {
  const router = anyRouter(stage), { manners } = stage.sim.network.pccs[router]!.lsps;
  const about = stage.random.pick(["list", "active"] as const);
  stage.say(`${nameOf(stage, router)} lies about ${about === "list" ? "its lists" : "what is up"}`);
  manners.lies = about;
  stage.later(stage.random.pick([3, 20, 60]), () => {
    manners.lies = undefined;
    stage.sim.happen({ on: "restated", router });
  });
};
/** It says everything twice, or the one LSP's news before the other's. */
export const stutter: Deed = (stage) => {
  const router = anyRouter(stage), { manners } = stage.sim.network.pccs[router]!.lsps;
  const disorder = stage.random.chance(0.5);
  stage.say(`${nameOf(stage, router)} answers ${disorder ? "out of order" : "twice"}`);
  if (disorder) manners.disorders = true;
  else manners.repeats = true;
  stage.later(stage.random.pick([5, 40]), () => {
    manners.disorders = manners.repeats = false;
  });
};
/** Its PCC dies and starts: nothing that a PCE made is left, and the network notices nothing. */
export const crashPcc: Deed = (stage) => {
  const router = anyRouter(stage);
  if (!stage.sim.network.igp.routerUp(router)) return;
  stage.say(`the PCC of ${nameOf(stage, router)} dies and starts`);
  stage.sim.happen({ on: "pccDied", router });
};
