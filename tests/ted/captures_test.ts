/** What real routers sent, from bytes to the database: FRR 10.7.1 of the lab, and GoBGP in between. */
import assert from "node:assert/strict";
import { decodeMessage } from "../../src/bgp/codec/decode_message.ts";
import { lsFact } from "../../src/bgp/codec/read_ls_fact.ts";
import { announced, withdrawn } from "../../src/controller/bgp/ingest.ts";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import { capture, fromHex } from "../bgp/shared_bytes.ts";
import { labels, path } from "../path/demand.ts";
import { config } from "./speaker.ts";

/** The changes of one message; empty for what is no UPDATE. */
function changesOf(hex: string): Change[] {
  const message = decodeMessage(fromHex(hex));
  if (message.kind === "open") return [{ change: "feedUp", feed: 0 }];
  if (message.kind !== "update") return [];
  if (message.endOfRib) return [{ change: "endOfRib", feed: 0 }];
  const gone = message.unreach.map((nlri) => withdrawn(config, 0, nlri));
  const said = message.reach.map((nlri) => {
    if (nlri.type === "unknown") return undefined;
    const fact = message.attributeBytes && lsFact(nlri, message.attributeBytes);
    return announced(config, 0, nlri, fact);
  });
  return [...gone, ...said].filter((change) => change !== undefined);
}

/** The database after all messages of a recorded session; undefined where captures are absent. */
function replay(run: string, each: (ted: Ted) => void = () => {}): Ted | undefined {
  const lines = capture(run);
  if (!lines) return undefined;
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }]);
  for (const line of lines) {
    if (line.dir !== "in" || !line.hex) continue;
    ted.apply(changesOf(line.hex));
    each(ted);
  }
  return ted;
}
/** The lab's routers; run7 has one more, which was typed into GoBGP by hand. */
const routers = (ted: Ted) =>
  [...ted.routers()].filter((r) => r.name !== "g1").map((r) =>
    `${r.name} ${r.loopback} ${r.nodeSid} ${r.srgb[0]?.base}`
  ).sort();
const RING = [1, 2, 3, 4, 5].map((n) => `r${n} 10.255.0.${n} ${n} 16000`);

for (const run of ["run2", "run5-st", "run7-gobgp", "run9-mini"]) {
  Deno.test(`Ted shows the lab's ring of five routers as FRR tells it (${run})`, () => {
    const ted = replay(run);
    if (!ted) return;
    assert.deepEqual(routers(ted), RING);
    const links = [...ted.links()].filter((link) =>
      link.unusable !== "noRouter" && link.unusable !== "external"
    );
    assert.equal(links.length, 12);
    assert.ok(links.every((link) => link.usable && link.reverse !== undefined));
    assert.deepEqual(labels(path(ted, "r1", "r4")), [16004]);
  });
}

Deno.test("Ted merges the two topologies of each wire that FRR tells by separate addresses (run4)", () => {
  const ted = replay("run4-both");
  if (!ted) return;
  assert.deepEqual(routers(ted), RING);
  const links = [...ted.links()];
  assert.equal(links.length, 12);
  assert.ok(links.every((link) => link.usable && link.mts.join() === "0,2"));
  assert.ok(links.every((link) => link.localIpv4 && link.localIpv6));
});

Deno.test("Ted finds the node SIDs of OSPF, where FRR sends no prefix flags and no names (run6)", () => {
  const ted = replay("run6-ospf");
  if (!ted) return;
  assert.deepEqual(
    [...ted.routers()].map((r) => `${r.name} ${r.nodeSid}`).sort(),
    [1, 2, 3, 4, 5].map((n) => `10.255.0.${n} ${n}`),
  );
});

Deno.test("Ted keeps to the two-way check while links of the lab fail and come back (run12)", () => {
  let most = 0, least = Infinity;
  const ted = replay("run12-fail", (now) => {
    const usable = [...now.links()].filter((link) => link.usable).length;
    most = Math.max(most, usable);
    if (most === 12) least = Math.min(least, usable);
    assert.equal(usable % 2, 0);
  });
  if (!ted) return;
  assert.equal(most, 12);
  assert.ok(least < 12);
  for (const link of ted.links()) {
    if (link.usable) assert.ok(ted.link(link.reverse!)!.usable);
  }
});
