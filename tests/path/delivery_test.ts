/** Lists that stand on a router: packets tell whether they arrive, and by what was asked. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compute } from "../../src/path/compute.ts";
import { whyLost } from "../../src/path/delivery.ts";
import { forwardingOf } from "../../src/path/forwarding.ts";
import type { InstalledList, PathJob } from "../../src/path/jobs.ts";
import { dropLink, putLink, router, wire } from "../ted/network.ts";
import { job, snapshotOf, spec, tedOf } from "./demand.ts";
import { send } from "./packet.ts";
import { ask, build, type Case, cases, endOf, judge, stacks } from "./random_network.ts";

/** A square 1–2–3–4–1, and adjacency SIDs 15012 (1 to 2) and 15023 (2 to 3). */
const square = () =>
  tedOf(
    ...[1, 2, 3, 4].map((n) => router(n)),
    wire(1, 2, 1),
    wire(2, 3, 2),
    wire(3, 4, 3),
    wire(4, 1, 4),
    [
      putLink(1, 2, 1, { adjacencySids: [{ label: 15012 }] }),
      putLink(2, 3, 2, { adjacencySids: [{ label: 15023 }], adminGroup: [1] }),
    ],
  );
function installed(
  ted: ReturnType<typeof square>,
  labels: readonly number[],
  path: Parameters<typeof spec>[0] = {},
  more: Partial<PathJob> = {},
): InstalledList {
  const asked = job(ted, "r1", "r3", path, { installed: labels, ...more });
  return compute({ snapshot: snapshotOf(ted), list: [asked] }).list[0]!.installed!;
}
const lost = (ted: ReturnType<typeof square>, labels: readonly number[]) =>
  whyLost(forwardingOf(snapshotOf(ted)), ted.findRouter("r1")!, ted.findRouter("r3")!, labels);

Deno.test("`whyLost()` knows a dead adjacency SID, a router that is gone and a wrong end, and a detour that the IGP finds", () => {
  const ted = square();
  assert.equal(lost(ted, [15012, 15023]), undefined);
  assert.equal(lost(ted, [16003]), undefined);
  assert.match(lost(ted, [16002])!, /ends at r2/);
  ted.apply([dropLink(1, 2, 1), dropLink(2, 1, 1)]);
  assert.match(lost(ted, [15012, 15023])!, /label 15012 means nothing to r1/);
  assert.equal(lost(ted, [16003]), undefined); // over r4
  assert.equal(lost(ted, [16002, 15023]), undefined); // all the way round, and back
  ted.apply([dropLink(3, 4, 3), dropLink(4, 3, 3)]);
  assert.match(lost(ted, [16003])!, /reach/);
});

Deno.test("`compute()` judges an installed list: fits, another branch is not allowed, dearer than a bound, too long", () => {
  const ted = square();
  const fits = installed(ted, [16002, 16003]);
  assert.ok(fits.is === "fits" && fits.path.cost === 20);
  assert.deepEqual(fits.path.segments.map((s) => s.label), [16002, 16003]);
  const violates = (...of: [number[], Parameters<typeof spec>[0]?, Partial<PathJob>?]) => {
    const is = installed(ted, ...of);
    assert.equal(is.is, "violates", JSON.stringify(is));
    return "why" in is ? is.why : "";
  };
  violates([16003], { excludeAny: [1] }); // one of its two branches
  assert.equal(installed(ted, [16004, 16003], { excludeAny: [1] }).is, "fits");
  assert.match(violates([16003], { bounds: { igpMetric: 10 } }), /igp is 20, 10 is allowed/);
  assert.match(violates([16002, 16003], {}, { maximumLabels: 1 }), /2 labels, 1 may/);
  violates([16003], { branches: "avoid" });
  violates([16003], { include: [ted.findRouter("r2")!] });
  assert.equal(installed(ted, [16002, 16003], { include: [ted.findRouter("r2")!] }).is, "fits");
});

Deno.test("`compute()` counts on no link that came back a short time ago, unless there is no other way, and says so", () => {
  const ted = tedOf(
    ...[1, 2, 3].map((n) => router(n)),
    wire(1, 3, 1, { igpMetric: 50, adjacencySids: [{ label: 15013 }] }),
    wire(1, 2, 2),
    wire(2, 3, 3),
  );
  const returned = new Set([ted.findLink("r2:10.100.3.1")!, ted.findLink("r3:10.100.3.2")!]);
  assert.equal(returned.size, 2);
  const run = (more: Partial<PathJob> = {}, path: Parameters<typeof spec>[0] = {}) =>
    compute({
      snapshot: snapshotOf(ted),
      list: [job(ted, "r1", "r3", path, more)],
      returned,
    }).list[0]!;
  const steady = run(); // although the other way costs 20 of 50
  assert.ok(steady.ok && steady.hops === 1 && steady.later === undefined);
  const { installed: stands } = run({ installed: [15013] });
  assert.ok(stands?.is === "fits" && stands.path.cost === 50);
  const { cost, links = [] } = stands.path.later ?? {}; // what may be had when it is over
  assert.equal(cost, 20);
  assert.ok(links.length === 1 && returned.has(links[0]!));
  ted.apply([dropLink(1, 3, 1), dropLink(3, 1, 1)]);
  const last = run();
  assert.ok(last.ok && last.hops === 2);
  assert.match(last.why, /came back a short time ago; there is no way without it/);
  const waits = run({ waits: true });
  assert.ok(!waits.ok);
  assert.match(waits.why, /1 link that came back a short time ago/);
});

/** Any stack of labels that mean something, chosen by a number. */
function anyStack(c: Case, built: ReturnType<typeof build>, which: number): number[] {
  const all = [...stacks(built.network, 0, Math.min(2, c.limit))].slice(1, 200);
  return all.length === 0 ? [99] : all[which % all.length]!;
}

Deno.test("`whyLost()` says that a list arrives exactly if its packets do, on random networks with any SRGBs", () => {
  fc.assert(
    fc.property(cases, fc.nat(), fc.nat(3), (c, which, strange) => {
      const built = build(c), stack = anyStack(c, built, which);
      if (strange === 0) stack.push(15000 + which % 20);
      const sent = send(built.network, 0, stack);
      const arrives = sent.lost.length === 0 && [...sent.at].join() === String(endOf(c));
      const headend = 0, id = (n: number) => built.ted.findRouter(`10.255.0.${n + 1}`)!;
      const why = whyLost(
        forwardingOf(snapshotOf(built.ted)),
        id(headend),
        id(endOf(c)),
        stack,
      );
      assert.equal(why === undefined, arrives, `${stack}: ${why}`);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`compute()` finds that an installed list fits only if all its packets keep what was asked, and costs the worst of them", () => {
  fc.assert(
    fc.property(cases, fc.nat(), (c, which) => {
      const built = build(c), stack = anyStack(c, built, which);
      const { installed } = ask(c, built.ted, { installed: stack });
      if (!installed) return;
      const judged = judge(c, built.network, stack);
      const passes = judged?.ways.every((way) =>
        c.via === undefined ||
        [0, ...way.links.map((l) => built.network.links[l]!.to)].includes(c.via)
      );
      const fits = judged !== undefined && stack.length <= c.limit && passes;
      if (installed.is === "fits") {
        assert.ok(fits, `${stack} is said to fit`);
        assert.equal(installed.path.cost, judged.cost);
        const crossed = [...send(built.network, 0, stack).crossed].map((l) => built.idOf[l]!);
        assert.deepEqual(
          [...installed.path.crossed].sort((a, b) => a - b),
          crossed.sort((a, b) => a - b),
        );
      } else if (c.via === undefined) assert.ok(!fits, `${stack}: ${installed.why}`);
    }),
    { numRuns: 1500 },
  );
});

Deno.test("`compute()` judges what it found itself as fitting, at the cost that it told", () => {
  fc.assert(
    fc.property(cases, (c) => {
      const built = build(c), found = ask(c, built.ted);
      if (!found.ok) return;
      const again = ask(c, built.ted, { installed: found.segments.map((s) => s.label) });
      assert.ok(again.installed?.is === "fits", JSON.stringify(again.installed));
      assert.equal(again.installed.path.cost, found.cost);
      assert.deepEqual(again.installed.path.crossed, found.crossed);
    }),
    { numRuns: 600 },
  );
});
