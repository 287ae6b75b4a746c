/** What the page tests share: one browser, one bundle, a page that remembers what it must not do. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { pageConfig } from "../../ui/build.ts";
import { findChromium, launchBrowser } from "./browser.ts";

const UI = new URL("../../ui/", import.meta.url).pathname;

export interface Watched {
  readonly page: Page;
  /** Errors of the page and of its console, and requests to other hosts. */
  readonly faults: string[];
}
export interface Harness {
  readonly browser: Browser;
  readonly dist: string;
  open(url: string, options?: Opening): Promise<Watched>;
}
export interface Opening extends BrowserContextOptions {
  /** Who is logged in; absent: nobody. */
  readonly as?: { readonly token: string; readonly user: string; readonly role: string };
}

export const OPERATOR = { token: "operator/noc-shift", user: "noc-shift", role: "operator" };
export const VIEWER = { token: "viewer/visitor", user: "visitor", role: "viewer" };

/** A test in a browser: skipped with a line that says why where there is none, never in CI. */
export function browserTest(name: string, body: (harness: Harness) => Promise<void>): void {
  const chromium = findChromium();
  const skip = chromium === undefined && Deno.env.get("CI") !== "true";
  if (skip) console.log("skipped: pages in a browser need Chromium (apt-get install chromium)");
  Deno.test({
    name,
    ignore: skip,
    // Playwright keeps its pipes and timers until the browser has gone.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      assert(chromium !== undefined, "there is no Chromium: apt-get install chromium");
      await body(await (shared ??= start(chromium)));
    },
  });
}

let shared: Promise<Harness> | undefined;

Deno.test.afterAll(async () => {
  if (shared === undefined) return;
  const { browser, dist } = await shared;
  await browser.close();
  rmSync(dist, { recursive: true });
});

/** Once for each file of tests: the bundle as it ships, in a folder of its own, and a browser. */
async function start(chromium: string): Promise<Harness> {
  const dist = mkdtempSync(join(tmpdir(), "cairn-ui-"));
  await build(pageConfig(UI, dist));
  const browser = await launchBrowser(chromium);
  return { browser, dist, open: (url, options) => open(browser, url, options) };
}

async function open(browser: Browser, url: string, options: Opening = {}): Promise<Watched> {
  const { as, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ignoreHTTPSErrors: true,
    reducedMotion: "reduce",
    ...rest,
  });
  if (as !== undefined) {
    await context.addInitScript(
      (person) => sessionStorage.setItem("cairn.person", person),
      JSON.stringify(as),
    );
  }
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  const { origin } = new URL(url);
  page.on("pageerror", (problem) => faults.push(`error: ${problem.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // A refusal is an answer; the page says it in its own words.
    if (/responded with a status of 4\d\d/.test(message.text())) return;
    faults.push(`${message.text()} (${new URL(page.url()).pathname}, ${message.location().url})`);
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) {
      faults.push(`asks another host: ${request.url()}`);
    }
  });
  await page.goto(url);
  return { page, faults };
}
