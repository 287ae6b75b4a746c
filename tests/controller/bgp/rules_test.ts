/** What a BGP speaker has to do with OPENs, time, octets that do not leave, and peers that say too much. */
import assert from "node:assert/strict";
import { talk } from "./talk.ts";

const up = (name: string) => `
    p1 accepts ${name} -> ${name} open
    ${name} open       -> ${name} keepalive
    ${name} keepalive  -> nothing`;

Deno.test("RFC 4271 §6.2: an OPEN that cannot be gets its NOTIFICATION", () => {
  const cases = {
    "version=3": "2/1",
    "asn=64999": "2/2",
    "id=0.0.0.0": "2/3",
    "hold=1": "2/6",
    "hold=2": "2/6",
    "ipv4": "2/7 010440040047",
  };
  for (const [words, code] of Object.entries(cases)) {
    talk(`
      start            -> connects p1
      p1 accepts c     -> c open
      c open ${words}  -> c notification ${code}, closes c
      = p1 state idle
    `);
  }
  assert.equal(Object.keys(cases).length, 6);
});

Deno.test("RFC 4271 §6.2: an unknown optional parameter is 2/4", () =>
  talk(`
    start            -> connects p1
    p1 accepts c     -> c open
    c octets ffffffffffffffffffffffffffffffff 0021 01 04 fde8 005a c0000201 04 09 02 0000 -> c notification 2/4, closes c
  `));

Deno.test("RFC 5492 §3: a peer that refuses our capabilities is offered what BGP-LS needs, and no more", () => {
  for (const code of ["2/4", "2/7"]) {
    talk(`
      start            -> connects p1
      p1 accepts c     -> c open
      c notification ${code} -> closes c
      after 5          -> connects p1
      p1 accepts d     -> d open lean
      d open plain     -> d keepalive
      d keepalive      -> nothing
      = p1 state established
      = p1 agreed {"internal":false,"fourOctetAsn":true,"extendedMessages":false,"routeRefresh":false,"enhancedRefresh":false,"restartAfterNotification":false,"lean":true}
    `.replace('"fourOctetAsn":true', '"fourOctetAsn":false'));
  }
});

Deno.test("RFC 5492 §3: refused again, the next OPEN offers everything again", () =>
  talk(`
    start            -> connects p1
    p1 accepts c     -> c open
    c notification 2/7 -> closes c
    after 5          -> connects p1
    p1 accepts d     -> d open lean
    d notification 2/7 -> closes d
    after 10         -> connects p1
    p1 accepts e     -> e open
  `));

Deno.test("RFC 6793 §4: an old speaker has two-octet AS numbers in its paths", () =>
  talk(`
    start              -> connects p1
    p1 accepts c       -> c open
    c open two-octets  -> c keepalive
    c keepalive        -> nothing
    c node a two-octets as=65000,23456 -> nothing
    = nodes a
    = p1 malformed 0
    = p1 paths [{"asPath":"65000 23456","clusterList":[],"announced":1,"origin":"igp"}]
  `));

Deno.test("RFC 4271 §6.5: silence ends a session with 4/0; a hold time of 0 never does", () => {
  talk(`
    start              -> connects p1 ${up("c")}
    after 29           -> nothing
    after 2            -> c keepalive
    after 58           -> c keepalive
    after 2            -> c notification 4/0, closes c
  `);
  talk(
    `
    start              -> connects p1 ${up("c")}
    after 4000         -> nothing
    = p1 state established
  `,
    { holdTimeSeconds: 0 },
  );
});

Deno.test("RFC 9687 §3: a peer that does not read is left after 8 minutes, though it talks", () => {
  const minutes = (n: number) =>
    Array.from({ length: n }, () => "after 60 -> c keepalive, c keepalive\nc keepalive -> nothing")
      .join("\n");
  talk(`
    start              -> connects p1 ${up("c")}
    ${minutes(7)}
    after 59           -> c keepalive
    = p1 state established
    after 1            -> c notification 8/0, closes c
    = p1 lastError the peer does not read; sent send hold timer expired (8/0)
  `);
  talk(`
    start              -> connects p1 ${up("c")}
    ${minutes(7)}
    c takes 67         -> nothing
    ${minutes(7)}
    = p1 state established
  `);
});

Deno.test("RFC 4486 §4: more NLRI than a peer may tell end the session with 6/1, until somebody resets it", () =>
  talk(
    `
    start              -> connects p1 ${up("c")}
    c node a b         -> nothing
    c node a b         -> nothing
    = p1 nlriCount 2
    c node c           -> c notification 6/1 40044700000002, closes c
    = p1 state idle
    = alarms topologyFrozen maximumNlri
    = nodes a(stale) b(stale) c(stale)
    after 600          -> nothing
    operator reset p1  -> connects p1
    = alarms topologyFrozen
  `,
    { peers: [{ maximumNlri: 2 }] },
  ));

Deno.test("RFC 9003 §2: a peer that is shut is told why, and comes back when it is enabled", () =>
  talk(`
    start              -> connects p1 ${up("c")}
    c node a           -> nothing
    operator shut p1 new cards at 22:00 -> c notification 6/2 "new cards at 22:00", closes c
    = p1 shutWords new cards at 22:00
    = p1 shutBy anna
    = p1 state idle
    = nodes a(stale)
    after 600          -> nothing
    p1 connects d      -> closes d
    = p1 lastError shutdown
    operator reset p1  -> nothing
    operator enable p1 -> connects p1 ${up("e")}
    operator reset p1  -> e notification 6/4 "asked for by an operator", closes e
    after 5            -> connects p1
  `));

Deno.test("RFC 9003 §2: words of more than 255 octets are refused, at the end of the program it is said", () =>
  talk(`
    start              -> connects p1 ${up("c")}
    operator shut p1 ${
    "ä".repeat(128)
  } -> refuses: What the peer is told has more than 255 octets (RFC 9003).
    operator stop p1   -> c notification 6/2 "Cairn stops", closes c
  `));

Deno.test("RFC 4486 §4: a peer that is removed hears 6/3, one that is changed 6/6; the others go on", () =>
  talk(
    `
    start              -> connects p1, connects p2 ${up("c")}
    c node a           -> nothing
    c end-of-rib       -> nothing
    p2 accepts d       -> d open
    d open id=192.0.2.2 -> d keepalive
    d keepalive        -> nothing
    d node a b         -> nothing
    d end-of-rib       -> nothing
    configure p1 p2    -> nothing
    configure p1 p2:as64999 -> d notification 6/6, closes d
    configure p1       -> nothing
    = alarms none
    = nodes a b(stale)
    after 301
    = nodes a
    = p2 unknown
    configure p1 p2    -> connects p2
  `.replace("p2:as64999", "p2:64999"),
    { holdTimeSeconds: 0, peers: [{}, {}] },
  ));

Deno.test("one NLRI from two peers goes when the last of them takes it back; both are believed until then", () =>
  talk(
    `
    start              -> connects p1, connects p2 ${up("c")}
    p2 accepts d       -> d open
    d open id=192.0.2.2 -> d keepalive
    d keepalive        -> nothing
    c node a           -> nothing
    d node a by=10.0.0.7,10.0.0.8 as=65000,65010 -> nothing
    c gone a           -> nothing
    = nodes a
    = p1 nlriCount 0
    = p2 nlriCount 1
    d gone a           -> nothing
    = nodes none
    c gone a           -> nothing
  `,
    { peers: [{}, {}] },
  ));

Deno.test("RFC 4456 §8: originator and route reflectors of what a peer in our AS tells are kept and shown", () =>
  talk(
    `
    start              -> connects p1
    p1 accepts c       -> c open
    c open             -> c keepalive
    c keepalive        -> nothing
    c node a b by=10.0.0.7,10.0.0.8,10.0.0.9 as=65010 -> nothing
    c node c by=10.0.0.6 as=65010 -> nothing
    = p1 paths [{"asPath":"65010","clusterList":["10.0.0.8","10.0.0.9"],"announced":2,"origin":"igp","localPreference":200,"originatorId":"10.0.0.7"},{"asPath":"65010","clusterList":[],"announced":1,"origin":"igp","localPreference":200,"originatorId":"10.0.0.6"}]
  `,
    { asn: 65000 },
  ));

Deno.test("RFC 4271 §8: retries wait longer each time, by the same jitter in every run", () =>
  talk(`
    start              -> connects p1
    p1 refused         -> nothing
    after 3            -> nothing
    after 2            -> connects p1
    p1 refused         -> nothing
    after 7            -> nothing
    after 3            -> connects p1
    p1 refused         -> nothing
    after 14           -> nothing
    after 6            -> connects p1
  `));

Deno.test("RFC 8654 §4: messages of 4,096 and of 65,535 octets are taken; a longer OPEN is not", () => {
  for (const octets of [4096, 4097, 65535]) {
    talk(`
      start              -> connects p1 ${up("c")}
      c big ${octets}    -> nothing
      = nodes big
      = p1 malformed 0
    `);
  }
  talk(`
    start              -> connects p1
    p1 accepts c       -> c open
    c octets ffffffffffffffffffffffffffffffff 1001 01 -> c notification 1/2 1001, closes c
  `);
});

Deno.test("RFC 8654 §5: who offered long messages takes them from anybody; who did not answers 1/2", () => {
  talk(`
    start              -> connects p1
    p1 accepts c       -> c open
    c open short       -> c keepalive
    c keepalive        -> nothing
    c big 5000         -> nothing
    = nodes big
    c closes           -> nothing
  `);
  talk(`
    start              -> connects p1
    p1 accepts c       -> c open
    c notification 2/4 -> closes c
    after 5            -> connects p1
    p1 accepts d       -> d open lean
    d open plain       -> d keepalive
    d keepalive        -> nothing
    d big 5000         -> d notification 1/2 1388, closes d
  `);
});

Deno.test("a peer that an operator shut is missed by no alarm, also one that was down before", () => {
  const two = `
    start              -> connects p1 ${up("c")}
    p2 connects d      -> d open
    d open id=192.0.2.2 -> d keepalive
    d keepalive        -> nothing
    c node a           -> nothing
    d node a           -> nothing
    c end-of-rib       -> nothing
    d end-of-rib       -> nothing`;
  const options = { peers: [{}, { passive: true }] };
  talk(
    `${two}
    operator shut p1 cards -> c notification 6/2 "cards", closes c
    = alarms none
  `,
    options,
  );
  talk(
    `${two}
    c closes           -> nothing
    = alarms feedDown
    operator shut p1 cards -> nothing
    = alarms none
  `,
    options,
  );
});
