import assert from "node:assert/strict";
import { nameOfHalf } from "../../lab/sim/topology.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";

Deno.test("`topologyOf()` knows the networks of the demo, all of them connected", () => {
  for (const name of ["five", "ring", "ring:12", "core30", "random:60", "random:1000"]) {
    const topology = topologyOf(name, { seed: 3 });
    const seen = new Set([0]);
    for (let grown = true; grown;) {
      grown = false;
      for (const { a, b } of topology.links) {
        if (seen.has(a.router) === seen.has(b.router)) continue;
        seen.add(a.router).add(b.router);
        grown = true;
      }
    }
    assert.equal(seen.size, topology.routers.length, name);
    assert.equal(new Set(topology.links.map((link) => link.name)).size, topology.links.length);
  }
});

Deno.test("`topologyOf()` makes the same random network from the same seed", () => {
  const [a, b, c] = [1, 1, 2].map((seed) => topologyOf("random:40", { seed }));
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
  const degree = 2 * a!.links.length / a!.routers.length;
  assert.ok(degree >= 4 && degree <= 6, `mean degree ${degree}`);
  assert.ok(new Set(a!.routers.map((router) => router.srgb[0]!.base)).size > 1);
});

Deno.test("`topologyOf()` reads a file and names the place of what is wrong in it", () => {
  const file = (text: string) => () => text;
  const topology = topologyOf("mine.yaml", {
    readText: file(`
routers:
  - { name: paris, coordinates: [48.86, 2.35], msd: 5, area: "49.0002" }
  - { name: lyon, coordinates: [45.76, 4.84], srgb: [[100000, 500]] }
links:
  - { a: paris, b: lyon, igp: 7, delay: 2.5ms, capacity: 40Gbps, affinity: [blue], srlg: [9] }
  - { a: lyon, b: paris }
affinities: { blue: 3 }`),
  });
  assert.deepEqual(topology.links.map((link) => link.name), ["paris--lyon", "lyon--paris#2"]);
  const [first] = topology.links;
  assert.equal(first!.a.minimumDelayMicroseconds, 2500);
  assert.equal(first!.capacityBitsPerSecond, 40e9);
  assert.equal(first!.adminGroups, 8);
  assert.equal(topology.routers[0]!.area, "490002");
  assert.equal(nameOfHalf(topology, 1), "lyon:10.0.0.2");
  for (
    const [text, problem] of [
      ["routers: 3\nlinks: []", /routers must be a list/],
      ["routers: [{ name: a }]\nlinks: [{ a: a, b: z }]", /no router z/],
      ["routers: [{ name: a, colour: 1 }]\nlinks: []", /routers\[0\] colour is not known/],
      ["routers: [{name: a}, {name: b}]\nlinks: [{a: a, b: b, delay: 3}]", /links\[0\].delay/],
    ] as const
  ) {
    assert.throws(() => topologyOf("bad.yaml", { readText: file(text) }), problem);
  }
});
