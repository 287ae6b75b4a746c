import assert from "node:assert/strict";
import { createIgp, type IgpEvent, type LsChange } from "../../lab/sim/igp.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { endOf, nameOfHalf } from "../../lab/sim/topology.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";

const five = topologyOf("five");
const linkNamed = (name: string) => five.links.findIndex((link) => link.name === name);

function run(steps: readonly (readonly [number, IgpEvent])[]) {
  const igp = createIgp(five, { random: createRandom(7) });
  const told: string[] = [];
  const words = ({ what, index, present }: LsChange) =>
    `${present ? "+" : "-"}${what} ${
      what === "link" ? nameOfHalf(five, index) : five.routers[index]!.name
    }`;
  const handle = (event: IgpEvent, at: number) => {
    for (const effect of igp.handle(event, at)) {
      if (effect.do === "tell") told.push(...effect.changes.map(words));
    }
  };
  for (const [at, event] of steps) {
    while (igp.wakeAt < at) handle({ on: "woke" }, igp.wakeAt);
    handle(event, at);
  }
  while (igp.wakeAt < Infinity) handle({ on: "woke" }, igp.wakeAt);
  return { igp, told };
}

Deno.test("`createIgp()` withdraws both half-links of a failed link, and says both again", () => {
  const link = linkNamed("lyon--rome");
  const { told } = run([[1e6, { on: "linkFailed", link }], [5e6, { on: "linkRestored", link }]]);
  assert.deepEqual(told, [
    "-link lyon:10.0.0.5",
    "-link rome:10.0.0.6",
    "+link lyon:10.0.0.5",
    "+link rome:10.0.0.6",
  ]);
});

Deno.test("`createIgp()` keeps the own half-links of a router that is cut off (lab: FRR)", () => {
  const rome = five.routers.findIndex((router) => router.name === "rome");
  const around = five.links.flatMap((link, n) =>
    link.a.router === rome || link.b.router === rome ? [n] : []
  );
  const { told, igp } = run(around.map((link) => [1e6, { on: "linkFailed", link }] as const));
  assert.deepEqual(told.sort(), ["-link lyon:10.0.0.5", "-link vienna:10.0.0.10"]);
  assert.ok(
    igp.snapshot(0).some((one) => one.what === "link" && endOf(five, one.index).router === rome),
  );
});

Deno.test("`createIgp()` tells what a cut-off router said meanwhile once it is back", () => {
  const rome = five.routers.findIndex((router) => router.name === "rome");
  const half = 2 * linkNamed("rome--vienna");
  const { told } = run([
    [1e6, { on: "linkFailed", link: linkNamed("lyon--rome") }],
    [1e6, { on: "linkFailed", link: linkNamed("rome--vienna") }],
    [9e6, { on: "linkRestored", link: linkNamed("rome--vienna") }],
    [12e6, { on: "metricChanged", half, igpMetric: 77 }],
  ]);
  assert.equal(endOf(five, half).router, rome);
  assert.deepEqual(told.slice(0, 2).sort(), ["-link lyon:10.0.0.5", "-link vienna:10.0.0.10"]);
  assert.deepEqual(told.slice(2), [
    "-link rome:10.0.0.6", // it could not say so before
    "+link rome:10.0.0.9",
    "+link vienna:10.0.0.10",
    "+link rome:10.0.0.9",
  ]);
});

Deno.test("`createIgp()` lets a restarted router come back with all its links", () => {
  const vienna = five.routers.findIndex((router) => router.name === "vienna");
  const { told, igp } = run([
    [1e6, { on: "routerFailed", router: vienna }],
    [8e6, { on: "routerRestored", router: vienna }],
  ]);
  const gone = told.filter((line) => line.startsWith("-") && !line.includes("vienna"));
  const back = new Set(told.filter((line) => line.startsWith("+")));
  assert.equal(gone.length, 4); // only the neighbours can say so
  assert.equal(back.size, 8);
  assert.equal(igp.snapshot(0).filter(({ what }) => what === "link").length, 14);
});
