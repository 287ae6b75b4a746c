/** `cairn backup` of a controller that runs, and `cairn restore` of one that does not. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { configurationOf } from "../../src/io/config/config.ts";
import { defaultSettings } from "../../src/io/config/read_config.ts";
import { createLog } from "../../src/io/log.ts";
import { serve } from "../../src/io/serve.ts";
import { newestBackup } from "../../src/io/store/data_files.ts";
import { temporaryFolder } from "../io/store/temporary.ts";
import { run } from "./paper.ts";

const PASSWORD = "correct-horse-9";
const DOCUMENTS = {
  "d.yaml": "kind: Affinity\nname: gold\nbit: 3\n---\nkind: Affinity\nname: red\nbit: 4\n",
};

async function start(data: string) {
  const { core, edge } = configurationOf(defaultSettings(), ".", data);
  const here = { host: "127.0.0.1", port: 0 };
  const lines: string[] = [];
  const cairn = await serve(
    { core, edge: { ...edge, api: { listen: here }, pcepListen: here } },
    {
      adminPassword: PASSWORD,
      log: createLog({ level: "info", format: "text", write: (line) => void lines.push(line) }),
    },
  );
  const env = {
    CAIRN_SERVER: cairn.url.replace("localhost", "127.0.0.1"),
    CAIRN_USER: "admin",
    CAIRN_PASSWORD: PASSWORD,
    CAIRN_CA: "ca.pem",
  };
  const files = { ...DOCUMENTS, "ca.pem": cairn.certificate };
  return { cairn, lines, say: (...words: string[]) => run(words, { env, files }) };
}

Deno.test("`cairn backup` and `cairn restore` bring back what was there, users too", async () => {
  const data = temporaryFolder("cli-backup"), place = temporaryFolder("cli-backup");
  const file = join(place, "monday.sqlite");
  const first = await start(data);
  assert.equal((await first.say("apply", "-f", "d.yaml")).status, 0);
  const made = await first.say("backup", file);
  assert.deepEqual([made.status, made.err], [0, ""]);
  assert.match(made.out, /monday\.sqlite: \d+ octets/);
  assert.equal(readFileSync(file, "latin1").slice(0, 15), "SQLite format 3");
  assert.ok(!readFileSync(file, "latin1").includes(PASSWORD), "only a hash of it");
  assert.deepEqual(readdirSync(data).filter((name) => /leaving|part/.test(name)), []);
  assert.ok(first.lines.some((line) => /A backup was taken \(by admin@/.test(line)));

  const authorization = `Basic ${btoa(`admin:${PASSWORD}`)}`;
  const client = Deno.createHttpClient({ caCerts: [first.cairn.certificate] });
  const response = await fetch(`${first.cairn.url}/v1/backup`, {
    client,
    headers: { authorization },
  });
  assert.equal(response.headers.get("content-type"), "application/octet-stream");
  const octets = new Uint8Array(await response.arrayBuffer());
  assert.equal(new TextDecoder().decode(octets.subarray(0, 15)), "SQLite format 3");
  client.close();

  const leave = await first.say("decommission");
  assert.equal(leave.status, 1);
  assert.match(leave.err, /in observe mode: nothing may be sent, so nothing can be handed back/);

  assert.equal((await first.say("delete", "affinity", "gold")).status, 0);
  const early = await first.say("restore", file, "--data", data);
  assert.equal(early.status, 1);
  assert.match(early.err, /another Cairn \(process \d+\) uses the data folder .*; stop it first/);
  await first.cairn.stop();
  assert.equal(newestBackup(data)?.path, file, "named if the store is found damaged");

  const restored = await first.say("restore", file, "--data", data);
  assert.equal(restored.status, 0, restored.err);
  assert.match(
    restored.out,
    /restored into \S+: policies 0, other documents 2, users 1, as of \S+\nthe store that was there is kept as \S+replaced-/,
  );
  const second = await start(data);
  assert.match((await second.say("get", "affinities")).out, /gold +3\n/);
  assert.equal(second.cairn.admin, undefined, "the users came back too");
  await second.cairn.stop();
});

Deno.test("`cairn backup` leaves nothing half written when it is refused", async () => {
  const data = temporaryFolder("cli-backup"), file = join(data, "no.sqlite");
  const { cairn, say } = await start(data);
  const refused = await say("backup", file, "--user", "admin:wrong-password");
  assert.equal(refused.status, 1);
  assert.match(refused.err, /does not know you/);
  assert.ok(!existsSync(file) && !existsSync(`${file}.part`));
  await cairn.stop();
});
