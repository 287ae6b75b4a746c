import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { messagesIn } from "../../src/cli/decode/messages_in.ts";
import { run } from "./paper.ts";

const CAPTURES = fileURLToPath(new URL("../../../shared/captures/", import.meta.url));
const OPEN = "2001002801100024201e78040010000400000005002200100000000101000000001a000400000008";
const KEEPALIVE = "20020004";

Deno.test("`cairn decode` prints every field of a PCEP Open with its RFC", async () => {
  const files = { "open.hex": `${OPEN} ${KEEPALIVE}  # and a Keepalive\n` };
  const { status, out } = await run(["decode", "open.hex"], { files });
  assert.equal(status, 0);
  assert.match(out, /^#1 {2}PCEP .*40 octets/);
  assert.match(out, /RFC 8231 §/);
  assert.match(out, /^#2 {2}PCEP .*4 octets/m);
});

Deno.test("`cairn decode -o json` is one JSON object a message", async () => {
  const { out } = await run(["decode", "-", "-o", "json"], { files: { "-": OPEN + KEEPALIVE } });
  const messages = out.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(messages.map(({ n, protocol, hex }) => [n, protocol, hex]), [
    [1, "pcep", OPEN],
    [2, "pcep", KEEPALIVE],
  ]);
  assert.ok(messages[0].message.children.length > 1);
});

Deno.test("`cairn decode` shows a line that begins like nothing as what the others are", async () => {
  const lines = [OPEN, "40020004", KEEPALIVE].map((hex) => JSON.stringify({ hex })).join("\n");
  const { status, out } = await run(["decode", "x"], { files: { x: lines } });
  assert.equal(status, 0);
  assert.match(out, /^#2 {2}PCEP [^#]*PCEP version 2/m);
  assert.match(out, /^#3 {2}PCEP Keepalive/m);
  const bad = await run(["decode", "x"], { files: { x: `${lines}\n{"hex":"2"}\nnot JSON` } });
  assert.equal(bad.status, 0);
  assert.match(bad.err, /"hex" of line 4 is no hex/);
  assert.match(bad.err, /line 5 is no JSON object/);
  assert.equal(bad.out, out);
});

Deno.test("`cairn decode` takes JSON lines with time, peer and direction", async () => {
  const line = JSON.stringify({ t: 1795332250.5725, peer: "10.255.0.1", dir: "in", hex: OPEN });
  const { out } = await run(["decode", "x"], {
    files: { x: `${line}\n{"dir":"ev","note":"up"}\n` },
  });
  assert.match(out, /from 10\.255\.0\.1 {2}2026-11-22T07:24:10\.572Z/);
});

Deno.test("`cairn decode` says what it cannot read, and shows a message that is not whole", async () => {
  assert.match(
    (await run(["decode", "x"], { files: { x: "zz" } })).err,
    /neither hex, JSON lines nor/,
  );
  assert.match(
    (await run(["decode", "x"], { files: { x: "00ff00ff" } })).err,
    /--protocol pcep or bgp/,
  );
  assert.match((await run(["decode", "x"], { files: { x: "" } })).err, /empty/);
  const cut = await run(["decode", "x"], { files: { x: OPEN.slice(0, 40) } });
  assert.equal(cut.status, 0);
  assert.match(cut.out, /the message is not whole/);
});

Deno.test("`cairn decode` takes hex from the command line, and dumps as xxd and Wireshark write them", async () => {
  const { out } = await run(["decode", "-o", "json", ...OPEN.match(/.{1,8}/g)!]);
  assert.equal(JSON.parse(out).type, "Open");
  const octets = OPEN.match(/../g)!;
  const dump = [0, 16, 32].map((at) => {
    const row = octets.slice(at, at + 16);
    const spelt = row.map(() => ".").join("");
    return `${at.toString(16).padStart(4, "0")}   ${row.join(" ").padEnd(50)} ${spelt}`;
  }).join("\n");
  const read = await run(["decode", "x", "--json"], { files: { x: dump } });
  assert.equal(JSON.parse(read.out).hex, OPEN, read.err);
});

Deno.test("`cairn decode` shows only what was asked for, with its number in the whole", async () => {
  const lines = [["10.0.0.1", OPEN], ["10.0.0.2", OPEN], ["10.0.0.1", KEEPALIVE]]
    .map(([peer, hex]) => JSON.stringify({ peer, hex })).join("\n");
  const shown = async (...words: string[]) => {
    const { out } = await run(["decode", "x", "--json", ...words], { files: { x: lines } });
    return out.trim().split("\n").map((line) => JSON.parse(line).n);
  };
  assert.deepEqual(await shown("--peer", "10.0.0.1"), [1, 3]);
  assert.deepEqual(await shown("--type", "open", "--peer", "10.0.0.2"), [2]);
  assert.deepEqual(await shown("--type", "2"), [3]);
  const none = await run(["decode", "x", "--type", "PCRpt"], { files: { x: lines } });
  assert.equal(none.status, 1);
  assert.match(none.err, /none of the 3 messages/);
});

Deno.test("`cairn decode --summary` is a line a message, and their sums", async () => {
  const { out } = await run(["decode", "x", "--summary"], {
    files: { x: `${OPEN}${KEEPALIVE}${KEEPALIVE}20010030` },
  });
  assert.match(out, /^#1 +Open {2}OPEN$/m);
  assert.match(out, /^#4 .*4 of 48 octets|^#4 [^]*4 octets of 48/m);
  assert.match(out, /4 messages: 2 Open, 2 Keepalive; 1 with something wrong/);
});

Deno.test("`cairn decode` keeps to the width of the terminal, and never breaks lines in a pipe", async () => {
  const long = { files: { x: `${OPEN}200a0010ffff` } };
  for (const columns of [80, 160]) {
    const { out } = await run(["decode", "x"], { ...long, columns });
    for (const line of out.split("\n")) assert.ok(line.length <= columns, line);
  }
  assert.match((await run(["decode", "x"], long)).out, /SR-PCE-CAPABILITY {2}RFC 8664/);
});

Deno.test("`messagesIn()` finds in each capture of the lab what was written down beside it", () => {
  if (!existsSync(CAPTURES)) return console.log("no captures beside the checkout: not compared");
  let compared = 0;
  for (const name of readdirSync(CAPTURES).filter((file) => file.endsWith(".pcap"))) {
    const messages = messagesIn(readFileSync(CAPTURES + name)).messages;
    assert.ok(messages.length > 10, name);
    for (const protocol of ["pcep", "bgp"] as const) {
      const lines = CAPTURES + name.replace(".pcap", `-${protocol}.jsonl`);
      if (!existsSync(lines)) continue;
      const captured = new Set(
        messages.filter((m) => m.protocol === protocol).map(({ bytes }) => bytes.toHex()),
      );
      const written = messagesIn(readFileSync(lines), { protocol }).messages;
      const found = written.filter(({ bytes }) => captured.has(bytes.toHex()));
      compared += found.length;
      assert.ok(
        found.length >= 0.9 * written.length,
        `${name}: ${found.length} of ${written.length}`,
      );
    }
  }
  assert.ok(compared > 500, `${compared} messages compared`);
});
