/** What an Open says of shorter synchronisations (RFC 8232): `S D F T version=7`; notifications: `2/1 for 20`, `1/1 of 7`. */
import type { Notification, Open, PcepTlv } from "../../../src/pcep/codec/message.ts";
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

export function notificationOf([kind = "", verb, ...numbers]: readonly string[]): Notification {
  const [type = 0, value = 0] = kind.split("/").map(Number);
  const seconds = Number(numbers[0]);
  const tlvs: PcepTlv[] = verb === "for" ? [{ kind: "overloadDuration", value: seconds }] : [];
  return {
    kind: "notification",
    notifications: [{ type, value, tlvs }],
    requestIds: verb === "of" ? numbers.map(Number) : [],
  };
}
