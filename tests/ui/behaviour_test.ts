/// <reference lib="dom" />
/** What pages do: log-in, live changes, a lost connection, filters, keys, commands, the hex view. */
import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { PolicySchema } from "../../src/gen/cairn/v1/policy_pb.ts";
import type { FixtureServer } from "./fixture/server.ts";
import { SITUATIONS } from "./fixture/situations.ts";
import { browserTest, type Harness, OPERATOR, VIEWER, type Watched } from "./harness.ts";

type Body = (
  shown: Watched & { readonly server: FixtureServer; readonly harness: Harness },
) => Promise<void>;

/** A test on one page of the thirty-router network; the page must not have complained at the end. */
function pageTest(
  name: string,
  at: string,
  body: Body,
  as: typeof OPERATOR | "nobody" = OPERATOR,
): void {
  browserTest(name, async (harness) => {
    const server = await SITUATIONS.core30(harness.dist);
    const watched = await harness.open(server.url + at, as === "nobody" ? {} : { as });
    try {
      await body({ ...watched, server, harness });
      assert.deepEqual(watched.faults, []);
    } finally {
      await watched.page.context().close();
      await server.stop();
    }
  });
}

pageTest(
  "log-in says what is wrong, and then shows the page that was asked for",
  "policies?filter=gold",
  async ({ page }) => {
    await page.fill("[name=user]", "noc-shift");
    await page.fill("[name=secret]", "wrong");
    await page.click("text=Log in >> nth=-1");
    await page.waitForSelector("text=The name or the password is wrong.");
    await page.fill("[name=secret]", "stones");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('Policies')");
    assert.match(page.url(), /\/below\/a-proxy\/policies\?filter=gold$/);
    assert.equal(await page.textContent(".side-foot .who"), "noc-shiftoperator");
  },
  "nobody",
);

pageTest(
  "a changed policy changes in its row, without a reload",
  "policies?filter=gold-dublin-brussels",
  async ({ page, server }) => {
    await page.waitForSelector("td:has-text('The router reports exactly what was sent.')");
    const policy = server.rows.policies.get("gold-dublin-brussels");
    assert(policy !== undefined);
    server.rows.policies.put(
      create(PolicySchema, { ...policy, state: "noPath", verdict: "Link dublin–london failed." }),
    );
    await page.waitForSelector(".bad-row:has-text('Link dublin–london failed.')");
    server.rows.policies.delete("gold-dublin-brussels");
    await page.waitForSelector("text=No policy matches.");
  },
);

pageTest(
  "a link that is withdrawn stays for a while, as failed",
  "links?filter=from%20%3D%20vienna",
  async ({ page, server }) => {
    await page.waitForSelector("tbody tr:has-text('vienna')");
    const link = server.rows.links.all.find((row) => row.from === "vienna" && row.state === "up");
    assert(link !== undefined);
    server.rows.links.delete(link.id);
    await page.waitForSelector(`.bad-row:has-text("${link.name}")`);
  },
);

pageTest(
  "a lost connection is said, data stays, and catches up on return",
  "policies",
  async ({ page, server, harness, faults }) => {
    await page.waitForSelector(".rows tbody tr");
    const number = await page.textContent(".page-bar .count");
    const port = Number(new URL(server.url).port);
    await server.stop();
    await page.waitForSelector("[role=alert]:has-text('No connection to Cairn')", {
      timeout: 20_000,
    });
    assert.equal(await page.textContent(".page-bar .count"), number);
    await page.waitForSelector(".rows tbody tr");
    await page.waitForSelector(".live.off:has-text('Disconnected')");
    const again = await SITUATIONS.core30(harness.dist, port);
    try {
      again.rows.policies.delete("gold-dublin-brussels");
      await page.click("text=Try now").catch(() => undefined);
      await page.waitForSelector(".live:not(.off)", { timeout: 20_000 });
      await page.waitForSelector("text=gold-dublin-brussels", {
        state: "detached",
        timeout: 20_000,
      });
      faults.length = 0; // The browser itself notes each refused connection.
    } finally {
      await again.stop();
    }
    await page.waitForTimeout(50);
    faults.length = 0;
  },
);

pageTest(
  "a filter with a mistake says where, offers the field, and keeps the rows",
  "policies",
  async ({ page }) => {
    await page.waitForSelector(".rows tbody tr");
    await page.fill("[aria-label=Filter]", "colour = 100");
    await page.waitForSelector("text=No field colour, at character 1");
    await page.click(".filter-note >> text=color");
    await page.waitForFunction(() =>
      new URL(location.href).searchParams.get("filter") === "color = 100"
    );
    await page.waitForSelector("text=32 match");
    await page.fill("[aria-label=Filter]", 'headend = "nowhere"');
    await page.waitForSelector("text=No policy matches.");
    await page.click("text=Clear");
    await page.waitForSelector(".rows tbody tr");
  },
);

pageTest("keys go, find, move, open, and step back", "", async ({ page }) => {
  await page.waitForSelector(".rung-value");
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.waitForSelector("h1:has-text('Policies')");
  await page.waitForSelector(".rows tbody tr");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.waitForSelector("tr[aria-selected=true]");
  const chosen = await page.textContent("tr[aria-selected=true] a");
  await page.keyboard.press("Enter");
  await page.waitForSelector(`.policy-page h1:has-text("${chosen}")`);
  await page.keyboard.press("Escape");
  await page.waitForSelector("h1:has-text('Policies')");
  await page.keyboard.press("/");
  await page.keyboard.type("frankf");
  await page.waitForSelector("[role=option]:has-text('frankfurt')");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".inspector h2:has-text('frankfurt')");
  const theme = () => page.evaluate(() => document.documentElement.dataset["theme"]);
  const before = await theme();
  await page.keyboard.press("t");
  assert.notEqual(await theme(), before);
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]:has-text('Keys')");
});

pageTest(
  "a field and its octets are marked together, both ways, and have an address",
  "sessions/paris/messages/10",
  async ({ page }) => {
    await page.waitForSelector(".field-line:has-text('SRP-ID')");
    await page.hover(".field-line:has-text('SRP-ID')");
    assert.deepEqual(await page.locator(".hex-octets .on").allTextContents(), [
      "00",
      "00",
      "10",
      "16",
    ]);
    assert.equal(await page.textContent(".field-foot-value"), "4118");
    await page.click(".hex-octets [data-o='69']");
    await page.waitForSelector(".field-line.on:has-text('SID')");
    await page.waitForSelector(".field-foot:has-text('is a node SID')");
    assert.match(page.url(), /field=\d/);
    const address = await page.getAttribute(".field-foot .rfc", "href");
    assert.match(address ?? "", /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc8664#section-4\.3\.1$/);
    await page.reload();
    await page.waitForSelector(".field-line.on:has-text('SID')");
  },
);

pageTest(
  "a message that cannot be read is shown as it came",
  "sessions/paris/messages/13",
  async ({ page }) => {
    await page.waitForSelector("text=Malformed: what could not be read is kept as it came.");
    await page.waitForSelector(".field-line.noted");
  },
);

pageTest(
  "a link that is clicked on the map shows both directions; a policy shows its path",
  "map?policy=gold-dublin-brussels",
  async ({ page }) => {
    await page.waitForSelector(".steps li");
    assert.equal(await page.textContent(".steps code"), "16004");
    await page.goto(page.url().replace(/\?.*/, "?sel=router%3Aparis"));
    await page.waitForSelector(".inspector h2:has-text('paris')");
    await page.click(".inspector .list-links a, .inspector li a >> nth=0");
    await page.waitForSelector(".inspector table");
    assert.equal(await page.locator(".inspector thead th").count(), 3);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".inspector", { state: "detached" });
  },
);

pageTest(
  "a found path is kept as a document, after it was shown",
  "paths?from=lisbon&to=warsaw&metric=delay&bandwidth=2Gbps",
  async ({ page, server }) => {
    await page.waitForSelector(".result .metro");
    await page.click("text=Keep as policy");
    const yaml = await page.textContent(".yaml");
    assert.match(
      yaml ?? "",
      /^kind: Policy\nname: lisbon-warsaw\nheadend: lisbon\nendpoint: warsaw\ncolor: 1000\nbandwidth: 2Gbps\n/,
    );
    await page.waitForSelector(".changes:has-text('created')");
    await page.click("dialog >> text=Apply");
    await page.waitForFunction(() => location.pathname.endsWith("/policies/lisbon-warsaw"));
    const applied = server.commands.filter((command) =>
      command.do === "apply" && command["dryRun"] === false
    );
    assert.equal(applied.length, 1);
  },
);

pageTest(
  "no path is an answer, with the smallest change that helps",
  "paths?from=lisbon&to=warsaw&metric=delay&delay=1ms",
  async ({ page }) => {
    await page.waitForSelector("text=No path within 1 ms.");
    await page.waitForSelector("text=Allow 21 ms instead of 1 ms.");
  },
);

pageTest(
  "freeze asks for a reason, is always in sight, and thaw shows what goes out",
  "",
  async ({ page, server }) => {
    await page.click(".mode");
    await page.click("text=Freeze…");
    await page.fill("dialog input", "fibre work in Lyon");
    await page.click("dialog >> button:has-text('Freeze') >> nth=-1");
    await page.waitForSelector(".mode.frozen:has-text('Frozen by noc-shift')");
    await page.click(".mode.frozen");
    await page.waitForSelector("dialog:has-text('fibre work in Lyon')");
    await page.click("dialog >> text=Thaw >> nth=-1");
    await page.waitForSelector(".mode.control");
    assert.deepEqual(server.commands.map((command) => command.do), ["freeze", "thaw"]);
  },
);

pageTest(
  "a viewer sees what is not allowed, off, with the reason",
  "policies/gold-dublin-brussels",
  async ({ page }) => {
    const button = page.locator("button:has-text('Re-optimise')");
    await button.waitFor();
    assert.equal(await button.isDisabled(), true);
    assert.equal(await button.getAttribute("title"), "Needs operator; you are viewer");
  },
  VIEWER,
);

browserTest(
  "a controller that starts says what it waits for and that it only observes",
  async ({ open, dist }) => {
    const server = await SITUATIONS.starting(dist);
    const { page, faults } = await open(server.url, { as: OPERATOR });
    try {
      await page.waitForSelector(".gate li:has-text('End-of-RIB of 127.0.0.9')");
      await page.waitForSelector(".mode.observe:has-text('Observing')");
      await page.waitForSelector("h1:has-text('Starting.')");
      assert.deepEqual(faults, []);
    } finally {
      await page.context().close();
      await server.stop();
    }
  },
);

browserTest("an empty controller says the one next step", async ({ open, dist }) => {
  const server = await SITUATIONS.empty(dist);
  const { page, faults } = await open(server.url, { as: OPERATOR });
  try {
    await page.waitForSelector("text=No routers yet");
    await page.waitForSelector("pre:has-text('127.0.0.1')");
    assert.deepEqual(faults, []);
  } finally {
    await page.context().close();
    await server.stop();
  }
});
