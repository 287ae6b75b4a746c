import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import type { Open } from "../../../src/pcep/codec/message.ts";
import { PROFILES } from "../../../src/pcep/profiles/detect.ts";
import { openMessage, PCE, statefulOf } from "../../../src/pcep/session/open.ts";
import { agreedSync } from "../../../src/pcep/session/sync.ts";
import { fromHex, toHex } from "../../wire/hex.ts";

const OFFERS = {
  lspUpdate: true,
  includeDbVersion: true,
  lspInstantiation: true,
  triggeredResync: true,
  deltaSync: true,
  triggeredInitialSync: true,
  p2mp: true,
  p2mpUpdate: true,
  p2mpInstantiation: true,
  scheduling: true,
  periodicScheduling: true,
  color: true,
  pathRecomputation: true,
  strictPath: true,
  relax: true,
};
const peer = (flags: Partial<typeof OFFERS>, version?: bigint): Open => ({
  kind: "open",
  keepaliveSeconds: 30,
  deadTimerSeconds: 120,
  sessionId: 1,
  tlvs: [
    { kind: "statefulPceCapability", value: { ...statefulOf(NOTHING)!, ...flags } },
    ...(version === undefined ? [] : [{ kind: "lspDbVersion" as const, value: version }]),
  ],
});
const NOTHING: Open = openMessage(PCE, PROFILES.default);
const with_ = (lspDbVersion?: bigint) => ({
  ...PCE,
  capabilities: { ...PCE.capabilities, ...(lspDbVersion === undefined ? {} : { lspDbVersion }) },
});
const ours = (theirs: Open, version?: bigint) =>
  openMessage(with_(version), PROFILES.default, theirs);

Deno.test("`openMessage()` offers shorter synchronisations to who offers them, and never a bit that is not built", () => {
  const quiet = statefulOf(NOTHING)!;
  assert.deepEqual(Object.entries(quiet).filter(([, on]) => on).map(([name]) => name), [
    "lspUpdate",
    "lspInstantiation",
  ]);
  const all = statefulOf(ours(peer(OFFERS)))!;
  assert.deepEqual(Object.entries(all).filter(([, on]) => on).map(([name]) => name).sort(), [
    "deltaSync",
    "includeDbVersion",
    "lspInstantiation",
    "lspUpdate",
    "triggeredInitialSync",
    "triggeredResync",
  ]);
  const observing = { ...PCE, capabilities: { ...PCE.capabilities, update: false } };
  const watched = statefulOf(openMessage(observing, PROFILES.default, peer(OFFERS)))!;
  assert(!watched.triggeredResync && !watched.triggeredInitialSync && watched.includeDbVersion);
  for (const name of ["frr", "vrp"] as const) {
    const said = openMessage(with_(7n), PROFILES[name], peer(OFFERS, 7n));
    assert(!statefulOf(said)!.includeDbVersion, name);
    assert(said.tlvs.every(({ kind }) => kind !== "lspDbVersion"), name);
  }
});

Deno.test("`agreedSync()`: full, skipped or delta by the versions of both (RFC 8232 §3.2, §4.2)", () => {
  const how = (flags: Partial<typeof OFFERS>, theirs?: bigint, mine?: bigint) => {
    const open = peer(flags, theirs);
    return agreedSync(ours(open, mine), open).how;
  };
  assert.equal(how({ includeDbVersion: true }, 7n, 7n), "skipped");
  assert.equal(how({ includeDbVersion: true }, 7n, 6n), "full");
  assert.equal(how({ includeDbVersion: true, deltaSync: true }, 7n, 6n), "delta");
  assert.equal(how({ includeDbVersion: true, deltaSync: true }, 7n), "full");
  assert.equal(how({ includeDbVersion: true, deltaSync: true }, undefined, 6n), "full");
  assert.equal(how({ deltaSync: true }, 7n, 7n), "full"); // a version without the flag: OpenDaylight
  for (const reserved of [0n, 0xffff_ffff_ffff_ffffn]) {
    assert.equal(how({ includeDbVersion: true, deltaSync: true }, reserved, reserved), "full");
  }
});

Deno.test("`agreedSync()` never skips for a peer that does not have our very version", () => {
  const version = fc.option(fc.bigInt(0n, 0xffff_ffff_ffff_ffffn), { nil: undefined });
  fc.assert(fc.property(
    fc.record({ includeDbVersion: fc.boolean(), deltaSync: fc.boolean() }),
    version,
    version,
    (flags, theirs, mine) => {
      const open = peer(flags, theirs), { how } = agreedSync(ours(open, mine), open);
      if (how !== "full") assert(flags.includeDbVersion && theirs !== undefined && mine);
      if (how === "skipped") assert.equal(theirs, mine);
    },
  ));
});

Deno.test("`encodeMessage()` writes the trigger of a synchronisation as a PCUpd that names no LSP (RFC 8232 §5.2)", () => {
  const bytes = encodeMessage({ kind: "update", updates: [], trigger: { srpId: 5 }, problems: [] });
  const hex = "200b001c" + "2112000c0000000000000005" + "2012000800000002" + "07120004";
  assert.equal(toHex(bytes), hex);
  const message = decodeMessage(fromHex(hex));
  assert(message.kind === "update");
  assert.deepEqual([message.updates, message.trigger, message.problems], [[], { srpId: 5 }, []]);
});
