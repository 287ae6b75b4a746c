/** The guards in a simulated network: what they hold, what goes on meanwhile, and how they end (rules II.4, II.5). */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import type { Config } from "../../src/controller/config.ts";
import { createCore, loadCore } from "../../src/controller/core.ts";
import type { AlarmRow, HoldRow } from "../../src/controller/view/view.ts";
import { compute } from "../../src/path/compute.ts";
import { formatIpv4 } from "../../src/lib/address.ts";
import type { Command } from "../../src/controller/command.ts";
import type { Intent, MeshIntent } from "../../src/policy/intent.ts";
import { MemorySimulation as Simulation } from "../../lab/sim/memory.ts";
import { apply, configOf, dynamic, policy, row, told } from "./simulation.ts";

const CORE = topologyOf("core30");
type Guards = Config["safety"]["guards"];

function core30(guards: Partial<Guards> = {}, topology = CORE): MemorySimulation {
  const { safety } = configOf(topology);
  const config = configOf(topology, {
    safety: { ...safety, guards: { ...safety.guards, meshWave: 0, ...guards } },
  });
  const sim = new Simulation({ topology, seed: 1, createCore, compute, config });
  sim.settle();
  return sim;
}
const holds = (sim: MemorySimulation): readonly HoldRow[] => sim.view.row("status", 0)!.holds;
const alarms = (sim: MemorySimulation, kind: string): AlarmRow[] =>
  [...sim.view.ids("alarm")].map((id) => sim.view.row("alarm", id)!)
    .filter((one) => one.active && one.kind === kind);
const names = CORE.routers.map(({ name }) => name);

/** A policy from each router to the one after it, pinned to its first link so that a cut is seen by its headend. */
function manyPolicies(sim: MemorySimulation): void {
  apply(
    sim,
    ...names.map((headend, i) =>
      policy({
        name: `p${i}`,
        headend,
        endpoint: names[(i + 7) % names.length]!,
        onNoPath: "down",
        candidatePaths: [dynamic({
          metric: "delay",
          segments: { prefer: "adjacency", protectedAdjacencies: "prefer" },
        })],
      })
    ),
  );
  sim.settle();
  assert.equal(sim.view.row("status", 0)!.policiesUp, names.length);
  sim.tape.clear();
}

/** The only feed withdraws this share of links, a few at a time; answers what says them again. */
function loseMap(sim: MemorySimulation, share: number, seconds = 2): () => void {
  const all = [0, 1].map((speaker) =>
    speaker < CORE.speakers.length ? sim.network.igp.snapshot(speaker) : []
  );
  const links = [
    ...new Set(all.flat().filter(({ what }) => what === "link").map((c) => c.index >> 1)),
  ];
  const gone = new Set(links.filter((_, n) => n % 10 < share * 10));
  const steps = 2, list = [...gone]; // in messages as large as speakers make them
  for (let step = 0; step < steps; step++) {
    const part = new Set(list.filter((_, n) => n % steps === step));
    all.forEach((routes, speaker) => {
      const changes = routes.filter((c) => c.what === "link" && part.has(c.index >> 1))
        .map((change) => ({ ...change, present: false }));
      if (changes.length > 0) sim.happen({ on: "said", speaker, changes });
    });
    sim.run(seconds / steps);
  }
  return () => {
    CORE.speakers.forEach((_, speaker) => {
      sim.happen({ on: "said", speaker, changes: sim.network.igp.snapshot(speaker) });
    });
  };
}

/** The only feed withdraws that share of links, one each two seconds; answers what says them again. */
function trickle(sim: MemorySimulation, share: number): () => void {
  const all = CORE.speakers.map((_, speaker) => sim.network.igp.snapshot(speaker));
  const links = new Set(
    all.flat().filter(({ what }) => what === "link").map(({ index }) => index >> 1),
  );
  for (const link of [...links].filter((_, n) => n % 10 < share * 10)) {
    all.forEach((routes, speaker) => {
      const changes = routes.filter((c) => c.what === "link" && c.index >> 1 === link)
        .map((change) => ({ ...change, present: false }));
      if (changes.length > 0) sim.happen({ on: "said", speaker, changes });
    });
    sim.run(2);
  }
  return () => all.forEach((changes, speaker) => sim.happen({ on: "said", speaker, changes }));
}

Deno.test("the topology guard: 40 % of the links withdrawn in 2 s and back after 30 s moves nothing (rules III.3)", () => {
  const sim = core30();
  manyPolicies(sim);
  const restore = loseMap(sim, 0.4);
  sim.run(28);
  assert.deepEqual(told(sim), []);
  assert.deepEqual(holds(sim).map(({ kind, ends }) => [kind, ends]), [
    ["tedGuard", "cairn confirm topology"],
  ]);
  assert.equal(alarms(sim, "tedGuard").length, 1);
  assert.match(alarms(sim, "tedGuard")[0]!.text, /half-links.*cairn confirm topology/);
  assert.equal(alarms(sim, "noPath").length, 0);
  restore();
  sim.run(20);
  assert.deepEqual(told(sim), []);
  assert.deepEqual(holds(sim), []);
  assert.equal(alarms(sim, "tedGuard").length, 0);
  assert.equal(sim.view.row("status", 0)!.policiesUp, names.length);
  assert.deepEqual(sim.faults, []);
});

Deno.test("the topology guard: links that trickle away one after the other are held too, until they are back (rules II.4)", () => {
  for (const share of [0, 0.4]) {
    const sim = core30({ tedSlowShare: share, tedPolicies: 0 });
    manyPolicies(sim);
    const restore = trickle(sim, 0.6);
    assert.deepEqual(holds(sim).map(({ kind }) => kind), share === 0 ? [] : ["tedGuard"]);
    if (share === 0) continue;
    assert.match(
      alarms(sim, "tedGuard")[0]!.text,
      /^Gone within 10 minutes: \d+ of \d+ half-links/,
    );
    sim.tape.clear();
    sim.run(900);
    assert.deepEqual(told(sim), [], "nothing moves while it holds");
    restore();
    sim.run(300);
    assert.deepEqual(holds(sim), []);
    assert.equal(sim.view.row("status", 0)!.policiesUp, names.length);
    assert.deepEqual(sim.faults, []);
  }
});

Deno.test("the topology guard does not mind links that flap one after the other, in whatever number", () => {
  const sim = core30();
  manyPolicies(sim);
  for (const [n, { name }] of CORE.links.entries()) {
    sim.failLink(name);
    sim.run(3);
    if (n % 2 === 0) sim.run(1);
    sim.restoreLink(name);
    sim.run(1);
  }
  assert.deepEqual(sim.notes.filter(({ kind }) => kind === "tedGuard"), []);
});

Deno.test("the topology guard: a true cut at the same time is repaired when its headend reports it (rules III.3)", () => {
  const sim = core30();
  manyPolicies(sim);
  const restore = loseMap(sim, 0.4);
  sim.run(2);
  const known = new Set(
    [...sim.view.ids("link")].map((id) => sim.view.row("link", id)!)
      .filter(({ state }) => state === "up").map(({ from, to }) => `${from} ${to}`),
  );
  const cut = names.map((_, i) => row(sim, `p${i}`).candidatePaths[0]!.computed!.routers)
    .find(([a, b]) => known.has(`${a} ${b}`))!;
  const link = CORE.links.find(({ a, b }) =>
    [a, b].map(({ router }) => names[router]).sort().join() === [cut[0], cut[1]].sort().join()
  )!;
  sim.failLink(link.name);
  sim.run(3);
  const moved = told(sim);
  assert.ok(moved.length > 0, "the cut is repaired");
  assert.ok(moved.length < names.length / 2, moved.join("\n"));
  assert.ok(moved.every((line) => /PCUpd/.test(line)), moved.join("\n"));
  assert.equal(holds(sim)[0]?.kind, "tedGuard");
  restore();
  sim.run(40);
  assert.deepEqual(holds(sim), []);
  assert.equal(sim.view.row("status", 0)!.policiesUp, names.length);
});

Deno.test("the topology guard ends by an operator's word, which is audited, and then all is computed by what is left", () => {
  const sim = core30();
  assert.equal(sim.command({ do: "confirmTopology" }).ok, false);
  manyPolicies(sim);
  loseMap(sim, 0.4);
  sim.run(5);
  assert.deepEqual(told(sim), []);
  assert.equal(sim.command({ do: "confirmTopology" }, "anna").ok, true);
  sim.run(30);
  assert.ok(told(sim).length > 0);
  assert.deepEqual(holds(sim).filter(({ kind }) => kind === "tedGuard"), []);
  const audit = [...sim.view.ids("audit")].map((id) => sim.view.row("audit", id)!).at(-1)!;
  assert.deepEqual([audit.by, audit.action, audit.subject], ["anna", "confirm", "topology"]);
});

Deno.test("the topology guard ends when half of the routers that are gone lose their sessions too (rules II.4)", () => {
  const sim = core30();
  manyPolicies(sim);
  const dead = CORE.routers.map((_, i) => i).filter((i) => i % 4 === 3);
  for (const router of dead) sim.happen({ on: "igp", event: { on: "routerFailed", router } });
  sim.run(20);
  assert.ok(sim.notes.some(({ kind }) => kind === "tedGuard"));
  const ended = sim.notes.find(({ kind }) => kind === "tedGuardEnded");
  assert.match(ended?.title ?? "", /lost their PCEP sessions/);
  assert.deepEqual(holds(sim), []);
});

Deno.test("the topology guard lets one failing router go, in a network of five too", () => {
  const sim = core30({ tedMinimum: 1 }, topologyOf("five"));
  apply(sim, policy());
  sim.settle();
  sim.happen({ on: "igp", event: { on: "routerFailed", router: 2 } });
  sim.run(20);
  assert.deepEqual(sim.notes.filter(({ kind }) => kind === "tedGuard"), []);
});

Deno.test("the topology guard is not for a lost feed: that freezes the map, and its return is no loss (rules II.4)", () => {
  const sim = core30();
  manyPolicies(sim);
  sim.keepFeedsDown = true;
  CORE.speakers.forEach((_, speaker) => sim.cutFeed(speaker));
  sim.run(60);
  assert.deepEqual(holds(sim).map(({ kind }) => kind), ["tedFrozen"]);
  sim.keepFeedsDown = false;
  sim.run(60);
  assert.deepEqual(holds(sim), []);
  assert.deepEqual(told(sim), []);
  assert.deepEqual(sim.notes.filter(({ kind }) => kind === "tedGuard"), []);
});

Deno.test("the topology guard counts a wave of lost paths before any of them counts (rules II.4)", () => {
  const sim = core30({ tedMinimum: 4 });
  const bounded = (i: number, delayMicroseconds: number) =>
    policy({
      name: `p${i}`,
      headend: names[i]!,
      endpoint: names[(i + 7) % names.length]!,
      onNoPath: "down",
      candidatePaths: [dynamic({ bounds: { delayMicroseconds } })],
    });
  apply(sim, ...names.map((_, i) => bounded(i, 1e9)));
  sim.settle();
  const delays = names.map((_, i) =>
    row(sim, `p${i}`).candidatePaths[0]!.computed!.delayMicroseconds!
  );
  apply(sim, ...delays.map((delay, i) => bounded(i, 2 * delay)));
  sim.settle();
  sim.tape.clear();
  const scale = (factor: number) => {
    for (let half = 0; half < 2 * CORE.links.length; half++) {
      const { a, b } = CORE.links[half >> 1]!;
      const { minimumDelayMicroseconds: least } = half & 1 ? b : a;
      const minimumDelayMicroseconds = Math.round(least * factor);
      const maximumDelayMicroseconds = 2 * minimumDelayMicroseconds;
      sim.happen({
        on: "igp",
        event: { on: "delayChanged", half, minimumDelayMicroseconds, maximumDelayMicroseconds },
      });
    }
  };
  scale(3);
  sim.run(10);
  assert.match(holds(sim)[0]?.text ?? "", /the paths of \d+ of 30 policies/);
  assert.deepEqual(told(sim), []);
  assert.equal(alarms(sim, "noPath").length, 0);
  scale(1);
  sim.run(30);
  assert.deepEqual(holds(sim), []);
  assert.deepEqual(told(sim), []);
  assert.equal(sim.view.row("status", 0)!.policiesUp, names.length);
});

Deno.test("facts that only a lost feed told go after the configured time, while another feed carries the topology (rules II.4)", () => {
  const topology = { ...CORE, speakers: [...CORE.speakers, ...CORE.speakers].slice(0, 2) };
  const { safety } = configOf(topology);
  const config = configOf(topology, { safety: { ...safety, lostFeedSeconds: 30 } });
  const sim = new Simulation({ topology, seed: 1, createCore, compute, config });
  sim.settle();
  const links = sim.view.row("status", 0)!.links;
  // The second feed does not tell the first two links.
  const hidden = sim.network.igp.snapshot(1)
    .filter(({ what, index }) => what === "link" && index < 4)
    .map((change) => ({ ...change, present: false }));
  sim.happen({ on: "said", speaker: 1, changes: hidden });
  sim.run(2);
  assert.equal(sim.view.row("status", 0)!.links, links);
  sim.feedsDown.add(0);
  sim.cutFeed(0);
  sim.run(25);
  assert.equal(sim.view.row("status", 0)!.links, links);
  sim.run(10);
  assert.equal(sim.view.row("status", 0)!.links, links - hidden.length);
});

Deno.test("what only a lost feed told is no reason to move when its time is over: a loss of our own is held too (rules II.4)", () => {
  const topology = { ...CORE, speakers: [...CORE.speakers, ...CORE.speakers].slice(0, 2) };
  const { safety } = configOf(topology);
  const config = configOf(topology, { safety: { ...safety, lostFeedSeconds: 30 } });
  const sim = new Simulation({ topology, seed: 1, createCore, compute, config });
  sim.settle();
  manyPolicies(sim);
  const hidden = sim.network.igp.snapshot(1)
    .filter(({ what, index }) => what === "link" && index % 4 < 2)
    .map((change) => ({ ...change, present: false }));
  sim.happen({ on: "said", speaker: 1, changes: hidden });
  sim.run(2);
  sim.feedsDown.add(0);
  sim.cutFeed(0);
  sim.run(60);
  assert.deepEqual(told(sim), []);
  assert.deepEqual(holds(sim).map(({ kind }) => kind), ["tedGuard"]);
  sim.feedsDown.delete(0);
  sim.run(60);
  assert.deepEqual(holds(sim), []);
  assert.deepEqual(told(sim), []);
});

const mesh = (change: Partial<MeshIntent["template"]> = {}): MeshIntent => ({
  kind: "Mesh",
  name: "m",
  routers: { names: names.slice(0, 5) },
  template: {
    color: 10,
    bandwidthBps: 0,
    priority: { setup: 7, hold: 7 },
    onNoPath: "keep",
    adminUp: true,
    labels: {},
    candidatePaths: [dynamic({ metric: "igp" })],
    ...change,
  },
});
function applyMesh(sim: MemorySimulation, intent: MeshIntent): void {
  const reply = sim.command({ do: "apply", intents: [intent], prune: false, dryRun: false });
  assert.ok(reply.ok, JSON.stringify(reply));
}

Deno.test("a mesh goes out in waves: five policies, and the rest when they are up (rules II.5)", () => {
  const sim = core30({ meshWave: 5 });
  sim.tape.clear();
  applyMesh(sim, mesh());
  sim.run(0.012);
  assert.equal(told(sim).length, 5);
  assert.equal(new Set(told(sim).map((line) => line.split(" ")[1])).size, 5, "of five headends");
  assert.equal(holds(sim)[0]?.kind, "rollout");
  sim.settle();
  assert.equal(told(sim).length, 20);
  assert.equal(sim.view.row("mesh", sim.view.find("mesh", "m")!)!.upCount, 20);
  assert.deepEqual(holds(sim), []);
});

Deno.test("a wave that fails holds the rest with one alarm, also over a restart, until an operator confirms (rules II.5)", () => {
  const sim = core30({ meshWave: 5, breakerShare: 0 });
  const refusing = sim.network.pccs.slice(0, 5);
  for (const { lsps } of refusing) lsps.manners.refuses = true;
  sim.tape.clear();
  applyMesh(sim, mesh());
  sim.run(3);
  const created = () => new Set(told(sim).map((line) => /cairn\.\S+/.exec(line)?.[0])).size;
  assert.equal(created(), 5);
  assert.equal(alarms(sim, "rolloutHeld").length, 1);
  assert.equal(holds(sim)[0]?.ends, "cairn confirm mesh m");
  sim.startCore();
  sim.run(60);
  assert.equal(alarms(sim, "rolloutHeld").length, 1);
  for (const { lsps } of refusing) lsps.manners.refuses = false;
  assert.equal(sim.command({ do: "confirmMesh", mesh: "m" }).ok, true);
  sim.run(400);
  assert.equal(sim.view.row("mesh", sim.view.find("mesh", "m")!)!.upCount, 20);
  assert.deepEqual(holds(sim), []);
  assert.deepEqual(alarms(sim, "rolloutHeld"), []);
});

Deno.test("a change of a template goes out in waves too, and leaves alone what it does not change (rules II.5)", () => {
  const sim = core30({ meshWave: 5 });
  applyMesh(sim, mesh());
  sim.settle();
  sim.tape.clear();
  applyMesh(sim, mesh({ color: 11 }));
  sim.run(0.012);
  assert.equal(told(sim).filter((line) => /PCInitiate/.test(line)).length, 5);
  sim.settle(8);
  assert.equal(sim.view.row("mesh", sim.view.find("mesh", "m")!)!.upCount, 20);
  sim.tape.clear();
  applyMesh(sim, mesh({ color: 11, labels: { tier: "gold" } }));
  sim.settle();
  assert.deepEqual(told(sim), []);
  assert.deepEqual(holds(sim), []);
});

Deno.test("a freeze stops a running rollout at once (rules III.9)", () => {
  const sim = core30({ meshWave: 5 });
  sim.tape.clear();
  applyMesh(sim, mesh());
  sim.run(0.012);
  sim.command({ do: "freeze", reason: "not this" });
  const sent = told(sim).length;
  assert.equal(sent, 5);
  sim.run(30);
  assert.equal(told(sim).length, sent);
  const thaw = sim.command({ do: "thaw", dryRun: true });
  assert.ok(thaw.ok && thaw.changes.some(({ change }) => change === "wouldSend"));
  assert.equal(told(sim).length, sent);
  sim.command({ do: "thaw" });
  sim.settle();
  assert.equal(sim.view.row("mesh", sim.view.find("mesh", "m")!)!.upCount, 20);
});

Deno.test("the circuit breaker freezes the router that answers PCErr to all, and no other (rules II.5, III.10)", () => {
  const sim = core30();
  const [bad, good] = names;
  const many = (headend: string, n: number) =>
    policy({ name: `${headend}${n}`, headend, endpoint: names[n + 5]!, color: 100 + n });
  sim.network.pccs[0]!.lsps.manners.refuses = true;
  apply(sim, ...[0, 1, 2, 3].flatMap((n) => [many(bad!, n), many(good!, n)]));
  sim.run(5);
  const [hold, ...others] = holds(sim);
  assert.deepEqual(others, []);
  assert.deepEqual([hold?.kind, hold?.subject, hold?.by], ["freeze", bad, "circuit breaker"]);
  assert.equal(alarms(sim, "circuitBreaker").length, 1);
  assert.equal(row(sim, `${good}0`).state, "up");
  sim.startCore();
  sim.run(30);
  assert.equal(holds(sim)[0]?.by, "circuit breaker");
  assert.equal(alarms(sim, "circuitBreaker").length, 1);
  sim.network.pccs[0]!.lsps.manners.refuses = false;
  assert.equal(sim.command({ do: "thaw", router: bad! }).ok, true);
  sim.run(30);
  assert.deepEqual(holds(sim), []);
  assert.deepEqual(alarms(sim, "circuitBreaker"), []);
  for (let n = 0; n < 4; n++) assert.equal(row(sim, `${bad}${n}`).state, "up");
});

Deno.test("the circuit breaker does not mind one policy that is refused again and again", () => {
  const sim = core30();
  sim.network.pccs[0]!.lsps.manners.refuses = true;
  apply(sim, policy({ headend: names[0]! }));
  sim.run(400);
  assert.deepEqual(holds(sim), []);
});

Deno.test("three routers whose breakers opened freeze all (rules II.5)", () => {
  const sim = core30();
  for (const pcc of sim.network.pccs.slice(0, 3)) pcc.lsps.manners.refuses = true;
  const intents = names.slice(0, 3).flatMap((headend) =>
    [0, 1, 2].map((n) =>
      policy({ name: `${headend}${n}`, headend, endpoint: names[n + 5]!, color: 100 + n })
    )
  );
  apply(sim, ...intents);
  sim.run(5);
  const [all, ...routers] = holds(sim);
  assert.deepEqual([all?.kind, all?.subject], ["freeze", ""]);
  assert.deepEqual(routers.map(({ subject }) => subject).sort(), names.slice(0, 3).sort());
});

Deno.test("a core that is saved and loaded while a guard holds goes on holding", () => {
  const sim = core30();
  manyPolicies(sim);
  const restore = loseMap(sim, 0.4);
  sim.swapCore((saved) => loadCore(saved));
  sim.run(10);
  assert.equal(holds(sim)[0]?.kind, "tedGuard");
  assert.deepEqual(told(sim), []);
  restore();
  sim.run(20);
  assert.deepEqual(holds(sim), []);
});

Deno.test("previews tell what would stop, what would be sent, and what would wait for another reason", () => {
  const sim = core30();
  apply(sim, policy({ headend: names[0]!, endpoint: names[9]! }));
  sim.settle();
  const stop = sim.command({ do: "freeze", reason: "x", dryRun: true });
  assert.ok(stop.ok);
  const mine = stop.changes.find(({ name }) => name === names[0]);
  assert.equal(mine?.change, "wouldStop");
  assert.match(mine?.detail ?? "", /1 policy stays as it is .* not repaired/);
  const observe = sim.command({ do: "mode", mode: "observe", router: names[0]!, dryRun: true });
  assert.ok(observe.ok);
  assert.match(observe.changes[0]?.detail ?? "", /session is opened again/);
  assert.equal(holds(sim).length, 0);
  sim.command({ do: "freeze", reason: "one" });
  sim.command({ do: "freeze", router: names[0]!, reason: "two" });
  apply(sim, policy({ name: "other", headend: names[0]!, endpoint: names[8]!, color: 7 }));
  apply(sim, policy({ name: "third", headend: names[1]!, endpoint: names[8]!, color: 7 }));
  sim.run(2);
  const thaw = sim.command({ do: "thaw", dryRun: true });
  assert.ok(thaw.ok);
  assert.deepEqual(thaw.changes.map(({ name, change }) => [name, change]), [
    ["third", "wouldSend"],
    ["1 message", "wouldWait"],
  ]);
  assert.match(thaw.changes[1]!.detail, /two/);
});

Deno.test("many deletions need their exact number, whatever makes them: prune, a mesh, the labels of routers (rules II.5)", () => {
  const sim = core30();
  const inMesh = (name: string, tier: string): Intent => ({
    kind: "Router",
    name,
    address: formatIpv4(CORE.routers.find((router) => router.name === name)!.loopback),
    labels: { tier },
    pcep: { delegations: "accept", labelReserve: 1 },
  });
  const members = names.slice(0, 5);
  const byLabel: MeshIntent = { ...mesh(), routers: { labels: { tier: "gold" } } };
  const ask = (command: Command) => {
    const reply = sim.command(command);
    return reply.ok ? "done" : reply.problems.map(({ problem, fix }) => `${problem} ${fix}`).join();
  };
  const apply = (
    intents: readonly Intent[],
    more: { prune?: true; confirmDeletes?: number } = {},
  ) => ask({ do: "apply", intents, prune: false, dryRun: false, ...more });
  assert.equal(apply([...members.map((name) => inMesh(name, "gold")), byLabel]), "done");
  sim.settle();
  assert.match(apply([inMesh(members[0]!, "none")]), /delete 8 of 20 .*--confirm-deletes 8 /);
  assert.match(apply([inMesh(members[0]!, "none")], { confirmDeletes: 7 }), /confirm-deletes 8 /);
  assert.match(ask({ do: "delete", kind: "Router", name: members[0]! }), /confirm-deletes 9 /);
  assert.match(ask({ do: "delete", kind: "Mesh", name: "m" }), /20 of 20 .*confirm-deletes 20 /);
  assert.match(apply([], { prune: true }), /20 of 20 policies and 5 documents, 25 in all/);
  assert.equal(apply([inMesh(members[0]!, "none")], { confirmDeletes: 8 }), "done");
  sim.settle();
  assert.equal(sim.view.row("status", 0)!.policies, 12);
  assert.equal(ask({ do: "delete", kind: "Mesh", name: "m", confirmDeletes: 12 }), "done");
});

Deno.test("`freeze()` of a router that nobody knows any more is still shown, and can be ended", () => {
  const sim = core30();
  const router = { kind: "Router", name: "spare", address: "10.9.9.9", labels: {} } as const;
  const pcep = { delegations: "accept", labelReserve: 1 } as const;
  const intents: Intent[] = [{ ...router, pcep }];
  assert.ok(sim.command({ do: "apply", intents, prune: false, dryRun: false }).ok);
  assert.ok(sim.command({ do: "freeze", router: "spare", reason: "not yet" }).ok);
  assert.ok(sim.command({ do: "delete", kind: "Router", name: "spare" }).ok);
  sim.settle();
  const [held] = holds(sim).filter(({ kind }) => kind === "freeze");
  assert.ok(held);
  assert.ok(sim.command({ do: "thaw", router: held.subject }).ok);
  assert.deepEqual(holds(sim), []);
});

Deno.test("a held rollout does not keep from a router what it had and lost (rules II.5)", () => {
  const sim = core30({ meshWave: 5, breakerShare: 0 });
  applyMesh(sim, mesh());
  sim.settle();
  for (const { lsps } of sim.network.pccs.slice(0, 4)) lsps.manners.refuses = true;
  const include = [{ router: names[12]! }];
  applyMesh(sim, mesh({ candidatePaths: [dynamic({ metric: "igp", include })] }));
  sim.run(20);
  assert.equal(alarms(sim, "rolloutHeld").length, 1);
  sim.tape.clear();
  sim.happen({ on: "igp", event: { on: "routerFailed", router: 4 } });
  sim.run(3);
  sim.happen({ on: "igp", event: { on: "routerRestored", router: 4 } });
  sim.run(60);
  const made = told(sim, names[4]).filter((line) => /PCInitiate/.test(line));
  assert.equal(made.length, 4, sim.tape.last(40));
  assert.equal(alarms(sim, "rolloutHeld").length, 1);
});
