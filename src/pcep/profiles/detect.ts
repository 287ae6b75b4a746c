/** Which vendor's router sent this Open (protocol.md §11). The configuration has the last word. */
import type { Open, PcepTlv } from "../codec/message.ts";
import { CISCO, HUAWEI, JUNIPER, NOKIA } from "../registry/codes.ts";
import { DEFAULT, EARLY_SR } from "./default.ts";
import { FRR } from "./frr.ts";
import { IOS_XR, IOS_XR_RFC_9862 } from "./ios_xr.ts";
import { JUNOS, JUNOS_RFC_9862 } from "./junos.ts";
import type { Profile, ProfileName } from "./profile.ts";
import { SR_OS } from "./sr_os.ts";
import { VRP } from "./vrp.ts";

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  "default": DEFAULT,
  "frr": FRR,
  "ios-xr": IOS_XR,
  "junos": JUNOS,
  "sr-os": SR_OS,
  "vrp": VRP,
};

/** The profile for a peer: as configured, else by what its Open holds, else plain RFC. */
export function detectProfile(
  open: Open | undefined,
  configured: ProfileName | "auto" = "auto",
): Profile {
  const xr = open && find(open, "srPolicyCapability") ? IOS_XR_RFC_9862 : IOS_XR;
  if (configured === "ios-xr") return xr;
  if (configured !== "auto" && configured !== "junos") return PROFILES[configured];
  const associations = open ? associationTypesIn(open) : [];
  const junos = associations.includes(6) && !associations.includes(65505) ? JUNOS_RFC_9862 : JUNOS;
  if (configured === "junos") return junos;
  if (open === undefined) return DEFAULT;
  const enterprises = enterprisesIn(open);
  const saysJunos = open.tlvs.some((t) => t.kind === "unknown" && t.type === JUNOS_VERSION_TLV);
  if (associations.includes(65505) || enterprises.includes(JUNIPER) || saysJunos) return junos;
  if (associations.includes(20) || enterprises.includes(CISCO)) return xr;
  if (enterprises.includes(HUAWEI)) return VRP;
  if (enterprises.includes(NOKIA)) return SR_OS;
  if (looksLikeFrr(open)) return FRR;
  const early = find(open, "srPceCapability") && !find(open, "pathSetupTypes");
  return early ? EARLY_SR : DEFAULT;
}

/** The names that a configuration may say, and "auto": by the Open. */
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];
export const profileNamed = (name: string | undefined): ProfileName | "auto" =>
  PROFILE_NAMES.find((known) => known === name) ?? "auto";

/** FRR offers SR-MPLS alone, with no flag set in its SR capability, and lists no associations. */
function looksLikeFrr(open: Open): boolean {
  const kinds = open.tlvs.map((tlv) => tlv.kind);
  if (!kinds.every((kind) => FRR_TLVS.includes(kind)) || kinds[0] !== "statefulPceCapability") {
    return false;
  }
  const setup = find(open, "pathSetupTypes");
  if (setup === undefined || setup.value.types.join() !== "1") return false;
  const nested = setup.value.subTlvs.find((tlv) => tlv.kind === "srPceCapability");
  const sr = nested?.kind === "srPceCapability" ? nested : find(open, "srPceCapability");
  return sr !== undefined && !sr.value.flags.nai && !sr.value.flags.unlimitedMsd;
}
const FRR_TLVS: readonly PcepTlv["kind"][] = [
  "statefulPceCapability",
  "pathSetupTypes",
  "srPceCapability", // `sr-draft07` puts it at top level
];
const JUNOS_VERSION_TLV = 65512;

const associationTypesIn = (open: Open): readonly number[] =>
  find(open, "associationTypes")?.value ?? [];

const enterprisesIn = (open: Open): readonly number[] =>
  open.tlvs.flatMap((tlv) => tlv.kind === "vendorInformation" ? [tlv.value.enterprise] : []);

type TlvOfKind<K extends PcepTlv["kind"]> = Extract<PcepTlv, { kind: K }>;
const find = <K extends PcepTlv["kind"]>(open: Open, kind: K): TlvOfKind<K> | undefined =>
  open.tlvs.find((tlv): tlv is TlvOfKind<K> => tlv.kind === kind);
