/** Random lives of a network and its controller: whatever was done to them, they come to rest well. */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { undelivered } from "../../lab/sim/network_stats.ts";
import { FRR, RFC } from "../../lab/sim/personality.ts";
import { createRandom, type Random } from "../../lab/sim/random.ts";
import { loadCore } from "../../src/controller/core.ts";
import type { CandidatePathIntent, PolicyIntent } from "../../src/policy/intent.ts";
import { apply, dynamic, policy, simulation } from "./steer.ts";

const SEEDS = Deno.env.get("SEEDS")?.split(",").map(Number) ?? [1, 2, 3, 4, 5, 6];

for (const seed of SEEDS) {
  Deno.test(`the network and its controller come to rest after random life ${seed}`, () => {
    const random = createRandom(seed);
    const sim = simulation(random.pick(["five", "ring", "core30", "random:20"]), {
      seed,
      weather: random.pick(["off", "gentle", "storm"]),
      calmMicroseconds: 20e6,
      personality: (router) => (router + seed) % 3 === 0 ? FRR : RFC,
      latencyMicroseconds: random.pick([200, 5000, 300_000]),
      computeMicroseconds: random.pick([100, 2000, 700_000]),
      storeMicroseconds: random.pick([300, 50_000]),
    });
    const deeds: string[] = [];
    for (let n = 0; n < 60; n++) {
      deeds.push(`${sim.seconds.toFixed(1)} ${deed(sim, random)}`);
      sim.run(random.next() ** 3 * 40);
    }
    rest(sim);
    const { problems, policies } = stateOf(sim);
    assert.deepEqual(problems, [], `${deeds.join("\n")}\n${sim.tape.last(30)}`);
    assert.ok(policies > 0);
  });
}

/** One thing that an operator, the world or the controller's machine may do. */
function deed(sim: MemorySimulation, random: Random): string {
  const { topology } = sim.network;
  const name = () => random.pick(topology.routers).name;
  const link = () => random.pick(topology.links).name;
  switch (random.between(0, 13)) {
    case 0:
    case 1: {
      const [a, b] = [name(), name()];
      if (a === b) return "nothing";
      const wish = policyBetween(a, b, random);
      apply(sim, wish);
      const paths = wish.candidatePaths.map(({ path }) => path.type).join(" and ");
      return `policy ${wish.name}, ${paths}, ${wish.onNoPath}, ${wish.adminUp}`;
    }
    case 2: {
      const ids = [...sim.view.ids("policy")];
      const row = ids.length > 0 ? sim.view.row("policy", random.pick(ids)) : undefined;
      if (row?.origin !== "operator") return "nothing";
      sim.command({ do: "delete", kind: "Policy", name: row.name });
      return `delete ${row.name}`;
    }
    case 3:
    case 4: {
      const which = link();
      sim.failLink(which);
      return `fail ${which}`;
    }
    case 5: {
      const which = link();
      sim.restoreLink(which);
      return `restore ${which}`;
    }
    case 6: {
      const router = random.between(0, topology.routers.length - 1);
      sim.happen({ on: "igp", event: { on: "routerFailed", router } });
      sim.run(random.next() * 5);
      sim.happen({ on: "igp", event: { on: "routerRestored", router } });
      return `reboot ${topology.routers[router]!.name}`;
    }
    case 7: {
      const which = name();
      sim.cutSession(which);
      return `cut ${which}`;
    }
    case 8:
      sim.cutFeed(0);
      return "cut the feed";
    case 9: {
      const seconds = random.pick([0.01, 1, 20, 45, 100]);
      sim.stopCore();
      sim.run(seconds);
      sim.startCore();
      sim.run(6);
      return `controller dead for ${seconds} s`;
    }
    case 10:
      sim.swapCore(loadCore);
      return "save and load";
    case 11: {
      sim.command({ do: "freeze", reason: "test" });
      sim.run(random.next() * 20);
      sim.command({ do: "thaw" });
      return "freeze and thaw";
    }
    case 12: {
      sim.command({ do: "mode", mode: "observe", dryRun: false });
      sim.run(random.next() * 20);
      sim.command({ do: "mode", mode: "control", dryRun: false });
      return "observe and control";
    }
    default: {
      const half = random.between(0, 2 * topology.links.length - 1);
      const igpMetric = random.between(1, 100);
      sim.happen({ on: "igp", event: { on: "metricChanged", half, igpMetric } });
      return `metric of half-link ${half} is ${igpMetric}`;
    }
  }
}

/** One or two candidate paths, computed or by hand; sometimes shut, or to go down without a path. */
function policyBetween(a: string, b: string, random: Random): PolicyIntent {
  const wish = policy(`${a}-${b}`, 1000 + random.between(0, 3), {
    ...dynamic(random.pick(["igp", "te", "delay", "hops"])),
    preference: 200,
  });
  const byHand: CandidatePathIntent = {
    preference: random.pick([100, 300]),
    path: { type: "explicit", segments: [{ router: b }] },
  };
  return {
    ...wish,
    onNoPath: random.pick(["keep", "keep", "down"]),
    adminUp: random.chance(0.9),
    candidatePaths: random.chance(0.4) ? [...wish.candidatePaths, byHand] : wish.candidatePaths,
  };
}

/** All is mended, and all timers have run: quarantines, time-outs, FRR's requests. */
function rest(sim: MemorySimulation): void {
  sim.network.calm();
  sim.run(30);
  for (const { name } of sim.network.topology.links) sim.restoreLink(name);
  sim.run(900);
  sim.settle(3, 1200);
}

function stateOf(sim: MemorySimulation) {
  const rows = [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!);
  const notUp = rows.filter(({ state, intent }) => state !== (intent.adminUp ? "up" : "down"))
    .map(({ name, state, verdict }) => `${name} is ${state}: ${verdict}`);
  const astray = undelivered(sim.network);
  return { problems: [...sim.problems(), ...notUp, ...astray], policies: rows.length };
}
