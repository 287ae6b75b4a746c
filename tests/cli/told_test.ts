/** What the command line tells of alarms, history, drift and dry runs, and what it does about them. */
import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { formatHistory } from "../../src/cli/history_page.ts";
import { formatPlanned } from "../../src/cli/planned_paths.ts";
import {
  ApplyDocumentsResponseSchema,
  HistoryEntrySchema,
} from "../../src/gen/cairn/v1/policy_pb.ts";
import { configurationOf } from "../../src/io/config/config.ts";
import { readConfig } from "../../src/io/config/read_config.ts";
import { createLog } from "../../src/io/log.ts";
import { serve } from "../../src/io/serve.ts";
import { temporaryFolder } from "../io/store/temporary.ts";
import { run } from "./paper.ts";

const planned = (n: number) =>
  create(ApplyDocumentsResponseSchema, {
    policiesTouched: n + 5,
    policiesPlanned: n,
    planned: Array.from({ length: n }, (_, i) => ({
      policy: `gold-paris-rome-${i}`,
      change: "created",
      preference: 200,
      chosen: true,
      labelsBefore: [16004, 16003],
      message: i % 2 ? "" : "PCUpd 16002/24011/16003",
      why: i % 2 ? "The network is in observe mode." : "Another list is better.",
      path: {
        ok: true,
        segments: [{ label: 16002 }, { label: 24011 }, { label: 16003 }],
        routers: ["paris", "lyon", "vienna", "rome"],
        igpMetric: 40,
        delayMicroseconds: 7410,
      },
    })),
  });

Deno.test("`formatPlanned()` fits 80 and 160 columns, and counts what it leaves out", () => {
  for (const columns of [80, 160]) {
    const text = formatPlanned(planned(250), { columns, color: false });
    const lines = text.trimEnd().split("\n");
    for (const line of lines) assert.ok([...line].length <= columns, `${columns}: ${line}`);
    assert.match(lines[0]!, /^POLICY .*PATH .*MESSAGE/);
    assert.equal(lines.length, 1 + 200 + 3);
    assert.match(text, /… and 50 more paths \(-o json has all\)/);
    assert.match(text, /… and 5 of 255 policies were not computed/);
    assert.match(text, /250 policies: 125 messages would be sent, 125 paths need or get none/);
  }
  assert.match(formatPlanned(planned(1), { columns: 160, color: false }), /DELAY.*\n.*7\.41 ms/);
});

Deno.test("`formatHistory()` fits 80 columns with what, and what the router made of it", () => {
  const entries = [create(HistoryEntrySchema, {
    at: { seconds: 1_770_000_000n, nanos: 0 },
    kind: "path",
    title: "Candidate path 200: 16004/16003 → 16002/24011/16003",
    detail: "Link paris--vienna failed. IGP 40, 7.41 ms, 3 hops. Reported up after 53 ms.",
    cause: "linkFailure",
    outcome: "up",
  })];
  const text = formatHistory(entries, { columns: 80, color: false });
  for (const line of text.trimEnd().split("\n")) assert.ok([...line].length <= 80, line);
  assert.match(text, /2026-02-02 02:40:00 .*Candidate path 200.* up/);
  assert.equal(formatHistory([], { columns: 80, color: false }), "nothing yet\n");
});

Deno.test("an alarm is listed, acknowledged and shelved; an intent is rolled back; all of it is audited", async () => {
  const read = readConfig('api: { listen: "127.0.0.1:0" }\npcep: { listen: "127.0.0.1:0" }\n');
  assert.ok(read.ok);
  const log = createLog({ level: "error", format: "text", write: () => {} });
  const configuration = configurationOf(read.settings, ".", temporaryFolder("told"));
  const cairn = await serve(configuration, { adminPassword: "correct horse battery", log });
  const env = {
    CAIRN_SERVER: cairn.url,
    CAIRN_CA: "ca.pem",
    CAIRN_USER: "admin:correct horse battery",
  };
  const intent = (color: number) =>
    `{ kind: Policy, name: gold, headend: paris, endpoint: rome, color: ${color}, ` +
    "candidatePaths: [ { preference: 100, dynamic: { metric: igp } } ] }\n";
  const call = async (...words: string[]) => {
    const files = { "ca.pem": cairn.certificate, "1.yaml": intent(1001), "2.yaml": intent(1002) };
    return await run(words, { env, files });
  };
  try {
    assert.equal((await call("apply", "-f", "1.yaml")).status, 0);
    assert.equal((await call("apply", "-f", "2.yaml")).status, 0);
    const alarms = await call("get", "alarms");
    const id = /^ *(\d+) .*major +active +router paris/m.exec(alarms.out)?.[1];
    assert.ok(id, alarms.out);
    const ack = await call("alarm", "ack", id, "--reason", "paris comes next week");
    assert.match(ack.out, /^alarm \d+ is acknowledged: gold has no path/);
    assert.match((await call("alarm", "shelve", id, "--for", "2h")).out, /shelved until 20/);
    assert.match((await call("alarm", "unshelve", id)).out, /is acknowledged/);
    assert.match((await call("alarm", "shelve", id, "--for", "soon")).err, /write 30m, 2h or 7d/);
    assert.match((await call("alarm", "ack", "999")).err, /there is no alarm "999"/);

    assert.match((await call("policy", "rollback", "gold", "--dry-run")).out, /color: 1002 → 1001/);
    const unasked = await call("policy", "rollback", "gold");
    assert.equal(unasked.status, 1);
    assert.match(unasked.err, /give --yes/);
    assert.equal((await call("policy", "rollback", "gold", "--yes")).status, 0);
    const history = await call("policy", "history", "gold");
    assert.match(history.out, /gold rolled back to version 1/);
    assert.equal(
      JSON.parse((await call("policy", "history", "gold", "-o", "json")).out)[0].version,
      3,
    );
    assert.match((await call("describe", "policy", "gold")).out, /History\n.*rolled back/);
    assert.equal((await call("get", "drift")).err, "no drift\n");
    const plan = await call("apply", "-f", "2.yaml", "--dry-run", "-o", "json");
    assert.equal(JSON.parse(plan.out).planned[0].path.ok, false);

    const audit = (await call("get", "audit", "-o", "csv")).out;
    for (const action of ["acknowledge alarm", "shelve alarm", "rollback to version 1"]) {
      assert.match(audit, new RegExp(`admin,127\\.0\\.0\\.1,"?${action}`));
    }
    const mine = await call("get", "audit", "--filter", 'from = "127.0.0.1" AND action : "shelve"');
    assert.equal(mine.out.trim().split("\n").length, 3, mine.out);
  } finally {
    await cairn.stop();
  }
});
