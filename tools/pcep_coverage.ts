/** What Cairn knows of PCEP, as tables: from the rows, the codec's text, and the goldens of the tests. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CodePoint, PCEP_REGISTRIES } from "../src/pcep/registry/registries.ts";
import { type CoverageTable, formOf } from "./coverage_table.ts";

/** Names one row among all of PCEP: where octets of others were seen is written down so. */
export const rowKey = (registry: string, number: string | number, name: string): string =>
  `${registry} ${number} ${name}`;

export function pcepCoverage(): readonly CoverageTable[] {
  const known = knownGoldens(), written = writtenKinds();
  const golden = (id: string, { number, name, kind }: CodePoint) => {
    if (known.foreign.has(rowKey(id, number, name))) return "others";
    const figure = rowKey(id === "tlv" ? `tlv ${kind}` : id, number, "");
    return known.figures.has(figure) ? "figure" : "none";
  };
  return PCEP_REGISTRIES.map(({ id, title, rows }) => ({
    title,
    rows: rows.map((row) => ({
      number: row.number,
      name: row.name,
      ref: row.ref,
      form: formOf(row.shape),
      sent: written.has(row.kind),
      golden: golden(id, row),
      ...(row.quirk !== undefined && { quirk: row.quirk }),
    })),
  }));
}

/**
 * Kinds of rows that have a place of their own in what is written: named in the text of the encoder, of the Opens and
 * their profiles, or by those who compose messages. Everything else goes out only as it came in.
 */
function writtenKinds(): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const [folder, files, names] of WRITERS) {
    for (const file of readdirSync(pathOf(folder))) {
      if (!files.test(file)) continue;
      const text = readFileSync(pathOf(`${folder}/${file}`), "utf8");
      for (const [, kind] of text.matchAll(names)) kinds.add(kind!);
    }
  }
  return kinds;
}
const WRITERS: readonly (readonly [folder: string, files: RegExp, names: RegExp])[] = [
  ["src/pcep/codec", /^(write|encode)/, /(?:"|MESSAGES\.)(\w+)/g],
  ["src/pcep/session", /^open/, /"(\w+)"/g],
  ["src/pcep/profiles", /./, /"(\w+)"/g],
  ["src/controller/pcep", /./, /kind: "(\w+)", value/g],
];

/** What the goldens of the tests have been through: octets of others, or examples by hand (by number alone). */
function knownGoldens(): { foreign: ReadonlySet<string>; figures: ReadonlySet<string> } {
  const figures = new Set<string>();
  const add = (file: string, keyOf: (octets: readonly number[], kind: string) => string) => {
    for (const line of lines(`tests/golden/pcep/${file}.txt`)) {
      const [kind, hex] = line.split(" | ") as [string, string];
      const octets = hex.slice(0, 8).match(/../g)!.map((two) => parseInt(two, 16));
      figures.add(keyOf(octets, kind));
    }
  };
  add("messages", ([, type]) => rowKey("message", type!, ""));
  add("objects", ([first, second]) => rowKey("object", `${first}/${second! >> 4}`, ""));
  for (const file of ["tlvs", "subtlvs"]) {
    add(file, ([high, low], kind) => rowKey(`tlv ${kind}`, high! << 8 | low!, ""));
  }
  add("subobjects", ([first]) => rowKey("subobject", first! & 0x7f, ""));
  return { foreign: new Set(lines(FOREIGN_ROWS)), figures };
}

const lines = (path: string): readonly string[] =>
  readFileSync(pathOf(path), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));

/** Rows that octets of other projects have been through, one a line; a test writes down what it saw. */
export const FOREIGN_ROWS = "tests/golden/pcep/foreign_rows.txt";

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
