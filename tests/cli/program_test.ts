import assert from "node:assert/strict";
import { LISTS } from "../../src/api/read_methods.ts";
import { findResource } from "../../src/cli/resources.ts";
import { exampleConfig } from "../../src/io/config/example_config.ts";
import { defaultSettings, readConfig } from "../../src/io/config/read_config.ts";
import { run } from "./paper.ts";

Deno.test("`runCommandLine()` ends with 2 for usage, and says what was meant", async () => {
  for (
    const [words, complaint] of [
      [["aply"], /unknown command 'aply'\n\(Did you mean apply\?\)/],
      [["get"], /missing required argument 'resource'/],
      [["mode", "foo"], /Allowed choices are observe, advise, control/],
      [["freeze"], /'--reason <words>' not specified/],
      [["get", "nodes", "--wach"], /unknown option '--wach'\n\(Did you mean --watch\?\)/],
      [["apply", "-f", "x", "--confirm-deletes", "many"], /whole number/],
      [["demo", "--duration", "60"], /a duration with its unit/],
      [["decode", "x", "-o", "xml"], /table or json/],
      [["replay", "x", "--until", "tea time"], /a time like/],
    ] as const
  ) {
    const { status, err, out } = await run(words);
    assert.equal(status, 2, words.join(" "));
    assert.match(err, complaint);
    assert.equal(out, "");
  }
  assert.equal((await run([])).status, 2);
});

Deno.test("`runCommandLine()` ends with 0 for help of every command", async () => {
  const { status, out } = await run(["--help"]);
  assert.equal(status, 0);
  const names = [...out.split("Commands:")[1]!.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) =>
    name!
  );
  for (
    const wanted
      of "serve demo init check-config get describe apply delete path decode replay version"
        .split(" ")
  ) assert.ok(names.includes(wanted), wanted);
  for (const name of names.filter((word) => word !== "help")) {
    const help = await run(["help", name]);
    assert.equal(help.status, 0);
    assert.match(help.out, /Usage: cairn/);
  }
});

Deno.test("`cairn help` of what is no command says in one sentence what to ask for", async () => {
  const resource = await run(["help", "alarms"]);
  assert.equal(resource.status, 2);
  assert.equal(
    resource.err,
    'cairn: "alarms" is a resource: "cairn get alarms" lists it, and "cairn help get" says how.\n',
  );
  const nothing = await run(["help", "nothing"]);
  assert.equal(
    nothing.err,
    'cairn: there is no command "nothing"; "cairn help" lists them all.\n',
  );
  for (const list of Object.values(LISTS)) assert.ok(findResource(list), list);
});

Deno.test("`cairn get` names the resource that was meant", async () => {
  const { status, err } = await run(["get", "polices"]);
  assert.equal(status, 1);
  assert.equal(err, 'cairn: there is no resource "polices"; did you mean "policies"?\n');
});

Deno.test("`cairn get` says what to do when no controller answers", async () => {
  const { status, err } = await run(["get", "nodes", "--server", "https://127.0.0.1:1"]);
  assert.equal(status, 1);
  assert.match(
    err,
    /^cairn: https:\/\/127\.0\.0\.1:1 cannot be reached \(.*\); is "cairn serve" running/,
  );
});

Deno.test("`cairn check-config` says each problem with its line, and that a good file is good", async () => {
  const files = {
    "bad.yaml": "mode: contrl\nlog: { levle: info }\n",
    "good.yaml": "mode: control\n",
  };
  const bad = await run(["check-config", "bad.yaml"], { files });
  assert.equal(bad.status, 1);
  assert.equal(
    bad.err,
    'cairn: bad.yaml:1:7: mode is "contrl", but must be one of observe, advise, control\n' +
      'cairn: bad.yaml:2:8: log.levle is not a key; did you mean "level"?\n',
  );
  const good = await run(["check-config", "good.yaml"], { files });
  assert.deepEqual([good.status, good.out], [0, "good.yaml is good\n"]);
  assert.equal((await run(["check-config", "none.yaml"])).status, 1);
});

Deno.test("`exampleConfig()` names every key and is the defaults", () => {
  const text = exampleConfig();
  const read = readConfig(text);
  assert.ok(read.ok, JSON.stringify(read));
  assert.deepEqual(read.settings, defaultSettings());
  for (
    const key of ["keepalive", "originator", "confirmDeletesAbove", "md5", "maximum", "instances"]
  ) {
    assert.match(text, new RegExp(`\\b${key}:`));
  }
});

Deno.test("`cairn completion` writes scripts that name commands and resources", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { status, out } = await run(["completion", shell]);
    assert.equal(status, 0);
    for (const word of ["describe", "policies", "check-config"]) assert.ok(out.includes(word));
  }
});

Deno.test("`cairn version` is one line", async () => {
  assert.match((await run(["version"])).out, /^cairn \d+\.\d+\.\d+ \(deno [\d.]+, \w+ \w+\)\n$/);
});
