import assert from "node:assert/strict";
import { FRR_HAND } from "../../lab/sim/foreign/frr_hand.ts";
import { Sheet, type Stencil } from "../../lab/sim/foreign/stencil.ts";
import { JUNOS_HAND } from "../../lab/sim/foreign/vendor_hands.ts";
import { writeInHand } from "../../lab/sim/foreign/write.ts";
import { PERSONALITIES } from "../../lab/sim/personality.ts";
import { openOfPcc } from "../../lab/sim/pcc_open.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { errorMessage, type Message, PLAIN_REPORT } from "../../src/pcep/codec/message.ts";
import { readSrPolicy } from "../../src/pcep/codec/sr_policy.ts";
import { detectProfile } from "../../src/pcep/profiles/detect.ts";
import { shared } from "../pcep/golden.ts";
import { fromHex, toHex } from "../wire/hex.ts";

const RUNS = ["1", "2", "3", "3b", "4-both", "6-ospf", "8-mpls", "9-mini", "10-nov6", "11-deleg"];

interface Recorded {
  readonly n: number;
  readonly hex: string;
  readonly dir: string;
}
/** All messages of a recorded session. */
const recorded = (run: string): readonly Recorded[] =>
  (shared(`captures/run${run}-pcep.jsonl`) ?? []).flatMap(({ n, hex, dir }) =>
    typeof n === "number" && typeof hex === "string" && typeof dir === "string"
      ? [{ n, hex, dir }]
      : []
  );
const stencilsOf = (hand: object): (readonly [string, Stencil<string>])[] =>
  Object.entries(hand).flatMap(([part, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && "octets" in value
      ? [[part, value as Stencil<string>] as const]
      : []
  );

Deno.test("`writeInHand()` as FRR repeats the recorded messages that a simulated router may say, octet by octet", () => {
  let same = 0, left = 0;
  for (const run of RUNS) {
    for (const { n, hex, dir } of recorded(run)) {
      if (dir !== "in") continue;
      const message = decodeMessage(fromHex(hex));
      if (!isSaid(message, hex)) {
        left++;
        continue;
      }
      assert.equal(toHex(writeInHand(FRR_HAND, message)), hex, `run ${run}, message ${n}`);
      same++;
    }
  }
  if (same > 0) assert.ok(same > 2000 && left < 20, `${same} the same, ${left} not tried`);
});

/** Not those that no simulated router says. */
function isSaid(message: Message, hex: string): boolean {
  switch (message.kind) {
    case "error": // the R flag of a refused deletion is not kept by our decoder
      return message.open === undefined && !hex.includes("2110001400000001");
    case "open":
      return message.tlvs.length === 2;
    case "request": // none is configured with a bandwidth and an objective function
      return message.requests.every((request) => request.objectiveFunction === undefined);
    default:
      return true;
  }
}

Deno.test("`FRR_HAND` is where it says: each stencil stands in the recorded message that it names", () => {
  for (const [part, { from, octets }] of stencilsOf(FRR_HAND)) {
    const [, run, number] = /^FRR 10\.7\.1, lab run (\w+), message (\d+)/.exec(from) ?? [];
    assert.ok(run && number, `${part} names no recording: ${from}`);
    const lines = recorded(run === "11" ? "11-deleg" : run);
    if (lines.length === 0) continue;
    const line = lines.find(({ n }) => n === Number(number));
    assert.ok(line?.hex.includes(toHex(octets)), `${part} is not in run ${run}, message ${number}`);
  }
});

Deno.test("`JUNOS_HAND` writes an association as the foreign vector has it", () => {
  for (const { source, kind, hex } of shared("vectors/messages.jsonl") ?? []) {
    if (kind !== "object" || !`${source}`.endsWith("JuniperLegacy_WireFormat")) continue;
    const octets = fromHex(`${hex}`), view = new DataView(octets.buffer);
    const sheet = new Sheet();
    sheet.stamp(JUNOS_HAND.association, {
      length: 68,
      type: 65505,
      id: 0,
      source: view.getUint32(12),
    });
    sheet.stamp(JUNOS_HAND.colorAndEndpoint, {
      color: view.getUint32(20),
      endpoint: view.getUint32(24),
    });
    sheet.stamp(JUNOS_HAND.candidatePath, {
      origin: octets[32]!,
      asn: 0,
      originator: 0,
      discriminator: view.getUint32(56),
    });
    sheet.stamp(JUNOS_HAND.preference, { preference: view.getUint32(64) });
    assert.equal(toHex(sheet.finish()), hex);
  }
});

for (const { name, hand, association, ciscoObject } of Object.values(PERSONALITIES)) {
  if (!hand) continue;
  Deno.test(`\`writeInHand()\` as ${name} writes what our decoder reads, and its Open tells who it is`, () => {
    const open = openOfPcc({ keepaliveSeconds: 20, sessionId: 7, association, msd: 11 });
    const back = read(open);
    assert.ok(back.kind === "open");
    assert.equal(detectProfile(back).name, name);
    assert.deepEqual([back.keepaliveSeconds, back.deadTimerSeconds, back.sessionId], [20, 80, 7]);
    const setup = back.tlvs.find((tlv) => tlv.kind === "pathSetupTypes");
    assert.ok(
      setup?.value.subTlvs.some((tlv) => tlv.kind === "srPceCapability" && tlv.value.msd === 11),
    );
    const refused = read(errorMessage(24, 2, { srpIds: [9] }));
    assert.deepEqual(refused, errorMessage(24, 2, { srpIds: [9] }));
    const report = read(REPORT);
    assert.ok(report.kind === "report" && report.problems.length === 0);
    const [lsp] = report.reports;
    assert.equal(lsp!.symbolicPathName, "cairn.sim.abc.1");
    assert.deepEqual([lsp!.plspId, lsp!.operState, lsp!.delegate], [70000, "active", true]);
    assert.deepEqual(lsp!.ero, REPORT.reports[0]!.ero);
    assert.deepEqual(lsp!.bindingSids.map((sid) => sid.kind === "label" ? sid.label : 0), [15001]);
    assert.deepEqual(lsp!.metrics, REPORT.reports[0]!.metrics);
    const policy = readSrPolicy(lsp!);
    assert.deepEqual(
      ciscoObject ? [policy?.color, policy?.preference] : [],
      ciscoObject ? [300, 70] : [],
    );
  });
  const read = (message: Message) => decodeMessage(writeInHand(hand, message));
  const cisco = fromHex("0001 0004 0000012c 0003 0004 00000046");
  const REPORT = {
    kind: "report",
    problems: [],
    reports: [{
      ...PLAIN_REPORT,
      plspId: 70000,
      srpId: 12,
      pathSetupType: 1,
      delegate: true,
      adminUp: true,
      operState: "active",
      symbolicPathName: "cairn.sim.abc.1",
      bindingSids: [{ kind: "label", label: 15001, removal: false, specifiedOnly: false }],
      metrics: [{ type: 12, value: 2000, bound: false, computed: true }],
      vendor: ciscoObject ? [{ enterprise: 9, content: cisco }] : [],
      ero: [
        { kind: "sr", loose: false, label: 16005, nai: { kind: "ipv4Node", node: 0x0aff0005 } },
        { kind: "sr", loose: false, label: 16004 },
      ],
    }],
  } satisfies Message;
}
