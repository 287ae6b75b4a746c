/// <reference lib="dom" />
/** The page that takes pasted octets apart, the mark of a field in both views, and a session saved as a capture. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { messagesIn } from "../../src/cli/decode/messages_in.ts";
import { readTyped } from "../../ui/state/typed_octets.ts";
import { SITUATIONS } from "./fixture/situations.ts";
import { browserTest, type Harness, OPERATOR, type Watched } from "./harness.ts";

const OPEN = "2001002801100024201e78040010000400000005002200100000000101000000001a000400000008";
const BGP_KEEPALIVE = "ffffffffffffffffffffffffffffffff001304";

Deno.test("`readTyped()` cuts pasted hex into messages, whole or not", () => {
  const typed = readTyped(`0x20, 01 ${OPEN.slice(4)} # an Open\n20:02:00:04 2001`);
  assert(typed.is === "messages");
  assert.deepEqual(typed.messages.map(({ type, bytes }) => [type, bytes.length]), [
    ["Open", 40],
    ["Keepalive", 4],
    ["Open", 2],
  ]);
  assert.deepEqual(typed.messages.map(({ malformed }) => malformed), [false, false, true]);
  const bgp = readTyped(BGP_KEEPALIVE + BGP_KEEPALIVE);
  assert(bgp.is === "messages");
  assert.deepEqual(bgp.messages.map(({ protocol, type }) => `${protocol} ${type}`), [
    "bgp KEEPALIVE",
    "bgp KEEPALIVE",
  ]);
  assert.deepEqual(readTyped(" \n"), { is: "nothing" });
  assert.equal(readTyped("200").is, "wrong");
  assert.equal(readTyped("2g").is, "wrong");
});

type Body = (shown: Watched) => Promise<void>;
function pageTest(name: string, at: string, body: Body): void {
  browserTest(name, async (harness: Harness) => {
    const server = await SITUATIONS.core30(harness.dist);
    const watched = await harness.open(server.url + at, { as: OPERATOR });
    try {
      await body(watched);
      assert.deepEqual(watched.faults, []);
    } finally {
      await watched.page.context().close();
      await server.stop();
    }
  });
}

pageTest(
  "pasted octets are taken apart, and each field is marked in both views",
  "decode",
  async ({ page }) => {
    await page.fill(".decode-box", `${OPEN} 20020004`);
    await page.waitForSelector(".field-line:has-text('STATEFUL-PCE-CAPABILITY')");
    await page.hover(".field-line:has-text('STATEFUL-PCE-CAPABILITY')");
    await page.waitForSelector(".hex-octets i[data-o='12'].on");
    assert.equal(await page.locator(".hex-octets i.on").count(), 8);
    await page.hover(".hex-octets i[data-o='9']");
    await page.waitForSelector(".field-line.on:has-text('Keepalive')");
    await page.fill(".decode-box", "20 0g");
    await page.waitForSelector("[role=alert]:has-text('no hex digit')");
  },
);

pageTest(
  "the messages of a session are saved as a capture that `cairn decode` reads",
  "sessions/paris",
  async ({ page }) => {
    await page.waitForSelector(".message-row");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click(".message-tools >> text=Save pcap"),
    ]);
    assert.equal(download.suggestedFilename(), "cairn-paris.pcap");
    const { messages, notes } = messagesIn(readFileSync(await download.path()));
    assert.deepEqual(notes, []);
    assert.deepEqual(messages.filter(({ whole }) => !whole), []);
    assert.ok(messages.length > 10, `${messages.length} messages`);
  },
);
