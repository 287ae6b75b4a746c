/** What mutation begins with: messages of this repository's own, and those beside the checkout where it is there. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { message } from "../pcep/arbitrary.ts";
import { fromHex } from "../wire/hex.ts";
import { concat } from "./case.ts";
import { scene } from "./targets/core_scene.ts";

export interface Seeds {
  readonly pcep: readonly Uint8Array[];
  readonly bgp: readonly Uint8Array[];
  readonly captures: readonly Uint8Array[];
}

let made: Seeds | undefined;
export const seeds = (): Seeds => made ??= make();

function make(): Seeds {
  const pcep: Uint8Array[] = [], bgp: Uint8Array[] = [], captures: Uint8Array[] = [];
  for (const sent of fc.sample(message, { numRuns: 300, seed: 7 })) pcep.push(encodeMessage(sent));
  pcep.push(...scene().said.pcep);
  bgp.push(...scene().said.bgp);
  ownGoldens(pcep, bgp);
  sharedMessages(pcep, bgp);
  for (const name of filesIn("captures")) {
    if (name.endsWith(".pcap")) captures.push(shared(`captures/${name}`).subarray(0, 6000));
  }
  return { pcep: unlike(pcep), bgp: unlike(bgp), captures };
}

function ownGoldens(pcep: Uint8Array[], bgp: Uint8Array[]): void {
  const folder = new URL("../golden/", import.meta.url);
  const wrap: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
    "messages.txt": (bytes) => bytes,
    "objects.txt": (bytes) => pcepOf(10, bytes),
    "tlvs.txt": (bytes) => pcepOf(10, object(32, 1, concat([new Uint8Array(4), bytes]))),
    "subobjects.txt": (bytes) => pcepOf(10, object(7, 1, bytes)),
  };
  for (const [file, around] of Object.entries(wrap)) {
    for (const line of lines(readFileSync(new URL(`pcep/${file}`, folder)))) {
      const hex = line.split(" | ")[1];
      if (!line.startsWith("#") && hex !== undefined) pcep.push(around(fromHex(hex)));
    }
  }
  for (const name of readdirSync(new URL("bgp/", folder))) {
    if (!name.endsWith(".hex")) continue;
    const text = lines(readFileSync(new URL(`bgp/${name}`, folder)));
    bgp.push(fromHex(text.filter((line) => !line.startsWith("#")).join("").replace(/\s/g, "")));
  }
}

/** Vectors of other projects, with what they lack around them, and recorded sessions. */
function sharedMessages(pcep: Uint8Array[], bgp: Uint8Array[]): void {
  for (const file of filesIn("vectors").filter((name) => name.endsWith(".jsonl"))) {
    for (const line of lines(shared(`vectors/${file}`))) {
      const { proto, kind, hex } = JSON.parse(line) as Record<string, string>;
      const bytes = fromHex(hex ?? "");
      if (bytes.length > LONGEST) continue;
      if (proto === "pcep") pcep.push(aroundPcep(kind ?? "", bytes));
      else bgp.push(aroundBgp(kind ?? "", bytes));
    }
  }
  for (const folder of ["captures", "lab/clab/captures"]) {
    for (const file of filesIn(folder).filter((name) => name.endsWith(".jsonl"))) {
      const into = file.includes("bgp") ? bgp : pcep;
      for (const line of lines(shared(`${folder}/${file}`))) {
        const { hex } = JSON.parse(line) as { readonly hex?: string };
        if (hex !== undefined && hex.length <= 2 * LONGEST) into.push(fromHex(hex));
      }
    }
  }
}

function aroundPcep(kind: string, bytes: Uint8Array): Uint8Array {
  if (kind === "object") return pcepOf(10, bytes);
  if (kind === "subobject") return pcepOf(10, object(7, 1, bytes));
  const tlv = kind === "tlv" || kind === "tlvs";
  return tlv ? pcepOf(10, object(32, 1, concat([new Uint8Array(4), bytes]))) : bytes;
}

function aroundBgp(kind: string, bytes: Uint8Array): Uint8Array {
  switch (kind) {
    case "path-attributes":
      return updateOf(bytes);
    case "tlvs":
    case "tlv":
      return updateOf(concat([attribute(29, bytes), NODE]));
    case "nlri":
      return updateOf(attribute(14, concat([REACH, bytes])));
    case "nlri-body":
      return updateOf(
        attribute(14, concat([REACH, [0, 2], be16(bytes.length), bytes].map(octets))),
      );
    case "mp-reach-value":
      return updateOf(attribute(14, bytes));
    default:
      return bytes;
  }
}

const octets = (part: Uint8Array | readonly number[]): Uint8Array => Uint8Array.from(part);
const be16 = (value: number): readonly number[] => [value >>> 8 & 255, value & 255];
export const pcepOf = (type: number, body: Uint8Array): Uint8Array =>
  concat([[0x20, type], be16(4 + body.length), body].map(octets));
const object = (objectClass: number, type: number, body: Uint8Array): Uint8Array =>
  concat([[objectClass, type << 4], be16(4 + body.length), body].map(octets));
const attribute = (type: number, body: Uint8Array): Uint8Array =>
  concat([[0x90, type], be16(body.length), body].map(octets));
const updateOf = (attributes: Uint8Array): Uint8Array =>
  concat([
    new Array<number>(16).fill(255),
    be16(23 + attributes.length),
    [2, 0, 0],
    be16(attributes.length),
    attributes,
  ].map(octets));
/** MP_REACH_NLRI of BGP-LS up to its NLRI, and with one node. */
const REACH = Uint8Array.of(0x40, 4, 71, 4, 10, 0, 0, 1, 0);
const NODE = attribute(
  14,
  concat([
    REACH,
    Uint8Array.of(0, 1, 0, 23, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 10),
    Uint8Array.of(2, 3, 0, 6, 0, 0, 0, 0, 0, 1),
  ]),
);

function unlike(all: readonly Uint8Array[]): Uint8Array[] {
  const kept = new Map(all.filter(({ length }) => length <= LONGEST).map((b) => [b.toHex(), b]));
  return [...kept.values()];
}
const lines = (bytes: Uint8Array): string[] =>
  new TextDecoder().decode(bytes).split("\n").filter((line) => line.trim() !== "");

const SHARED = new URL("../../../shared/", import.meta.url);
const shared = (path: string): Uint8Array => readFileSync(new URL(path, SHARED));
let told = false;
function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(new URL(`${folder}/`, SHARED)).sort();
  } catch {
    if (!told) {
      console.log("note: ../shared is not beside the repository; fuzzing without its bytes");
    }
    told = true;
    return [];
  }
}
const LONGEST = 4096;
