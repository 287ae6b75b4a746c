import { deepStrictEqual as equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { compileFilter } from "../../src/api/filter.ts";
import { LinkSchema } from "../../src/gen/cairn/v1/topology_pb.ts";
import { PolicySchema } from "../../src/gen/cairn/v1/policy_pb.ts";
import { linkRow, policyIntent, policyRow } from "./fake_controller.ts";

const links = [
  linkRow("r1", "r2", "10.0.1.1"),
  { ...linkRow("r2", "r1", "10.0.1.2"), state: "down" as const, srlgs: [1, 2] },
  { ...linkRow("r2", "r3", "10.0.2.1"), policies: ["gold-r1-r3"], igpMetric: 30 },
];
const chosen = (filter: string) =>
  links.filter((row) => compileFilter(filter, LinkSchema)({ ...row })).map((row) => row.id);

const [first, second, third] = ["r1:10.0.1.1", "r2:10.0.1.2", "r2:10.0.2.1"];

Deno.test("`compileFilter()` understands the operators of AIP-160", () => {
  const cases: [string, (string | undefined)[]][] = [
    ["", [first, second, third]],
    ["state = up", [first, third]],
    ["state!=up", [second]],
    ['from = "r2" AND state = "up"', [third]],
    ["from = r2 state = up", [third]],
    ["igp_metric >= 30", [third]],
    ["igpMetric < 30 AND NOT state = down", [first]],
    ["-state=down igpMetric<30", [first]],
    ["from = r1 OR to = r1", [first, second]],
    // OR binds tighter than AND.
    ["from = r1 OR from = r2 AND state = down", [second]],
    ["(from = r1 AND to = r2) OR state = down", [first, second]],
    ["srlgs : 1", [second]],
    ["srlgs = 77", [first, third]],
    ["srlgs != 77", [second]],
    ["policies:gold", [third]],
    ["policies:*", [third]],
    ["id = r1:10.0.1.1", [first]],
    ['name = "r2--*"', [second, third]],
    ["name = *r3", [third]],
    ["gold-r1", [third]],
    ["DOWN", [second]],
    ["adjacencySids.label = 24001 state = down", [second]],
    ["adjacency_sids.operator_set = true to = r3", [third]],
    ['changed_at > "2020-01-01T00:00:00Z"', [first, second, third]],
    ["changedAt < 2020-01-01T00:00:00Z", []],
  ];
  for (const [filter, ids] of cases) equal([filter, chosen(filter)], [filter, ids]);
});

Deno.test("`compileFilter()` looks into maps and nested messages", () => {
  const row = { ...policyRow(policyIntent("gold")) };
  const takes = (filter: string) => compileFilter(filter, PolicySchema)(row);
  equal(takes("intent.labels.team = core"), true);
  equal(takes("intent.labels:team"), true);
  equal(takes("intent.labels:other"), false);
  equal(takes("candidatePaths.computed.ok = true"), true);
  equal(takes("candidatePaths.reported.labels = 16003"), true);
  equal(takes("mesh = core"), false);
});

Deno.test("`compileFilter()` says what is wrong and how to write it", () => {
  const wrong: [string, RegExp][] = [
    ["stat = up", /no field stat in Link – did you mean state\?/],
    ["igpMetric > x", /igpMetric cannot be "x" – use a number/],
    ["state =", /no value after/],
    ["(state = up", /not closed/],
    ["state = up)", /one too many/],
    ["= up", /stands alone/],
    ["changedAt > yesterday", /use a time like/],
  ];
  for (const [filter, message] of wrong) throws(() => chosen(filter), { message });
});

Deno.test("`compileFilter()` compiles or refuses any text, and never hangs", () => {
  const word = fc.constantFrom(
    "state",
    "up",
    "=",
    "!=",
    ":",
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "-",
    '"',
    "a b",
  );
  fc.assert(fc.property(fc.array(word).map((words) => words.join(" ")), (text) => {
    try {
      chosen(text);
    } catch (error) {
      equal((error as Error).name, "ConnectError");
    }
  }));
});
