/**
 * The store of the leader is gone while a fibre is cut: no new intent, but the repair goes on, once,
 * because the delegation of the routers is the fence. Nothing is sent twice when the disk is back.
 */
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { run } from "../../lab/frr/command.ts";
import { linkBetween } from "../../lab/frr/topology.ts";
import { addSecondPce, AROUND, changesOf, makeShared, NAMES, walkOf } from "./cluster.ts";
import { untilReady, untilUp, withTwoControllers } from "./controller.ts";
import { artefactFolder, during, labTest, until } from "./lab.ts";
import { PCUPD } from "./wire.ts";

labTest("the leader's disk is full while a link fails: repaired once", async (driver) => {
  const prepare = () => addSecondPce(driver);
  const disk = { diskMegabytes: 16 };
  await withTwoControllers(driver, "full disk", disk, async (first, second) => {
    await makeShared(driver, first, second);
    const before = changesOf(first).length;
    const link = linkBetween(driver.network, "r4", "r5");
    let tried = 0;
    const filler = `${first.dataFolder}/filler`;
    try {
      await run(["sh", "-c", `cat /dev/zero >${filler}`]); // until there is no room
      const refused = await until("a change is refused", async () => {
        // There may be room in pages that the store has already.
        const file = `${artefactFolder(driver)}/affinity.yaml`;
        const document = { kind: "Affinity", name: `red${tried++}`, bit: tried };
        await Deno.writeTextFile(file, stringify(document));
        const answer = await first.api.cairn("apply", "-f", file);
        return answer.code !== 0 && answer;
      });
      assert.equal(refused.stderr.trim().split("\n").length, 1, refused.stderr);
      assert.match(refused.stderr, /store could not be written/);
      const failing = (await first.api.alarms()).filter(({ kind }) => kind === "storeFailing");
      assert.equal(failing.length, 1);

      await driver.cutLink(link);
      await until("packets avoid the cut link", async () => await walkOf(driver) === AROUND, 15);
      await untilUp(first, NAMES);
      await Deno.remove(filler);
      await until("it takes changes again", async () => (await first.api.status()).ready);
      await during(5, async () => assert.equal(await walkOf(driver), AROUND));
      const sent = changesOf(first).slice(before).map(({ type }) => type);
      assert.deepEqual(sent, [PCUPD], "repaired once");

      await first.stop("KILL");
      await first.start();
      await until("the leader knows its sessions again", async () => {
        return (await first.api.status()).pcepSessionsUp === driver.network.routers.length;
      }, 120);
    } finally {
      await Deno.remove(filler).catch(() => {});
      await driver.restoreLink(link);
    }
    await untilReady(driver, first);
    await untilUp(second, NAMES);
    assert.equal(changesOf(first).length, before + 1, "nothing more after a restart");
    assert.deepEqual(changesOf(second), []);
  }, prepare);
});
