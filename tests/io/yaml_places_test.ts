/** YAML that is wrong, endless or far too deep: said with its place, and soon. */
import assert from "node:assert/strict";
import { parseYaml } from "../../src/io/yaml_places.ts";

const messages = (text: string) =>
  parseYaml(text).errors.map(({ line, column, message }) => `${line}:${column} ${message}`);

Deno.test("`parseYaml()` says what is wrong with aliases, nesting and keys, and reads the other documents", () => {
  assert.match(messages("[".repeat(20_000)).join(), /^1:\d+ it is nested too deeply$/);
  assert.deepEqual(messages("a: &a [*a]\n"), [
    "1:1 an alias (*name) stands inside what it means",
  ]);
  assert.deepEqual(messages("a: *gone\n"), ["1:1 there is no anchor &gone before *gone"]);
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
  for (const [here, before] of ["ba", "cb", "dc", "ed"].map((pair) => [...pair])) {
    bomb.push(`${here}: &${here} [${Array(10).fill(`*${before}`).join(", ")}]`);
  }
  assert.match(messages(bomb.join("\n")).join(), /too many aliases/);
  const { documents, errors } = parseYaml("a: 1\na: 2\n---\nb: 3\n---\nc: [\n---\nd: 4\n");
  assert.deepEqual(errors.map(({ line }) => line), [2, 7]);
  assert.deepEqual(documents.map(({ value }) => value), [{ a: 2 }, { b: 3 }, { d: 4 }]);
});
