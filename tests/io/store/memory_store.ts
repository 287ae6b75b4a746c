/** The simulation's store behind the same port, so that the contract holds for what it is tested with. */
import { MemoryStore } from "../../../lab/sim/memory_store.ts";
import type { Row, Store } from "../../../src/controller/step.ts";

export function memoryStore(held: MemoryStore): Store {
  return {
    load: () => Promise.resolve(held.rows()),
    // deno-lint-ignore require-await -- a refusal is a rejection
    commit: async (_sequence: number, rows: readonly Row[]) => held.commit(rows),
    close: () => Promise.resolve(),
  };
}
