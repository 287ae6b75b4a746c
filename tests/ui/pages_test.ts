/** Every page of the UI in a real browser, on a network of thirty routers with one link and one session lost. */
import assert from "node:assert/strict";
import { accessibilityFindings } from "./axe.ts";
import { SITUATIONS } from "./fixture/situations.ts";
import { browserTest, OPERATOR } from "./harness.ts";
import { PAGES_OF_CORE30 } from "./pages_of.ts";

browserTest(
  "each page shows its rows, asks nobody else, and is clean for axe in both themes",
  async ({ open, dist }) => {
    const server = await SITUATIONS.core30(dist);
    const { page, faults } = await open(server.url, { as: OPERATOR });
    try {
      const found: string[] = [];
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const { name, at, ready } of PAGES_OF_CORE30) {
          await page.goto(server.url + at);
          await page.waitForSelector(ready);
          await page.waitForTimeout(100);
          const all = [...await accessibilityFindings(page), ...faults.splice(0)];
          found.push(...all.map((finding) => `${name}, ${colorScheme}: ${finding}`));
        }
      }
      assert.deepEqual(found, []);
    } finally {
      await page.context().close();
      await server.stop();
    }
  },
);

browserTest("no page is wider than a phone, and its tabs lead on", async ({ open, dist }) => {
  const server = await SITUATIONS.core30(dist);
  const viewport = { width: 390, height: 844 };
  const { page, faults } = await open(server.url, { as: OPERATOR, viewport, hasTouch: true });
  try {
    for (const { name, at, ready } of PAGES_OF_CORE30) {
      await page.goto(server.url + at);
      await page.waitForSelector(ready, { state: "attached" });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= 390, `${name} is ${wide} px wide`);
    }
    await page.click(".tabs-below >> text=Policies");
    await page.waitForSelector(".rows tbody tr");
    await page.click(".tabs-below >> text=More");
    await page.click("dialog >> text=Sessions");
    await page.waitForSelector("h1:has-text('Sessions')");
    assert.deepEqual(faults, []);
  } finally {
    await page.context().close();
    await server.stop();
  }
});
