/** The parts of the UI that are functions: filters, layouts, labels, units, documents, fields of a message. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { computed as forceLayout, type Pair } from "../../ui/graph/force_layout.ts";
import { compare } from "../../ui/parts/labels.tsx";
import { count, delay, duration, figures, rate, text } from "../../ui/parts/format.ts";
import { fieldAt, linesOf, pathAtOctet, rfcAddress } from "../../ui/state/field_tree.ts";
import { dissectMessage } from "../../ui/state/field_tree.ts";
import { csvOf } from "../../ui/state/export.ts";
import { parseFilter, quantity } from "../../ui/state/filter.ts";
import { documentOf, yamlOf } from "../../ui/state/path_wish.ts";
import { formOf, REGISTRIES } from "../../ui/state/registries.ts";
import { parse } from "yaml";

interface Row {
  readonly name: string;
  readonly color: number;
  readonly delay: number | undefined;
  readonly up: boolean;
  readonly routers: readonly string[];
}
const FIELDS = {
  name: (row: Row) => row.name,
  color: (row: Row) => row.color,
  delay: (row: Row) => row.delay,
  up: (row: Row) => row.up,
  routers: (row: Row) => row.routers,
};
const ROW: Row = {
  name: "gold-paris-rome",
  color: 100,
  delay: 9600,
  up: true,
  routers: ["paris", "lyon", "rome"],
};

function matches(filter: string): boolean {
  const parsed = parseFilter(filter, FIELDS);
  assert(parsed.ok, `${filter}: ${parsed.ok ? "" : parsed.problem}`);
  return parsed.matches(ROW);
}

Deno.test("parseFilter() compares, joins, negates and searches (AIP-160)", () => {
  for (
    const filter of [
      "",
      "gold",
      "rome paris",
      "name = gold-*",
      "name:paris",
      "color = 100 AND delay < 10ms",
      "color != 20 AND NOT delay > 20ms",
      "color = 20 OR up = true",
      "(color = 20 OR color = 100) delay >= 9600us",
      'routers = "lyon"',
      "routers : ly",
      "routers != milan",
    ]
  ) assert.equal(matches(filter), true, filter);
  for (
    const filter of [
      "silver",
      "color > 100",
      "up = false",
      "routers = ly",
      "NOT gold",
      "name != gold-*",
    ]
  ) {
    assert.equal(matches(filter), false, filter);
  }
});

Deno.test("parseFilter() says where a mistake is, and which field was meant", () => {
  assert.deepEqual(parseFilter("color = 1 AND colour = 2", FIELDS), {
    ok: false,
    problem: "No field colour, at character 15",
    at: 14,
    instead: "color",
  });
  for (
    const wrong of ["color =", "(color = 1", "= 3", "color = 1 )", 'name = "gold', "AND color = 1"]
  ) {
    assert.equal(parseFilter(wrong, FIELDS).ok, false, wrong);
  }
});

Deno.test("parseFilter() answers for any text", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ab =!<>:()"ANDOR1.') }), (filter) => {
    const parsed = parseFilter(filter, FIELDS);
    if (parsed.ok) parsed.matches(ROW);
  }));
});

Deno.test("quantity() reads units of time and rate", () => {
  assert.equal(quantity("50Mbps"), 50e6);
  assert.equal(quantity("20ms"), 20_000);
  assert.equal(quantity("1.5s"), 1_500_000);
  assert(Number.isNaN(quantity("20 parsec")));
});

Deno.test("computed() lays out the same network the same way, whatever the order", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.integer(), (size, seed) => {
      const names = Array.from({ length: size }, (_, i) => `r${i}`);
      const pairs: Pair[] = names.slice(1).map((
        name,
        i,
      ) => [name, names[(i * 7 + Math.abs(seed)) % (i + 1)]!]);
      const one = forceLayout(names, pairs);
      const other = forceLayout([...names].reverse(), pairs);
      assert.deepEqual(one, other);
      for (const { x, y } of one.values()) assert(Number.isFinite(x) && Number.isFinite(y));
    }),
    { numRuns: 30 },
  );
});

Deno.test("computed() sets a thousand routers apart within a second or two", () => {
  const names = Array.from({ length: 1000 }, (_, i) => `r${i}`);
  const pairs: Pair[] = names.slice(1).flatMap((
    name,
    i,
  ) => [[name, names[(i * 31) % (i + 1)]!], [name, names[(i * 17 + 3) % (i + 1)]!]]);
  const places = [...forceLayout(names, pairs).values()];
  const near = places.filter((a, i) =>
    places.some((b, j) => j < i && Math.hypot(a.x - b.x, a.y - b.y) < 0.05)
  );
  assert(near.length < 20, `${near.length} routers lie on others`);
});

Deno.test("compare() keeps both lists: without what is new it is the old one, without what is gone the new one", () => {
  const labels = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 });
  fc.assert(fc.property(labels, labels, (before, after) => {
    const rows = compare(before, after);
    assert.deepEqual(rows.filter((row) => row.is !== "new").map((row) => row.label), before);
    assert.deepEqual(rows.filter((row) => row.is !== "gone").map((row) => row.label), after);
  }));
});

Deno.test("every number has a unit, and at most three figures that matter", () => {
  assert.equal(text(duration(226_000)), "226 ms");
  assert.equal(text(duration(4_510_000)), "4.51 s");
  assert.equal(text(duration(640)), "640 µs");
  assert.equal(text(duration(27 * 60e6)), "27 min");
  assert.equal(text(delay(450)), "0.45 ms");
  assert.equal(text(rate(2e9)), "2 Gbps");
  assert.equal(text(rate(999_999_999)), "1 Gbps");
  assert.equal(text(rate(0)), "0 bps");
  assert.equal(count(48190), "48\u2009190");
  assert.equal(count(4118), "4118");
  assert.equal(figures(12.345), "12.3");
});

Deno.test("yamlOf() writes what a YAML reader reads back", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(fc.property(word, word, word, (from, delay, avoid) => {
    const document = documentOf({
      from,
      to: "rome",
      metric: "delay",
      bandwidth: "2Gbps",
      delay,
      hops: "8",
      avoid,
      through: "lyon milan",
    });
    assert.deepEqual(parse(yamlOf(document)), JSON.parse(JSON.stringify(document)));
  }));
});

Deno.test("linesOf(), pathAtOctet() and fieldAt() agree on any octets", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 120 }),
      fc.constantFrom("pcep", "bgp"),
      (bytes, protocol) => {
        const root = dissectMessage(protocol, bytes);
        for (
          const line of linesOf(root, () => true)
        ) assert.equal(fieldAt(root, line.path), line.field);
        const path = pathAtOctet(root, bytes.length - 1);
        assert(fieldAt(root, path) !== undefined);
      },
    ),
  );
});

Deno.test("csvOf() quotes what must be, has raw units, and no formulas", () => {
  const rows = [{ ...ROW, name: '=cmd("x")' }, { ...ROW, name: "a,b", delay: undefined }];
  assert.equal(
    csvOf(rows, FIELDS),
    'name,color,delay_us,up,routers\r\n"\'=cmd(""x"")",100,9600,true,paris lyon rome\r\n"a,b",100,,true,paris lyon rome\r\n',
  );
});

Deno.test("rfcAddress() leads to the section", () => {
  assert.equal(
    rfcAddress("RFC 8231 §7.3.2"),
    "https://www.rfc-editor.org/rfc/rfc8231#section-7.3.2",
  );
  assert.equal(rfcAddress("RFC 5440"), "https://www.rfc-editor.org/rfc/rfc5440");
  assert.equal(rfcAddress("draft-ietf-pce-x"), undefined);
});

Deno.test("the protocol page has a form and a reference for each row", () => {
  for (const { title, rows } of REGISTRIES) {
    assert(rows.length > 0, title);
    for (const row of rows) {
      assert(row.code !== "" && row.name !== "" && row.ref !== "", `${title} ${row.code}`);
    }
  }
  assert.equal(formOf({ kind: "list", of: { kind: "ipv4" } }), "list of (IPv4 address)");
  assert.equal(formOf({ kind: "uint", bits: 8, unit: "s" }), "8 bits in s");
});
