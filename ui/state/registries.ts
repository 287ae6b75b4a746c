/** Every code point this build knows, from the rows that decode: one list for the protocol page. */
import { BGP_REGISTRIES } from "../../src/bgp/registry/registries.ts";
import { PCEP_REGISTRIES } from "../../src/pcep/registry/registries.ts";
import type { Shape } from "../../src/wire/field.ts";

export interface CodePoint {
  readonly code: string;
  readonly name: string;
  readonly ref: string;
  readonly form: string;
}
export interface Registry {
  readonly id: string;
  readonly protocol: "pcep" | "bgp-ls";
  readonly title: string;
  readonly rows: readonly CodePoint[];
}

/** A code point as the rooms of the protocols list it. */
interface Row {
  readonly number: string;
  readonly name: string;
  readonly ref: string;
  readonly quirk?: string; // whose it is: stands for a reference that there is none of
  readonly shape?: Shape;
}

export const REGISTRIES: readonly Registry[] = [
  ...PCEP_REGISTRIES.map((registry) => registryOf("pcep", registry)),
  ...BGP_REGISTRIES.map((registry) => registryOf("bgp-ls", registry)),
];

function registryOf(
  protocol: Registry["protocol"],
  { title, rows }: { readonly title: string; readonly rows: readonly Row[] },
): Registry {
  return {
    protocol,
    id: title.toLowerCase().replaceAll(/[^a-z]+/g, "-"),
    title,
    rows: rows.map(({ number, name, ref, quirk, shape }) => ({
      code: number,
      name,
      ref: ref || quirk || "",
      form: shape === undefined ? "" : formOf(shape),
    })),
  };
}

/** The shape of a field in words: "flags(32), srpId(32), TLVs". */
export function formOf(shape: Shape): string {
  switch (shape.kind) {
    case "uint":
      return `${shape.bits} bits${shape.unit === undefined ? "" : ` in ${shape.unit}`}`;
    case "float32":
      return `float${shape.unit === undefined ? "" : ` in ${shape.unit}`}`;
    case "flags":
      return `flags ${Object.keys(shape.bit).join(" ")}`;
    case "bits":
      return Object.keys(shape.parts).join(" ");
    case "ipv4":
      return "IPv4 address";
    case "ipv6":
      return "IPv6 address";
    case "utf8":
      return "text";
    case "bytes":
      return shape.octets === undefined ? "octets" : `${shape.octets} octets`;
    case "hex":
      return "octets";
    case "reserved":
      return `${shape.octets} reserved`;
    case "list":
      return `list of (${formOf(shape.of)})`;
    case "struct":
      return Object.entries(shape.fields).filter(([, field]) => field.kind !== "reserved")
        .map(([name, field]) => field.kind === "tlvs" ? "TLVs" : `${name}: ${formOf(field)}`).join(
          ", ",
        );
    case "tlvs":
      return "TLVs";
    default:
      return shape.title;
  }
}
