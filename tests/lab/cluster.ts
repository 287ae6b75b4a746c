/** Two controllers of one cluster with the same two policies, on routers that know both as PCEs. */
import assert from "node:assert/strict";
import type { Driver } from "../../lab/frr/driver.ts";
import { SECOND_CONTROLLER } from "../../lab/frr/topology.ts";
import { runCairn } from "./api.ts";
import { applyLinkFacts, type Controller, untilReady, untilUp } from "./controller.ts";
import { artefactFolder, until } from "./lab.ts";
import { addPce, readPolicies, walkLabels } from "./routers.ts";
import { changesPath, errorsOf } from "./wire.ts";

export async function addSecondPce(driver: Driver): Promise<void> {
  const { address, pcepPort: port } = SECOND_CONTROLLER;
  for (const { name } of driver.network.routers) {
    await addPce(driver, name, { name: "SECOND", address, port, precedence: 20 });
  }
}

/** Policies by the first; then both run on what its store held, the first after a short stop. */
export async function makeShared(
  driver: Driver,
  first: Controller,
  second: Controller,
): Promise<void> {
  await applyLinkFacts(driver, first);
  for (const policy of POLICIES) await first.api.createPolicy(policy);
  await untilUp(first, NAMES);
  assert.equal(await walkOf(driver), STRAIGHT);
  const file = `${artefactFolder(driver)}/cluster.sqlite`;
  const saved = await first.api.cairn("backup", file);
  assert.equal(saved.code, 0, saved.stderr);
  const restored = await runCairn(["restore", file, "--data", second.dataFolder]);
  assert.equal(restored.code, 0, restored.stderr);
  await first.stop("TERM");
  const before = changesOf(first).length;
  await first.start();
  await untilReady(driver, first);
  await untilUp(first, NAMES);
  assert.deepEqual(changesOf(first).slice(before), [], "what routers report is adopted");
  await second.start();
  await untilReady(driver, second);
}

/** Until the controller shows for all of our LSPs who holds them. */
export async function untilHolder({ api }: Controller, holder: string): Promise<void> {
  await until(`the LSPs are held by ${holder}`, async () => {
    const lsps = (await api.lsps()).filter(({ policy }) => policy !== undefined);
    const words = lsps.map((lsp) => `${lsp.policy} ${lsp.holder} ${lsp.stale}`).join(", ");
    const good = lsps.filter((lsp) => lsp.delegated === (holder === "cairn") && !lsp.stale);
    if (good.length !== POLICIES.length) throw new Error(words);
    return true;
  }, 90);
}

export async function assertNoTwins(
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

export function changesOf({ wire, address }: Controller) {
  return wire().filter((message) => message.from === address && changesPath(message));
}

export async function walkOf(driver: Driver): Promise<string> {
  return (await walkLabels(driver, "r1", [2701])).join(" ");
}

export const STRAIGHT = "r1 r5 r4";
export const AROUND = "r1 r2 r3 r4";
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
export const NAMES = POLICIES.map(({ name }) => name);
