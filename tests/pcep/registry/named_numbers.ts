/** Every number of the rows that a registry of IANA (or a vendor) names, flat: for the snapshot. */
import { OBJECTS } from "../../../src/pcep/registry/objects.ts";
import type { Shape } from "../../../src/wire/field.ts";
import { NESTED, tlvRows, TOP_LEVEL } from "../../../src/pcep/registry/registries.ts";
import { pcepCoverage } from "../../../tools/pcep_coverage.ts";

/** "registry | number | name | reference", as the lines of iana_snapshot.txt. */
export function namedNumbers(): readonly string[] {
  const tables = pcepCoverage().flatMap(({ title, rows }) =>
    rows.map((row) => line(title, row.number, row.name, row.quirk ?? row.ref))
  );
  const objects = Object.values(OBJECTS).map((row) => ({ ...row, shape: row.value.shape }));
  const fields = tlvRows([...TOP_LEVEL, ...NESTED])
    .map(([, row]) => ({ ...row, shape: row.value.shape }));
  const flags = [...objects, ...fields].flatMap((row) =>
    bitsOf(row.shape).map(([bits, name]) => line(`Flags of ${row.name}`, bits, name, row.ref))
  );
  return [...new Set([...tables, ...flags])];
}

/** Sections and paragraphs move; the document and the number do not. */
const line = (registry: string, number: string, name: string, ref: string): string =>
  `${registry} | ${number} | ${name} | ${ref.replace(/ §.*/, "")}`;

/** Flags and the parts of words, by IANA bit number; not those of TLVs within. */
function bitsOf(shape: Shape): readonly (readonly [bits: string, name: string])[] {
  switch (shape.kind) {
    case "flags":
      return Object.entries(shape.bit).map(([name, bit]) => [`${bit}`, name]);
    case "bits":
      return Object.entries(shape.parts).map(([name, part]) => [
        typeof part === "number" ? `${part}` : part.join("-"),
        name,
      ]);
    case "struct":
      return Object.values(shape.fields).flatMap(bitsOf);
    case "list":
      return bitsOf(shape.of);
    default:
      return [];
  }
}
