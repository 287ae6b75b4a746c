import type { Capabilities } from "../../../src/pcep/session/open.ts";
import { PCE } from "../../../src/pcep/session/open.ts";
import { assertTranscript } from "./transcript.ts";

const cluster: Capabilities = {
  ...PCE.capabilities,
  speakerEntityId: new TextEncoder().encode("cluster"),
};

Deno.test("`step()` ends a session with itself: 1/3, nothing to negotiate (RFC 5440 §7.15)", () =>
  assertTranscript(
    `
    0 connected        -> openWait | arm patience 5
    1 received ourself -> idle     | send error 1/3, hangUp "peer's Open: 1/3 PCEP session establishment failure: unacceptable and non-negotiable session characteristics (RFC 5440)"
  `,
    { capabilities: cluster },
  ));

Deno.test("`step()` takes Open and Keepalive of both sides at once (RFC 5440 App. A)", () =>
  assertTranscript(
    `
    0 connected          -> openWait | send open 30/120, arm patience 60
    0 received open      -> keepWait | send keepalive, arm keepalive 30, arm patience 60
    0 received keepalive -> up       | arm patience 120, ready as default
    1 disconnected       -> idle     | hangUp "peer closed the connection"
    2 connected          -> openWait | send open 30/120, arm patience 62
    3 received keepalive -> openWait | arm patience 63
    63 expired patience  -> idle     | send error 1/2, hangUp "OpenWait expired"
  `,
    { waitForOpenSeconds: 0 },
  ));

Deno.test("`step()` is done when both sides close at once, and answers no Close (RFC 5440 §6.8)", () =>
  assertTranscript(`
    0 connected          -> openWait | arm patience 5
    1 received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2 received keepalive -> up       | arm patience 122, ready as default
    3 submitted close    -> idle     | send close 1, hangUp "closed by this side"
    3 received close     -> idle     |
    3 disconnected       -> idle     |
  `));

Deno.test("`step()` refuses to go on without TLS where it must be, each way by its own error (RFC 8253 §3.2)", () =>
  assertTranscript(
    `
    0 connected          -> openWait | arm patience 60
    1 received report    -> idle     | send error 25/2, hangUp "another message before StartTLS or Open"
    2 connected          -> openWait | arm patience 62
    3 received keepalive -> idle     | send error 25/2, hangUp "another message before StartTLS or Open"
    4 connected          -> openWait | arm patience 64
    5 received open      -> idle     | send error 25/3, hangUp "peer did not begin with StartTLS"
    6 connected          -> openWait | arm patience 66
    7 received fatal     -> idle     | hangUp "peer sent PCErr 1/1 PCEP session establishment failure: invalid Open, or a message that is no Open (RFC 5440)"
    8 connected          -> openWait | arm patience 68
    68 expired patience  -> idle     | send error 25/5, hangUp "no StartTLS"
  `,
    { tls: "required" },
  ));

Deno.test("`step()` does with and without TLS where it may be, and never begins it late (RFC 8253 §3.2)", () =>
  assertTranscript(
    `
    0 connected          -> openWait | arm patience 5
    1 received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2 received startTls  -> idle     | send error 25/1, hangUp "StartTLS after other messages"
    3 connected          -> openWait | arm patience 8
    4 received report    -> idle     | send error 25/2, hangUp "another message before StartTLS or Open"
    5 connected          -> openWait | arm patience 10
    6 received startTls  -> securing | send startTls, secure, arm patience 66
    7 secured            -> openWait | arm patience 12
    8 received startTls  -> idle     | send error 25/1, hangUp "StartTLS after other messages"
  `,
    { tls: "optional" },
  ));

Deno.test("`step()` takes StartTLS by its draft number and says it so (OpenDaylight: 20)", () => {
  assertTranscript(
    `
    0 connected              -> openWait | arm patience 60
    1 received draftStartTls -> securing | send message 20, secure, arm patience 61
    2 secured                -> openWait | arm patience 7
    3 received open          -> keepWait | send open 30/120, send keepalive, arm keepalive 33, arm patience 63
  `,
    { tls: "required" },
  );
  assertTranscript(`
    0 connected              -> openWait | arm patience 5
    1 received draftStartTls -> idle     | send error 25/4, hangUp "StartTLS, but TLS is off"
  `);
});

Deno.test("`step()` ends a session at the fifth request of a minute that was never made (RFC 5440 §7.4)", () =>
  assertTranscript(`
    0   connected          -> openWait | arm patience 5
    1   received open      -> keepWait | send open 30/120, send keepalive, arm keepalive 31, arm patience 61
    2   received keepalive -> up       | arm patience 122, ready as default
    10  unknownRequest 7   -> up       | send error 8/0, arm keepalive 40
    75  unknownRequest 7   -> up       | send error 8/0, arm keepalive 105
    76  unknownRequest 8   -> up       | send error 8/0, arm keepalive 106
    77  unknownRequest 9   -> up       | send error 8/0, arm keepalive 107
    78  unknownRequest 9   -> up       | send error 8/0, arm keepalive 108
    79  unknownRequest 9   -> idle     | send close 4, hangUp "too many unknown requests"
  `));
