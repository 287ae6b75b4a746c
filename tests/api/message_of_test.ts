import { deepStrictEqual as equal } from "node:assert/strict";
import { type DescMessage, toJson } from "@bufbuild/protobuf";
import { messageOf, timestampOf } from "../../src/api/message_of.ts";
import { KIND_OF } from "../../src/api/read_methods.ts";
import { SERVICES } from "../../src/api/methods.ts";
import { PolicyIntentSchema } from "../../src/gen/cairn/v1/policy_pb.ts";
import { policyIntent, smallNetwork, START } from "./fake_controller.ts";
import { fullRows } from "./full_rows.ts";

Deno.test("`messageOf()` keeps every field of every kind of row", () => {
  const { view } = smallNetwork();
  for (const [name, kind] of Object.entries(KIND_OF)) {
    for (const id of view.ids(kind)) {
      const row = view.row(kind, id)!;
      const json = toJson(desc(name), messageOf(desc(name), row));
      equal([name, missing(row, json)], [name, []]);
    }
  }
});

/** Places that the row has and the JSON has not; values that proto3 leaves out do not count. */
function missing(row: unknown, json: unknown, place = ""): string[] {
  if (typeof row !== "object" || row === null) return [];
  return Object.entries(row).flatMap(([key, value]) => {
    if (key === "type" || key === "path") return []; // unions become oneofs
    if (value === undefined || value === "" || value === 0 || value === false) return [];
    if (Array.isArray(value) && value.length === 0) return [];
    if (value instanceof Uint8Array) return [];
    const inside = (json as Readonly<Record<string, unknown>>)[key];
    return inside === undefined ? [`${place}${key}`] : missing(value, inside, `${place}${key}.`);
  });
}

Deno.test("`messageOf()` has a field for every field of a row's type", () => {
  for (const [name, kind] of Object.entries(KIND_OF)) {
    const row = fullRows[kind];
    equal([name, missing(row, toJson(desc(name), messageOf(desc(name), row)))], [name, []]);
  }
});

const desc = (name: string): DescMessage =>
  SERVICES.flatMap((service) => service.methods)
    .find((method) => method.name.startsWith("Get") && method.output.name === name)!.output;

Deno.test("`messageOf()` makes unions into oneofs and numbers into texts", () => {
  const json = toJson(PolicyIntentSchema, messageOf(PolicyIntentSchema, policyIntent("gold")));
  const { bindingSid, candidatePaths } = json as Readonly<Record<string, unknown>>;
  equal(bindingSid, "24001");
  equal((candidatePaths as readonly unknown[])[1], {
    preference: 100,
    explicit: { segments: [{ router: "r2" }, { label: 16003 }] },
  });
});

Deno.test("`timestampOf()` keeps microseconds", () => {
  const { seconds, nanos } = timestampOf(START + 123_456);
  equal([seconds, nanos], [1_770_000_000n, 123_456_000]);
});
