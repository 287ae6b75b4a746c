/** Floats of routers go into sums and comparisons: no row lets one through that is no number. */
import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { OBJECTS } from "../../../src/pcep/registry/objects.ts";
import type { Shape } from "../../../src/wire/field.ts";
import { NESTED, tlvRows, TOP_LEVEL } from "../../../src/pcep/registry/registries.ts";
import { fromHex } from "../../wire/hex.ts";

function floats(shape: Shape): readonly (Shape & { readonly kind: "float32" })[] {
  if (shape.kind === "float32") return [shape];
  if (shape.kind === "list") return floats(shape.of);
  return shape.kind === "struct" ? Object.values(shape.fields).flatMap(floats) : [];
}

Deno.test("every float of every row has a lowest value, so that NaN is none of its values", () => {
  const rows = [
    ...Object.values(OBJECTS).map((row) => [row.name, row.value.shape] as const),
    ...tlvRows([...TOP_LEVEL, ...NESTED]).map(([, row]) => [row.name, row.value.shape] as const),
  ];
  const wild = rows.filter(([, shape]) => floats(shape).some((s) => s.minimum === undefined));
  assert.deepEqual(wild.map(([name]) => name), []);
  assert(rows.some(([, shape]) => floats(shape).length > 0));
});

Deno.test("NaN, infinity and negative numbers cost the object they stand in, and nothing else", () => {
  for (const float of ["7fc00000", "7f800000", "ff800000", "bf800000"]) {
    const message = fromHex(
      `200a003420100008000010410710000405100008${float}0610000c00000002${float}` +
        "0610000c00000002" + "40000000",
    );
    message[3] = message.length;
    const decoded = decodeMessage(message);
    assert(decoded.kind === "report" && decoded.problems.length === 0);
    const [report] = decoded.reports;
    assert.deepEqual(report?.metrics.map((m) => m.value), [2]);
    assert.deepEqual(report?.bandwidths, []);
    assert.deepEqual(report?.others.map((o) => o.error !== undefined), [true, true]);
  }
});
