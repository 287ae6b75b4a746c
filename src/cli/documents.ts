/**
 * Files and folders of documents: YAML, JSON or CSV in, documents with their places out. What cannot be read is listed
 * beside them, so that one mistake does not hide the others.
 */
import type { JsonObject } from "@bufbuild/protobuf";
import type { Problem } from "../gen/cairn/v1/common_pb.ts";
import { EdgeError } from "../io/edge_error.ts";
import type { Terminal } from "../io/terminal.ts";
import { parseYaml, type Place, type YamlPath } from "../io/yaml_places.ts";
import { readFactsTable } from "./facts_table.ts";
import { sentences } from "./words.ts";

export interface Document {
  readonly file: string;
  readonly value: JsonObject;
  place(path: YamlPath, key?: boolean): Place;
}
export interface Mistake extends Place {
  readonly file: string;
  readonly words: string;
}
export interface ReadFiles {
  readonly documents: readonly Document[];
  readonly mistakes: readonly Mistake[];
}
/** What was read, and of which files, in their order. */
export interface ReadAll extends ReadFiles {
  readonly files: readonly string[];
}
/** `kind`: of documents that do not say theirs, and of tables. */
export interface ReadOptions {
  readonly kind?: string;
}

/** Throws EdgeError where a file cannot be read at all. */
export function readFiles(
  terminal: Terminal,
  names: readonly string[],
  options: ReadOptions = {},
): ReadAll {
  const documents: Document[] = [], mistakes: Mistake[] = [];
  const files = names.flatMap((name) => filesOf(terminal, name));
  for (const file of files) {
    const read = readFile(terminal, file, options);
    if (read.documents.length > MOST_DOCUMENTS) {
      throw new EdgeError(`${shown(file)} has more than ${MOST_DOCUMENTS} documents; split it`);
    }
    for (const document of read.documents) documents.push(document);
    for (const mistake of read.mistakes) mistakes.push(mistake);
  }
  return { documents, mistakes, files: files.map(shown) };
}
const shown = (file: string) => file === "-" ? "standard input" : file;

function filesOf(terminal: Terminal, name: string): readonly string[] {
  const inside = name === "-" ? undefined : terminal.filesIn(name);
  if (inside === undefined) return [name];
  const files = inside.filter((file) => /\.(ya?ml|json)$/i.test(file));
  if (files.length === 0) {
    throw new EdgeError(`${name} has no documents: no file ends in .yaml, .yml or .json`);
  }
  if (files.length > MOST_FILES) {
    throw new EdgeError(`${name} has ${files.length} files; apply its folders one by one`);
  }
  return files;
}

function readFile(terminal: Terminal, file: string, { kind }: ReadOptions): ReadFiles {
  const name = shown(file);
  const octets = terminal.read(file, LONGEST);
  const text = decoded(octets);
  if (text === undefined) {
    return {
      documents: [],
      mistakes: [{ file: name, line: 1, column: 1, words: "not UTF-8 text" }],
    };
  }
  if (/\.csv$/i.test(file)) return readFactsTable(name, text, kind);
  if ((text.match(/^---/gm)?.length ?? 0) > MOST_DOCUMENTS) {
    throw new EdgeError(`${name} has more than ${MOST_DOCUMENTS} documents; split it`);
  }
  return readYaml(name, text, kind);
}

function readYaml(file: string, text: string, kind: string | undefined): ReadFiles {
  const { documents, errors } = parseYaml(text);
  const mistakes: Mistake[] = errors.map(({ line, column, message }) => ({
    file,
    line,
    column,
    words: `not YAML: ${message}`,
  }));
  const read = documents.flatMap((document) => {
    const list = Array.isArray(document.value);
    const values: unknown[] = list ? document.value as unknown[] : [document.value];
    return values.flatMap((value, i): Document[] => {
      const prefix: YamlPath = list ? [i] : [];
      const place = (path: YamlPath, key?: boolean) => document.place([...prefix, ...path], key);
      if (!isJsonObject(value)) {
        mistakes.push({ file, ...place([]), words: "a document must have kind and name" });
        return [];
      }
      const said = kind === undefined || "kind" in value ? value : { kind, ...value };
      return [{ file, place, value: said }];
    });
  });
  return { documents: read, mistakes };
}

/** A problem of the server by the file, line and column of its field: `documents[2].color`. */
export function locate(
  { field, problem, fix }: Pick<Problem, "field" | "problem" | "fix">,
  documents: readonly Document[],
): Mistake {
  const words = sentences(problem, fix).replace(/\bdocuments\[(\d+)\]/g, (text, n: string) => {
    const other = documents[Number(n)];
    return other ? at({ file: other.file, ...other.place([]) }) : text;
  });
  const [, index, rest = ""] = /^documents\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
  const found = documents[Number(index ?? -1)];
  const said = (name: string) => name ? `${name}: ${words}` : words;
  if (!found) return { file: "", line: 0, column: 0, words: said(field) };
  const unknownKey = /^there is no field/.test(problem); // the key is wrong, not its value
  return { file: found.file, ...found.place(stepsOf(rest), unknownKey), words: said(rest) };
}

const stepsOf = (field: string): YamlPath =>
  [...field.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)]
    .map(([, quoted, digits, name]) => digits === undefined ? quoted ?? name! : Number(digits));

/** All mistakes, by file in the order given, then by place; one a line. */
export function formatMistakes(mistakes: readonly Mistake[], files: readonly string[]): string {
  const rank = ({ file }: Mistake) => file === "" ? files.length : files.indexOf(file);
  return [...mistakes]
    .sort((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column)
    .map((mistake) => mistake.file === "" ? mistake.words : `${at(mistake)}: ${mistake.words}`)
    .join("\n");
}
const at = ({ file, line, column }: Omit<Mistake, "words">) => `${file}:${line}:${column}`;

function decoded(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const LONGEST = 16 * 2 ** 20;
const MOST_DOCUMENTS = 50_000;
const MOST_FILES = 2_000;
