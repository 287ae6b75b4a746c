/**
 * Two habits of FRR that rules make exceptions for: without U=1 it reports nothing, so a router in
 * observe is held by the gate alone; and a first label that is not in its table keeps a policy from
 * coming up for ever.
 */
import assert from "node:assert/strict";
import { routerOf } from "../../lab/frr/topology.ts";
import { type Controller, untilUp, withController } from "./controller.ts";
import { during, labTest, until } from "./lab.ts";
import { configurePolicy, readLfib, readPolicy } from "./routers.ts";
import { capabilityOf, changesPath, labelsOf, PCINITIATE, PCREP, PCUPD } from "./wire.ts";

labTest("a router in observe is told U=1, I=0 and nothing else until control", async (driver) => {
  const r3 = routerOf(driver.network, "r3");
  const prepare = () =>
    configurePolicy(driver, {
      router: "r3",
      name: "asked",
      color: 77,
      endpoint: routerOf(driver.network, "r1").loopback,
      preference: 100,
      segments: "dynamic",
    });
  await withController(driver, "observed router", { observed: ["r3"] }, async (controller) => {
    const { api, address } = controller;
    const toldTo = (loopback: string) =>
      controller.wire().filter(({ from, to }) => from === address && to === loopback);
    await api.createPolicy(policy("from-r1", "r1", "r3", 1801));
    await api.createPolicy(policy("from-r3", "r3", "r1", 1802));
    await untilUp(controller, ["from-r1"]);
    await until("r3's question is answered: no path, for now", () => {
      const answers = toldTo(r3.loopback).filter(({ type }) => type === PCREP);
      return Promise.resolve(answers.length > 0);
    });
    await during(5, () => {
      assert.deepEqual(toldTo(r3.loopback).filter(changesPath), []);
      return Promise.resolve();
    });
    for (const message of toldTo(r3.loopback).filter(({ type }) => type === PCREP)) {
      const noPath = message.objects.find((object) => object.class === NO_PATH);
      assert.deepEqual([...noPath?.body ?? []].slice(-4), [0, 0, 0, 1], "NO-PATH-VECTOR bit 31");
    }
    const opens = toldTo(r3.loopback).filter(({ type }) => type === 1);
    for (const open of opens) assert.equal(capabilityOf(open) & 5, 1);
    const [other] = toldTo(routerOf(driver.network, "r1").loopback);
    assert.equal(capabilityOf(other!) & 5, 5, "a router in control is told I=1 too");
    const held = await api.policy("from-r3");
    assert.equal(held.state, "held");
    assert.match(held.verdict, /observe/);

    await api.call("POST", "/v1/mode", { mode: "control", router: "r3", dryRun: false });
    await untilUp(controller, ["from-r1", "from-r3"]);
    await until("the router's own is computed now", async () => {
      const { loopback } = routerOf(driver.network, "r1");
      return (await readPolicy(driver, "r3", 77, loopback))?.active === true;
    });
  }, prepare);
});

labTest(
  "first labels are in the router's table; one that is not is said to be down",
  async (driver) => {
    await withController(driver, "first label", {}, async (controller) => {
      const { api } = controller;
      for (const from of ROUTERS) {
        for (const to of ROUTERS.filter((name) => name !== from)) {
          const dynamic = { metric: "te", exclude: [{ link: "r2--r5" }] };
          await api.createPolicy(policy(`${from}-${to}`, from, to, 1803, dynamic));
        }
      }
      const names = ROUTERS.flatMap((from) =>
        ROUTERS.filter((to) => to !== from).map((to) => `${from}-${to}`)
      );
      await untilUp(controller, names, 150);
      await assertFirstLabels(controller);
      await api.createPolicy({
        ...policy("unknown-label", "r1", "r4", 1804),
        candidatePaths: [{
          preference: 100,
          explicit: { segments: [{ label: 15999 }, { label: 16004 }] },
        }],
      });
      await until("the policy is said not to come up", async () => {
        const found = await api.policy("unknown-label");
        assert.notEqual(found.state, "up");
        return found.state === "down" && /reports it goingUp/.test(found.verdict);
      }, 120);
      const { loopback } = routerOf(driver.network, "r4");
      const frr = await readPolicy(driver, "r1", 1804, loopback);
      assert.notEqual(frr?.active, true);
    });

    async function assertFirstLabels({ wire }: Controller): Promise<void> {
      for (const { name, loopback } of driver.network.routers) {
        const lfib = await readLfib(driver, name);
        const lists = wire().filter(({ type, to }) => to === loopback && TELLS.has(type));
        for (const labels of lists.map(labelsOf)) {
          const first = labels?.[0] ?? -1;
          assert.ok(lfib.has(first), `${name} was told ${labels?.join("/")}, but has no ${first}`);
        }
      }
    }
  },
);

function policy(name: string, headend: string, endpoint: string, color: number, dynamic?: object) {
  const candidatePaths = [{ preference: 100, dynamic: dynamic ?? { metric: "igp" } }];
  return { name, headend, endpoint, color, candidatePaths };
}

const ROUTERS = ["r1", "r2", "r3", "r4", "r5"];
const NO_PATH = 3;
const TELLS = new Set([PCINITIATE, PCUPD]);
