/** Router-ids that are told under two ASes (rules I.13). */
import assert from "node:assert/strict";
import { createIgp } from "../../lab/sim/igp.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { attributeOf, nlriOf } from "../../lab/sim/ls_render.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { encodeUpdates } from "../../src/bgp/codec/encode_message.ts";
import { apply, configOf, FIVE, policy, row, simulation } from "./simulation.ts";

const OTHER = { ...FIVE, asn: 65002 };
const CHANGES = [
  ...FIVE.routers.map((_, index) => ({ what: "node", index }) as const),
  ...FIVE.routers.map((_, index) => ({ what: "prefix", index }) as const),
  ...FIVE.links.flatMap((_, i) =>
    [2 * i, 2 * i + 1].map((index) => ({ what: "link", index }) as const)
  ),
];

/** The five routers again under another AS, by the first speaker. */
function told(topologies: ReturnType<typeof configOf>["topologies"]) {
  let connection = -1;
  const sim = simulation({
    config: configOf(FIVE, { topologies }),
    watch: ({ what }) => {
      if (what.on === "opened" && what.peer.protocol === "bgp" && connection < 0) {
        connection = what.connection;
      }
    },
  });
  sim.settle();
  const igp = createIgp(OTHER, { random: createRandom(1) });
  const say = (present: boolean) => {
    for (const change of CHANGES) {
      const rest = present
        ? {
          attributeBytes: attributeOf(OTHER, igp, change),
          path: { origin: "igp", asPath: [], localPreference: 100 } as const,
        }
        : {};
      for (
        const bytes of encodeUpdates(present ? "reach" : "unreach", [nlriOf(OTHER, change)], rest)
      ) sim.tell({ on: "received", connection, bytes });
    }
    sim.settle();
  };
  return { sim, say };
}
const shown = (sim: MemorySimulation) => ({
  routers: [...sim.view.ids("router")].length,
  links: [...sim.view.ids("link")].length,
  usable: [...sim.view.ids("link")].filter((id) => sim.view.row("link", id)!.state === "up").length,
});
const conflicts = (sim: MemorySimulation) =>
  [...sim.view.ids("event")].map((id) => sim.view.row("event", id)!)
    .filter(({ kind }) => kind === "asnConflict");

Deno.test("I.13 one router-id under two ASes is two routers: one event, and a topology of its own", () => {
  const { sim, say } = told([]);
  apply(sim, policy());
  sim.settle();
  const before = shown(sim), path = row(sim).candidatePaths;
  say(true);
  const { routers, links, usable } = before;
  assert.deepEqual(shown(sim), { routers: 2 * routers, links: 2 * links, usable: 2 * usable });
  assert.equal(conflicts(sim).length, 1);
  assert.match(conflicts(sim)[0]!.title, /under AS \d+ and AS 65002/);
  assert.deepEqual(row(sim).candidatePaths, path);
  say(false);
  assert.deepEqual(shown(sim), before);
  assert.equal(row(sim).state, "up");
});

Deno.test("I.13 two ASes that the configuration names as one topology are one network", () => {
  const { sim, say } = told([{ name: "core", instances: [0], asns: [FIVE.asn, 65002] }]);
  const before = shown(sim);
  say(true);
  assert.deepEqual(shown(sim), before);
  assert.deepEqual(conflicts(sim), []);
});
