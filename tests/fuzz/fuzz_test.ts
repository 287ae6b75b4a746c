/** A short seeded run of the fuzzer, every find of longer ones once more, and the fuzzer itself with bugs put in on purpose. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { PCEP_TLVS } from "../../src/pcep/registry/tlvs.ts";
import type { AnyField } from "../../src/wire/field.ts";
import type { TlvRow } from "../../src/wire/tlv.ts";
import { readCases } from "./corpus.ts";
import { fuzz } from "./fuzzer.ts";
import { judge } from "./oracle.ts";
import { seeds } from "./seeds.ts";

const REGRESSIONS = fileURLToPath(new URL("regressions/", import.meta.url));

Deno.test("what fuzzing once found stays mended", () => {
  for (const found of readCases(REGRESSIONS)) {
    const verdict = judge(found);
    assert.ok("reached" in verdict, `${found.name}: ${"words" in verdict && verdict.words}`);
  }
});

Deno.test("`fuzz()` finds nothing in some thousand messages, streams, sessions and files", () => {
  const { finds, reached, inputs } = fuzz({ seed: 20261122, goOn: (n) => n < 1600 });
  assert.deepEqual(finds.map(({ signature }) => signature), []);
  assert.equal(inputs, 1600);
  assert.ok(reached.size > 300, `${reached.size} things reached`);
});

Deno.test("`fuzz()` is decided by its seed", () => {
  const run = () =>
    fuzz({ seed: 5, goOn: (n) => n < 300, targets: ["pcepMessage", "pcepSession"] }).corpus
      .map(({ parts }) => parts.map((part) => part.toHex()).join(" "));
  assert.deepEqual(run(), run());
});

seeds(); // with all rows as they should be
/** A row that has a bug until the test is over. */
function withBug(row: TlvRow, bug: (octets: Uint8Array) => void, test: () => void): void {
  const field = row.value, { read } = field;
  field.read = (r) => {
    bug(r.bytes.subarray(r.at, r.end));
    return read.call(field, r);
  };
  try {
    test();
  } finally {
    field.read = read;
  }
}

Deno.test("`fuzz()` finds a row that throws, and shrinks what shows it", () => {
  withBug(PCEP_TLVS.rows.srPceCapability, (octets) => {
    if (octets.length > 3 && octets[3] === 0) throw new TypeError("no msd");
  }, () => {
    const { finds } = fuzz({ seed: 3, goOn: (n) => n < 3000, targets: ["pcepMessage"] });
    assert.equal(finds.length, 1);
    assert.match(finds[0]!.signature, /TypeError .*no msd/);
    const octets = finds[0]!.smallest.parts.reduce((sum, { length }) => sum + length, 0);
    assert.ok(octets <= 40, finds[0]!.smallest.parts.map((part) => part.toHex()).join(" "));
  });
});

Deno.test("`fuzz()` finds a row that writes something else than it reads", () => {
  const field: AnyField = PCEP_TLVS.rows.srPceCapability.value, { write } = field;
  field.write = (w, value) => write.call(field, w, { ...value, msd: value.msd ^ 1 });
  try {
    const { finds } = fuzz({ seed: 3, goOn: (n) => n < 1000, targets: ["pcepMessage"] });
    const signatures = finds.map(({ signature }) => signature).join("; ");
    assert.match(signatures, /changes when/);
  } finally {
    field.write = write;
  }
});

Deno.test("`fuzz()` finds an endless row by its time", () => {
  withBug(PCEP_TLVS.rows.srPceCapability, (octets) => {
    const until = performance.now() + (octets.length === 4 ? 600 : 0);
    while (performance.now() < until);
  }, () => {
    const { finds } = fuzz({
      seed: 3,
      goOn: (n) => n < 1,
      targets: ["pcepMessage"],
      start: [OPEN],
    });
    assert.deepEqual(finds.map(({ signature }) => signature), ["pcepMessage slow"]);
  });
});
const OPEN = {
  target: "pcepMessage",
  parts: [Uint8Array.fromHex("200100140110001020 1e7801001a000400000008".replace(" ", ""))],
} as const;
