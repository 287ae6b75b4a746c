/** TCP streams: the same messages however the octets are cut, at each octet, and never more kept than a message. */
import { Framer as BgpFramer } from "../../../src/bgp/codec/framer.ts";
import { Framer as PcepFramer } from "../../../src/pcep/codec/framer.ts";
import { cutMessages, type Protocol } from "../../../src/cli/decode/message_cutter.ts";
import { concat, must, plainWords, type Target } from "../case.ts";

interface Heard {
  readonly messages: readonly string[];
  readonly fault: string | undefined;
  readonly pending: number;
}
type Hear = (chunks: readonly Uint8Array[]) => Heard;

export const pcepStream = stream("pcepStream", "pcep", (chunks) => {
  const framer = new PcepFramer(), messages: string[] = [];
  let fault: string | undefined;
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let next = framer.next(); next !== undefined; next = framer.next()) {
      if (!(next instanceof Uint8Array)) {
        fault = next.detail;
        break;
      }
      messages.push(next.toHex());
    }
  }
  return { messages, fault, pending: fault === undefined ? framer.pending : 0 };
});

export const bgpStream = stream("bgpStream", "bgp", (chunks) => {
  const framer = new BgpFramer(), messages: string[] = [];
  let fault: string | undefined;
  for (const chunk of chunks) {
    const framed = framer.push(chunk);
    messages.push(...framed.messages.map((message) => message.toHex()));
    fault ??= framed.fault && `${framed.fault.code}/${framed.fault.subcode}`;
  }
  return { messages, fault, pending: fault === undefined ? framer.pending : 0 };
});

function stream(name: "pcepStream" | "bgpStream", protocol: Protocol, hear: Hear): Target {
  return {
    name,
    millisecondsAtMost: 2000,
    *run(parts) {
      const whole = concat(parts).subarray(0, LONGEST);
      const once = hear([whole]);
      must(once.pending <= 65_535, "more is kept than a message can have");
      const heard = once.messages.reduce((sum, hex) => sum + hex.length / 2, 0);
      const all = once.fault !== undefined || heard + once.pending === whole.length;
      must(all, "octets were lost");
      yield `${once.messages.length > 3 ? "many" : once.messages.length} messages`;
      if (once.fault !== undefined) yield `fault ${plainWords(once.fault)}`;
      const expected = JSON.stringify(once);
      must(JSON.stringify(hear(parts.length > 0 ? cutTo(parts) : [whole])) === expected, UNLIKE);
      for (const at of places(whole.length)) {
        const halves = [whole.subarray(0, at), whole.subarray(at)];
        must(JSON.stringify(hear(halves)) === expected, UNLIKE);
      }
      if (whole.length <= 600) {
        const single = Array.from(whole, (octet) => Uint8Array.of(octet));
        must(JSON.stringify(hear(single)) === expected, UNLIKE);
      }
      yield* checkCuts(whole, protocol);
    },
  };
}

/** What `cairn decode` makes of the same octets: nothing left out, nothing twice. */
function* checkCuts(whole: Uint8Array, protocol: Protocol): Generator<string> {
  for (const inside of [false, true]) {
    const { cuts, tlsAt } = cutMessages(whole, protocol, inside);
    let next = 0;
    for (const { start, end, broken } of cuts) {
      must(start === next && end > start, "a cut that is not where the one before ended");
      next = end;
      if (broken !== undefined) yield `cut ${plainWords(broken)}`;
    }
    must(next === (tlsAt ?? whole.length), "octets behind the last cut");
  }
}

/** The parts, but not more octets of them than are looked at. */
function cutTo(parts: readonly Uint8Array[]): Uint8Array[] {
  let left = LONGEST;
  return parts.map((part) => {
    const taken = part.subarray(0, left);
    left -= taken.length;
    return taken;
  });
}

/** Each octet of a short stream, some of a long one. */
function* places(length: number): Generator<number> {
  const step = Math.max(1, Math.floor(length / 200));
  for (let at = 1; at < length; at += step) yield at;
}

const LONGEST = 8192;
const UNLIKE = "another cut of the same octets gives other messages";
