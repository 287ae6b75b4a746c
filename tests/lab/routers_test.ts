/** The lab itself: the routers are what the declaration says, and they can be driven. */
import assert from "node:assert/strict";
import { expectedHalfLinks } from "../../lab/frr/expected_topology.ts";
import { readAdjacencySids } from "../../lab/frr/link_facts.ts";
import { CONTROLLER, endsOf, linkBetween, routerOf } from "../../lab/frr/topology.ts";
import { artefactFolder, labTest, restartPathd, until } from "./lab.ts";
import { listenAsPce } from "./listening_pce.ts";
import {
  assertConverged,
  configurePolicy,
  pcepConnected,
  readConfiguration,
  readLfib,
  readNeighbors,
  readPolicy,
  walkLabels,
} from "./routers.ts";
import { lspOf, PCINITIATE, PCRPT, readPcepMessages, srpOf } from "./wire.ts";

labTest("the routers see the declared neighbours and label every loopback", async (driver) => {
  for (const { name } of driver.network.routers) {
    const peers = endsOf(driver.network, name).map(({ end }) => end.peer).sort();
    assert.deepEqual(await readNeighbors(driver, name), peers);
    const labels = driver.network.routers.filter((other) => other.name !== name)
      .map((other) => other.nodeSidLabel);
    await until(`${name} has labels for all loopbacks`, async () => {
      const lfib = await readLfib(driver, name);
      return labels.every((label) => lfib.has(label));
    });
  }
});

labTest("`readAdjacencySids()` finds one label for every half-link", async (driver) => {
  const facts = await readAdjacencySids(driver);
  assert.deepEqual(
    facts.map((fact) => fact.link).sort(),
    expectedHalfLinks(driver.network).map((link) => link.id).sort(),
  );
  for (const fact of facts) {
    const [router = "", address = ""] = fact.link.split(":");
    const end = driver.network.links.flatMap((link) => link.ends)
      .find((candidate) => candidate.router === router && candidate.address === address);
    const entry = (await readLfib(driver, router)).get(fact.adjacencySid);
    assert.deepEqual(entry?.outLabels, []);
    assert.equal(entry?.interfaceName, end?.interfaceName);
  }
});

labTest("pathd connects, takes a path from a PCE, and the capture has it all", async (driver) => {
  const pcap = `${artefactFolder(driver)}/listening_pce.pcap`;
  const capture = await driver.capture(`tcp port ${CONTROLLER.pcepPort}`, pcap);
  const pce = await listenAsPce(CONTROLLER.address, CONTROLLER.pcepPort);
  try {
    await restartPathd(driver); // so that nothing waits for its back-off
    for (const { name } of driver.network.routers) {
      await until(`${name} connects`, () => pcepConnected(driver, name));
    }
    const { loopback } = routerOf(driver.network, "r1");
    await until(
      "r1 ends its synchronisation",
      () =>
        Promise.resolve(
          pce.received.some((message) =>
            message.from === loopback && message.type === PCRPT && lspOf(message)?.plspId === 0
          ),
        ),
    );
    pce.send(loopback, INITIATE_HEX);
    const policy = await until("the policy is active", async () => {
      const found = await readPolicy(driver, "r1", 300, "10.255.0.4");
      return found?.active === true && found;
    });
    assert.equal(policy.candidatePaths[0]?.origin, "PCEP");
    assert.deepEqual((await readLfib(driver, "r1")).get(2003)?.outLabels, [16003, 16004]);
    await until(
      "the report says active",
      () =>
        Promise.resolve(
          pce.received.some((message) =>
            message.type === PCRPT && srpOf(message)?.id === 101 &&
            lspOf(message)?.operational === 2
          ),
        ),
    );
  } finally {
    await pce.close();
    await capture.stop();
  }
  const messages = readPcepMessages(capture.file);
  assert.equal(messages.filter((message) => message.type === PCINITIATE).length, 1);
  const reports = messages.filter((message) => message.type === PCRPT);
  assert.ok(reports.some((message) => lspOf(message)?.name === "b5c"));
  assert.deepEqual(
    messages.filter((message) => message.to === CONTROLLER.address).length,
    pce.received.length,
  );
});

labTest("a link goes down and comes back", async (driver) => {
  const link = linkBetween(driver.network, "r3", "r4");
  const sees = async (wanted: boolean) =>
    await until(`r4 ${wanted ? "sees" : "loses"} r3`, async () => {
      return (await readNeighbors(driver, "r4")).includes("r3") === wanted;
    });
  try {
    await driver.cutLink(link);
    await sees(false);
  } finally {
    await driver.restoreLink(link);
  }
  await sees(true);
  await until("packets take the declared paths again", async () => {
    await assertConverged(driver);
    return true;
  });
});

labTest("a configured policy is active and gone with its pathd", async (driver) => {
  const endpoint = routerOf(driver.network, "r4").loopback;
  const policy = { router: "r1", name: "gold", color: 900, endpoint, preference: 100 };
  await configurePolicy(driver, { ...policy, bindingSid: 4001, segments: [16003, 16004] });
  await until("the policy is active", async () => {
    return (await readPolicy(driver, "r1", 900, endpoint))?.active === true;
  });
  assert.deepEqual(await walkLabels(driver, "r1", [4001]), ["r1", "r2", "r3", "r4"]);
  await assert.rejects(walkLabels(driver, "r1", [999_999]), /r1 drops/);
  assert.match(await readConfiguration(driver, "r1"), /index 10 mpls label 16003/);
  await restartPathd(driver);
  assert.equal(await readPolicy(driver, "r1", 900, endpoint), undefined);
});

// PCInitiate to 10.255.0.4: name b5c, labels 16003 and 16004, colour 300, binding SID 2003.
const INITIATE_HEX = `200c0064
  21120014 00000000 00000065 001c000400000001
  2012001c 00000009 0011000362356300 ffe10006 0000007d3000 0000
  0412000c 0aff0001 0aff0004
  07120014 2408000903e83000 2408000903e84000
  22100010 00000009 00010004 0000012c`;
