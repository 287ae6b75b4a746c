/** Sessions that break and come back: what is kept, for how long, and what is said about it (RFC 4724, RFC 8538). */
import { talk } from "./talk.ts";

const up = (name: string, words = "restart=120") => `
    p1 accepts ${name}    -> ${name} open
    ${name} open ${words} -> ${name} keepalive
    ${name} keepalive     -> ${/restart|marks/.test(words) ? `${name} end-of-rib` : "nothing"}`;

Deno.test("RFC 4724 §4.2: a peer that restarts keeps its place; what it does not say again goes at End-of-RIB", () =>
  talk(`
    start              -> connects p1 ${up("c")}
    c node a b         -> nothing
    c end-of-rib       -> nothing
    c closes           -> nothing
    = nodes a(stale) b(stale)
    = alarms topologyFrozen
    = p1 restartUntil 1120000000
    after 10           -> connects p1 ${up("d", "restart=120 restarting")}
    = nodes a(stale) b(stale)
    d node a           -> nothing
    = nodes a b(stale)
    after 61           -> d keepalive, d keepalive
    d keepalive        -> nothing
    = nodes a b(stale)
    d end-of-rib       -> nothing
    = nodes a
    = alarms none
  `));

Deno.test("RFC 4724 §4.1: a peer that has restarted and waits for our End-of-RIB gets it at once", () =>
  talk(`
    start              -> connects p1
    p1 accepts c       -> c open
    c open marks restarting -> c keepalive
    c keepalive        -> c end-of-rib
  `));

Deno.test("rules II.4: the only feed may stay away for ever: frozen, never emptied", () =>
  talk(`
    start              -> connects p1 ${up("c")}
    c node a           -> nothing
    c end-of-rib       -> nothing
    c notification 6/9 hard words -> closes c
    = p1 lastError peer says hard reset (6/9) for cease: administrative shutdown (6/2), "hard words"
    = p1 restartUntil undefined
    = alarms topologyFrozen
    after 3            -> nothing
    = nodes a(stale)
  `));

Deno.test("RFC 8538 §4: after a NOTIFICATION too a peer with the N bit comes back to what it said", () =>
  talk(`
    start              -> connects p1 ${up("c")}
    c node a           -> nothing
    c end-of-rib       -> nothing
    c notification 6/4 new software -> closes c
    = p1 restartUntil 1120000000
    = p1 notificationReceived cease: administrative reset (6/4), "new software"
    = nodes a(stale)
  `));

Deno.test("RFC 4724 §4.2: what only a restarting feed said goes when it stays away and another tells", () =>
  talk(
    `
    start              -> connects p2 ${up("c", "restart=400").replace("accepts", "connects")}
    c node a b         -> nothing
    c end-of-rib       -> nothing
    p2 accepts d       -> d open
    d open id=192.0.2.2 -> d keepalive
    d keepalive        -> nothing
    d node a           -> nothing
    d end-of-rib       -> nothing
    c closes           -> nothing
    = alarms feedDown
    after 390          -> nothing
    = nodes a b(stale)
    after 15           -> nothing
    = nodes a
  `,
    { holdTimeSeconds: 0, peers: [{ passive: true }, {}] },
  ));

Deno.test("a table that takes long to say is not cut short: quiet counts from the last UPDATE", () =>
  talk(`
    start              -> connects p1 ${up("c", "")}
    c node a b         -> nothing
    c end-of-rib       -> nothing
    c closes           -> nothing
    after 10           -> connects p1 ${up("d", "")}
    after 9            -> nothing
    d node a           -> nothing
    after 9            -> nothing
    = nodes a b(stale)
    d node b           -> nothing
    after 11           -> nothing
    = nodes a b
    = p1 endOfRib true
    = alarms none
  `));

Deno.test("a peer that promised End-of-RIB is waited for longer, and a minute after its last word no more", () =>
  talk(`
    start              -> connects p1 ${up("c", "marks")}
    c node a           -> nothing
    after 20           -> nothing
    = p1 endOfRib false
    after 41           -> c keepalive, c keepalive
    = p1 endOfRib true
  `));

Deno.test("KEEPALIVEs are no part of a table: a peer that says only those has told all", () =>
  talk(
    `
    start              -> connects p1 ${up("c", "hold=9")}
    c node a           -> nothing
    after 4            -> c keepalive
    c keepalive        -> nothing
    after 4            -> c keepalive
    c keepalive        -> nothing
    after 4            -> c keepalive, c keepalive
    = p1 endOfRib true
  `,
  ));
