/**
 * OpenDaylight's pcc-mock as a swarm against `cairn serve`, over TCP on loopback. Runs with the lab (`deno task lab:test`)
 * or alone (`deno task lab:mock`); where Java or Maven Central is not to be had it says so in one line and passes.
 */
import assert from "node:assert/strict";
import { LabError } from "../../lab/frr/command.ts";
import { openPccMock, type PccMock, startPccMock } from "../../lab/interop/pcc_mock.ts";
import { starTopology, toNorth } from "../../lab/interop/star.ts";
import { type Feed, startFeed } from "../../lab/sim/feed.ts";
import { until } from "./lab.ts";
import { FEED_ASN, type LoneController, startLoneController } from "./lone_controller.ts";

const PCCS = Number(Deno.env.get("CAIRN_MOCK_PCCS") ?? 20);
const LSPS = Number(Deno.env.get("CAIRN_MOCK_LSPS") ?? 20);

interface Stage {
  readonly controller: LoneController;
  readonly feed: Feed;
  /** Starts the swarm; it is stopped at the end of the test. */
  mock(pccs: number, lsps: number, ...words: string[]): PccMock;
}

function mockTest(name: string, pccs: number, body: (stage: Stage) => Promise<void>): void {
  const runs = Deno.env.get("CAIRN_LAB") !== undefined || Deno.env.get("CAIRN_INTEROP") === "1";
  Deno.test({ name, ignore: !runs, fn: () => stage(name, pccs, body) });
}

async function stage(name: string, pccs: number, body: (stage: Stage) => Promise<void>) {
  let jar: string;
  try {
    jar = await openPccMock();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return console.log(`not run: ${error.message}`);
  }
  const headends = Array.from({ length: pccs }, (_, i) => sourceOf(i));
  const topology = starTopology(headends, FAR);
  const peer = { listen: { address: "127.0.0.1", port: 0 } };
  const feed = await startFeed({ nodes: topology.routers.length, topology, asn: FEED_ASN, peer });
  const controller = await startLoneController(`pcc-mock ${name.slice(0, 24)}`, feed.port);
  const mocks: PccMock[] = [];
  try {
    const { api, pcepPort: port, folder } = controller;
    await until("the topology is there", async () => {
      return (await api.status()).linksUp === 2 * topology.links.length;
    });
    await body({
      controller,
      feed,
      mock: (count, lsps, ...words) => {
        const pcep = { address: "127.0.0.1", port };
        const mock = startPccMock(jar, { pcep, pccs: count, lsps, words, log: `${folder}/mock` });
        mocks.push(mock);
        return mock;
      },
    });
  } catch (error) {
    console.error((await Deno.readTextFile(`${controller.folder}/log`)).slice(-4000));
    throw error;
  } finally {
    for (const mock of mocks) await mock.stop();
    const same = await controller.stop();
    await feed.stop();
    assert.ok(same, "the journal replays");
  }
}

mockTest("a swarm: sessions, delegation, PCUpd with IPv4 hops, a cut, gone and back", PCCS, async (
  { controller: { api }, feed, mock },
) => {
  const started = performance.now();
  const swarm = mock(PCCS, LSPS);
  await untilSynchronised(api, PCCS, PCCS * LSPS);
  console.log(`${PCCS} x ${LSPS} synchronised after ${seconds(started)} s, with the start of Java`);
  const lsps = await api.lsps();
  assert.ok(lsps.every(({ delegated }) => delegated), "all are delegated");
  assert.ok((await api.sessions()).every(({ malformed }) => malformed === 0));

  const updating = performance.now();
  await untilAll(api, "moved to the way by north", NORTH);
  console.log(`all moved by PCUpd after ${seconds(updating)} s`);
  const cutting = performance.now();
  // Few enough that the guard of the topology does not hold what it cannot believe.
  const cut = Math.ceil(PCCS / 10);
  for (let i = 0; i < cut; i++) feed.setLink(toNorth(i), false);
  await untilAll(api, "of the cut ones moved to the way by south", SOUTH, cut);
  console.log(`${cut * LSPS} moved after their links were cut within ${seconds(cutting)} s`);
  for (let i = 0; i < cut; i++) feed.setLink(toNorth(i), true);

  await swarm.stop();
  await until("all sessions are gone", async () => (await api.status()).pcepSessionsUp === 0);
  assert.ok((await api.lsps()).every(({ stale }) => stale), "what was told is kept, as stale");
  mock(PCCS, LSPS);
  await untilSynchronised(api, PCCS, PCCS * LSPS);
  await until("nothing is stale", async () => (await api.lsps()).every(({ stale }) => !stale));
});

mockTest("the same database twice: the synchronisation is skipped (RFC 8232 §3)", 3, async (
  { controller, mock },
) => {
  // Version 4 with four LSPs each; away after 9 s, back 2 s later.
  mock(3, 4, "--state-sync-avoidance", "4", "9", "2");
  const { api } = controller;
  await untilSynchronised(api, 3, 12);
  await until("they went and came back with what is known", async () => {
    return (await logOf(controller)).split("so they are not told again").length - 1 === 3;
  });
  await untilSynchronised(api, 3, 12);
  assert.ok((await api.lsps()).every(({ stale, delegated }) => !stale && delegated));
});

mockTest("a database that grew: only the changes are told (RFC 8232 §4)", 3, async (
  { controller, mock },
) => {
  mock(3, 4, "--incremental-sync-procedure", "7", "9", "2");
  const { api } = controller;
  await until("three sessions", async () => (await api.status()).pcepSessionsUp === 3);
  await until("the changes were told, to what is known", async () => {
    return (await logOf(controller)).split("what changed since the last session").length - 1 === 3;
  });
  await until("the new ones are there", async () => {
    const lsps = (await api.lsps()).filter(({ stale }) => !stale);
    return [5, 6, 7].every((n) =>
      lsps.filter(({ symbolicPathName }) => symbolicPathName.endsWith(`_tunnel_${n}`)).length === 3
    );
  });
});

mockTest("PCCs that wait to be asked are asked (RFC 8232 §5)", 3, async ({ controller, mock }) => {
  mock(3, 4, "--triggered-initial-sync", "--incremental-sync-procedure", "6", "60", "2");
  await until("three sessions in sync", async () => {
    const rows = await controller.api.sessions();
    return rows.filter(({ state, lspCount }) => state === "up" && lspCount > 0).length === 3;
  });
  assert.ok((await logOf(controller)).includes("as it was asked to"));
});

mockTest("an operator has everything told again, within the session (RFC 8232 §6)", 2, async (
  { controller: { api }, mock },
) => {
  mock(2, 4, "--triggered-re-sync");
  await untilSynchronised(api, 2, 8);
  for (const { id } of await api.sessions()) {
    await api.call("POST", `/v1/pcepSessions/${id}:resync`, {});
  }
  await untilSynchronised(api, 2, 8);
  for (const { id } of await api.sessions()) {
    const said = JSON.stringify(await api.call("GET", `/v1/pcepSessions/${id}/messages`));
    assert.equal(said.split("Asks for all LSPs").length - 1, 1);
    assert.equal(said.split("Has reported all its LSPs").length - 1, 2);
  }
  await until("nothing is missing", async () => {
    const lsps = await api.lsps();
    return lsps.length === 8 && lsps.every(({ stale }) => !stale);
  });
});

mockTest("a PCC that answers everything with errors is left alone, and lives", 1, async (
  { controller, mock },
) => {
  mock(1, 6, "--pcerr");
  const { api } = controller;
  await until("it answered with errors", async () => {
    return (await api.sessions()).some(({ errorsReceived }) => errorsReceived > 0);
  });
  await until("and that has an end", async () => {
    const alarms = await api.alarms();
    return alarms.some(({ kind }) => kind === "breaker") || await isQuiet(api);
  });
});

/** No more errors within five seconds. */
async function isQuiet(api: LoneController["api"]): Promise<boolean> {
  const count = async () =>
    (await api.sessions()).reduce((sum, { errorsReceived }) => sum + errorsReceived, 0);
  const before = await count();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  return await count() === before;
}

const logOf = ({ folder }: LoneController) => Deno.readTextFile(`${folder}/log`);

const untilAll = (api: LoneController["api"], what: string, by: string, pccs = PCCS) =>
  until(`all ${what}`, async () => {
    const policies = await api.policies();
    const there = policies.filter(({ state, candidatePaths: [path] }) =>
      state === "up" && path?.computed?.routers.includes(by)
    );
    if (there.length === pccs * LSPS) return true;
    const first = policies.find((policy) => !there.includes(policy));
    throw new Error(`${there.length}; ${first?.name} ${first?.state}: ${first?.verdict}`);
  }, 120);

async function untilSynchronised(
  api: LoneController["api"],
  sessions: number,
  lsps: number,
): Promise<void> {
  await until(`${sessions} sessions with ${lsps} LSPs`, async () => {
    const rows = await api.sessions();
    const up = rows.filter(({ state }) => state === "up");
    const count = up.reduce((sum, { lspCount }) => sum + lspCount, 0);
    if (up.length === sessions && count === lsps) return true;
    throw new Error(`${up.length} up, ${count} LSPs`);
  }, 120);
}

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
const sourceOf = (i: number) => `127.1.${(i + 1) >> 8}.${(i + 1) & 255}`;
const FAR = "1.1.1.1", NORTH = "north", SOUTH = "south";
