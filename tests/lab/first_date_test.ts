/**
 * First date: a router with policies made by hand meets the controller. It may look, list and say
 * what it would do; it may touch a router only after `control`, and then only what it listed.
 */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { CONTROLLER, routerOf } from "../../lab/frr/topology.ts";
import { withController } from "./controller.ts";
import { during, labTest, until } from "./lab.ts";
import { configurePolicy, readConfiguration, readPolicies, walkLabels } from "./routers.ts";
import { capabilityOf, changesPath, labelsOf, lspOf, PCERR, PCREP, PCREQ, PCUPD } from "./wire.ts";

labTest(
  "first date: observe sends nothing, control touches only what was listed",
  async (driver) => {
    const { loopback } = routerOf(driver.network, "r1");
    let before = "";
    const prepare = async () => {
      await configureByHand(driver);
      before = await ownView(driver);
    };
    await withController(driver, "first date", { mode: "observe" }, async ({ api, wire }) => {
      const explicit = await until("both explicit policies are listed", async () => {
        const lsps = (await api.lsps()).filter((lsp) => lsp.router === "r1" && !lsp.delegated);
        return lsps.length === 2 && lsps;
      });
      for (const lsp of explicit) {
        assert.equal(lsp.createdBy, "router");
        assert.equal(lsp.holder, "router");
        assert.notEqual(lsp.ownership, "ours");
      }
      await until("the router asked and was told that nothing is computed for it now", () => {
        const answers = wire().filter((message) => message.type === PCREP);
        return Promise.resolve(wire().some(({ type }) => type === PCREQ) && answers.length > 0);
      });
      for (const message of wire().filter(({ type }) => type === PCREP)) {
        const noPath = message.objects.find((object) => object.class === NO_PATH);
        assert.deepEqual([...noPath?.body ?? []].slice(-4), [0, 0, 0, 1], "NO-PATH-VECTOR bit 31");
      }
      for (const message of wire().filter(({ type, from }) => type === 1 && from === PCE)) {
        assert.equal(capabilityOf(message) & 5, 1, "U=1, or FRR reports nothing; I=0");
      }
      await during(5, () => {
        assert.deepEqual(wire().filter(changesPath), []);
        return Promise.resolve();
      });
      assert.equal(await ownView(driver), before);

      const preview = await api.setMode("control", true);
      assert.deepEqual(wire().filter(changesPath), [], "a preview sends nothing");
      assert.deepEqual(preview.map(({ name, change }) => [name, change]), [
        ["r1 to r3", "wouldSend"],
      ]);
      assert.match(preview[0]?.detail ?? "", /PCUpd 16003/);
      await api.setMode("control", false);
      await until("the dynamic policy is active", async () => {
        return (await readPolicies(driver, "r1")).find(({ color }) => color === 77)?.active ===
          true;
      }, 60);
      assert.deepEqual(await walkLabels(driver, "r1", [4003]), ["r1", "r2", "r3"]);
      const touched = wire().filter(changesPath);
      // FRR asks again in the new session, or reports what it asked for.
      assert.deepEqual(touched.map(({ to }) => to), [loopback]);
      assert.ok([PCREP, PCUPD].includes(touched[0]?.type ?? 0));
      assert.deepEqual(labelsOf(touched[0]!), [16003], "what the preview listed and nothing else");
      await until("it is listed by the name that the router gave it", async () => {
        const row = (await api.policies()).find(({ origin }) => origin === "router");
        return row?.name === "r1/asked-asked" && row.state === "up";
      });
      const ids = new Set(explicit.map((lsp) => lsp.plspId));
      for (const message of touched.filter((candidate) => candidate.type === PCUPD)) {
        assert.ok(!ids.has(lspOf(message)?.plspId ?? 0), "a configured policy was touched");
      }
      assert.deepEqual(wire().filter((message) => message.type === PCERR), []);
      assert.equal(await ownView(driver), before, "the explicit policies are as they were");
    }, prepare);
  },
);

async function configureByHand(driver: Driver): Promise<void> {
  const endpoint = (name: string) => routerOf(driver.network, name).loopback;
  const common = { router: "r1", preference: 100 };
  for (
    const policy of [
      {
        name: "gold",
        color: 801,
        endpoint: endpoint("r4"),
        bindingSid: 4001,
        list: [16003, 16004],
      },
      {
        name: "silver",
        color: 802,
        endpoint: endpoint("r3"),
        bindingSid: 4002,
        list: [16005, 16003],
      },
    ]
  ) {
    const { list: segments, ...rest } = policy;
    await configurePolicy(driver, { ...common, ...rest, segments });
  }
  await configurePolicy(driver, {
    ...common,
    name: "asked",
    color: 77,
    endpoint: endpoint("r3"),
    bindingSid: 4003,
    segments: "dynamic",
  });
  await until("the explicit ones are active", async () => {
    const policies = await readPolicies(driver, "r1");
    return policies.filter(({ active }) => active).length === 2;
  });
}

/** FRR's own words on the explicit policies: state, configuration and label entries. */
async function ownView(driver: Driver): Promise<string> {
  const text = await driver.vtysh("r1", "show sr-te policy detail");
  const paragraphs = text.split("\n\n").filter((paragraph) => /Color: 80[12]/.test(paragraph));
  const labels = [
    await driver.vtysh("r1", "show mpls table 4001"),
    await driver.vtysh("r1", "show mpls table 4002"),
  ];
  return [...paragraphs, await readConfiguration(driver, "r1"), ...labels].join("\n");
}

const PCE = CONTROLLER.address;
const NO_PATH = 3;
