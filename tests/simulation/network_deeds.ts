/** What happens to links, routers and feeds. */
import { anyRouter, type Deed, igp, nameOf } from "./stage.ts";

export const failLink: Deed = (stage) => {
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

export const flap: Deed = (stage) => {
  const link = stage.random.between(0, stage.scene.topology.links.length - 1);
  stage.say(`link ${stage.scene.topology.links[link]!.name} flaps`);
  for (let n = 0; n < 8; n++) {
    const at = n * (0.3 + stage.random.next());
    stage.later(at, () => igp(stage, { on: "linkFailed", link }));
    stage.later(at + 0.2, () => igp(stage, { on: "linkRestored", link }));
  }
  stage.later(12, () => igp(stage, { on: "linkRestored", link }));
};

export const reboot: Deed = (stage) => {
  const router = anyRouter(stage);
  stage.say(`${nameOf(stage, router)} goes down`);
  igp(stage, { on: "routerFailed", router });
  const seconds = stage.random.pick([0.5, 5, 20, 70]);
  stage.later(seconds, () => igp(stage, { on: "routerRestored", router }));
};

export const cutSession: Deed = (stage) => {
  const name = nameOf(stage, anyRouter(stage));
  stage.say(`the session of ${name} is cut`);
  stage.sim.cutSession(name);
};

export const cutFeed: Deed = (stage) => {
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

/** One feed withdraws routes, or all of them the same: then the map is gone, and the guard has to hold. */
export const loseMap: Deed = (stage) => {
  const { random, sim, scene } = stage;
  const speakers = [...scene.topology.speakers.keys()];
  const lying = random.chance(0.4) ? speakers : [random.pick(speakers)];
  const share = random.pick([0.1, 0.5, 0.9]);
  const gone = new Set(
    sim.network.igp.snapshot(lying[0]!).filter(() => random.chance(share))
      .map(({ what, index }) => `${what} ${index}`),
  );
  stage.say(`feeds ${lying.map((n) => n + 1).join()} withdraw ${gone.size} routes`);
  for (const speaker of lying) {
    const changes = sim.network.igp.snapshot(speaker)
      .filter(({ what, index }) => gone.has(`${what} ${index}`))
      .map((change) => ({ ...change, present: false }));
    sim.happen({ on: "said", speaker, changes });
  }
  stage.later(random.pick([0.5, 5, 40]), () => {
    for (const speaker of lying) {
      sim.happen({ on: "said", speaker, changes: sim.network.igp.snapshot(speaker) });
    }
  });
};

export const drift: Deed = (stage) => {
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

export const overload: Deed = (stage) => {
  const router = anyRouter(stage);
  stage.say(`${nameOf(stage, router)} is overloaded`);
  igp(stage, { on: "overloadChanged", router, overload: true });
  stage.later(stage.random.pick([2, 20]), () => {
    igp(stage, { on: "overloadChanged", router, overload: false });
  });
};

export const slow: Deed = (stage) => {
  const router = anyRouter(stage), seconds = stage.random.pick([0.5, 3, 7, 14]);
  stage.say(`${nameOf(stage, router)} answers after ${2 * seconds} s`);
  stage.slow.set(router, seconds * 1e6);
  stage.later(stage.random.pick([10, 40]), () => void stage.slow.delete(router));
};

/** A feed says that dead links are alive. */
export const raiseTheDead: Deed = (stage) => {
  const { random, sim, scene } = stage;
  const speaker = random.between(0, scene.topology.speakers.length - 1);
  const dead = scene.topology.links.flatMap((_, n) => sim.network.igp.linkUp(n) ? [] : [n]);
  if (dead.length === 0) return;
  const ghosts = (of: readonly number[], present: boolean) =>
    of.flatMap((link) => [2 * link, 2 * link + 1])
      .map((index) => ({ what: "link", index, present } as const));
  stage.say(`feed ${speaker + 1} says that ${dead.length} dead links are alive`);
  sim.happen({ on: "said", speaker, changes: ghosts(dead, true) });
  stage.later(random.pick([1, 10, 30]), () => {
    const still = dead.filter((link) => !sim.network.igp.linkUp(link));
    sim.happen({ on: "said", speaker, changes: ghosts(still, false) });
  });
};
