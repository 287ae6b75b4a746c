/** Explicit lists of SRv6 SIDs on the path engine: which links packets cross, and what is refused. */
import assert from "node:assert/strict";
import type { ExplicitSpec, Srv6Segment } from "../../src/path/jobs.ts";
import { dropLink, router, wire } from "../ted/network.ts";
import { noPath, path, tedOf, way } from "./demand.ts";

/** A ring 1-2-3-4-5-1. */
const ring = () =>
  tedOf(
    [1, 2, 3, 4, 5].flatMap((n) => router(n)),
    [[1, 2], [2, 3], [3, 4], [4, 5], [1, 5]].flatMap(([a, b], i) => wire(a!, b!, i + 1)),
  );
const by = (...segments: Srv6Segment[]): ExplicitSpec => ({ type: "explicit", segments });

Deno.test("`computeSrv6()` follows the IGP to each SID's router, and says which links packets cross", () => {
  const ted = ring(), r4 = ted.findRouter("r4")!, r3 = ted.findRouter("r3")!;
  const result = path(
    ted,
    "r1",
    "r3",
    by({ srv6: "fc00:4::", router: r4 }, {
      srv6: "fc00:3::",
      router: r3,
      behavior: 1,
    }),
  );
  assert.equal(way(ted, result), "r1 r5 r4 r3");
  assert.deepEqual(result.segments.map(({ type, sid, behavior }) => [type, sid, behavior]), [
    ["srv6", "fc00:4::", undefined],
    ["srv6", "fc00:3::", 1],
  ]);
  assert.equal(result.crossed.length, 3);
  assert.equal(result.cost, 30);
  assert.equal(result.rests?.length, 2);
  assert.match(result.why, /2 SRv6 SIDs, each is known/);
});

Deno.test("`computeSrv6()` goes over the link of an End.X SID, and refuses it while that is down", () => {
  const ted = ring(), r3 = ted.findRouter("r3")!;
  const link = path(ted, "r4", "r3").links[0]!;
  const list = by({ srv6: "fc00:4:e000::", link }, { srv6: "fc00:3::", router: r3 });
  const result = path(ted, "r1", "r3", list);
  assert.equal(way(ted, result), "r1 r5 r4 r3");
  assert.ok(result.links.includes(link));
  ted.apply([dropLink(4, 3, 3)]);
  assert.match(noPath(ted, "r1", "r3", list).why, /fc00:4:e000:: leads over .* which is down/);
});

Deno.test("`computeSrv6()` takes a SID that nobody tells of, and knows no more of the way from there", () => {
  const ted = ring(), r5 = ted.findRouter("r5")!;
  const result = path(ted, "r1", "r3", by({ srv6: "fc00:5::", router: r5 }, { srv6: "fc00:9::" }));
  assert.equal(way(ted, result), "r1 r5");
  assert.match(result.why, /where SID fc00:9:: leads is not known here/);
});

Deno.test("`computeSrv6()` refuses a list that ends elsewhere, or is longer than the headend may push", () => {
  const ted = ring(), r4 = ted.findRouter("r4")!;
  const list = by({ srv6: "fc00:4::", router: r4 });
  assert.match(noPath(ted, "r1", "r3", list).why, /ends at r4, not at r3/);
  const long = by({ srv6: "fc00:8::" }, { srv6: "fc00:9::" });
  const refused = noPath(ted, "r1", "r3", long, { maximumSids: 1 });
  assert.deepEqual([refused.reason, refused.why], [
    "segments",
    "The list has 2 SIDs; the headend may push 1.",
  ]);
});
