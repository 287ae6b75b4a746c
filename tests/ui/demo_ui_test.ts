/// <reference lib="dom" />
/**
 * The UI of the real program: the demo with thirty simulated routers, looked at and worked with in a browser. Makes
 * docs/screenshot.png when it is missing, or when UPDATE=1.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { accessibilityFindings } from "./axe.ts";
import { browserTest } from "./harness.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const SCREENSHOT = join(ROOT, "docs", "screenshot.png");

interface Demo {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Runs `body` while a demo runs in a process of its own. */
async function withDemo(words: readonly string[], body: (demo: Demo) => Promise<void>) {
  const data = mkdtempSync(join(tmpdir(), "cairn-demo-ui-"));
  const demo = spawn(
    Deno.execPath(),
    [
      "run",
      "-A",
      "main.ts",
      "demo",
      "--api",
      "127.0.0.1:0",
      "--data",
      data,
      "-o",
      "json",
      ...words,
    ],
    { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(demo, "exit");
  try {
    const lines = createInterface({ input: demo.stdout });
    const [line] = await Promise.race([
      once(lines, "line"),
      ended.then(() => assert.fail("the demo ended")),
    ]);
    await body(JSON.parse(String(line)));
  } finally {
    demo.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

browserTest("the demo is watched, explained, changed and frozen in the UI", async ({ open }) => {
  await withDemo(["--topology", "core30", "--events", "gentle"], async (demo) => {
    const { page, faults } = await open(demo.url, {
      viewport: { width: 1440, height: 900 },
      colorScheme: "dark",
    });
    try {
      await logIn(page, demo);
      await lookAtOverview(page);
      await lookAtPolicy(page);
      await lookAtBytes(page);
      await keepPath(page);
      await freezeAndThaw(page);
      await waitForFailure(page);
      await takePicture(page);
      await lookAtAll(page);
      assert.deepEqual(faults, []);
    } finally {
      await page.context().close();
    }
  });
});

async function logIn(page: Page, demo: Demo): Promise<void> {
  await page.fill("[name=user]", demo.user);
  await page.fill("[name=secret]", demo.password);
  await page.keyboard.press("Enter");
}

async function lookAtOverview(page: Page): Promise<void> {
  await page.waitForSelector(".rung-value b:has-text('30')");
  await page.waitForSelector("h1:has-text('carry traffic as intended')", { timeout: 40_000 });
  await page.waitForSelector(".overview-stage canvas");
  await page.waitForSelector(".mode.control");
}

async function lookAtPolicy(page: Page): Promise<void> {
  await page.click(".side >> text=Policies");
  await page.waitForSelector(".rows tbody tr");
  const name = await page.textContent(".rows tbody tr:has-text('fast-dublin') a >> nth=0");
  await page.click(`.rows a:has-text("${name}") >> nth=0`);
  await page.waitForSelector(".record h3:has-text('Reported')");
  await page.waitForSelector("text=same as sent");
  await page.waitForSelector(".candidate .metro");
  await page.waitForSelector(".history li");
  await page.click(".page-actions >> text=Map");
  await page.waitForSelector(".steps code");
}

async function lookAtBytes(page: Page): Promise<void> {
  await page.click(".side >> text=Sessions");
  await page.waitForSelector("[aria-label='PCEP sessions'] tbody tr");
  await page.click("[aria-label='PCEP sessions'] tbody a:has-text('dublin')");
  await page.waitForSelector(".message-row:has-text('PCRpt')");
  await page.click(".message-row:has-text('PCRpt') >> nth=0");
  await page.hover(".field-line:has-text('SYMBOLIC-PATH-NAME') >> nth=0");
  await page.waitForSelector(".hex-octets .on");
  assert.equal(await page.locator(".field-line.noted").count(), 0);
  await page.goto(new URL("./", page.url().replace(/sessions.*/, "")).href + "sessions");
  await page.click("[aria-label='BGP peers'] tbody a >> nth=0");
  await page.waitForSelector(".message-row:has-text('UPDATE')");
  await page.click(".message-row:has-text('UPDATE') >> nth=0");
  await page.waitForSelector(".field-line:has-text('path attributes')");
}

async function keepPath(page: Page): Promise<void> {
  await page.click(".side >> text=Path finder");
  await page.fill("[placeholder='a router']", "lisbon");
  await page.fill("[placeholder='a router or an address']", "warsaw");
  await page.selectOption("select", "delay");
  await page.waitForSelector(".result .metro");
  await page.click("text=Keep as policy");
  await page.fill("dialog input >> nth=0", "by-browser");
  await page.fill("dialog input >> nth=1", "1900");
  await page.waitForSelector(".changes:has-text('by-browser')");
  await page.click("dialog >> text=Apply");
  await page.waitForSelector(".policy-page h1:has-text('by-browser')");
  await page.waitForSelector("text=same as sent", { timeout: 20_000 });
}

async function freezeAndThaw(page: Page): Promise<void> {
  await page.click(".mode");
  await page.click("text=Freeze…");
  await page.fill("dialog input", "a test of the brakes");
  await page.click("dialog >> button:has-text('Freeze') >> nth=-1");
  await page.waitForSelector(".mode.frozen");
  await page.click(".mode.frozen");
  await page.waitForSelector("dialog:has-text('a test of the brakes')");
  await page.click("dialog >> button:has-text('Thaw') >> nth=-1");
  await page.waitForSelector(".mode.control");
}

/** A link fails by itself sooner or later; the page must show it without being asked. */
async function waitForFailure(page: Page): Promise<void> {
  await page.click(".side >> text=Events");
  await page.waitForSelector(".rows a:has-text('failed')", { timeout: 120_000 });
  await page.click(".rows a:has-text('failed') >> nth=0");
  await page.waitForSelector("h2:has-text('What happened when')");
}

/** A policy over the map, with loads, and with the link that failed a moment ago. */
async function takePicture(page: Page): Promise<void> {
  await page.goto(page.url().replace(/events.*/, "map?policy=fast-warsaw-bordeaux"));
  await page.waitForSelector(".steps code");
  if (existsSync(SCREENSHOT) && Deno.env.get("UPDATE") !== "1") return;
  await page.waitForSelector("button:has-text('Utilisation')", { timeout: 60_000 });
  await page.waitForTimeout(1500);
  mkdirSync(join(ROOT, "docs"), { recursive: true });
  await page.screenshot({ path: SCREENSHOT });
}

async function lookAtAll(page: Page): Promise<void> {
  const base = page.url().replace(/map.*/, "");
  for (const at of ["", "map", "links", "routers", "lsps", "meshes", "events", "protocol"]) {
    await page.goto(base + at);
    await page.waitForSelector(
      at === "" ? ".rung-value" : at === "map" ? ".map-stage canvas" : "tbody tr",
    );
    await page.waitForTimeout(300);
    assert.deepEqual(await accessibilityFindings(page), [], at);
  }
}
