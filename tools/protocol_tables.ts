/** `deno task tables`: writes the coverage tables into the README of each protocol room. */
import { fileURLToPath } from "node:url";
import { bgpCoverage } from "./bgp_coverage.ts";
import { type CoverageTable, withCoverage } from "./coverage_table.ts";
import { pcepCoverage } from "./pcep_coverage.ts";

/** A room, and what makes its tables; a test compares each README with what would be written. */
export const ROOMS: readonly {
  readonly readme: string;
  readonly tables: () => readonly CoverageTable[];
}[] = [
  { readme: "src/pcep/README.md", tables: pcepCoverage },
  { readme: "src/bgp/README.md", tables: bgpCoverage },
];

/** The README as it is, and as it should be. */
export function readmeOf(
  room: typeof ROOMS[number],
): { readonly is: string; readonly should: string } {
  const is = Deno.readTextFileSync(pathOf(room.readme));
  return { is, should: withCoverage(is, room.tables()) };
}

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

if (import.meta.main) {
  for (const room of ROOMS) {
    const { is, should } = readmeOf(room);
    if (is !== should) Deno.writeTextFileSync(pathOf(room.readme), should);
    console.log(`${room.readme}: ${is === should ? "as it was" : "written"}`);
  }
}
