/** What is done to a network and its controller while it lives: each deed by the seed's dice, most of them undone later. */
import type { Command } from "../../src/controller/command.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { ConfiguredLsp } from "../../lab/sim/pcc_lsp.ts";
import type { Random } from "../../lab/sim/random.ts";
import type { IgpEvent } from "../../lab/sim/igp.ts";
import { randomMesh, randomPolicy } from "./documents.ts";
import type { IntentModel } from "./intent_model.ts";
import { configuredLsp, type Scene } from "./scene.ts";

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
type Deed = (stage: Stage) => void;

/** One deed. */
export function trouble(stage: Stage): void {
  stage.random.pick(DEEDS)(stage);
}

const failLink: Deed = (stage) => {
  const { random, scene } = stage;
  const { links } = scene.topology;
  const first = random.between(0, links.length - 1);
  const { a, b, srlgs } = links[first]!;
  const kind = random.next();
  const failing = links.flatMap((link, n) => {
    const twin = link.a.router === a.router && link.b.router === b.router;
    const sharing = kind > 0.85 && link.srlgs.some((srlg) => srlgs.includes(srlg));
    return n === first || sharing || (kind > 0.5 && twin) ? [n] : [];
  });
  stage.say(`links ${failing.map((n) => links[n]!.name).join()} fail`);
  const seconds = random.pick([0.1, 1, 4, 15, 60]) * (0.5 + random.next());
  for (const link of failing) {
    igp(stage, { on: "linkFailed", link });
    stage.later(seconds, () => igp(stage, { on: "linkRestored", link }));
  }
};
const flap: Deed = (stage) => {
  const link = stage.random.between(0, stage.scene.topology.links.length - 1);
  stage.say(`link ${stage.scene.topology.links[link]!.name} flaps`);
  for (let n = 0; n < 8; n++) {
    const at = n * (0.3 + stage.random.next());
    stage.later(at, () => igp(stage, { on: "linkFailed", link }));
    stage.later(at + 0.2, () => igp(stage, { on: "linkRestored", link }));
  }
  stage.later(12, () => igp(stage, { on: "linkRestored", link }));
};
const reboot: Deed = (stage) => {
  const router = anyRouter(stage);
  stage.say(`${nameOf(stage, router)} goes down`);
  igp(stage, { on: "routerFailed", router });
  const seconds = stage.random.pick([0.5, 5, 20, 70]);
  stage.later(seconds, () => igp(stage, { on: "routerRestored", router }));
};
const cutSession: Deed = (stage) => {
  const name = nameOf(stage, anyRouter(stage));
  stage.say(`the session of ${name} is cut`);
  stage.sim.cutSession(name);
};
const cutFeed: Deed = (stage) => {
  const { random, sim, scene } = stage;
  const all = random.chance(0.4), one = random.between(0, scene.topology.speakers.length - 1);
  const seconds = random.pick([0, 3, 20, 80]);
  stage.say(`${all ? "all feeds are" : `feed ${one + 1} is`} cut for ${seconds} s`);
  for (const speaker of scene.topology.speakers.keys()) {
    if (!all && speaker !== one) continue;
    sim.feedsDown.add(speaker);
    sim.cutFeed(speaker);
    stage.later(seconds, () => void sim.feedsDown.delete(speaker));
  }
};
const loseMap: Deed = (stage) => {
  const { random, sim, scene } = stage;
  const speaker = random.between(0, scene.topology.speakers.length - 1);
  const share = random.pick([0.1, 0.5, 0.9]), before = sim.network.igp.snapshot(speaker);
  const changes = before.filter(() => random.chance(share))
    .map((change) => ({ ...change, present: false }));
  stage.say(`feed ${speaker + 1} withdraws ${changes.length} of ${before.length} routes`);
  sim.happen({ on: "said", speaker, changes });
  stage.later(random.pick([0.5, 5, 40]), () => {
    sim.happen({ on: "said", speaker, changes: sim.network.igp.snapshot(speaker) });
  });
};
const drift: Deed = (stage) => {
  const { random, sim, scene } = stage;
  const half = random.between(0, 2 * scene.topology.links.length - 1);
  const now = sim.network.igp.half(half), factor = 0.3 + 2 * random.next();
  if (random.chance(0.4)) {
    const igpMetric = Math.max(1, Math.round(now.igpMetric * factor));
    stage.say(`metric of half-link ${half} is ${igpMetric}`);
    return igp(stage, { on: "metricChanged", half, igpMetric });
  }
  const minimumDelayMicroseconds = Math.max(1, Math.round(now.minimumDelayMicroseconds * factor));
  const maximumDelayMicroseconds = Math.round(minimumDelayMicroseconds * 1.2);
  stage.say(`delay of half-link ${half} is ${minimumDelayMicroseconds} µs`);
  igp(stage, { on: "delayChanged", half, minimumDelayMicroseconds, maximumDelayMicroseconds });
};
const overload: Deed = (stage) => {
  const router = anyRouter(stage);
  stage.say(`${nameOf(stage, router)} is overloaded`);
  igp(stage, { on: "overloadChanged", router, overload: true });
  stage.later(stage.random.pick([2, 20]), () => {
    igp(stage, { on: "overloadChanged", router, overload: false });
  });
};
const slow: Deed = (stage) => {
  const router = anyRouter(stage), seconds = stage.random.pick([0.5, 3, 7, 14]);
  stage.say(`${nameOf(stage, router)} answers after ${2 * seconds} s`);
  stage.slow.set(router, seconds * 1e6);
  stage.later(stage.random.pick([10, 40]), () => void stage.slow.delete(router));
};
const refuse: Deed = (stage) => {
  const router = anyRouter(stage), { lsps } = stage.sim.network.pccs[router]!;
  stage.say(`${nameOf(stage, router)} refuses everything`);
  lsps.refuses = true;
  stage.later(stage.random.pick([5, 30, 90]), () => void (lsps.refuses = false));
};
const crash: Deed = (stage) => {
  if (!stage.coreUp) return;
  stage.die();
  stage.later(stage.random.pick([0, 0.01, 0.3, 3, 12, 40, 95]), () => stage.rise());
};
/** Between a command and its answer: the rows may be on disk or not. */
const crashMidway: Deed = (stage) => {
  if (!stage.coreUp) return;
  changePolicy(stage);
  stage.sim.run(stage.random.next() * stage.scene.storeMicroseconds * 1.2 / 1e6);
  stage.die();
  stage.later(stage.random.pick([0.01, 5]), () => stage.rise());
};
const swap: Deed = (stage) => {
  if (!stage.coreUp) return;
  stage.say("the core is saved and loaded");
  stage.swap();
};
const changeMode: Deed = (stage) => {
  const { random } = stage;
  const router = random.chance(0.7) ? { router: nameOf(stage, anyRouter(stage)) } : {};
  const mode = random.pick(["observe", "advise"] as const);
  stage.ask({ do: "mode", mode, ...router, dryRun: random.chance(0.1) });
  stage.later(random.pick([1, 10, 40]), () => {
    stage.ask({ do: "mode", mode: "control", ...router, dryRun: false });
  });
};
const freeze: Deed = (stage) => {
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
const changePolicy: Deed = (stage) => {
  const { random, scene, intents } = stage;
  const slot = random.between(0, SLOTS - 1);
  const before = intents.policies().find(({ name }) => name === `p${slot}`);
  const intent = randomPolicy(random, scene.topology, slot, before);
  if (random.chance(0.1)) return stage.ask({ do: "create", intent });
  stage.ask({ do: "apply", intents: [intent], prune: false, dryRun: random.chance(0.05) });
};
const deletePolicy: Deed = (stage) => {
  const policies = stage.intents.policies();
  if (policies.length === 0) return;
  const { name } = stage.random.pick(policies);
  stage.ask({ do: "delete", kind: "Policy", name });
};
const changeMesh: Deed = (stage) => {
  const { random, scene } = stage;
  if (random.chance(0.3)) return stage.ask({ do: "delete", kind: "Mesh", name: "m" });
  const mesh = randomMesh(random, scene.topology);
  stage.ask({ do: "apply", intents: [mesh], prune: false, dryRun: false });
};
const prune: Deed = (stage) => {
  const { random, scene, intents } = stage;
  const kept = intents.policies().filter(() => random.chance(0.7));
  stage.ask({
    do: "apply",
    intents: [...scene.inventory, ...kept],
    prune: true,
    dryRun: false,
    confirmDeletes: random.between(0, 8),
  });
};
const configure: Deed = (stage) => {
  const { random, scene, sim } = stage;
  const { router, lsp } = configuredLsp(
    random,
    scene.topology,
    10 + Math.round(sim.seconds * 1000),
  );
  if (!sim.network.igp.routerUp(router)) return;
  stage.say(`${nameOf(stage, router)} configures ${lsp.name}`);
  stage.configured.set(`${nameOf(stage, router)}/${lsp.name}`, lsp);
  sim.happen({ on: "configured", router, lsp });
  if (!random.chance(0.5)) return;
  stage.later(random.pick([0.01, 3, 30]), () => {
    sim.happen({ on: "unconfigured", router, name: lsp.name });
  });
};
const poke: Deed = (stage) => {
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

function igp(stage: Stage, event: Exclude<IgpEvent, { on: "woke" }>): void {
  stage.sim.happen({ on: "igp", event });
}
const anyRouter = ({ random, scene }: Stage) =>
  random.between(0, scene.topology.routers.length - 1);
const nameOf = ({ scene }: Stage, router: number) => scene.topology.routers[router]!.name;

export const SLOTS = 10;
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
  drift,
  drift,
  drift,
  overload,
  slow,
  refuse,
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
  deletePolicy,
  deletePolicy,
  changeMesh,
  prune,
  configure,
  poke,
];
