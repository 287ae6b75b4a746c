/** The README's tables are those of the rows; the rows that nobody else's octets have been through are told. */
import assert from "node:assert/strict";
import { withoutForeignGolden } from "../../../tools/coverage_table.ts";
import { FOREIGN_ROWS, pcepCoverage } from "../../../tools/pcep_coverage.ts";
import { readmeOf, ROOMS } from "../../../tools/protocol_tables.ts";
import { recorded, rowsOf, vectors } from "../foreign.ts";

Deno.test("the tables in src/pcep/README.md are those of the rows (`deno task tables` writes them)", () => {
  const { is, should } = readmeOf(ROOMS.find((room) => room.readme.includes("pcep"))!);
  assert.equal(is, should);
});

Deno.test("tests/golden/pcep/foreign_rows.txt holds the rows that octets of others went through", () => {
  const seen = new Set([...vectors(), ...recorded("in")].flatMap((one) => [...rowsOf(one.bytes)]));
  if (seen.size === 0) return; // they are not beside the repository
  const file = new URL(`../../../${FOREIGN_ROWS}`, import.meta.url);
  const lines = ["# Rows that octets of other projects have been through.", ...[...seen].sort()];
  if (Deno.env.get("CAIRN_WRITE_FOREIGN_ROWS") === "1") {
    Deno.writeTextFileSync(file, lines.join("\n") + "\n");
  }
  assert.equal(Deno.readTextFileSync(file), lines.join("\n") + "\n");
});

Deno.test("rows without octets of others are told", () => {
  const rows = withoutForeignGolden(pcepCoverage());
  console.log(`PCEP rows that only octets of our own have been through: ${rows.length}`);
  for (const line of rows) console.log(`  ${line}`);
  assert.deepEqual(rows.filter((line) => line.endsWith("(none)")), [], "without any golden");
});
