/**
 * Pictures of every page, to be looked at: `deno task ui:shots [situation] [page…]` writes them to .cache/ui-shots.
 * Dark and light, 1280 and 1920 pixels (`dark`, `1920` choose); `https://… cairn_TOKEN @path` takes a real controller.
 */
import { findChromium, launchBrowser } from "./browser.ts";
import { type SituationName, SITUATIONS } from "./fixture/situations.ts";
import { PAGES_OF_CORE30 } from "./pages_of.ts";

const OUT = new URL("../../.cache/ui-shots/", import.meta.url).pathname;
const SIZES = [[1280, 800], [1920, 1080], [390, 844]] as const;

const [name = "core30", ...only] = Deno.args;
const real = name.startsWith("https://") ? name : undefined;
const chromium = findChromium();
if (chromium === undefined) throw new Error("There is no Chromium: apt-get install chromium");
await Deno.mkdir(OUT, { recursive: true });
const server = real === undefined ? await SITUATIONS[name as SituationName]() : undefined;
const [token = "operator/noc-shift"] = Deno.args.filter((word) => word.startsWith("cairn_"));
const base = server?.url ?? `${real}/`;
const browser = await launchBrowser(chromium);
const wanted = new Set(only.filter((word) => !/^\d+$|^dark$|^light$|^cairn_|^@/.test(word)));
const sizes = only.filter((word) => /^\d+$/.test(word)).map(Number);
const themes = only.filter((word) => word === "dark" || word === "light");
for (const [width, height] of SIZES) {
  if (sizes.length > 0 ? !sizes.includes(width) : width === 390) continue;
  for (const theme of ["dark", "light"] as const) {
    if (themes.length > 0 && !themes.includes(theme)) continue;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      ignoreHTTPSErrors: true,
    });
    await context.addInitScript(
      (person) => sessionStorage.setItem("cairn.person", person),
      JSON.stringify({ token, user: "noc-shift", role: "operator" }),
    );
    const page = await context.newPage();
    page.on("console", (message) => console.log(`  ${message.type()}: ${message.text()}`));
    page.on("pageerror", (problem) => console.log(`  error: ${problem.message}`));
    const extra = Deno.args.filter((word) => word.startsWith("@")).map((word) => ({
      name: word.slice(1).replace(/\W+/g, "-"),
      at: word.slice(1),
      ready: "main",
    }));
    for (const { name: page_, at, ready } of extra.length > 0 ? extra : PAGES_OF_CORE30) {
      if (wanted.size > 0 && !wanted.has(page_)) continue;
      await page.goto(base + at);
      await page.waitForSelector(ready, { timeout: 8000 }).catch(() =>
        console.log(`  ${page_}: not ready`)
      );
      await page.waitForTimeout(900);
      await page.screenshot({
        path: `${OUT}${real === undefined ? name : "real"}-${page_}-${width}-${theme}.png`,
      });
    }
    await context.close();
  }
}
await browser.close();
await server?.stop();
