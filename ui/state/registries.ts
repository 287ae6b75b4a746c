/** Every code point this build knows, from the rows that decode: one list for the protocol page. */
import { CAPABILITIES } from "../../src/bgp/registry/capabilities.ts";
import { LS_ATTRIBUTES } from "../../src/bgp/registry/ls_attributes.ts";
import { LS_DESCRIPTORS } from "../../src/bgp/registry/ls_nlri.ts";
import { MESSAGES as BGP_MESSAGES } from "../../src/bgp/registry/messages.ts";
import { NOTIFICATIONS } from "../../src/bgp/registry/notifications.ts";
import { PATH_ATTRIBUTES } from "../../src/bgp/registry/path_attributes.ts";
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

interface Row {
  readonly type: number;
  readonly name: string;
  readonly ref: string;
  readonly quirk?: string; // whose it is: stands for a reference that there is none of
  readonly value?: { readonly shape: Shape };
}

export const REGISTRIES: readonly Registry[] = [
  ...PCEP_REGISTRIES.map(({ title, rows }) =>
    registry(
      "pcep",
      title.toLowerCase().replaceAll(/[^a-z]+/g, "-"),
      title,
      rows.map((row) => ({
        code: row.number,
        name: row.name,
        ref: row.ref,
        form: row.shape === undefined ? "" : formOf(row.shape),
      })),
    )
  ),
  registry("bgp-ls", "messages", "Messages", Object.values(BGP_MESSAGES).map(plain)),
  registry("bgp-ls", "capabilities", "Capabilities", Object.values(CAPABILITIES.rows).map(plain)),
  registry("bgp-ls", "attributes", "Path attributes", Object.values(PATH_ATTRIBUTES).map(plain)),
  registry(
    "bgp-ls",
    "descriptors",
    "Descriptors of NLRI",
    Object.values(LS_DESCRIPTORS.rows).map(plain),
  ),
  registry(
    "bgp-ls",
    "tlvs",
    "TLVs of the BGP-LS attribute",
    Object.values(LS_ATTRIBUTES.rows).map(plain),
  ),
  registry(
    "bgp-ls",
    "notifications",
    "Notifications",
    Object.values(NOTIFICATIONS).flatMap((row) => [
      { code: String(row.code), name: row.name, ref: row.ref, form: "" },
      ...Object.entries(row.subcodes).map(([code, name]) => ({
        code: `${row.code}/${code}`,
        name: String(name),
        ref: row.ref,
        form: "",
      })),
    ]),
  ),
];

function registry(
  protocol: Registry["protocol"],
  id: string,
  title: string,
  rows: readonly CodePoint[],
): Registry {
  return { protocol, id, title, rows };
}

function plain(row: Row): CodePoint {
  return {
    code: String(row.type),
    name: row.name,
    ref: row.ref || row.quirk || "",
    form: row.value === undefined ? "" : formOf(row.value.shape),
  };
}

/** The shape of a field in words: "flags(32), srpId(32), TLVs". */
export function formOf(shape: Shape): string {
  switch (shape.kind) {
    case "uint":
      return `${shape.bits} bits${shape.unit === undefined ? "" : ` ${shape.unit}`}`;
    case "float32":
      return `float${shape.unit === undefined ? "" : ` ${shape.unit}`}`;
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
