import assert from "node:assert/strict";
import { BgpLsSpeaker, type Route } from "../../lab/sim/bgp_ls_speaker.ts";
import { createIgp } from "../../lab/sim/igp.ts";
import type { LineEffect } from "../../lab/sim/line.ts";
import { attributeOf, nlriOf } from "../../lab/sim/ls_render.ts";
import { Pcc } from "../../lab/sim/pcc.ts";
import { FRR, type Personality, RFC } from "../../lab/sim/personality.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { bgpWords, pcepWords } from "../../lab/sim/words.ts";
import { decodeMessage as decodeBgp } from "../../src/bgp/codec/decode_message.ts";
import { encodeMessage as encodeBgp } from "../../src/bgp/codec/encode_message.ts";
import { Framer as BgpFramer } from "../../src/bgp/codec/framer.ts";
import type { LsFact } from "../../src/bgp/codec/ls_facts.ts";
import { lsFact } from "../../src/bgp/codec/read_ls_fact.ts";
import * as bgp from "../../src/bgp/session/fsm.ts";
import type { LocalSpeaker } from "../../src/bgp/session/negotiate.ts";
import { decodeMessage as decodePcep } from "../../src/pcep/codec/decode.ts";
import { encodeMessage as encodePcep } from "../../src/pcep/codec/encode.ts";
import { Framer as PcepFramer } from "../../src/pcep/codec/framer.ts";
import type { Message } from "../../src/pcep/codec/message.ts";
import * as pcep from "../../src/pcep/session/fsm.ts";
import { PCE } from "../../src/pcep/session/open.ts";
import { WireError } from "../../src/wire/error.ts";

const five = topologyOf("five");

/** Runs what is put into it one after the other, also what comes up meanwhile. */
function createTurns() {
  const waiting: (() => void)[] = [];
  let running = false;
  return (turn: () => void): void => {
    waiting.push(turn);
    if (running) return;
    running = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) next();
    running = false;
  };
}

/** A simulated router and the PCE side of src/pcep/session; bytes cross at once. */
function pcepPair(personality: Personality) {
  const router = new Pcc({
    personality,
    own: 0x0aff0001,
    msd: 8,
    resolves: () => true,
    firstBindingLabel: 15000,
    random: createRandom(1),
  });
  const heard: string[] = [];
  const turn = createTurns();
  const framer = new PcepFramer();
  let state: pcep.State = pcep.IDLE, now = 0, ready = "";
  const timers: Record<pcep.Timer, number> = { patience: 0, keepalive: 0 };
  const toPce = (event: Parameters<typeof pcep.step>[1]): void => {
    const [next, ...effects] = pcep.step(state, event, PCE);
    state = next;
    for (const effect of effects) {
      if (effect.do === "send") {
        heard.push(`< ${pcepWords(effect.message)}`);
        const bytes = encodePcep(effect.message, effect.profile);
        turn(() => carry(router.handle({ on: "received", bytes }, now)));
      } else if (effect.do === "arm") timers[effect.timer] = effect.deadline;
      else if (effect.do === "ready") ready = effect.profile.name;
      else if (effect.do === "hangUp") carry(router.handle({ on: "closed" }, now));
    }
  };
  const carry = (effects: readonly LineEffect[]): void => {
    for (const effect of effects) {
      if (effect.do === "connect") {
        toPce({ on: "connected", at: now });
        carry(router.handle({ on: "opened" }, now));
      } else if (effect.do === "close") toPce({ on: "disconnected", at: now });
      else {
        framer.push(effect.bytes);
        for (let one = framer.next(); one; one = framer.next()) {
          assert.ok(!(one instanceof WireError));
          const message = decodePcep(one);
          heard.push(`> ${pcepWords(message)}`);
          turn(() => toPce({ on: "received", message, at: now }));
        }
      }
    }
  };
  return {
    router,
    submit: (message: Message) => turn(() => toPce({ on: "submitted", message, at: now })),
    power: () => turn(() => carry(router.handle({ on: "poweredOn" }, now))),
    until(at: number) {
      for (;;) {
        const armed = Object.values(timers).filter((deadline) => deadline > 0);
        const next = Math.min(router.wakeAt, ...armed);
        if (next > at) break;
        now = next;
        if (router.wakeAt <= now) carry(router.handle({ on: "woke" }, now));
        for (const timer of ["patience", "keepalive"] as const) {
          if (timers[timer] === 0 || timers[timer] > now) continue;
          timers[timer] = 0;
          toPce({ on: "expired", timer, at: now });
        }
      }
      now = at;
    },
    take: () => heard.splice(0),
    get state() {
      return state.is;
    },
    get profile() {
      return ready;
    },
  };
}

for (const personality of [RFC, FRR]) {
  Deno.test(`\`Pcc\` as ${personality.name} opens, synchronises and stays up with src/pcep/session`, () => {
    const pair = pcepPair(personality);
    pair.power();
    assert.deepEqual(pair.take().slice(0, 5), [
      "> Open ka 30 dt 120",
      "< Open ka 30 dt 120",
      "< Keepalive",
      "> Keepalive",
      "> PCRpt end of sync",
    ]);
    assert.equal(pair.profile, personality.name === "frr" ? "frr" : "default");
    pair.until(600e6);
    assert.equal(pair.state, "up");
    assert.ok(pair.take().every((line) => line.endsWith("Keepalive")));
  });
}

Deno.test("`Pcc` reconnects after a Close and reports what it has (RFC 8231 §5.6)", () => {
  const pair = pcepPair(RFC);
  pair.power();
  pair.take();
  pair.submit({ kind: "close", reason: 1, tlvs: [] });
  assert.equal(pair.router.state, "waiting");
  pair.until(5e6);
  assert.equal(pair.router.state, "up");
});

const LOCAL: LocalSpeaker = {
  asn: 65001,
  bgpIdentifier: 0xc00002fe,
  peerAsn: 65000,
  holdTimeSeconds: 90,
  passive: false,
  hostName: "",
  seed: 1,
  retrySeconds: { first: 1, longest: 60 },
};

Deno.test("`BgpLsSpeaker` tells src/bgp/session the whole network, End-of-RIB, then changes", () => {
  const igp = createIgp(five, { random: createRandom(1) });
  const speaker = new BgpLsSpeaker({ asn: five.asn, bgpIdentifier: five.routers[0]!.loopback });
  const routes = igp.snapshot(0).map((change): Route => ({
    key: `${change.what} ${change.index}`,
    nlri: nlriOf(five, change),
    attribute: attributeOf(five, igp, change),
  }));
  speaker.handle({ on: "told", routes }, 0);
  const said: string[] = [];
  const facts: LsFact[] = [];
  const turn = createTurns();
  const framer = new BgpFramer();
  let state: bgp.State = bgp.INITIAL;
  const toUs = (event: bgp.Event): void => {
    const [next, ...effects] = bgp.step(state, event, LOCAL, 0);
    state = next;
    for (const effect of effects) {
      if (effect.do === "send") {
        const bytes = encodeBgp(effect.message);
        turn(() => carry(speaker.handle({ on: "received", bytes }, 0)));
      } else if (effect.do === "deliver" && effect.message.kind === "update") {
        said.push(bgpWords(effect.message));
        for (const nlri of effect.message.reach) {
          facts.push(lsFact(nlri, effect.message.attributeBytes!)!);
        }
        assert.deepEqual(effect.message.errors, []);
      }
    }
  };
  const carry = (effects: readonly LineEffect[]): void => {
    for (const effect of effects) {
      if (effect.do !== "write") continue;
      for (const one of framer.push(effect.bytes).messages) {
        turn(() => toUs({ on: "received", message: decodeBgp(one) }));
      }
    }
  };
  toUs({ on: "started" });
  turn(() => {
    toUs({ on: "connected" });
    carry(speaker.handle({ on: "opened" }, 0));
  });
  assert.equal(state.is, "established");
  assert.equal(said.length, 5 + 14 + 5 + 1);
  assert.equal(said.at(-1), "End-of-RIB 16388/71");
  assert.ok(facts.every((fact) => fact.unread.length === 0));
  const [node] = facts;
  assert.ok(node?.kind === "node" && node.name === "paris" && node.msd[1] === 10);
  assert.deepEqual(node.srgb, [{ base: 16000, size: 8000 }]);
  const link = facts.find((fact) => fact.kind === "link")!;
  assert.ok(link.kind === "link" && link.igpMetric === 10);
  assert.deepEqual(link.adjacencySids.map(({ label, backup }) => [label, backup]), [
    [24000, true],
    [24001, false],
  ]);
  assert.equal(link.minimumDelayMicroseconds, 2545);
  assert.equal(link.maxBandwidthBytesPerSecond, Math.fround(12.5e9));
  const prefix = facts.at(-1)!;
  assert.ok(prefix.kind === "prefix" && prefix.nodeFlag && prefix.prefixSids[0]!.index === 5);
  said.length = 0;
  const gone = routes.slice(5, 7).map((route) => ({ ...route, attribute: undefined }));
  carry(speaker.handle({ on: "told", routes: gone }, 0));
  assert.deepEqual(said, ["UPDATE - link 1→2 10.0.0.1, - link 2→1 10.0.0.2"]);
});
