/** The real core over many journal segments: each begins with save(), and each replays on its own. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { startSimulation } from "../../lab/sim/tcp.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { demoDocuments } from "../../src/cli/demo/demo_documents.ts";
import { readDocuments } from "../../src/api/documents.ts";
import { configurationOf } from "../../src/io/config/config.ts";
import { defaultSettings } from "../../src/io/config/read_config.ts";
import { startController } from "../../src/io/controller_process.ts";
import { freePort } from "../../src/io/free_port.ts";
import { segmentsOf } from "../../src/io/journal/journal.ts";
import { replay } from "../../src/io/journal/replay.ts";
import { createLog } from "../../src/io/log.ts";
import { computer, createCore, loadCore } from "../../src/io/parts.ts";
import { temporaryFolder } from "./store/temporary.ts";

Deno.test("`replay()` of every segment of a storm gives what was answered, from its own head alone", async () => {
  const folder = temporaryFolder("rotation");
  const topology = topologyOf("random:60", { seed: 3 });
  const { core, edge } = configurationOf(defaultSettings(), ".", folder);
  const peers = await Promise.all(topology.speakers.map(async (_, i) => {
    const address = `127.3.0.${i + 1}`;
    const port = await freePort(address);
    return {
      address,
      port,
      asn: topology.asn,
      passive: false,
      multihop: 2,
      connectRetrySeconds: 1,
    };
  }));
  const controller = await startController({
    core: {
      ...core,
      mode: "control",
      bgp: { ...core.bgp, peers },
      safety: { ...core.safety, startQuietSeconds: 1, syncGraceSeconds: 0 },
    },
    edge: {
      ...edge,
      pcepListen: { host: "127.0.0.1", port: 0 },
      journal: { keepSeconds: 3600, maximumOctets: 2 ** 30, segmentOctets: 4096 },
    },
  }, {
    createCore,
    computer,
    log: createLog({ level: "error", format: "text", write: (line) => assert.fail(line) }),
  });
  const simulation = await startSimulation({
    topology,
    seed: 3,
    events: "storm",
    pcepServer: { address: "127.0.0.1", port: controller.pcep.port },
    bgp: peers,
  });
  const { intents } = readDocuments(demoDocuments(topology));
  const reply = await controller.loop.command("test", {
    do: "apply",
    intents,
    prune: false,
    dryRun: false,
  });
  assert.ok(reply.ok);
  const journal = join(folder, "journal");
  await new Promise((resolve) => setTimeout(resolve, 14_000)); // the storm begins after 5 s
  await controller.stop();
  await simulation.stop();
  const segments = segmentsOf(journal).length;
  assert.ok(segments >= 5, `${segments} segments`);
  const ports = { createCore, loadCore, computer };
  for (const { name } of segmentsOf(journal)) {
    const report = await replay(join(journal, name), ports);
    assert.equal(
      report.difference?.why,
      undefined,
      `${name}: ${JSON.stringify(report.difference)}`,
    );
  }
  assert.equal((await replay(journal, ports)).difference, undefined);
});
