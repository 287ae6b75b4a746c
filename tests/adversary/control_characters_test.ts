/** A router may put anything into a name: it forges no line of a log or a table, and moves no cursor. */
import assert from "node:assert/strict";
import { formatTable } from "../../src/cli/table.ts";
import { createLog } from "../../src/io/log.ts";

const NAME = "x\n2026-01-01T00:00:00.000Z info    cairn: all is well\x1b[2J\u009b2J";

Deno.test("`formatTable()` shows control characters of a cell, and keeps one line a row", () => {
  const columns = [{ title: "NAME", of: (name: string) => name, rank: 0 }];
  const table = formatTable(columns, [NAME], { columns: undefined, wide: false, color: false });
  assert.equal(table.split("\n").length, 3);
  assert.ok(table.includes("x\\x0a2026"), table);
  assert.doesNotMatch(table.replaceAll("\n", ""), /\p{Cc}/u);
});

Deno.test("`createLog()` writes one line a note", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "text", write: (line) => void lines.push(line) });
  log.say("info", `router ${NAME}`, `${NAME} is up.`);
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines[0]!, /\p{Cc}/u);
  log.failure("a defect", new Error("boom"));
  assert.match(lines[1]!, /\n {4}at /, "a stack keeps its lines");
});
