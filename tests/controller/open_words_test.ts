/** What people read of an Open. */
import assert from "node:assert/strict";
import { capabilitiesOf } from "../../src/controller/pcep/open_words.ts";
import { openMessage, PCE } from "../../src/pcep/session/open.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";

Deno.test("`capabilitiesOf()` calls what an Open offers by its registered name, and flags that are none by nothing", () => {
  const open = openMessage(PCE, DEFAULT);
  const words = capabilitiesOf({
    ...open,
    tlvs: [...open.tlvs, { kind: "lspDbVersion", value: 7n }],
  });
  assert(words.includes("stateful") && words.includes("LSP-DB-VERSION"), words.join(", "));
  assert(words.every((word) => !/^[a-z]+[A-Z]|: none$/.test(word)), words.join(", "));
});
