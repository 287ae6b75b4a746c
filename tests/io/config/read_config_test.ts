import assert from "node:assert/strict";
import { DEFAULT_SAFETY } from "../../../src/controller/config.ts";
import { configurationOf } from "../../../src/io/config/config.ts";
import { defaultSettings, readConfig } from "../../../src/io/config/read_config.ts";
import { guardedPeers } from "../../../src/io/transport/guarded_peers.ts";

Deno.test("`DEFAULT_SAFETY` is what an empty file comes to", () => {
  const { core } = configurationOf(defaultSettings(), ".");
  assert.deepEqual(core.safety, DEFAULT_SAFETY);
});

const problemsOf = (text: string): string[] => {
  const read = readConfig(text);
  return read.ok ? [] : read.problems.map((p) => `${p.line}:${p.column} ${p.problem}`);
};

Deno.test("`readConfig()` takes every key that the interfaces page shows", () => {
  const read = readConfig(`
data: ./cairn-data
api:   { listen: "[::]:8443", tls: { certificate: a.pem, key: b.pem } }
pcep:  { listen: "[::]:4189", keepalive: 30s, deadTimer: 120s, tls: off,
         originator: { asn: 65001, address: 192.0.2.254 }, namePrefix: cairn, network: core,
         unknownPeers: observe, peers: [ { address: 192.0.2.1, profile: auto } ] }
mode:  observe
bgp:   { asn: 65001, routerId: 192.0.2.254, listen: null,
         peers: [ { address: 192.0.2.1, asn: 65000, port: 179, passive: false, multihop: 2 } ] }
topologies: [ { name: core, instances: [0, 32], asns: [65000] } ]
safety: { colors: 1000-1999, staleTed: keep, optimisationShare: 5%, confirmDeletesAbove: 25 }
store: sqlite
log:   { level: info, format: text }
journal: { keep: 7d, maximum: 2GiB }
`);
  assert.ok(read.ok, JSON.stringify(read));
  const { core, edge } = configurationOf(read.settings, "/etc/cairn");
  assert.equal(core.bgp.peers[0]?.connectRetrySeconds, 5);
  assert.deepEqual(core.pcep.peers, [{ address: "192.0.2.1", profile: "auto" }]);
  assert.deepEqual(core.topologies, [{ name: "core", instances: [0, 32], asns: [65000] }]);
  assert.equal(core.safety.optimisationShare, 0.05);
  assert.equal(edge.dataFolder, "/etc/cairn/cairn-data");
  assert.equal(edge.api.tls?.key, "/etc/cairn/b.pem");
  assert.equal(edge.journal.maximumOctets, 2 ** 31);
});

Deno.test("`readConfig()` of nothing gives the defaults", () => {
  const read = readConfig("# only a comment\n");
  assert.ok(read.ok);
  assert.deepEqual(read.settings, defaultSettings());
  assert.equal(read.settings.mode, "observe");
});

Deno.test("`readConfig()` says each of ten mistakes with its place", () => {
  const problems = problemsOf(`mode: contrl
api: { listen: "8443" }
pcep:
  keepalve: 30s
  deadTimer: 5
  peers: [ { profile: frr }, { address: 1.2.3 } ]
bgp:
  asn: -1
  peers: foo
safety: 3
nonsense: 1
`);
  assert.deepEqual(problems, [
    '1:7 mode is "contrl", but must be one of observe, advise, control',
    '2:16 api.listen is "8443", but must be an address and a port, like "[::]:8443" or "127.0.0.1:8443"',
    '4:3 pcep.keepalve is not a key; did you mean "keepalive"?',
    "5:14 pcep.deadTimer is 5, but must be a duration with its unit, like 30s, 5m, 1h or 7d",
    "6:12 pcep.peers[0].address is missing; add it",
    '6:41 pcep.peers[1].address is "1.2.3", but must be an IP address',
    "8:8 bgp.asn is -1, but must be a whole number from 1 to 4294967295",
    "9:10 bgp.peers must be a list",
    "10:9 safety must be a section with keys of its own",
    "11:1 nonsense is not a key; known here: data, mode, api, pcep, bgp, topologies, safety, alarms, store, log, journal",
  ]);
});

Deno.test("`readConfig()` sees what does not go together", () => {
  assert.deepEqual(problemsOf("pcep: { keepalive: 30s, deadTimer: 20s }"), [
    "1:36 pcep.deadTimer must be longer than pcep.keepalive, 4 times is usual",
  ]);
  assert.deepEqual(
    problemsOf(
      "bgp:\n  peers:\n    - { address: 10.0.0.1, asn: 1 }\n    - { address: 10.0.0.1, asn: 2 }\n",
    ),
    ["4:18 10.0.0.1 is already bgp.peers[0]"],
  );
  assert.match(problemsOf("api: { tls: { key: a.pem } }")[0]!, /both certificate and key/);
  const files = "pceps: { certificate: a, key: b, authority: c }";
  assert.deepEqual(problemsOf(`pcep: { tls: required, ${files} }`), []);
  assert.match(problemsOf("pcep: { tls: required }")[0]!, /^1:14 pcep\.tls needs pcep\.pceps/);
  assert.match(
    problemsOf("pcep: { peers: [ { address: ::1, tls: direct } ] }")[0]!,
    /^1:39 its tls needs pcep\.pceps/,
  );
  assert.match(
    problemsOf(`pcep: { peers: [ { address: ::1, certificateNames: ["sha256:ab"] } ] }`)[0]!,
    /64 hex digits/,
  );
  assert.match(
    problemsOf(`bgp: { peers: [ { address: ::1, asn: 1, md5: ${"k".repeat(81)} } ] }`)[0]!,
    /^1:46 bgp\.peers\[0\]\.md5: .*longer than 80 octets/,
  );
  assert.deepEqual(problemsOf('bgp: { peers: [ { address: ::1, asn: 1, md5: "${KEY}" } ] }'), []);
  assert.match(
    problemsOf("bgp: { peers: [ { address: ::1, asn: 1, passive: true } ] }")[0]!,
    /bgp\.listen/,
  );
});

Deno.test("`readConfig()` says where a text is no YAML", () => {
  assert.match(problemsOf("a: [1\nb: 2")[0]!, /^\d+:\d+ not YAML: /);
  assert.match(problemsOf("mode: observe\nmode: control")[0]!, /^2:1 not YAML: .*unique/);
});

Deno.test("`readConfig()` says one thing a line of a text that is no YAML, and bears anything", () => {
  assert.equal(problemsOf("log: {level: ${LEVEL}, format: text}\nmode: observe").length, 2);
  assert.match(problemsOf("- mode: observe")[0]!, /^1:1 the file must be keys/);
  const bomb = "abcdef".split("").map((name, i, all) =>
    `${name}: &${name} [${Array(9).fill(i === 0 ? "x" : `*${all[i - 1]}`).join()}]`
  );
  assert.match(problemsOf(bomb.join("\n"))[0]!, /too many aliases/);
  assert.deepEqual(problemsOf("mode: observe\n---\n"), []);
});

Deno.test("a secret in a file is looked for beside the configuration, wherever Cairn is started", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/paris.md5`, "a key\n");
    const text = 'bgp: { peers: [ { address: 192.0.2.1, asn: 65000, md5: "file:paris.md5" } ] }';
    assert.match(problemsOf(text)[0]!, /md5: file:.*paris\.md5 cannot be read/);
    const read = readConfig(text, folder);
    assert.ok(read.ok, JSON.stringify(read));
    const { edge } = configurationOf(read.settings, folder);
    assert.equal(guardedPeers(edge.guards ?? [])[0]?.md5, "a key");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
