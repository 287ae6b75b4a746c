/** Tables that a spreadsheet, or somebody in a hurry, may write: nothing is read otherwise than it stands there. */
import assert from "node:assert/strict";
import { apply, policy, row, simulation } from "../controller/simulation.ts";
import { readFactsTable } from "../../src/cli/facts_table.ts";

const read = (csv: string, kind = "LinkFacts") => {
  const { documents, mistakes } = readFactsTable("f.csv", csv, kind);
  return { values: documents.map(({ value }) => value), words: mistakes.map(({ words }) => words) };
};

Deno.test("`readFactsTable()` loses no text behind a closing quote", () => {
  const { words } = read('link,srlg\n"paris"--rome,1\n');
  assert.deepEqual(words, ['"--rome" stands behind the closing quote of its cell']);
  assert.deepEqual(read('link,srlg\n"paris--rome" ,"1;2"\n'), {
    values: [{ kind: "LinkFacts", link: "paris--rome", srlg: [1, 2] }],
    words: [],
  });
});

Deno.test("`readFactsTable()` has no columns for words that every object knows", () => {
  for (const kind of ["constructor", "toString", "__proto__"]) {
    assert.match(read("link\na--b\n", kind).words[0]!, /a table cannot be of kind/);
  }
  assert.equal(read("toString,link\nx,a--b\n").words.length, 1);
});

Deno.test("`readFactsTable()` says of each of very many columns that it is not known", () => {
  assert.equal(read(`link${",x".repeat(200_000)}\n`).words.length, 200_000);
});

Deno.test("the core takes a table of eight thousand links in one turn, and goes on", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  const intents = Array.from({ length: 8000 }, (_, i) => ({
    kind: "LinkFacts" as const,
    name: `a${i}--b`,
    link: `a${i}--b`,
    srlg: [1],
  }));
  const begun = performance.now();
  assert.ok(sim.command({ do: "apply", intents, prune: false, dryRun: false }).ok);
  const milliseconds = performance.now() - begun;
  assert.ok(milliseconds < 10_000, `${Math.round(milliseconds)} ms`); // a minute, if each were looked up for each
  assert.equal(row(sim).state, "up");
});
