/**
 * What tired people type: an empty file with --prune, a mesh without its template, a colour that
 * somebody holds, a wrong key. Each is refused or contained, with one sentence. And a freeze stops
 * what is already rolling out, as the wire shows.
 */
import assert from "node:assert/strict";
import { stringify } from "yaml";
import type { Output } from "../../lab/frr/command.ts";
import type { Driver } from "../../lab/frr/driver.ts";
import { routerOf } from "../../lab/frr/topology.ts";
import { runCairn } from "./api.ts";
import { untilUp, withController } from "./controller.ts";
import { artefactFolder, during, labTest, until } from "./lab.ts";
import { configurePolicy, readConfiguration, readPolicies, walkLabels } from "./routers.ts";
import { changesPath } from "./wire.ts";

labTest("a freeze stops a running roll-out within a second, thaw lets it end", async (driver) => {
  await withController(driver, "freeze roll-out", {}, async (controller) => {
    const { api, wire } = controller;
    const sent = () => wire().filter(changesPath);
    const file = await write(driver, "meshes.yaml", [mesh("red", 1601), mesh("blue", 1602)]);
    const applied = await api.cairn("apply", "-f", file);
    assert.equal(applied.code, 0, applied.stderr);
    await until("the roll-out has begun", () => Promise.resolve(sent().length > 0));
    await api.call("POST", "/v1/freeze", { reason: "that was not meant" });
    const frozenAt = Date.now() / 1000;
    await during(6, () => Promise.resolve());
    const late = sent().filter(({ at }) => at > frozenAt + 1);
    assert.deepEqual(late, [], "nothing leaves a second after the freeze");
    const count = sent().length;
    assert.ok(count < 40, `all ${count} were sent before the freeze`);

    const thawed = await api.cairn("thaw");
    assert.equal(thawed.code, 0, thawed.stderr);
    // What the freeze held: sent now, or next in its wave, as far as the first ones had come.
    assert.match(thawed.stdout, /would (send|wait)/);
    await untilUp(controller, namesOf("red", "blue"), 150);
    assert.equal(sent().length, 40, "each exactly once");
  });
});

labTest("an empty file with --prune and a mesh without template change nothing", async (driver) => {
  await withController(driver, "fat finger", {}, async (controller) => {
    const { api, wire } = controller;
    const file = await write(driver, "mesh.yaml", [mesh("red", 1603)]);
    assert.equal((await api.cairn("apply", "-f", file)).code, 0);
    await untilUp(controller, namesOf("red"), 150);
    const before = wire().length;
    const empty = await write(driver, "empty.yaml", []);
    refused(await api.cairn("apply", "--prune", "-f", empty), /confirm-deletes/);
    const { template: _, ...bare } = mesh("red", 1603);
    refused(await api.cairn("apply", "-f", await write(driver, "bare.yaml", [bare])), /template/);
    const small = { ...mesh("red", 1603), routers: ROUTERS.slice(0, 2) };
    refused(await api.cairn("apply", "-f", await write(driver, "small.yaml", [small])), /confirm/);
    refused(await api.cairn("delete", "mesh", "red"), /confirm/);
    await during(3, () => {
      assert.deepEqual(wire().slice(before).filter(changesPath), []);
      return Promise.resolve();
    });
    await untilUp(controller, namesOf("red"));
  });
});

labTest(
  "a taken colour is refused or shown as a conflict, and nobody is touched",
  async (driver) => {
    const endpoint = routerOf(driver.network, "r4").loopback;
    const byHand = { router: "r1", name: "by-hand", color: 1604, endpoint, preference: 100 };
    const prepare = () =>
      configurePolicy(driver, { ...byHand, bindingSid: 4001, segments: [16003, 16004] });
    await withController(driver, "taken colour", {}, async (controller) => {
      const { api } = controller;
      const configuration = await readConfiguration(driver, "r1");
      // FRR reports no colours: that its operator has it shows when the creation is not done.
      await api.createPolicy(policy("taken", 1604));
      await until("the conflict is shown", async () => {
        const found = await api.policy("taken");
        if (found.state === "up") throw new Error("it says up");
        return /own configuration had this colour and endpoint/.test(found.verdict);
      }, 120);
      assert.deepEqual(await walkLabels(driver, "r1", [4001]), ["r1", "r2", "r3", "r4"]);
      assert.equal(await readConfiguration(driver, "r1"), configuration);
      const policies = await readPolicies(driver, "r1");
      assert.deepEqual(policies.map(({ name, candidatePaths }) => [name, candidatePaths.length]), [
        ["by-hand", 1],
      ]);
      await api.createPolicy(policy("first", 1605));
      const file = await write(driver, "second.yaml", [{
        kind: "Policy",
        ...policy("second", 1605),
      }]);
      refused(await api.cairn("apply", "-f", file), /first/);
    }, prepare);
  },
);

Deno.test("a key that is wrong is said in one sentence, with its line, before anything starts", async () => {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    for (
      const [line, words] of [
        [`pcep: { peers: [{ address: 10.255.0.1, md5: ${"k".repeat(81)} }] }`, /80 octets/],
        ["pcep: { peers: [{ address: 10.255.0.1, md5: '' }] }", /md5: .* empty/],
        ["pcep: { peers: [{ address: 10.255.0.1, md-5: secret }] }", /md-5/],
        [
          "pcep: { peers: [{ address: 10.255.0.1, md5: 'file:/nowhere/key' }] }",
          /md5: .*cannot be read/,
        ],
        ["pcep: { tls: required }", /pcep\.pceps/],
        [`pcep: { tls: required, pceps: ${NOWHERE} }`, /pcep\.pceps\.certificate: .*nowhere/],
      ] as const
    ) {
      await Deno.writeTextFile(file, `${line}\n`);
      refused(await runCairn(["serve", "--config", file]), words);
      const checked = await runCairn(["check-config", file]);
      refused(checked, words);
      assert.doesNotMatch(checked.stderr, /k{81}/, "a key is never said");
    }
  } finally {
    await Deno.remove(file);
  }
});

/** Exit code 1 and one line that says what to do. */
function refused({ code, stdout, stderr }: Output, words: RegExp): void {
  assert.equal(code, 1, stdout + stderr);
  const lines = (stderr + stdout).trim().split("\n");
  assert.equal(lines.length, 1, lines.join("\n"));
  assert.match(lines[0] ?? "", words);
}

async function write(
  driver: Driver,
  name: string,
  documents: readonly unknown[],
): Promise<string> {
  const file = `${artefactFolder(driver)}/${name}`;
  await Deno.writeTextFile(file, documents.map((document) => stringify(document)).join("---\n"));
  return file;
}

function mesh(name: string, color: number) {
  return {
    kind: "Mesh",
    name,
    routers: ROUTERS,
    template: { color, candidatePaths: [{ preference: 100, dynamic: { metric: "igp" } }] },
  };
}

function namesOf(...meshes: readonly string[]): readonly string[] {
  return meshes.flatMap((name) =>
    ROUTERS.flatMap((from) =>
      ROUTERS.filter((to) => to !== from).map((to) => `${name}:${from}:${to}`)
    )
  );
}

function policy(name: string, color: number) {
  const candidatePaths = [{ preference: 100, dynamic: { metric: "igp" } }];
  return { name, headend: "r1", endpoint: "r4", color, candidatePaths };
}

const NOWHERE = "{ certificate: /nowhere/c, key: /nowhere/k, authority: /nowhere/a }";
const ROUTERS = ["r1", "r2", "r3", "r4", "r5"];
