import assert from "node:assert/strict";
import fc from "fast-check";
import { formatLspName, parseLspName } from "../../src/policy/names.ts";

const space = { namePrefix: "cairn", network: "core" };

Deno.test("`parseLspName()` reads back what `formatLspName()` wrote, in at most 50 octets", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z0-9]{1,16}$/),
      fc.integer({ min: 1, max: 0xffffffff }),
      (uid, discriminator) => {
        const text = formatLspName(space, { uid, discriminator });
        assert.ok(text.length <= 50);
        assert.deepEqual(parseLspName(space, text), { uid, discriminator });
      },
    ),
  );
});

Deno.test("`parseLspName()` takes no name of another network, prefix or form for ours", () => {
  for (
    const text of [
      "cairn.edge.abc.1",
      "other.core.abc.1",
      "cairn.core.abc",
      "cairn.core.abc.0",
      "cairn.core.abc.4294967296",
      "cairn.core.ABC.1",
      "cairn.core.abc.1.2",
      "xcairn.core.abc.1",
    ]
  ) assert.equal(parseLspName(space, text), undefined, text);
});
