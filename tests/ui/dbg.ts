import { findChromium, launchBrowser } from "./browser.ts";
import { SITUATIONS } from "./fixture/situations.ts";
const server = await SITUATIONS.core30();
const browser = await launchBrowser(findChromium()!);
const context = await browser.newContext({
  viewport: { width: 1280, height: 800 },
  ignoreHTTPSErrors: true,
});
await context.addInitScript(() =>
  sessionStorage.setItem(
    "cairn.person",
    JSON.stringify({ token: "operator/noc-shift", user: "noc-shift", role: "operator" }),
  )
);
const page = await context.newPage();
page.on("pageerror", (problem) => console.log(problem.stack));
await page.goto(server.url + "map");
await page.waitForTimeout(1500);
await browser.close();
await server.stop();
