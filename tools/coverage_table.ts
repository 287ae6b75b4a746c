/**
 * Coverage tables for the README of a protocol room, made from the rows that decode: what is read, how, what is
 * sent, and whether octets that somebody else made have been through it.
 */
import type { Shape } from "../src/wire/field.ts";

/** "fields": read into named values; "octets": kept whole under its name; "name": only said in words. */
export type Form = "fields" | "octets" | "name";

/** One code point. */
export interface CoverageRow {
  readonly number: string; // "17", "5/3"
  readonly name: string;
  readonly ref: string;
  readonly form: Form;
  readonly sent: boolean; // by Cairn, in a session
  /** "others": octets of another implementation; "figure": written by hand from the RFC; "none". */
  readonly golden: "others" | "figure" | "none";
  readonly quirk?: string; // whose number it is, where not IANA's
}
export interface CoverageTable {
  readonly title: string;
  readonly rows: readonly CoverageRow[];
}

const BEGIN = "<!-- made by `deno task tables` from the rows; do not edit below -->";
const END = "<!-- end of what is made -->";

/** How a field of this shape is read. Absent: there is nothing inside. */
export function formOf(shape: Shape | undefined): Form {
  if (shape === undefined) return "name";
  return shape.kind === "bytes" || shape.kind === "hex" ? "octets" : "fields";
}

/** `readme` with everything between its two marks replaced by the tables. Throws if a mark is missing. */
export function withCoverage(readme: string, tables: readonly CoverageTable[]): string {
  const from = readme.indexOf(BEGIN), to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error(`the README must hold "${BEGIN}" and "${END}"`);
  return readme.slice(0, from) + `${BEGIN}\n\n${coverageMarkdown(tables)}\n` + readme.slice(to);
}

export function coverageMarkdown(tables: readonly CoverageTable[]): string {
  const parts = [summary(tables)];
  for (const { title, rows } of tables) {
    parts.push(`### ${title}\n\n${HEAD}\n${rows.map(line).join("\n")}\n`);
  }
  return parts.join("\n");
}

/** The code points that nobody else's octets have been through, as "table: number name". */
export const withoutForeignGolden = (tables: readonly CoverageTable[]): readonly string[] =>
  tables.flatMap(({ title, rows }) =>
    rows.filter((row) => row.form !== "name" && row.golden !== "others")
      .map((row) => `${title}: ${row.number} ${row.name} (${row.golden})`)
  );

function summary(tables: readonly CoverageTable[]): string {
  const lines = tables.map(({ title, rows }) => {
    const count = (test: (row: CoverageRow) => boolean) => rows.filter(test).length;
    const foreign = count((row) => row.golden === "others");
    if (rows.every((row) => row.form === "name")) {
      return `| ${title} | ${rows.length} | named | | | |`;
    }
    return `| ${title} | ${rows.length} | ${count((row) => row.form === "fields")} | ` +
      `${count((row) => row.form === "octets")} | ${count((row) => row.sent)} | ${foreign} |`;
  });
  return [
    "| registry | rows | read into fields | kept as octets | sent | with octets of others |",
    "|---|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

const HEAD = "| number | name | reference | read | sent | golden |\n|---|---|---|---|---|---|";

function line(row: CoverageRow): string {
  const name = row.quirk ? `${row.name}; number of ${row.quirk}` : row.name;
  const golden = row.form === "name" ? "" : row.golden;
  return `| ${row.number} | ${escaped(name)} | ${row.ref} | ${READ[row.form]} | ` +
    `${row.sent ? "sent" : ""} | ${golden} |`;
}

const READ: Readonly<Record<Form, string>> = {
  fields: "fields",
  octets: "octets",
  name: "name",
};
const escaped = (text: string): string => text.replaceAll("|", "\\|");
