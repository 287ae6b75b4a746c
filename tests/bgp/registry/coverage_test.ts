import assert from "node:assert/strict";
import { readmeOf, ROOMS } from "../../../tools/protocol_tables.ts";

Deno.test("src/bgp/README.md holds the tables that its rows make", () => {
  const room = ROOMS.find(({ readme }) => readme === "src/bgp/README.md");
  assert(room);
  const { is, should } = readmeOf(room);
  assert.equal(is, should, "run `deno task tables`");
});
