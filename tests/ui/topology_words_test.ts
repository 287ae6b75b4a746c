/** What inspectors call protocols, levels and links that no path takes. */
import assert from "node:assert/strict";
import { notUsed, protocolWords } from "../../ui/parts/topology_words.ts";

Deno.test("`protocolWords()` names levels and areas as people do, and keeps words that it does not know", () => {
  const words = (protocol: string, area = "") => protocolWords({ protocol, area });
  assert.equal(words("isisL1"), "IS-IS level 1");
  assert.equal(words("ospfv2", "0.0.0.0"), "OSPFv2 area 0.0.0.0");
  assert.equal(words("ospfv3", "0.0.0.1"), "OSPFv3 area 0.0.0.1");
  assert.equal(words("bgp"), "BGP");
  assert.equal(words("babel"), "babel");
});

Deno.test("`notUsed()` has words for every reason that the topology has", () => {
  for (const why of ["oneWay", "noRouter", "otherTopology", "noMetric", "outsideSpf", "external"]) {
    assert.notEqual(notUsed(why), why);
  }
});
