/// <reference lib="dom" />
/** A thousand routers: the map lays them out, draws them, and stays usable while it is dragged. */
import assert from "node:assert/strict";
import { SITUATIONS } from "./fixture/situations.ts";
import { browserTest, OPERATOR } from "./harness.ts";

browserTest(
  "a map of 1,000 routers and 2,000 policies is drawn and dragged",
  async ({ open, dist }) => {
    const server = await SITUATIONS.thousand(dist);
    const { page, faults } = await open(`${server.url}map?colour=delay`, { as: OPERATOR });
    try {
      await page.waitForSelector(".map-stage canvas", { timeout: 30_000 });
      await page.waitForTimeout(1500);
      const spent = await page.evaluate(async () => {
        const stage = document.querySelector(".sigma-mouse");
        if (stage === null) throw new Error("there is no map");
        const at = (type: string, x: number, y: number) =>
          stage.dispatchEvent(
            new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, buttons: 1 }),
          );
        at("mousedown", 600, 400);
        const frames: number[] = [];
        for (let i = 0; i < 30; i++) {
          const begun = performance.now();
          document.dispatchEvent(
            new MouseEvent("mousemove", {
              clientX: 600 + i * 4,
              clientY: 400 + i * 2,
              bubbles: true,
              buttons: 1,
            }),
          );
          at("mousemove", 600 + i * 4, 400 + i * 2);
          await new Promise((done) => requestAnimationFrame(done));
          frames.push(performance.now() - begun);
        }
        at("mouseup", 720, 460);
        return frames.sort((a, b) => a - b)[15] ?? Infinity;
      });
      console.log(`1,000 routers: ${spent.toFixed(0)} ms a frame, drawn in software`);
      // Software rendering on shared cores is slow; a page that scans everything each frame is ten times slower still.
      assert(spent < 400, `${spent} ms a frame`);
      await page.goto(`${server.url}policies`);
      await page.waitForSelector(".rows tbody tr");
      const drawn = await page.locator(".rows tbody tr").count();
      assert(drawn < 80, `${drawn} rows are drawn at once`);
      assert.deepEqual(faults, []);
    } finally {
      await page.context().close();
      await server.stop();
    }
  },
);
