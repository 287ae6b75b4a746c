/**
 * Messages a second on one core, with every row of both protocols used before, so that no field
 * reader knows only one shape of row. Rates are by processor time; the best of several rounds, since
 * a shared machine only ever makes them worse.
 */
import process from "node:process";
import { decodeMessage as decodeBgp } from "../../src/bgp/codec/decode_message.ts";
import { dissect as dissectBgp } from "../../src/bgp/codec/dissect.ts";
import {
  encodeLsAttribute,
  encodeMessage as encodeBgp,
} from "../../src/bgp/codec/encode_message.ts";
import { lsFact } from "../../src/bgp/codec/read_ls_fact.ts";
import { makeLink } from "../../src/bgp/codec/write_ls_nlri.ts";
import { LS_ATTRIBUTES } from "../../src/bgp/registry/ls_attributes.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { dissect } from "../../src/pcep/codec/dissect.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import {
  type Hop,
  type Message,
  NO_ATTRIBUTES,
  PLAIN_LSP,
  PLAIN_REPORT,
  type PlspId,
  plspId,
} from "../../src/pcep/codec/message.ts";
import { objectRow } from "../../src/pcep/registry/objects.ts";
import { PCEP_TLVS } from "../../src/pcep/registry/tlvs.ts";
import type { Span } from "../../src/wire/reader.ts";
import { decode, tlvs } from "../../src/wire/tlv.ts";
import { goldens } from "../pcep/golden.ts";
import { fromHex } from "../wire/hex.ts";

const ROUNDS = 7, SECONDS_A_ROUND = 0.6, VARIETY = 64;

function main(): void {
  warmAllRows();
  const reports = variants((n) => encodeMessage(report(n)));
  const updates = variants((n) => update(n));
  const links = variants((n) => linkUpdate(n));
  tell("decodePcrpt", 400_000, rate(reports, (bytes) => decodeMessage(bytes)), reports[0]!);
  tell("dissectPcrpt", 150_000, rate(reports, (bytes) => dissect(bytes)), reports[0]!);
  const encoded = encodeMessage(updates[0]!);
  tell("encodePcupd", 250_000, rate(updates, (message) => encodeMessage(message)), encoded);
  tell("decodeLinkUpdate", 300_000, rate(links, (bytes) => decodeBgp(bytes)), links[0]!);
  tell("decodeLinkUpdateToFact", 300_000, rate(links, toFact), links[0]!);
  tell("dissectLinkUpdate", 150_000, rate(links, (bytes) => dissectBgp(bytes)), links[0]!);
}

function tell(figure: string, goal: number, messagesPerSecond: number, sample: Uint8Array): void {
  console.log(JSON.stringify({ figure, octets: sample.length, messagesPerSecond, goal }));
}

/** Calls per second of processor time, in the best round. */
function rate<T>(inputs: readonly T[], work: (input: T) => unknown): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage().user;
    let count = 0, seconds = 0;
    while (seconds < SECONDS_A_ROUND) {
      for (let n = 0; n < 2_000; n++) work(inputs[n % inputs.length]!);
      count += 2_000;
      seconds = (process.cpuUsage().user - before) / 1e6;
    }
    best = Math.max(best, count / seconds);
  }
  return Math.round(best);
}

function toFact(bytes: Uint8Array): unknown {
  const message = decodeBgp(bytes);
  if (message.kind !== "update") throw new Error("no UPDATE");
  const octets = message.attributeBytes ?? new Uint8Array();
  return message.reach.map((nlri) => lsFact(nlri, octets));
}

/** One golden of every row, some times over, so that V8 has seen all of them at each place. */
function warmAllRows(): void {
  const tlvList = tlvs(PCEP_TLVS), spans = (): Span[] => [];
  const attributes = JSON.parse(
    Deno.readTextFileSync(new URL("../golden/bgp/ls_attribute_rows.json", import.meta.url)),
  ) as readonly { readonly row: keyof typeof LS_ATTRIBUTES.rows; readonly hex: string }[];
  for (let n = 0; n < 200; n++) {
    for (const { bytes } of goldens("tlvs.txt")) {
      decode(tlvList, bytes);
      decode(tlvList, bytes, spans());
    }
    for (const { bytes } of goldens("objects.txt")) {
      const row = objectRow(bytes[0]!, bytes[1]! >> 4);
      if (row) decode<unknown>(row.value, bytes.subarray(4));
    }
    for (const { bytes } of goldens("messages.txt")) {
      decodeMessage(bytes);
      dissect(bytes);
    }
    for (const { row, hex } of attributes) {
      decode<unknown>(LS_ATTRIBUTES.rows[row].value, fromHex(hex));
      decode<unknown>(LS_ATTRIBUTES.rows[row].value, fromHex(hex), spans());
    }
  }
}

function variants<T>(make: (n: number) => T): readonly T[] {
  return Array.from({ length: VARIETY }, (_, n) => make(n));
}

const hops = (n: number): readonly Hop[] =>
  Array.from({ length: 6 }, (_, i) => ({
    kind: "sr",
    loose: false,
    label: 16_001 + (n + i) % 500,
    nai: { kind: "ipv4Node", node: 0x0aff0001 + n + i },
  }));

const attributes = (n: number) =>
  ({
    ...NO_ATTRIBUTES,
    lspa: {
      excludeAny: 0,
      includeAny: n,
      includeAll: 0,
      setupPriority: 7,
      holdingPriority: 7,
      localProtection: false,
      tlvs: [],
    },
    bandwidths: [{ kind: "requested", bytesPerSecond: 1.25e6 * n }],
    metrics: [
      { type: 2, value: 10 * n, bound: false, computed: true },
      { type: 11, value: 10, bound: true, computed: false },
    ],
    associations: [{
      type: 6,
      id: 1,
      source: 0x0aff0001,
      removal: false,
      tlvs: [
        { kind: "extendedAssociationId", value: Uint8Array.of(0, 0, 0, 100, 10, 255, 0, n) },
        {
          kind: "candidatePathId",
          value: {
            protocolOrigin: 10,
            originatorAsn: 65_000,
            originator: 0x0aff00fe,
            discriminator: n,
          },
        },
        { kind: "preference", value: 100 },
      ],
    }],
  }) as const;

function id(n: number): PlspId {
  const valid = plspId(n + 1);
  if (valid === undefined) throw new Error(`${n + 1} is no PLSP-ID`);
  return valid;
}

const lsp = (n: number) =>
  ({
    plspId: id(n),
    delegate: true,
    adminUp: true,
    operState: "up",
    symbolicPathName: `paris-to-rome-${n}`,
    lspIdentifiers: {
      sender: 0x0aff0001,
      lspId: n,
      tunnelId: n,
      extendedTunnelId: 0x0aff0001,
      endpoint: 0x0aff0004,
    },
  }) as const;

/** What a router reports of an LSP with all that RFC 8231 §6.1 lets it say. */
function report(n: number): Message {
  const state = {
    ...PLAIN_REPORT,
    ...attributes(n),
    ...lsp(n),
    srpId: n + 1,
    pathSetupType: 1,
    ero: hops(n),
  };
  return { kind: "report", reports: [state], problems: [] };
}

function update(n: number): Message {
  const { lspIdentifiers: _, ...named } = lsp(n);
  const request = {
    ...PLAIN_LSP,
    ...attributes(n),
    ...named,
    srpId: n + 1,
    pathSetupType: 1,
    ero: hops(n),
    segmentLists: [],
  };
  return { kind: "update", updates: [request], problems: [] };
}

/** One half-link of IS-IS with what a path needs to know of it. */
function linkUpdate(n: number): Uint8Array {
  const attributeBytes = encodeLsAttribute([
    { kind: "adminGroup", value: 4 },
    { kind: "maxBandwidth", value: 1.25e9 },
    { kind: "teMetric", value: 20 },
    { kind: "igpMetric", value: 10 + n },
    {
      kind: "adjacencySid",
      value: { flags: 0x30, weight: 0, sid: { label: 24_001 + n, index: undefined } },
    },
    { kind: "minMaxDelay", value: { flags: { anomalous: false }, minimum: 900, maximum: 1_100 } },
  ]);
  const router = (at: number) => ({ igpRouterId: at.toString(16).padStart(12, "0") });
  const link = { ipv4Interface: 0x0a000000 + 2 * n, ipv4Neighbor: 0x0a000001 + 2 * n };
  const reach = [
    makeLink({ protocolId: 2, localNode: router(n), remoteNode: router(n + 1), link }),
  ];
  const path = { origin: "igp", asPath: [], localPreference: 100 } as const;
  return encodeBgp({ kind: "update", reach, path, attributeBytes });
}

if (import.meta.main) main();
