/** Routers with too much to do, and routers that adjust bandwidth themselves: what they are told, and what people see. */
import assert from "node:assert/strict";
import { detectProfile } from "../../src/pcep/profiles/detect.ts";
import type { Open, PcepTlv, StateReport } from "../../src/pcep/codec/message.ts";
import { openMessage, PCE } from "../../src/pcep/session/open.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";
import type { ProfileName } from "../../src/pcep/profiles/profile.ts";
import { PARIS, ScriptedRouter } from "./scripted_router.ts";
import { configOf, FIVE } from "./simulation.ts";

Deno.test("an overloaded router is among what holds messages, and no more when it says that it is over", () => {
  const router = new ScriptedRouter();
  router.connect();
  const holds = () =>
    router.sim.view.row("status", 0)!.holds.map(({ kind, subject, text }) =>
      `${kind} ${subject}: ${text}`
    );
  const notify = (value: number, ...tlvs: PcepTlv[]) =>
    router.say({ kind: "notification", notifications: [{ type: 2, value, tlvs }], requestIds: [] });
  notify(1);
  assert.deepEqual(holds(), [
    "overload paris: paris says: it is overloaded. Only failures are repaired on it, until it says that it is over.",
  ]);
  notify(1, { kind: "overloadDuration", value: 60 });
  assert.match(holds().join(), /until \d\d:\d\d:\d\d UTC\.$/);
  notify(2);
  assert.deepEqual(holds(), []);
});

const automatic = (adjusts: boolean): Partial<StateReport> => ({
  plspId: 7,
  symbolicPathName: "own",
  pathSetupType: 1,
  delegate: true,
  adminUp: true,
  operState: "down",
  lspIdentifiers: {
    sender: PARIS.loopback,
    lspId: 1,
    tunnelId: 1,
    extendedTunnelId: PARIS.loopback,
    endpoint: 0x0aff0003,
  },
  ero: [],
  bandwidths: [{ kind: "requested", bytesPerSecond: 1000 }],
  lspa: {
    excludeAny: 0,
    includeAny: 0,
    includeAll: 0,
    setupPriority: 7,
    holdingPriority: 7,
    localProtection: false,
    tlvs: adjusts
      ? [{ kind: "autoBandwidth", value: [{ kind: "minimumBandwidth", value: 500 }] }]
      : [],
  },
});
/** Bandwidths in what a router of that profile is told of its LSP. */
function bandwidthsTold(profile: ProfileName, adjusts: boolean): number[] {
  const config = configOf(FIVE);
  const pcep = {
    ...config.pcep,
    unknownPeers: "refuse" as const,
    peers: [{ address: "198.51.100.7", profile }],
  };
  const router = new ScriptedRouter([], { config: { ...config, pcep } });
  router.connect();
  router.heard.length = 0;
  router.report(automatic(adjusts));
  router.sim.run(30);
  const updates = router.updates();
  assert.ok(updates.length > 0);
  return updates.flatMap(({ bandwidths }) => bandwidths.length);
}

Deno.test("an LSP whose bandwidth Junos adjusts is told none; others are told what was asked for (RFC 8733)", () => {
  assert.ok(bandwidthsTold("junos", true).every((n) => n === 0));
  assert.ok(bandwidthsTold("junos", false).every((n) => n === 1));
  assert.ok(bandwidthsTold("default", true).every((n) => n === 1));
});

Deno.test("IOS-XR that says SRPOLICY-CAPABILITY is told binding SIDs by TLV 55, older ones by 65505", () => {
  const old: Open = {
    ...openMessage(PCE, DEFAULT),
    tlvs: [{ kind: "associationTypes", value: [6, 20] }],
  };
  const capability = openMessage(PCE, DEFAULT).tlvs.filter(({ kind }) =>
    kind === "srPolicyCapability"
  );
  const newer = { ...old, tlvs: [...old.tlvs, ...capability] };
  for (const configured of ["auto", "ios-xr"] as const) {
    assert.equal(detectProfile(old, configured).bindingSidTlv, 65505);
    assert.equal(detectProfile(newer, configured).bindingSidTlv, 55);
    assert.equal(detectProfile(newer, configured).name, "ios-xr");
  }
});
