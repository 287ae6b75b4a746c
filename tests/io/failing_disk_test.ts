/** A disk that refuses under a running controller: no new intent, but repairs go on (rules II.15). */
import assert from "node:assert/strict";
import { documentsOf } from "../../lab/sim/memory_config.ts";
import { sourceAddressOf, startSimulation } from "../../lab/sim/tcp.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { nameOfHalf } from "../../lab/sim/topology.ts";
import { configurationOf } from "../../src/io/config/config.ts";
import { defaultSettings } from "../../src/io/config/read_config.ts";
import { startController } from "../../src/io/controller_process.ts";
import { freePort } from "../../src/io/free_port.ts";
import { createLog } from "../../src/io/log.ts";
import { computer, createCore } from "../../src/io/parts.ts";
import type { Intent } from "../../src/policy/intent.ts";
import { policy } from "../controller/simulation.ts";
import { temporaryFolder } from "./store/temporary.ts";

const until = async (what: string, is: () => boolean, seconds = 20): Promise<void> => {
  const deadline = performance.now() + seconds * 1000;
  while (!is()) {
    assert.ok(performance.now() < deadline, `never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

Deno.test("a full disk refuses changes in one sentence and alarms once, while a failed link is repaired", async () => {
  const topology = topologyOf("five");
  const { core, edge } = configurationOf(defaultSettings(), ".", temporaryFolder("full"));
  const feed = { address: "127.4.0.1", port: await freePort("127.4.0.1") };
  const controller = await startController({
    core: {
      ...core,
      mode: "control",
      bgp: {
        ...core.bgp,
        peers: [{
          ...feed,
          asn: topology.asn,
          passive: false,
          multihop: 2,
          connectRetrySeconds: 1,
        }],
      },
      safety: {
        ...core.safety,
        startQuietSeconds: 1,
        syncGraceSeconds: 0,
        colors: { first: 1, last: 999 },
      },
    },
    edge: { ...edge, pcepListen: { host: "127.0.0.1", port: 0 } },
  }, {
    createCore,
    computer,
    log: createLog({ level: "error", format: "text", write: () => {} }),
  });
  const simulation = await startSimulation({
    topology: { ...topology, speakers: [0] },
    seed: 1,
    pcepServer: { address: "127.0.0.1", port: controller.pcep.port },
    bgp: [feed],
  });
  const { loop, store } = controller;
  const applyAll = (intents: readonly Intent[]) =>
    loop.command("anna", { do: "apply", intents, prune: false, dryRun: false });
  const apply = (name: string, color: number) => applyAll([policy({ name, color })]);
  const status = () => loop.view.row("status", 0)!;
  const row = (name: string) => {
    const id = loop.view.find("policy", name);
    return id === undefined ? undefined : loop.view.row("policy", id);
  };
  const alarms = () =>
    [...loop.view.ids("alarm")].map((id) => loop.view.row("alarm", id)!)
      .filter(({ kind }) => kind === "storeFailing");
  await until("ready", () => status().ready && status().pcepSessionsUp === 5);
  assert.ok((await applyAll(documentsOf(topology, sourceAddressOf))).ok);
  assert.ok((await apply("gold", 100)).ok);
  await until("gold is up", () => row("gold")?.state === "up");
  const sessions = [...loop.view.ids("pcepSession")];
  const before = row("gold")!.candidatePaths[0]!.computed!.crossed[0]!;

  await store.run([{ sql: "PRAGMA max_page_count = 1", values: [] }]); // of now: no page more
  const filler = () => apply("silver", 101);
  const refused = await filler(); // may still find room in the pages that are there
  const last = refused.ok ? await apply("bronze".padEnd(60, "x"), 102) : refused;
  if (last.ok) await fill();
  await until("not ready", () => !status().ready);
  const answer = await apply("later", 103);
  assert.ok(!answer.ok && answer.code === "unavailable");
  assert.match(
    answer.problems[0]!.problem,
    /^The store cannot be written \(.*full.*\), so nothing/,
  );
  assert.match(status().waitingFor.join(), /A store that can be written/);
  assert.deepEqual(alarms().map(({ active }) => active), [true]);

  const crossed = topology.links.find((_, i) =>
    [2 * i, 2 * i + 1].some((half) => nameOfHalf(topology, half) === before)
  );
  simulation.failLink(crossed!.name);
  await until("gold is repaired", () => {
    const gold = row("gold")!;
    return gold.state === "up" && gold.moves > 0;
  });
  assert.deepEqual([...loop.view.ids("pcepSession")], sessions, "no session was lost");

  await store.run([{ sql: "PRAGMA max_page_count = 1000000", values: [] }]);
  await until("ready again", () => status().ready);
  assert.deepEqual(alarms().map(({ active }) => active), [false]);
  assert.ok((await apply("later", 103)).ok);
  await simulation.stop();
  await controller.stop();

  /** Changes until one does not fit. */
  async function fill(): Promise<void> {
    for (let n = 0; n < 200 && status().ready; n++) {
      void apply(`fill-${n}`.padEnd(60, "x"), 200 + n);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});
