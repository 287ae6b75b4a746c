import assert from "node:assert/strict";
import fc from "fast-check";
import { INITIAL, type State, step } from "../../../src/bgp/session/fsm.ts";
import { assertTranscript, LOCAL, MESSAGES, parse } from "./transcript.ts";

Deno.test("`step()` brings a session up, keeps it alive and ends it on silence (RFC 4271 §8)", () =>
  assertTranscript(`
    0s started              -> connect | connect, arm retry 30s
    1s connected            -> openSent | disarm retry, send open, arm hold 241s
    2s received open        -> openConfirm | send keepalive, arm hold 92s, arm keepalive 32s
    3s received keepalive   -> established | arm hold 93s, up hold 90
    4s received update      -> established | arm hold 94s, deliver update
    5s received keepalive   -> established | arm hold 95s
    6s submitted routeRefresh -> established | send routeRefresh
    7s received routeRefresh -> established | arm hold 97s, deliver routeRefresh
    32s expired keepalive   -> established | send keepalive, arm keepalive 62s
    97s expired hold        -> idle | send notification 4/0, hangUp, down keep nothing, arm retry 97.8s
    98s expired retry       -> connect | connect, arm retry 128s
  `));

Deno.test("`step()` refuses what RFC 4271 §6.2 says an OPEN must not be", () => {
  const cases = {
    openVersion3: "2/1",
    openOtherAs: "2/2",
    openId0: "2/3",
    openHold2: "2/6",
    openIpv4Only: "2/7",
  };
  for (const [open, code] of Object.entries(cases)) {
    assertTranscript(`
      started         -> connect | connect, arm retry 30s
      connected       -> openSent | disarm retry, send open, arm hold 240s
      received ${open} -> idle | send notification ${code}, hangUp, arm retry 0.8s
    `);
  }
});

Deno.test("`step()` takes the shorter hold time; 0 means no timers (RFC 4271 §4.2)", () => {
  assertTranscript(`
    started              -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    received openHold3   -> openConfirm | send keepalive, arm hold 3s, arm keepalive 1s
    received keepalive   -> established | arm hold 3s, up hold 3
  `);
  assertTranscript(`
    started              -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    received openHold0   -> openConfirm | send keepalive, disarm hold
    received keepalive   -> established | up hold 0
    received update      -> established | deliver update
  `);
});

Deno.test("`step()` answers messages out of turn with 5/1, 5/2 and 5/3 (RFC 6608 §3)", () => {
  assertTranscript(`
    started              -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    received update      -> idle | send notification 5/1, hangUp, arm retry 0.8s
    expired retry        -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    received open        -> openConfirm | send keepalive, arm hold 90s, arm keepalive 30s
    received update      -> idle | send notification 5/2, hangUp, arm retry 1.9s
    expired retry        -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    received open        -> openConfirm | send keepalive, arm hold 90s, arm keepalive 30s
    received keepalive   -> established | arm hold 90s, up hold 90
    received open        -> idle | send notification 5/3, hangUp, down keep nothing, arm retry 3.9s
  `);
});

Deno.test("`step()` waits longer after each failure, and forgets after a good minute", () =>
  assertTranscript(`
    0s started              -> connect | connect, arm retry 30s
    1s disconnected         -> idle | hangUp, arm retry 1.8s
    2s expired retry        -> connect | connect, arm retry 32s
    3s disconnected         -> idle | hangUp, arm retry 4.9s
    5s expired retry        -> connect | connect, arm retry 35s
    35s expired retry       -> connect | hangUp, connect, arm retry 65s
    36s connected           -> openSent | disarm retry, send open, arm hold 276s
    36s received open       -> openConfirm | send keepalive, arm hold 126s, arm keepalive 66s
    36s received keepalive  -> established | arm hold 126s, up hold 90
    126s disconnected       -> idle | hangUp, down keep nothing, arm retry 126.8s
  `));

Deno.test("`step()` only waits when passive", () =>
  assertTranscript(
    `
    started              -> active |
    connected            -> openSent | disarm retry, send open, arm hold 240s
    disconnected         -> active | hangUp
    expired retry        -> active |
  `,
    { ...LOCAL, passive: true },
  ));

Deno.test("`step()` says why it stops, and stays stopped; a reset comes back (RFC 4486 §4)", () =>
  assertTranscript(`
    started              -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    received open        -> openConfirm | send keepalive, arm hold 90s, arm keepalive 30s
    received keepalive   -> established | arm hold 90s, up hold 90
    stopped reset        -> idle | send notification 6/4, hangUp, down keep nothing, arm retry 0.8s
    expired retry        -> connect | connect, arm retry 30s
    disconnected         -> idle | hangUp, arm retry 1.9s
    stopped reset        -> idle | arm retry 0.8s
    expired retry        -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    stopped shutdown     -> idle | send notification 6/2, hangUp, disarm retry
    expired retry        -> idle |
    connected            -> idle | hangUp
    started              -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    stopped collision    -> idle | send notification 6/7, hangUp, disarm retry
  `));

Deno.test("`step()` ends on what cannot be read with the NOTIFICATION that fits", () =>
  assertTranscript(`
    started              -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    received open        -> openConfirm | send keepalive, arm hold 90s, arm keepalive 30s
    received keepalive   -> established | arm hold 90s, up hold 90
    received malformedUpdate -> idle | send notification 3/9, hangUp, down keep nothing, arm retry 0.8s
    malformed            -> idle |
    expired retry        -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    malformed            -> idle | send notification 1/1, hangUp, arm retry 1.9s
  `));

Deno.test("`step()` ends a session whose peer does not read with 8/0 (RFC 9687 §4)", () =>
  assertTranscript(`
    blocked              -> idle |
    started              -> connect | connect, arm retry 30s
    connected            -> openSent | disarm retry, send open, arm hold 240s
    blocked              -> idle | send notification 8/0, hangUp, arm retry 0.8s
  `));

Deno.test("`step()` keeps what a restarting peer said, but not after a hard reset (RFC 8538 §4)", () => {
  const up = `
    started                 -> connect | connect, arm retry 30s
    connected               -> openSent | disarm retry, send open, arm hold 240s
    received openRestarting -> openConfirm | send keepalive, arm hold 90s, arm keepalive 30s
    received keepalive      -> established | arm hold 90s, up hold 90`;
  const ends = {
    "disconnected      ": "hangUp, down keep 120",
    "received shutdown ": "hangUp, down keep 120",
    "received hardReset": "hangUp, down keep nothing",
    "stopped reset     ": "send notification 6/4, hangUp, down keep 120",
    "expired hold      ": "send notification 4/0, hangUp, down keep 120",
  };
  for (const [event, effects] of Object.entries(ends)) {
    assertTranscript(`${up}\n${event} -> idle | ${effects}, arm retry 0.8s`);
  }
});

Deno.test("`step()` never waits for ever, and says nothing once hung up", () => {
  const lines = [
    "started",
    "connected",
    "disconnected",
    "malformed",
    "blocked",
    "stopped shutdown",
    "stopped reset",
  ]
    .concat(["retry", "hold", "keepalive"].map((timer) => `expired ${timer}`))
    .concat(Object.keys(MESSAGES).map((name) => `received ${name}`), "submitted update");
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...lines), { maxLength: 40 }),
      fc.boolean(),
      (events, passive) => {
        let state: State = INITIAL, now = 0;
        const armed = new Set<string>();
        for (const line of events) {
          now += 1e6;
          const { event } = parse(line);
          if (event.on === "expired" && !armed.delete(event.timer)) continue;
          const before = state.is;
          const [next, ...effects] = step(state, event, { ...LOCAL, passive }, now);
          state = next;
          let hungUp = false;
          for (const effect of effects) {
            assert(!(hungUp && effect.do === "send"), `${before} ${line}`);
            if (effect.do === "hangUp") {
              hungUp = true;
              armed.delete("hold");
              armed.delete("keepalive");
            }
            if (effect.do === "arm") {
              if (effect.at === undefined) armed.delete(effect.timer);
              else {
                assert(effect.at > now);
                armed.add(effect.timer);
              }
            }
          }
          const quiet = state.is === "active" || state.is === "idle" && state.stopped ||
            "agreed" in state && state.agreed.holdTimeSeconds === 0;
          assert(quiet || armed.size > 0, `${before} ${line} -> ${state.is} waits for nothing`);
          if (state.is === "idle" && state.stopped) assert.equal(armed.size, 0);
        }
      },
    ),
    { numRuns: 3000 },
  );
});
