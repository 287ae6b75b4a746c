/**
 * A fibre is cut. What can carry nothing any more is repaired at once; what the IGP still delivers
 * waits until it has settled, and is left alone if it fits again; a link that flaps moves little.
 */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { linkBetween } from "../../lab/frr/topology.ts";
import { applyLinkFacts, type Controller, untilUp, withController } from "./controller.ts";
import { during, labTest, LONG, until } from "./lab.ts";
import { assertConverged, walkLabels } from "./routers.ts";
import { changesPath, lspOf, PCUPD, type WireMessage } from "./wire.ts";

labTest(
  "fibre cut: dead label first, constraint after the IGP, what fits again never",
  async (driver) => {
    await withController(driver, "fibre cut", {}, async (controller) => {
      const { wire } = controller;
      await applyLinkFacts(driver, controller);
      for (const policy of POLICIES) await controller.api.createPolicy(policy);
      await untilUp(controller, NAMES);
      assert.equal(await walkOf(driver, 2501), "r1 r5 r4");
      assert.equal(await walkOf(driver, 2502), "r1 r5 r4 r3");
      assert.equal(await walkOf(driver, 2503), "r1 r5 r4");
      const names = await plspNames(controller);
      const before = wire().length;
      const link = linkBetween(driver.network, "r4", "r5");
      try {
        const cutAt = Date.now() / 1000;
        await driver.cutLink(link);
        await until("packets with the dead label are led round the cut", async () => {
          return await walkOf(driver, 2501) === "r1 r2 r3 r4";
        }, 15);
        await until("packets keep off the excluded link again", async () => {
          return await walkOf(driver, 2502) === "r1 r5 r2 r3";
        });
        await untilUp(controller, NAMES);
        await during(LONG ? 60 : 5, async () => {
          assert.equal((await walkOf(driver, 2503)).split(" ").at(-1), "r4", "the IGP delivers it");
        });
        const sent = wire().slice(before).filter(changesPath);
        assert.deepEqual(
          sent.map((message) => `${message.type} ${nameOf(names, message)}`),
          [`${PCUPD} dead-label`, `${PCUPD} off-limits`],
        );
        const waits = sent.map(({ at }) => at - cutAt);
        assert.ok(waits[0]! < 5, `the dead label took ${waits[0]} s`);
        assert.ok(waits[1]! >= 1.9, `the IGP got only ${waits[1]} s`); // safety.igpConvergence is 2 s
      } finally {
        await driver.restoreLink(link);
      }
    });
  },
);

labTest("a link that flaps twenty times moves nothing more than three times", async (driver) => {
  await withController(driver, "flaps", {}, async (controller) => {
    const { wire } = controller;
    await applyLinkFacts(driver, controller);
    for (const policy of POLICIES) await controller.api.createPolicy(policy);
    await untilUp(controller, NAMES);
    const names = await plspNames(controller);
    const before = wire().length;
    const link = linkBetween(driver.network, "r4", "r5");
    const half = LONG ? 1.5 : 0.4;
    try {
      for (let flap = 0; flap < 20; flap++) {
        await driver.cutLink(link);
        await during(half, () => Promise.resolve());
        await driver.restoreLink(link);
        await during(half, () => Promise.resolve());
      }
    } finally {
      await driver.restoreLink(link);
    }
    await until("the IGP has settled", async () => {
      await assertConverged(driver);
      return true;
    });
    await untilUp(controller, NAMES);
    await until("packets arrive", async () => {
      assert.equal((await walkOf(driver, 2501)).split(" ").at(-1), "r4");
      assert.doesNotMatch(await walkOf(driver, 2502), /r1 r2|r2 r1/);
      assert.equal((await walkOf(driver, 2503)).split(" ").at(-1), "r4");
      return true;
    });
    const moves = new Map(NAMES.map((name) => [name, 0]));
    for (const message of wire().slice(before).filter(changesPath)) {
      const name = nameOf(names, message);
      moves.set(name, (moves.get(name) ?? 0) + 1);
    }
    for (const [name, count] of moves) assert.ok(count <= 3, `${name} was sent ${count} lists`);
    assert.equal(moves.get("along-igp"), 0, "what the IGP repairs is left alone");
  });
});

/** Router and PLSP-ID → policy. */
async function plspNames({ api }: Controller): Promise<ReadonlyMap<string, string>> {
  const lsps = await api.lsps();
  return new Map(lsps.map((lsp) => [`${lsp.router} ${lsp.plspId}`, lsp.policy ?? ""]));
}

/** All of these policies begin at r1. */
function nameOf(names: ReadonlyMap<string, string>, message: WireMessage): string {
  return names.get(`r1 ${lspOf(message)?.plspId}`) ?? "unknown";
}

async function walkOf(driver: Driver, bindingLabel: number): Promise<string> {
  return (await walkLabels(driver, "r1", [bindingLabel])).join(" ");
}

function policy(name: string, endpoint: string, color: number, dynamic: object) {
  const bindingSid = String(color + 1000);
  const candidatePaths = [{ preference: 100, dynamic }];
  return { name, headend: "r1", endpoint, color, bindingSid, candidatePaths };
}

/** By r5 and r4 all of them: with adjacency labels, with node labels off a link, as the IGP goes. */
const POLICIES = [
  policy("dead-label", "r4", 1501, { metric: "delay", segments: { prefer: "adjacency" } }),
  policy("off-limits", "r3", 1502, { metric: "igp", exclude: [{ link: "r1--r2" }] }),
  policy("along-igp", "r4", 1503, { metric: "igp" }),
];
const NAMES = POLICIES.map(({ name }) => name);
