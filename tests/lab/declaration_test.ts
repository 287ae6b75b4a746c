/** Networks as data: what follows from a declaration, and the configurations made of it. */
import assert from "node:assert/strict";
import { defaultOptions, writeConfig } from "../../lab/frr/config.ts";
import {
  expectedHalfLinks,
  expectedNodes,
  expectedPrefixes,
} from "../../lab/frr/expected_topology.ts";
import {
  buildNetwork,
  endsOf,
  linkBetween,
  ringWithChord,
  routerOf,
  type Topology,
} from "../../lab/frr/topology.ts";
import { policyLines } from "../../lab/frr/traffic_engineering_lines.ts";

const network = buildNetwork(ringWithChord);

Deno.test("`buildNetwork()` derives 5 nodes, 12 half-links and 17 prefixes of the ring", () => {
  assert.equal(expectedNodes(network).length, 5);
  assert.equal(expectedHalfLinks(network).length, 12);
  assert.equal(expectedPrefixes(network).length, 17);
  const [half] = expectedHalfLinks(network);
  assert.equal(half?.id, "r1:10.0.0.1");
  assert.equal(half?.remoteAddress, "10.0.0.2");
  assert.deepEqual(
    expectedHalfLinks(network).map(({ adminGroups }) => adminGroups.join()),
    ["0", "0", "1", "1", "2", "2", "3", "3", "4", "4", "5", "5"],
  );
});

Deno.test("`buildNetwork()` gives parallel links names of their own", () => {
  const [first] = ringWithChord.links;
  assert.ok(first !== undefined);
  const twice: Topology = { ...ringWithChord, links: [...ringWithChord.links, first] };
  const names = endsOf(buildNetwork(twice), "r1").map(({ end }) => end.interfaceName);
  assert.deepEqual(names, ["e12", "e15", "e12b"]);
});

Deno.test("`buildNetwork()` refuses links and speakers that nobody declared", () => {
  const [first] = ringWithChord.links;
  assert.ok(first !== undefined);
  const wrong: Topology = { ...ringWithChord, links: [{ ...first, b: "r9" }] };
  assert.throws(() => buildNetwork(wrong), RangeError);
  assert.throws(() => buildNetwork({ ...ringWithChord, speaker: "r9" }), RangeError);
  assert.throws(() => routerOf(network, "r9"), RangeError);
  assert.throws(() => linkBetween(network, "r1", "r3"), RangeError);
});

Deno.test("`writeConfig()` has BGP at the speaker only and link facts everywhere", () => {
  const r1 = writeConfig(network, routerOf(network, "r1"), defaultOptions);
  const r3 = writeConfig(network, routerOf(network, "r3"), defaultOptions);
  assert.match(r1, /^router bgp 65000$/m);
  assert.match(r1, /^ {2}neighbor 10\.9\.0\.2 activate$/m);
  assert.doesNotMatch(r3, /router bgp/);
  assert.match(r3, /^ net 49\.0001\.0000\.0000\.0003\.00$/m);
  assert.match(r3, /interface e34\n.*\n.*\n isis metric 10\n/);
  assert.match(r3, /^ {2}delay 1200 min 1000 max 1400$/m);
});

Deno.test("`writeConfig()` knows several PCEs and policies made by hand", () => {
  const [pce] = defaultOptions.pces;
  assert.ok(pce !== undefined);
  const options = {
    ...defaultOptions,
    pces: [pce, { ...pce, name: "SECOND", address: "10.9.0.3", precedence: 20 }],
    policies: [{
      router: "r1",
      name: "asked",
      color: 77,
      endpoint: "10.255.0.3",
      preference: 100,
      segments: "dynamic" as const,
    }],
  };
  const r1 = writeConfig(network, routerOf(network, "r1"), options);
  assert.match(r1, /^ {4}peer SECOND precedence 20$/m);
  assert.match(r1, /^ {3}candidate-path preference 100 name asked dynamic$/m);
  assert.doesNotMatch(writeConfig(network, routerOf(network, "r2"), options), /asked/);
});

Deno.test("`writeConfig()` gives each router the time that it keeps lists of a lost PCE", () => {
  const options = { ...defaultOptions, sessionTimeoutSecondsOf: { r5: 6 } };
  const timeoutOf = (name: string) =>
    /session-timeout-interval (\d+)/.exec(writeConfig(network, routerOf(network, name), options))
      ?.[1];
  assert.equal(timeoutOf("r1"), "30");
  assert.equal(timeoutOf("r5"), "6");
});

Deno.test("`writeConfig()` speaks OSPF or SRv6 when asked to", () => {
  const router = routerOf(network, "r2");
  const ospf = writeConfig(network, router, { ...defaultOptions, variant: "ospf" });
  assert.match(ospf, /^router ospf$/m);
  assert.doesNotMatch(ospf, /isis/);
  const srv6 = writeConfig(network, router, { ...defaultOptions, variant: "srv6" });
  assert.match(srv6, /prefix fcbb:bb00:2::\/48/);
  assert.doesNotMatch(srv6, /global-block/);
});

Deno.test("`policyLines()` writes a segment list before the policy that uses it", () => {
  const common = { router: "r1", name: "gold", color: 9, endpoint: "10.255.0.4", preference: 50 };
  const lines = policyLines({ ...common, bindingSid: 4001, segments: [16003, 16004] });
  assert.deepEqual(lines, [
    "segment-list gold-list",
    " index 10 mpls label 16003",
    " index 20 mpls label 16004",
    "exit",
    "policy color 9 endpoint 10.255.0.4",
    " name gold",
    " binding-sid 4001",
    " candidate-path preference 50 name gold explicit segment-list gold-list",
    "exit",
  ]);
});
