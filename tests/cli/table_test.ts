import assert from "node:assert/strict";
import fc from "fast-check";
import { type Column, formatTable } from "../../src/cli/table.ts";
import { age, bitRate, delay, spaced } from "../../src/cli/words.ts";

interface Row {
  readonly name: string;
  readonly labels: string;
  readonly note: string;
}
const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", rank: 0, of: (r) => r.name },
  { title: "LABELS", rank: 2, of: (r) => r.labels, align: "right" },
  { title: "NOTE", rank: 0, of: (r) => r.note, cut: true },
  { title: "ID", rank: 9, of: (r) => `id-${r.name}` },
];
const rows: Row[] = [
  { name: "paris", labels: "16005/24001", note: "fine" },
  { name: "rome", labels: "", note: "a note that is long enough to be cut in a narrow terminal" },
];
const table = (columns: number | undefined, wide = false) =>
  formatTable(COLUMNS, rows, { columns, wide, color: false });

Deno.test("`formatTable()` shows all columns but the wide ones, and nothing twice", () => {
  assert.equal(
    table(undefined),
    "NAME        LABELS  NOTE\n" +
      "paris  16005/24001  fine\n" +
      "rome             –  a note that is long enough to be cut in a narrow terminal\n",
  );
});

Deno.test("`formatTable()` cuts first what may be cut", () => {
  assert.equal(
    table(54),
    "NAME        LABELS  NOTE\n" +
      "paris  16005/24001  fine\n" +
      "rome             –  a note that is long enough to be …\n",
  );
});

Deno.test("`formatTable()` leaves columns out when cutting is not enough", () => {
  assert.equal(table(24), "NAME   NOTE\nparis  fine\nrome   a note that is l…\n");
});

Deno.test("`formatTable()` shows everything when asked for wide", () => {
  assert.match(table(20, true), /NOTE +ID\n/);
  assert.match(table(20, true), /narrow terminal +id-rome/);
});

Deno.test("`formatTable()` never writes past the terminal while columns can give way", () => {
  const row = fc.record({
    name: fc.string({ maxLength: 10 }),
    labels: fc.string({ maxLength: 60 }),
    note: fc.string({ maxLength: 200 }),
  });
  fc.assert(fc.property(fc.array(row), fc.integer({ min: 30, max: 200 }), (rows, columns) => {
    const text = formatTable(COLUMNS, rows, { columns, wide: false, color: false });
    for (const line of text.split("\n")) assert.ok([...line].length <= columns, line);
  }));
});

Deno.test("numbers read as people write them", () => {
  assert.deepEqual([bitRate(2e9), bitRate(0), bitRate(undefined)], ["2 Gb/s", "0 b/s", ""]);
  assert.deepEqual([delay(950), delay(20_000), delay(1_500_000)], ["950 µs", "20 ms", "1.5 s"]);
  const now = Date.parse("2026-01-02T00:00:00Z");
  assert.deepEqual(
    [
      "2026-01-01T23:59:50Z",
      "2026-01-01T23:00:00Z",
      "2026-01-01T12:00:00Z",
      "2025-12-20T00:00:00Z",
      undefined,
    ]
      .map((time) => age(time, now)),
    ["10s", "60m", "12h", "13d", ""],
  );
  assert.equal(spaced("candidatePaths"), "candidate paths");
});
