/** The names of messages as they are written on the wire: the controller keeps them by kind, the rows know both. */
import { MESSAGES as BGP } from "../../src/bgp/registry/messages.ts";
import { MESSAGES as PCEP } from "../../src/pcep/registry/messages.ts";

const NAMES: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries(PCEP).map(([kind, row]) => [`pcep ${kind}`, row.name] as const),
    ...Object.entries(BGP).map(([kind, row]) => [`bgp ${kind}`, row.name] as const),
  ],
);

/** "report" → "PCRpt"; what has no row keeps the name it came with. */
export const messageName = (protocol: string, type: string): string =>
  NAMES.get(`${protocol} ${type}`) ?? type;
