/**
 * Two controllers of one cluster, one delegation: FRR knows both as PCEs by precedence, the second
 * starts from a copy of the first one's store. Whoever the routers do not delegate to stays silent.
 */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { linkBetween, SECOND_CONTROLLER } from "../../lab/frr/topology.ts";
import {
  applyLinkFacts,
  type Controller,
  untilReady,
  untilUp,
  withTwoControllers,
} from "./controller.ts";
import { during, labTest, LONG, until } from "./lab.ts";
import { addPce, readPolicies, walkLabels } from "./routers.ts";
import { changesPath, errorsOf, lspOf, PCINITIATE, PCRPT, PCUPD } from "./wire.ts";

labTest(
  "two controllers: the second repairs once it is delegated to, the old one keeps its hands off",
  async (driver) => {
    const prepare = () => addSecondPce(driver);
    await withTwoControllers(driver, "leader killed", async (first, second) => {
      await makePolicies(driver, first, second);
      await untilHolder(second, "other");
      assert.deepEqual(changesOf(second), [], "what is delegated elsewhere is not touched");

      await first.stop("KILL");
      await untilHolder(second, "cairn");
      await untilUp(second, NAMES);
      assert.deepEqual(changesOf(second).filter(({ type }) => type === PCINITIATE), []);
      const before = second.wire().length;
      const link = linkBetween(driver.network, "r4", "r5");
      try {
        await driver.cutLink(link);
        await until("packets avoid the cut link", async () => await walkOf(driver) === AROUND);
        await untilUp(second, NAMES);
        const moved = second.wire().slice(before).filter(changesPath);
        assert.deepEqual(moved.map(({ type }) => type), [PCUPD], "repaired once");

        await first.start();
        await until("the old leader has its sessions back", async () => {
          return (await first.api.status()).pcepSessionsUp === driver.network.routers.length;
        }, 120);
        await until("packets still avoid it", async () => await walkOf(driver) === AROUND);
      } finally {
        await driver.restoreLink(link);
      }
      await untilReady(driver, first, 180);
      await assertNoTwins(driver, [first, second]);
    }, prepare);
  },
);

labTest(
  "a leader that was paused sends nothing for what is not delegated to it any more",
  async (driver) => {
    const prepare = () => addSecondPce(driver);
    await withTwoControllers(driver, "leader paused", async (first, second) => {
      await makePolicies(driver, first, second);
      const before = first.wire().length;
      // As a machine that stands still: FRR delegates to nobody else while its connection is taken.
      first.pause();
      await driver.cutController("ctrl");
      const link = linkBetween(driver.network, "r4", "r5");
      try {
        const paused = performance.now();
        await untilHolder(second, "cairn");
        await driver.cutLink(link);
        await until("packets avoid the cut link", async () => await walkOf(driver) === AROUND);
        const rest = (LONG ? 60 : 25) - (performance.now() - paused) / 1000;
        await during(rest, () => Promise.resolve());
        await driver.restoreController("ctrl");
        first.resume();
        await until("the old leader has new sessions", async () => {
          return await opensOf(driver, first, before) === driver.network.routers.length;
        }, 120);
        await during(5, async () => assert.equal(await walkOf(driver), AROUND));
        await untilUp(second, NAMES);
      } finally {
        await driver.restoreController("ctrl");
        first.resume();
        await driver.restoreLink(link);
      }
      assert.deepEqual(strayChanges(first, before), []);
      await assertNoTwins(driver, [first, second]);
    }, prepare);
  },
);

async function addSecondPce(driver: Driver): Promise<void> {
  const { address, pcepPort: port } = SECOND_CONTROLLER;
  for (const { name } of driver.network.routers) {
    await addPce(driver, name, { name: "SECOND", address, port, precedence: 20 });
  }
}

/** Policies by the first; then both run on what its store held. */
async function makePolicies(
  driver: Driver,
  first: Controller,
  second: Controller,
): Promise<void> {
  await applyLinkFacts(driver, first);
  for (const policy of POLICIES) await first.api.createPolicy(policy);
  await untilUp(first, NAMES);
  assert.equal(await walkOf(driver), STRAIGHT);
  await first.stop("TERM");
  await Deno.mkdir(second.dataFolder, { recursive: true });
  for await (const { name } of Deno.readDir(first.dataFolder)) {
    if (!name.startsWith("cairn.sqlite")) continue;
    await Deno.copyFile(`${first.dataFolder}/${name}`, `${second.dataFolder}/${name}`);
  }
  const before = changesOf(first).length;
  await first.start();
  await untilReady(driver, first);
  await untilUp(first, NAMES);
  assert.deepEqual(changesOf(first).slice(before), [], "what routers report is adopted");
  await second.start();
  await untilReady(driver, second);
}

/** Until the controller shows for all of our LSPs who holds them. */
async function untilHolder({ api }: Controller, holder: string): Promise<void> {
  await until(`the LSPs are held by ${holder}`, async () => {
    const lsps = (await api.lsps()).filter(({ policy }) => policy !== undefined);
    const words = lsps.map((lsp) => `${lsp.policy} ${lsp.holder} ${lsp.stale}`).join(", ");
    const good = lsps.filter((lsp) => lsp.delegated === (holder === "cairn") && !lsp.stale);
    if (good.length !== POLICIES.length) throw new Error(words);
    return true;
  }, 90);
}

async function assertNoTwins(
  driver: Driver,
  controllers: readonly Controller[],
): Promise<void> {
  for (const { wire } of controllers) {
    const errors = wire().flatMap(errorsOf);
    assert.deepEqual(errors, [], "no PCErr, above all no 19/1");
  }
  for (const { name } of driver.network.routers) {
    const policies = await readPolicies(driver, name);
    const wanted = POLICIES.filter(({ headend }) => headend === name);
    assert.deepEqual(
      policies.map(({ color }) => color).sort(),
      wanted.map(({ color }) => color).sort(),
    );
    for (const { candidatePaths } of policies) assert.equal(candidatePaths.length, 1);
  }
}

function changesOf({ wire, address }: Controller) {
  return wire().filter((message) => message.from === address && changesPath(message));
}

/** Changes that a controller sent to a router before that one reported a delegation in a session
 * begun since then. */
function strayChanges({ wire, address }: Controller, since: number): readonly string[] {
  const delegated = new Set<string>();
  const strays: string[] = [];
  for (const message of wire().slice(since)) {
    const lsp = lspOf(message);
    const key = `${message.from === address ? message.to : message.from} ${lsp?.plspId}`;
    if (message.type === PCRPT && lsp?.delegated === true) delegated.add(key);
    if (message.from !== address || !changesPath(message)) continue;
    if (!delegated.has(key)) strays.push(`type ${message.type} for ${key}`);
  }
  return strays;
}

/** How many routers began a new session with it since then. */
function opensOf(driver: Driver, { wire }: Controller, since: number): Promise<number> {
  const openers = wire().slice(since).filter(({ type }) => type === 1).map(({ from }) => from);
  const routers = driver.network.routers.filter(({ loopback }) => openers.includes(loopback));
  return Promise.resolve(routers.length);
}

async function walkOf(driver: Driver): Promise<string> {
  return (await walkLabels(driver, "r1", [2701])).join(" ");
}

const STRAIGHT = "r1 r5 r4";
const AROUND = "r1 r2 r3 r4";
const POLICIES = [
  {
    name: "by-adjacencies",
    headend: "r1",
    endpoint: "r4",
    color: 1701,
    bindingSid: "2701",
    candidatePaths: [
      { preference: 100, dynamic: { metric: "delay", segments: { prefer: "adjacency" } } },
    ],
  },
  {
    name: "following-igp",
    headend: "r3",
    endpoint: "r1",
    color: 1702,
    bindingSid: "2702",
    candidatePaths: [{ preference: 100, dynamic: { metric: "igp" } }],
  },
];
const NAMES = POLICIES.map(({ name }) => name);
