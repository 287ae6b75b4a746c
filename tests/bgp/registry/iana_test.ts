import assert from "node:assert/strict";
import type { CoverageRow } from "../../../tools/coverage_table.ts";
import { bareTables } from "../../../tools/bgp_coverage.ts";

type Assigned = readonly [number: string, name: string, document: string];
/** IANA's rows by table, in order of number. */
function snapshot(): Map<string, Assigned[]> {
  const text = Deno.readTextFileSync(new URL("iana_snapshot.txt", import.meta.url));
  const tables = new Map<string, Assigned[]>();
  let title = "";
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[")) tables.set(title = line.slice(1, -1), []);
    else {
      const [number, name, document] = line.split(" | ");
      tables.get(title)!.push([number!, name!, document!]);
    }
  }
  return tables;
}
const wordsOf = (name: string): readonly string[] => name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
/** Subcodes are words of their code's row, which names one document for all of them. */
const isSubcode = (number: string): boolean => number.includes("/");

Deno.test("BGP rows and IANA's registries have the same numbers, names and documents", () => {
  const iana = snapshot();
  for (const { title, rows } of bareTables()) {
    const assigned = iana.get(title);
    assert(assigned, `${title} is not in the snapshot`);
    const own = rows.filter((row) => row.quirk === undefined); // numbers of drafts are nobody's
    assert.deepEqual(own.map((row) => row.number), assigned.map(([number]) => number), title);
    for (const [i, row] of own.entries()) compare(title, row, assigned[i]!);
    iana.delete(title);
  }
  assert.deepEqual([...iana.keys()], [], "tables of IANA without rows");
});

/** The words of our name are words of IANA's; what is cited is a section of IANA's document. */
function compare(title: string, row: CoverageRow, [number, name, document]: Assigned): void {
  const words = new Set<string>(wordsOf(name));
  const other: readonly string[] = wordsOf(row.name).filter((word) => !words.has(word));
  assert.deepEqual(other, [], `${title} ${number}: ${row.name} is not ${name}`);
  if (isSubcode(number)) return;
  const cited = row.ref === document || row.ref.startsWith(`${document} §`);
  assert(cited, `${title} ${number}: ${row.ref} is not of ${document}`);
}
