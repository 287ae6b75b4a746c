/** The demo from end to end, driven by the command line, and its journal replayed. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { demoConfiguration } from "../../src/cli/commands/demo.ts";
import { runCommandLine } from "../../src/cli/program.ts";
import { withDemo } from "./demo.ts";
import { paper, run } from "./paper.ts";

const POLICY = `kind: Policy
name: gold-paris-rome
headend: paris
endpoint: rome
color: 1500
candidatePaths:
  - preference: 200
    dynamic: { metric: delay, affinity: { excludeAny: [red] } }
`;

Deno.test("`cairn demo` brings a network up that the command line shows, and its journal replays", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    const policies = await cairn(["get", "policies"]);
    assert.match(policies.out, /^NAME +HEADEND +ENDPOINT +COLOR +STATE/);
    const states = policies.out.trim().split("\n").slice(1).map((line) => line.split(/ {2,}/)[4]);
    assert.ok(states.length > 20);
    assert.deepEqual(new Set(states), new Set(["up"]));

    const status = await cairn(["status"]);
    assert.match(status.out, /PCEP sessions 5 of 5 up/);
    assert.match(status.out, /^links +7 of 7 up$/m); // 14 halves
    for (const form of ["json", "yaml", "csv", "wide"]) {
      const { status, out } = await cairn(["get", "links", "-o", form]);
      assert.equal(status, 0);
      assert.ok(out.includes("paris--lyon"), form);
      if (form === "json") assert.equal(JSON.parse(out).length, 14);
    }
    const one = await cairn(["describe", "policy", "fast-paris-rome"]);
    for (const word of ["wanted", "computed", "sent", "reported", "History"]) {
      assert.ok(one.out.includes(word), word);
    }
    assert.match((await cairn(["show", "router", "paris"])).out, /session state +up/);
    assert.equal((await cairn(["get", "policies", "nobody"])).status, 1);
    assert.match(
      (await cairn(["describe", "link", "a--b"])).err,
      /there is no link "a--b"; see "cairn get links"/i,
    );
  });
});

Deno.test("`demoConfiguration()` counts on a link again soon after its return, so that it is seen", async () => {
  const { core } = await demoConfiguration(topologyOf("five"), { personality: "rfc" }, "unused");
  assert.equal(core.safety.quarantineSeconds, 10);
});

Deno.test("`cairn path` explains a path, and says what would help where there is none", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    const good = await cairn(["path", "paris", "rome", "--metric", "delay", "--explain"]);
    assert.equal(good.status, 0, good.err);
    assert.match(good.out, /paris → .* → rome {2}\(IGP \d+.*delay [\d.]+ ms/);
    const bad = await cairn(["path", "paris", "rome", "--exclude", "lyon", "--exclude", "vienna"]);
    assert.equal(bad.status, 1);
    assert.match(bad.err, /^cairn: no path from paris to rome: /);
    assert.equal((await cairn(["path", "paris", "atlantis"])).status, 1);
  });
});

Deno.test("`cairn apply` creates, previews, and says each of ten mistakes with its place", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    const files = { "a.yaml": POLICY };
    const preview = await cairn(["apply", "-f", "a.yaml", "--dry-run"], files);
    assert.match(preview.out, /created +Policy +gold-paris-rome/);
    assert.equal((await cairn(["get", "policy", "gold-paris-rome"])).status, 1);
    assert.match((await cairn(["apply", "-f", "a.yaml"], files)).out, /created +Policy/);
    assert.equal((await cairn(["apply", "-f", "a.yaml"], files)).out, "1 unchanged\n");
    const made = await cairn(["get", "policy", "gold-paris-rome", "-o", "json"]);
    assert.equal(JSON.parse(made.out)[0].color, 1500);
    const gone = await cairn(["delete", "policy", "gold-paris-rome"]);
    assert.equal(gone.out, "policy gold-paris-rome deleted\n");

    const wrong = `kind: Policy
name: bad name
headend: paris
endpoint: rome
color: 0
bandwidth: fast
colour: 7
priority: { setup: 3, hold: 5 }
candidatePaths:
  - preference: 100
    dynamic: { metric: speed, bounds: { delay: 20 } }
---
kind: Mesh
name: all
routers: { lable: core }
template: { candidatePaths: [] }
`;
    const { status, err } = await cairn(["apply", "-f", "w.yaml"], { "w.yaml": wrong });
    assert.equal(status, 1);
    const lines = err.trim().split("\n");
    assert.equal(lines.length, 10, err);
    assert.match(err, /w\.yaml:7:1: colour: there is no field colour here; did you mean color\?/);
    for (const line of lines) assert.match(line, /^cairn: w\.yaml:\d+:\d+: /);
    const places = lines.map((line) => line.split(":")[2]);
    for (const place of ["2", "5", "6", "7", "8", "11", "15", "16"]) {
      assert.ok(places.includes(place), `line ${place} is not named in\n${err}`);
    }
  });
});

Deno.test("`cairn get --watch` begins with what is there and goes on with what changes", async () => {
  let watching: Promise<number> | undefined;
  const terminal = paper();
  await withDemo(["--events", "off"], async ({ cairn, env }) => {
    const watcher = {
      ...terminal,
      env: (name: string) => env[name],
      read: (path: string) => new Uint8Array(readFileSync(path)),
    };
    watching = runCommandLine(["get", "affinities", "--watch"], watcher);
    const until = async (pattern: RegExp) => {
      const deadline = Date.now() + 5000;
      while (!pattern.test(terminal.printed())) {
        assert.ok(Date.now() < deadline, terminal.printed());
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await until(/^NAME +BIT\ngold +0\nred +1\n/);
    const files = { "b.yaml": "kind: Affinity\nname: blue\nbit: 7\n" };
    assert.equal((await cairn(["apply", "-f", "b.yaml"], files)).status, 0);
    await until(/blue +7\n$/);
    assert.equal((await cairn(["delete", "affinity", "blue"])).status, 0);
    await until(/blue is gone\n$/);
  });
  assert.ok([0, 1].includes(await watching!), "the end of the controller ends the watch");
});

Deno.test("`cairn login` keeps a token for its owner, which later commands use", async () => {
  await withDemo(["--events", "off"], async ({ env, password }) => {
    const ca = env["CAIRN_CA"]!, server = env["CAIRN_SERVER"]!;
    const files = { [ca]: new Uint8Array(readFileSync(ca)) };
    const to = ["--server", server];
    const wrong = await run(["login", ...to, "--ca", ca], {
      files,
      env: { CAIRN_PASSWORD: "not this one" },
    });
    assert.equal(wrong.status, 1);
    assert.match(wrong.err, /does not know you/);
    const terminal = paper({ files, env: { CAIRN_PASSWORD: password } });
    assert.equal(await runCommandLine(["login", ...to, "--ca", ca], terminal), 0);
    assert.equal(terminal.printed(), `admin (admin) at ${server}\n`);
    const kept = terminal.files.get("/settings/login.json")!;
    assert.ok(!new TextDecoder().decode(kept).includes(password));
    const later = paper({ files: { "/settings/login.json": kept } });
    assert.equal(await runCommandLine(["status", ...to], later), 0, later.complained());
  });
});

Deno.test("a file named FREEZE in the data folder freezes, and taking it away thaws", async () => {
  await withDemo(["--events", "off"], async ({ cairn, folder }) => {
    const frozen = async (wanted: boolean) => {
      const deadline = Date.now() + 5000;
      while (/frozen/.test((await cairn(["status"])).out) !== wanted) {
        assert.ok(Date.now() < deadline, `frozen is not ${wanted}`);
      }
    };
    writeFileSync(join(folder, "FREEZE"), "fibre work until six\n");
    await frozen(true);
    assert.match((await cairn(["status"])).out, /fibre work until six/);
    rmSync(join(folder, "FREEZE"));
    await frozen(false);
    assert.equal((await cairn(["freeze", "--reason", "by hand"])).status, 0);
    await frozen(true);
    assert.equal((await cairn(["thaw"])).status, 0);
    await frozen(false);
  });
});

Deno.test("`cairn demo` in a storm keeps its policies up, and its journal replays", async () => {
  await withDemo(["--events", "storm", "--seed", "7"], async ({ cairn }) => {
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const events = await cairn(["get", "events"]);
    assert.match(events.out, /failed/);
    assert.doesNotMatch(events.out, /defect|mistake/);
  });
});
