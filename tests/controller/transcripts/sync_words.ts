/** What an Open says of shorter synchronisations (RFC 8232): `S D F T version=7`. */
import type { Open, PcepTlv } from "../../../src/pcep/codec/message.ts";
import { statefulOf } from "../../../src/pcep/session/open.ts";

const FLAGS = {
  S: "includeDbVersion",
  D: "deltaSync",
  F: "triggeredInitialSync",
  T: "triggeredResync",
} as const;
const letters = Object.entries(FLAGS);

/** The Open with these words instead of what it said of it; without words as it is. */
export function offering(open: Open, words: readonly string[]): Open {
  if (words.length === 0) return open;
  const version = words.find((word) => word.startsWith("version="))?.slice("version=".length);
  const tlvs = open.tlvs.filter(({ kind }) => kind !== "lspDbVersion").map((tlv): PcepTlv => {
    if (tlv.kind !== "statefulPceCapability") return tlv;
    const flags = letters.map(([letter, name]) => [name, words.includes(letter)]);
    return { kind: tlv.kind, value: { ...tlv.value, ...Object.fromEntries(flags) } };
  });
  const last: PcepTlv[] = version === undefined
    ? []
    : [{ kind: "lspDbVersion", value: BigInt(version) }];
  return { ...open, tlvs: [...tlvs, ...last] };
}

export function offered(open: Open): string {
  const flags = statefulOf(open);
  const words = letters.flatMap(([letter, name]) => flags?.[name] ? [` ${letter}`] : []);
  const version = open.tlvs.find(({ kind }) => kind === "lspDbVersion")?.value;
  return words.join("") + (version === undefined ? "" : ` version=${version}`);
}
