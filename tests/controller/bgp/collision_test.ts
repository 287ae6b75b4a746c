/** Two connections of one peer live side by side until OPENs decide (RFC 4271 §6.8, RFC 6286 §2.3). */
import { talk } from "./talk.ts";

Deno.test("RFC 4271 §6.8: of two connections the one of the higher identifier stays, here the peer's", () =>
  talk(
    `
    start              -> connects p1
    p1 connects in     -> in open
    p1 accepts out     -> out open
    in open id=192.0.2.200  -> in keepalive
    out open id=192.0.2.200 -> out notification 6/7, closes out
    in keepalive       -> nothing
    = p1 state established
    = p1 sessions 1
    = p1 connections 2
    in node a          -> nothing
    in end-of-rib      -> nothing
    = nodes a
  `,
    { routerId: "192.0.2.100" },
  ));

Deno.test("RFC 4271 §6.8: of two connections the one of the higher identifier stays, here ours", () =>
  talk(`
    start              -> connects p1
    p1 connects in     -> in open
    p1 accepts out     -> out open
    in open id=192.0.2.9  -> in keepalive
    out open id=192.0.2.9 -> in notification 6/7, closes in, out keepalive
    = p1 state openConfirm
    out keepalive      -> nothing
    = p1 state established
    after 31           -> out keepalive
    after 60           -> out keepalive, out notification 4/0, closes out
  `));

Deno.test("RFC 6286 §2.3: with equal identifiers the higher AS keeps its connection", () => {
  for (const [asn, loser] of [[65001, "in"], [64000, "out"]] as const) {
    const stays = loser === "in" ? "out" : "in";
    talk(
      `
      start              -> connects p1
      p1 connects in     -> in open
      p1 accepts out     -> out open
      ${loser} open      -> ${loser} keepalive
      ${stays} open      -> ${loser} notification 6/7, closes ${loser}, ${stays} keepalive
      ${stays} keepalive -> nothing
      = p1 state established
    `,
      { asn, routerId: "192.0.2.1" },
    );
  }
});

Deno.test("RFC 4271 §6.8: an established session stays, whatever the identifiers say", () =>
  talk(`
    start              -> connects p1
    p1 accepts out     -> out open
    out open id=192.0.2.200 -> out keepalive
    out keepalive      -> nothing
    p1 connects in     -> in open
    in open id=192.0.2.200  -> in notification 6/7, closes in
    = p1 state established
    after 31           -> out keepalive
  `));

Deno.test("RFC 4271 §6.8: the first session that is up ends a connection on which nothing was said", () =>
  talk(`
    start              -> connects p1
    p1 accepts out     -> out open
    p1 connects in     -> in open
    in open            -> in keepalive
    in keepalive       -> out notification 6/7, closes out
    = p1 state established
    = p1 sessions 1
    in node a          -> nothing
    in end-of-rib      -> nothing
    = nodes a
    after 31           -> in keepalive
  `));

Deno.test("RFC 4724 §4.2: a new connection of a peer that restarts takes the place of its session", () =>
  talk(`
    start              -> connects p1
    p1 accepts old     -> old open
    old open restart=120 -> old keepalive
    old keepalive      -> old end-of-rib
    old node a         -> nothing
    old end-of-rib     -> nothing
    p1 connects new    -> new open
    new open restart=120 restarting -> old notification 6/7, closes old, new keepalive
    = nodes a(stale)
    new keepalive      -> new end-of-rib
    = p1 state established
    = p1 sessions 2
    new node a         -> nothing
    new end-of-rib     -> nothing
    = nodes a
  `));

Deno.test("RFC 4271 §6.8: what is left of two connections is the session when the other breaks", () =>
  talk(`
    start              -> connects p1
    p1 connects in     -> in open
    p1 accepts out     -> out open
    in open            -> in keepalive
    in closes          -> nothing
    out open           -> out keepalive
    out keepalive      -> nothing
    = p1 state established
    out closes         -> nothing
    = p1 state idle
    after 6            -> connects p1
  `));

Deno.test("a peer that opens a third connection has lost its second; strangers are hung up on", () =>
  talk(`
    start              -> connects p1
    p1 connects a      -> a open
    p1 connects b      -> b open
    p1 connects c      -> closes b, c open
    c open             -> c keepalive
    c keepalive        -> a notification 6/7, closes a
    = p1 state established
    p1 accepts late    -> closes late
    p7 connects x      -> closes x
  `));

Deno.test("a connect that is refused while the peer's own connection is up changes nothing", () =>
  talk(`
    start              -> connects p1
    p1 connects in     -> in open
    p1 refused         -> nothing
    in open            -> in keepalive
    in keepalive       -> nothing
    = p1 state established
    = p1 lastError undefined
  `));
