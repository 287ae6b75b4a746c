/** A peer says its table again (RFC 2918, RFC 7313). */
import { talk } from "./talk.ts";

const UP = `
    start              -> connects p1
    p1 accepts c       -> c open
    c open             -> c keepalive
    c keepalive        -> nothing
    c node a b c       -> nothing
    c end-of-rib       -> nothing`;

Deno.test("RFC 7313 §4: between BoRR and EoRR all is stale that is not said again, and goes at the end", () =>
  talk(`${UP}
    operator refresh p1 -> c refresh
    = p1 refreshes 1
    c begins           -> nothing
    = nodes a(stale) b(stale) c(stale)
    c node a           -> nothing
    c gone b           -> nothing
    = nodes a c(stale)
    c ends             -> nothing
    = nodes a
    = p1 refreshingSince undefined
    = alarms none
  `));

Deno.test("RFC 7313 §4: an EoRR without a BoRR means nothing, a second BoRR begins anew", () =>
  talk(`${UP}
    c ends             -> nothing
    = nodes a b c
    c begins           -> nothing
    c node a b c       -> nothing
    c begins           -> nothing
    = nodes a(stale) b(stale) c(stale)
    c node b           -> nothing
    c ends             -> nothing
    = nodes b
  `));

Deno.test("RFC 7313 §4: an EoRR that does not come: from the only feed all stays, as stale (rules II.4)", () =>
  talk(
    `${UP}
    c begins           -> nothing
    c node a           -> nothing
    after 300
    = nodes a b(stale) c(stale)
    after 70
    = nodes a b(stale) c(stale)
    = p1 refreshingSince undefined
    = p1 state established
    c ends             -> nothing
    = nodes a b(stale) c(stale)
  `,
    { holdTimeSeconds: 0 },
  ));

Deno.test("RFC 7313 §4: an EoRR that does not come: what another feed does not tell goes with the time", () =>
  talk(
    `
    start              -> connects p1, connects p2
    p1 accepts c       -> c open
    c open             -> c keepalive
    c keepalive        -> nothing
    c node a b c       -> nothing
    c end-of-rib       -> nothing
    p2 accepts d       -> d open
    d open id=192.0.2.2 -> d keepalive
    d keepalive        -> nothing
    d node a b         -> nothing
    d end-of-rib       -> nothing
    c begins           -> nothing
    c node a           -> nothing
    = nodes a b c(stale)
    after 370
    = nodes a b
  `,
    { holdTimeSeconds: 0, peers: [{}, {}] },
  ));

Deno.test("RFC 7313 §4: a refresh that comes before End-of-RIB tells the whole table", () =>
  talk(`
    start              -> connects p1
    p1 accepts c       -> c open
    c open             -> c keepalive
    c keepalive        -> nothing
    c node a b         -> nothing
    c begins           -> nothing
    c node a           -> nothing
    c ends             -> nothing
    = nodes a
    = p1 endOfRib true
  `));

Deno.test("RFC 7313 §5: a BoRR of another length is 7/1 with the message; other families are not heard", () =>
  talk(`${UP}
    c octets ffffffffffffffffffffffffffffffff 0017 05 0001 01 01 -> nothing
    = nodes a b c
    c octets ffffffffffffffffffffffffffffffff 0018 05 4004 01 47 00 -> c notification 7/1 ffffffffffffffffffffffffffffffff001805400401470${"0"}, closes c
    = nodes a(stale) b(stale) c(stale)
  `));

Deno.test("RFC 2918 §4: asked for what we do not announce, Cairn says nothing; it asks only who offers it", () => {
  talk(`${UP}
    c refresh          -> nothing
  `);
  talk(`
    start              -> connects p1
    operator refresh p1 -> refuses: There is no session with 192.0.2.1.
    p1 accepts c       -> c open
    c open plain       -> c keepalive
    c keepalive        -> nothing
    operator refresh p1 -> refuses: 192.0.2.1 does not offer route refresh (RFC 2918).
    operator refresh p9 -> refuses: There is no 99.
  `);
});
