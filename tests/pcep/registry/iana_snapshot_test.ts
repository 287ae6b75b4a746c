/**
 * The rows against a snapshot of the registries' numbers, names and documents: what the rows lack, what they have too
 * much, and what they call by another name is a line that only one side has.
 */
import assert from "node:assert/strict";
import { namedNumbers } from "./named_numbers.ts";

const SNAPSHOT = new URL("./iana_snapshot.txt", import.meta.url);

Deno.test("the rows are the numbers, names and documents of iana_snapshot.txt, no more and no less", () => {
  const wanted = Deno.readTextFileSync(SNAPSHOT).split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const rows = namedNumbers();
  assert.deepEqual(wanted.filter((line) => !rows.includes(line)), [], "not in the rows");
  assert.deepEqual(rows.filter((line) => !wanted.includes(line)), [], "not in the snapshot");
  assert.equal(new Set(wanted).size, wanted.length, "a line twice");
});
