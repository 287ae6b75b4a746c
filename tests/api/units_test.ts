import { deepStrictEqual as equal } from "node:assert/strict";
import {
  parseBandwidthBps,
  parseDurationMicroseconds,
  parseDurationSeconds,
  parsePercent,
} from "../../src/api/units.ts";

Deno.test("`parseBandwidthBps()` reads decimal multiples and refuses a bare number", () => {
  const texts = ["2Gbps", "1.5Mbps", "10 Gbit/s", "64kbps", "7bps", "2", "2GB", "", "-1Gbps"];
  const none = undefined;
  equal(texts.map(parseBandwidthBps), [2e9, 1.5e6, 1e10, 64e3, 7, none, none, none, none]);
});

Deno.test("`parseDurationMicroseconds()` reads units and sums of them", () => {
  const texts = ["20ms", "150us", "1m30s", "0.5ms", "5", "ms", "1 h"];
  equal(texts.map(parseDurationMicroseconds), [20e3, 150, 90e6, 500, undefined, undefined, 3.6e9]);
  equal(parseDurationSeconds("30m"), 1800);
});

Deno.test("`parsePercent()` wants its sign", () => {
  equal(["0.1%", "70 %", "70", "%"].map(parsePercent), [0.1, 70, undefined, undefined]);
});
