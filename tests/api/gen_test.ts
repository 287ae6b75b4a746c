import { deepStrictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { generate } from "../../proto/generate.ts";

Deno.test("src/gen is what `deno task gen` makes of proto/", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cairn-gen-" });
  try {
    await generate(folder);
    const fresh = await filesOf(join(folder, "src/gen"));
    const kept = await filesOf(join(import.meta.dirname!, "../../src/gen"));
    equal([...kept.keys()].sort(), [...fresh.keys()].sort());
    const stale = [...fresh].filter(([path, text]) => kept.get(path) !== text).map(([path]) =>
      path
    );
    equal(stale, [], "run `deno task gen` and commit src/gen");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function filesOf(folder: string, inside = ""): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(join(folder, inside))) {
    const path = join(inside, name);
    if (isDirectory) {
      for (const [each, text] of await filesOf(folder, path)) files.set(each, text);
    } else files.set(path, await Deno.readTextFile(join(folder, path)));
  }
  return files;
}
