import assert from "node:assert/strict";
import { MUTANTS, tryMutant } from "./mutants.ts";

for (const mutant of MUTANTS) {
  Deno.test(`the simulation notices when ${mutant.name}`, () => {
    assert.ok(tryMutant(mutant), `no seed finds ${mutant.finds}`);
  });
}
