/**
 * SRv6 endpoint behaviors by number, as BGP-LS and PCEP carry them (RFC 8986 §10.2.2, RFC 9433 §7,
 * RFC 9524 §5, RFC 9800 §12). An operator knows those with NEXT-CSID as uSIDs.
 * @see https://www.iana.org/assignments/segment-routing/segment-routing.xhtml#srv6-endpoint-behaviors
 */
import type { Names } from "./field.ts";

/** Three flavors and all ways to combine them, in the order that the registry counts them. */
const PSP_USP = ["", "PSP", "USP", "PSP & USP"];
const PSP_USP_USD = [...PSP_USP, "USD", "PSP & USD", "USP & USD", "PSP, USP & USD"];

/** `name` with each of `flavors`, from number `first` on. */
function flavored(
  first: number,
  name: string,
  flavors: readonly string[],
  csid = "",
): readonly (readonly [number, string])[] {
  return flavors.map((flavor, i) => {
    const joint = flavor.includes("&") ? ", " : " & ";
    const all = [csid, flavor].filter((part) => part !== "").join(joint);
    return [first + i, all === "" ? name : `${name} with ${all}`];
  });
}

/** One name a number, from `first` on. */
const inOrder = (first: number, names: readonly string[]) =>
  names.map((name, i) => [first + i, name] as const);

const DECAPSULATING = [
  "End.DX6",
  "End.DX4",
  "End.DT6",
  "End.DT4",
  "End.DT46",
  "End.DX2",
  "End.DX2V",
  "End.DT2U",
  "End.DT2M",
];

export const SRV6_BEHAVIORS: Names = Object.fromEntries([
  ...flavored(1, "End", PSP_USP),
  ...flavored(5, "End.X", PSP_USP),
  ...flavored(9, "End.T", PSP_USP),
  [13, "End.B6.Insert"],
  [14, "End.B6.Encaps"],
  [15, "End.BM"],
  ...inOrder(16, DECAPSULATING),
  [26, "End.B6.Insert.Red"],
  [27, "End.B6.Encaps.Red"],
  ...flavored(28, "End", PSP_USP_USD.slice(4)),
  ...flavored(32, "End.X", PSP_USP_USD.slice(4)),
  ...flavored(36, "End.T", PSP_USP_USD.slice(4)),
  [40, "End.MAP"],
  [41, "End.Limit"],
  [42, "End with NEXT-ONLY-CSID"],
  ...flavored(43, "End", PSP_USP_USD, "NEXT-CSID"),
  [51, "End.X with NEXT-ONLY-CSID"],
  ...flavored(52, "End.X", PSP_USP_USD, "NEXT-CSID"),
  ...inOrder(60, DECAPSULATING.map((name) => `${name} with NEXT-CSID`)),
  ...inOrder(69, ["End.M.GTP6.D", "End.M.GTP6.Di", "End.M.GTP6.E", "End.M.GTP4.E"]),
  [74, "End.M (mirror SID)"],
  [75, "End.Replicate"],
  ...flavored(85, "End.T", PSP_USP_USD, "NEXT-CSID"),
  [93, "End.B6.Encaps with NEXT-CSID"],
  [94, "End.B6.Encaps.Red with NEXT-CSID"],
  [95, "End.BM with NEXT-CSID"],
  ...flavored(101, "End", PSP_USP, "REPLACE-CSID"),
  ...flavored(105, "End.X", PSP_USP, "REPLACE-CSID"),
  ...flavored(109, "End.T", PSP_USP, "REPLACE-CSID"),
  [114, "End.B6.Encaps with REPLACE-CSID"],
  [115, "End.BM with REPLACE-CSID"],
  ...inOrder(116, DECAPSULATING.map((name) => `${name} with REPLACE-CSID`)),
  [127, "End.B6.Encaps.Red with REPLACE-CSID"],
  ...flavored(128, "End", PSP_USP_USD.slice(4), "REPLACE-CSID"),
  ...flavored(132, "End.X", PSP_USP_USD.slice(4), "REPLACE-CSID"),
  ...flavored(136, "End.T", PSP_USP_USD.slice(4), "REPLACE-CSID"),
]);
