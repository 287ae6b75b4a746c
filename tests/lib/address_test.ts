import assert from "node:assert/strict";
import fc from "fast-check";
import {
  canonicalIpv6,
  compareAddresses,
  formatAddress,
  formatIpv4,
  formatIpv6,
  formatPrefix,
  networkOf,
  parseAddress,
  parseIpv4,
  parseIpv6,
  parsePrefix,
  prefixHolds,
} from "../../src/lib/address.ts";

Deno.test("`formatIpv4()` and `parseIpv4()` are inverse", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => {
    assert.equal(parseIpv4(formatIpv4(n)), n);
  }));
  for (const bad of ["", "1.2.3", "1.2.3.4.5", "256.0.0.0", "01.2.3.4", "1.2.3.-4", "1.2.3.4 "]) {
    assert.equal(parseIpv4(bad), undefined, bad);
  }
});

Deno.test("`canonicalIpv6()` writes the examples of RFC 5952 §4", () => {
  const cases: [string, string][] = [
    ["2001:DB8:0:0:0:0:2:1", "2001:db8::2:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ];
  for (const [from, to] of cases) assert.equal(canonicalIpv6(from), to);
  for (
    const bad of [
      "",
      ":",
      ":::",
      "1::2::3",
      "1:2:3:4:5:6:7",
      "12345::",
      "::1%eth0",
      "1:2:3:4:5:6:7:8::",
    ]
  ) {
    assert.equal(canonicalIpv6(bad), undefined, bad);
  }
});

Deno.test("`formatIpv6()` and `parseIpv6()` are inverse, and their order is that of the octets", () => {
  const octets = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const sparse = octets.map((b) => b.map((x, i) => (x & 3) === 0 ? x : i % 5 === 0 ? x : 0));
  fc.assert(fc.property(fc.oneof(octets, sparse), (bytes) => {
    assert.deepEqual(parseIpv6(formatIpv6(bytes)), bytes);
  }));
  assert(compareAddresses("::2", "::10") < 0 && compareAddresses(5, "::") < 0);
});

Deno.test("`parsePrefix()` clears host bits and knows both families", () => {
  assert.equal(formatPrefix(parsePrefix("10.1.2.3/8")!), "10.0.0.0/8");
  assert.equal(formatPrefix(parsePrefix("2001:db8:ffff::1/33")!), "2001:db8:8000::/33");
  assert.equal(formatPrefix(parsePrefix("192.0.2.1")!), "192.0.2.1/32");
  assert.equal(formatPrefix(parsePrefix("0.0.0.0/0")!), "0.0.0.0/0");
  assert.equal(parsePrefix("10.0.0.0/33"), undefined);
  assert.equal(parsePrefix("10.0.0.0/8/8"), undefined);
  assert(prefixHolds(parsePrefix("10.0.0.0/8")!, parseAddress("10.9.8.7")!));
  assert(!prefixHolds(parsePrefix("::/0")!, parseAddress("10.9.8.7")!));
  assert.equal(formatAddress(networkOf("2001:db8::ff", 128)), "2001:db8::ff");
});
