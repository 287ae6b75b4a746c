import assert from "node:assert/strict";
import fc from "fast-check";
import { IDLE, type State, step } from "../../../src/pcep/session/fsm.ts";
import { type Local, PCE } from "../../../src/pcep/session/open.ts";
import { WireError } from "../../../src/wire/error.ts";
import { assertTranscript, MESSAGES, parse } from "./transcript.ts";

Deno.test("`step()` lets the peer speak first, comes up, keeps alive and dies of silence", () =>
  assertTranscript(`
    0   connected          -> openWait | arm patience 5
    1   received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    1   submitted update   -> keepWait |
    2   received keepalive -> up       | arm patience 122, ready as default
    3   submitted update   -> up       | send update, arm keepalive 33
    33  expired keepalive  -> up       | send keepalive, arm keepalive 63
    40  received report    -> up       | arm patience 160, deliver report
    50  received keepalive -> up       | arm patience 170
    170 expired patience   -> idle     | send close 2, hangUp "DeadTimer expired"
  `));

Deno.test("`step()` speaks first after five seconds of silence (RFC 5440 §4.2.1)", () =>
  assertTranscript(`
    0  connected          -> openWait | arm patience 5
    5  expired patience   -> openWait | send open 30/120, arm patience 60
    6  received keepalive -> openWait | arm patience 66
    7  received keepalive -> openWait |
    8  received open      -> up       | send keepalive, arm keepalive 38, arm patience 128, ready as default
  `));

Deno.test("`step()` answers a bad opening with PCErr 1/1, 1/2, 1/7 and 1/8 (RFC 5440 §7.15)", () => {
  assertTranscript(`
    0  connected          -> openWait | arm patience 5
    1  received keepalive -> idle     | send error 1/1, hangUp "keepalive instead of Open or Keepalive"
    2  connected          -> openWait | arm patience 7
    7  expired patience   -> openWait | send open 30/120, arm patience 62
    62 expired patience   -> idle     | send error 1/2, hangUp "OpenWait expired"
    63 connected          -> openWait | arm patience 68
    64 received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 94, arm patience 124
    94 expired keepalive  -> keepWait | send keepalive, arm keepalive 124
    99 received report    -> idle     | send error 1/1, hangUp "report instead of Open or Keepalive"
    100 connected         -> openWait | arm patience 105
    101 received open     -> keepWait | send open 30/120, send keepalive, arm keepalive 131, arm patience 161
    161 expired patience  -> idle     | send error 1/7, hangUp "KeepWait expired"
    162 connected         -> openWait | arm patience 167
    163 malformed x       -> idle     | send error 1/1, hangUp "open at byte 4: x"
  `);
  const error = new WireError("value", "open.version", 4, "PCEP version 2");
  const waiting = step(IDLE, { at: 0, on: "connected" }, PCE)[0];
  const [, said] = step(waiting, { at: 1, on: "malformed", error }, PCE);
  assert(said?.do === "send" && said.message.kind === "error");
  assert.deepEqual(said.message.errors.map((e) => [e.type, e.value]), [[1, 8]]);
});

Deno.test("`step()` proposes better timers once (RFC 5440 §4.2.1: 1/4, then 1/5)", () =>
  assertTranscript(`
    0  connected          -> openWait | arm patience 5
    1  received shortOpen -> keepWait | send open 30/120, send error 1/4 open 30/120, arm keepalive 31, arm patience 61
    2  received keepalive -> openWait | arm patience 62
    3  received open      -> up       | send keepalive, arm keepalive 33, arm patience 123, ready as default
    4  disconnected       -> idle     | hangUp "peer closed the connection"
    5  connected          -> openWait | arm patience 10
    6  received hastyOpen -> keepWait | send open 30/120, send error 1/4 open 1/4, arm keepalive 36, arm patience 66
    7  received shortOpen -> idle     | send error 1/5, hangUp "second Open unacceptable"
  `));

Deno.test("`step()` takes a proposal once, and refuses a senseless one (1/6)", () =>
  assertTranscript(`
    0  connected           -> openWait | arm patience 5
    1  received open       -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2  received counter    -> keepWait | send open 60/240, arm keepalive 62, arm patience 62
    3  received keepalive  -> up       | arm patience 123, ready as default
    4  received close      -> idle     | hangUp "peer sent Close 1 (no explanation given)"
    5  connected           -> openWait | arm patience 10
    6  received open       -> keepWait | send open 30/120, send keepalive, arm keepalive 36, arm patience 66
    7  received badCounter -> idle     | send error 1/6, hangUp "peer's proposal: 1/4 PCEP session establishment failure: unacceptable but negotiable session characteristics (RFC 5440)"
    8  connected           -> openWait | arm patience 13
    9  received open       -> keepWait | send open 30/120, send keepalive, arm keepalive 39, arm patience 69
    10 received counter    -> keepWait | send open 60/240, arm keepalive 70, arm patience 70
    11 received counter    -> idle     | send error 1/6, hangUp "peer's proposal: 1/4 PCEP session establishment failure: unacceptable but negotiable session characteristics (RFC 5440)"
  `));

Deno.test("`step()` survives errors, odd messages and what is malformed inside, not lost framing", () =>
  assertTranscript(`
    0  connected          -> openWait | arm patience 5
    1  received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2  received keepalive -> up       | arm patience 122, ready as default
    3  received error     -> up       | arm patience 123, deliver error 19/3
    4  received badReport -> up       | send error 10/11, arm keepalive 34, arm patience 124, deliver report
    5  received update    -> up       | send error 2/0, arm keepalive 35, arm patience 125
    6  received open      -> up       | send error 9/0, arm keepalive 36, arm patience 126
    7  malformed x        -> idle     | send close 3, hangUp "open at byte 4: x"
  `));

Deno.test("`step()` ends a session at the fifth unknown message of a minute (RFC 5440 §6.9)", () =>
  assertTranscript(`
    0   connected          -> openWait | arm patience 5
    1   received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2   received keepalive -> up       | arm patience 122, ready as default
    10  received unknown   -> up       | send error 2/0, arm keepalive 40, arm patience 130
    20  received unknown   -> up       | send error 2/0, arm keepalive 50, arm patience 140
    75  received unknown   -> up       | send error 2/0, arm keepalive 105, arm patience 195
    76  received unknown   -> up       | send error 2/0, arm keepalive 106, arm patience 196
    77  received unknown   -> up       | send error 2/0, arm keepalive 107, arm patience 197
    78  received unknown   -> up       | send error 2/0, arm keepalive 108, arm patience 198
    79  received unknown   -> idle     | send close 5, hangUp "too many unrecognized messages"
  `));

Deno.test("`step()` misses no peer that sends no Keepalives (RFC 5440 §7.3)", () =>
  assertTranscript(`
    0  connected           -> openWait | arm patience 5
    1  received quietOpen  -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2  received keepalive  -> up       | disarm patience, ready as default
    3  received report     -> up       | disarm patience, deliver report
    4  submitted close     -> idle     | send close 1, hangUp "closed by this side"
  `));

Deno.test("`step()` turns a second session away with PCErr 9 (RFC 5440 §4.2.1)", () =>
  assertTranscript(`
    0  connected -> openWait | arm patience 5
    0  rejected  -> idle     | send error 9/0, hangUp "rejected: 9/0 attempt to establish a second PCEP session (RFC 5440)"
  `));

Deno.test("`step()` takes an error of type 1 in an open session as the end of it", () =>
  assertTranscript(`
    0  connected          -> openWait | arm patience 5
    1  received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2  received keepalive -> up       | arm patience 122, ready as default
    3  received fatal     -> idle     | hangUp "peer sent PCErr 1/1 PCEP session establishment failure: invalid Open, or a message that is no Open (RFC 5440)"
  `));

const PCC: Partial<Local> = { role: "pcc", waitForOpenSeconds: 0 };
Deno.test("`step()` plays the router too: it speaks first and refuses reports", () =>
  assertTranscript(
    `
    0  connected          -> openWait | send open 30/120, arm patience 60
    1  received open      -> keepWait | send keepalive, arm keepalive 31, arm patience 61
    2  received keepalive -> up       | arm patience 122, ready as default
    3  received update    -> up       | arm patience 123, deliver update
    4  received report    -> up       | send error 2/0, arm keepalive 34, arm patience 124
  `,
    PCC,
  ));

Deno.test("`step()` does StartTLS before anything else (RFC 8253 §3)", () => {
  assertTranscript(
    `
    0  connected          -> openWait | arm patience 60
    1  received startTls  -> securing | send startTls, secure, arm patience 61
    2  secured            -> openWait | arm patience 7
    3  received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 33, arm patience 63
    4  received keepalive -> up       | arm patience 124, ready as default
    5  received startTls  -> idle     | send error 25/1, hangUp "StartTLS after other messages"
    6  connected          -> openWait | arm patience 66
    7  received open      -> idle     | send error 25/3, hangUp "peer did not begin with StartTLS"
    8  connected          -> openWait | arm patience 68
    68 expired patience   -> idle     | send error 25/5, hangUp "no StartTLS"
  `,
    { tls: "required" },
  );
  assertTranscript(`
    0  connected          -> openWait | arm patience 5
    1  received startTls  -> idle     | send error 25/4, hangUp "StartTLS, but TLS is off"
  `);
});

Deno.test("`step()` never waits for ever, and says nothing once hung up", () => {
  const lines = ["connected", "disconnected", "secured", "malformed", "rejected"]
    .concat("expired patience", "expired keepalive", "unknownRequest 7")
    .concat(...Object.keys(MESSAGES).map((m) => [`received ${m}`, `submitted ${m}`]));
  const locals: Local[] = [
    PCE,
    { ...PCE, ...PCC },
    { ...PCE, tls: "required" },
    { ...PCE, tls: "optional", waitForOpenSeconds: 0 },
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...locals),
      fc.array(fc.constantFrom(...lines), { maxLength: 40 }),
      (local, events) => {
        let state: State = IDLE;
        let patience = false, quiet = false;
        events.forEach((line, at) => {
          if (line === "expired patience" && !patience) return;
          const [next, ...effects] = step(state, parse(`${at} ${line}`), local);
          for (const e of effects) {
            if (e.do === "arm" && e.timer === "patience") patience = e.deadline > 0;
            if (e.do === "hangUp") patience = false;
            if (e.do === "ready") quiet = e.peer.keepaliveSeconds === 0;
          }
          assert.equal(next.is !== "idle", patience || (next.is === "up" && quiet), line);
          assert(effects.slice(0, -1).every((e) => e.do !== "hangUp"));
          if (next.is === "idle" && state.is !== "idle") assert.equal(effects.at(-1)?.do, "hangUp");
          state = next;
        });
      },
    ),
    { numRuns: 4000 },
  );
});
