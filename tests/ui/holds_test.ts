/** What guards hold is in sight on every page, and ends with a question. */
import assert from "node:assert/strict";
import { SITUATIONS } from "./fixture/situations.ts";
import { browserTest, OPERATOR } from "./harness.ts";

browserTest(
  "what guards hold stands on every page in words, and is confirmed with a question",
  async (harness) => {
    const server = await SITUATIONS.held(harness.dist);
    const { page, faults } = await harness.open(`${server.url}policies`, { as: OPERATOR });
    try {
      await page.waitForSelector(".bar.warn:has-text('Gone at once: 50 of 122 half-links')");
      await page.waitForSelector(".bar.warn:has-text('rome is frozen by circuit breaker')");
      await page.waitForSelector(".bar.info:has-text('Mesh gold is rolled out')");
      await page.click(".bar >> text=It is gone…");
      await page.click("dialog >> text=It is gone >> nth=-1");
      await page.waitForSelector(".toast:has-text('The topology is believed as it is.')");
      await page.click(".bar >> text=Thaw…");
      await page.click("dialog >> .button.danger");
      await page.waitForSelector(".toast:has-text('rome is thawed.')");
      const done = server.commands.map((command) => [command.do, command["router"]]);
      assert.deepEqual(done, [["confirmTopology", undefined], ["thaw", "rome"]]);
      assert.deepEqual(faults, []);
    } finally {
      await page.context().close();
      await server.stop();
    }
  },
);
