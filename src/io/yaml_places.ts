/** Where things are in a YAML text: line and column of any path, for messages that people can click on. */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";

export interface Place {
  readonly line: number; // from 1
  readonly column: number; // from 1
}
export type YamlPath = readonly (string | number)[];

/** One document of a YAML text, with its places. */
export interface PlacedDocument {
  readonly value: unknown;
  /** The place of a path, or of the nearest part of it that is there; `key`: of the key, not of its value. */
  place(path: YamlPath, key?: boolean): Place;
}
export interface PlacedYaml {
  readonly documents: readonly PlacedDocument[];
  /** What is no YAML at all. */
  readonly errors: readonly (Place & { readonly message: string })[]; // one a line
}

/** Reads all documents of `text`; documents without content are left out. */
export function parseYaml(text: string): PlacedYaml {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const read = documents.filter((document) => document.errors.length > 0 || hasContent(document))
    .map((document) => ({ document, ...valueOf(document) }));
  return {
    errors: oneALine(read.flatMap(({ document, problem }) => [
      ...document.errors.map((e) => ({ ...placeOf(e.pos[0]), message: wordsOf(e.message) })),
      ...(problem === undefined ? [] : [{ ...placeOf(startOf(document) ?? 0), message: problem }]),
    ])),
    documents: read.filter(({ value }) => value !== undefined).map((
      { document, value },
    ) => ({
      value,
      place: (path, key = false) => placeOf(offsetOf(document, path, key)),
    })),
  };
}

/** A text that went wrong once goes wrong at every word after it: the first of a line says it. */
function oneALine<E extends Place>(errors: readonly E[]): E[] {
  const lines = new Set<number>();
  return errors.filter(({ line }) => !lines.has(line) && lines.add(line)).slice(0, MOST_ERRORS);
}
const MOST_ERRORS = 10;

const hasContent = ({ contents }: Document): boolean =>
  contents !== null && !(isScalar(contents) && contents.value === null);

/**
 * A key that stands twice says itself; the rest is still read. Aliases of aliases would fill the memory, and one inside
 * what it stands for never ends.
 */
function valueOf(document: Document): { readonly value: unknown; readonly problem?: string } {
  if (document.errors.some(({ code }) => code !== "DUPLICATE_KEY")) return { value: undefined };
  try {
    const value: unknown = document.toJS();
    return endless(value, [])
      ? { value: undefined, problem: "an alias (*name) stands inside what it means" }
      : { value };
  } catch (error) {
    const unknown = /Unresolved alias[^:]*: (\S+)/.exec(String(error))?.[1];
    const problem = unknown === undefined
      ? "too many aliases (*name); write the values out"
      : `there is no anchor &${unknown} before *${unknown}`;
    return { value: undefined, problem };
  }
}
function endless(value: unknown, around: readonly unknown[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (around.includes(value)) return true;
  const inside = [...around, value];
  return Object.values(value).some((each) => endless(each, inside));
}

function offsetOf(document: Document, path: YamlPath, key: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [i, step] of path.entries()) {
    const last = i === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) return offset;
      const at = startOf(last && key ? pair.key : pair.value);
      offset = at ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined =>
  (node as Node | null | undefined)?.range?.[0];
const wordsOf = (text: string): string =>
  /call stack/.test(text) ? "it is nested too deeply" : text.split("\n")[0]!;
