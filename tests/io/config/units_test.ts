import assert from "node:assert/strict";
import {
  parseDuration,
  parseListen,
  parsePercent,
  parseRange,
  parseSize,
} from "../../../src/io/config/units.ts";

const good = <T>(value: T) => ({ ok: true, value });

Deno.test("`parseDuration()` takes every unit and sums", () => {
  assert.deepEqual(parseDuration("30s"), good(30));
  assert.deepEqual(parseDuration("1m30s"), good(90));
  assert.deepEqual(parseDuration("7d"), good(604_800));
  assert.deepEqual(parseDuration("250ms"), good(0.25));
  assert.deepEqual(parseDuration("0"), good(0));
  for (const bad of ["", "30", "-1s", "s", "1s2", "1y"]) assert.equal(parseDuration(bad).ok, false);
});

Deno.test("`parseSize()` tells powers of two from powers of ten", () => {
  assert.deepEqual(parseSize("2GiB"), good(2 ** 31));
  assert.deepEqual(parseSize("500MB"), good(500e6));
  for (const bad of ["2", "2G", "GiB", "-1MB"]) assert.equal(parseSize(bad).ok, false);
});

Deno.test("`parsePercent()` stays between nothing and everything", () => {
  assert.deepEqual(parsePercent("5%"), good(0.05));
  for (const bad of ["5", "101%", "%", "-1%"]) assert.equal(parsePercent(bad).ok, false);
});

Deno.test("`parseRange()` wants the lower number first", () => {
  assert.deepEqual(parseRange("1000-1999"), good({ first: 1000, last: 1999 }));
  assert.deepEqual(parseRange("7"), good({ first: 7, last: 7 }));
  for (const bad of ["9-1", "-", "a-b", "1-4294967296"]) assert.equal(parseRange(bad).ok, false);
});

Deno.test("`parseListen()` takes both families and all addresses", () => {
  assert.deepEqual(parseListen("[::]:8443"), good({ host: "::", port: 8443 }));
  assert.deepEqual(parseListen("127.0.0.1:0"), good({ host: "127.0.0.1", port: 0 }));
  assert.deepEqual(parseListen(":179"), good({ host: "::", port: 179 }));
  for (const bad of ["8443", "::8443", "1.2.3.4", "a:99999"]) {
    assert.equal(parseListen(bad).ok, false, bad);
  }
});
