/**
 * Reads one JSON object field by field and remembers everything that is wrong with it, each with its place. Never
 * throws; a field that is wrong answers its fallback, so that the rest is still looked at.
 */
import type { Problem } from "../../controller/command.ts";
import { nearest } from "../../lib/nearest.ts";

export class Fields {
  readonly path: string;
  readonly #problems: Problem[];
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();

  /** `path` is the place of the object: "" or `documents[2]`; problems of all objects share one list. */
  constructor(object: unknown, path: string, problems: Problem[], what: string) {
    this.path = path;
    this.#problems = problems;
    this.#object = isObject(object) ? object : {};
    if (!isObject(object)) {
      this.#known.add("*");
      problems.push({
        field: path,
        problem: `${what} is ${nameOf(object)}, not an object`,
        fix: "write it as fields with values",
      });
    }
  }

  /** The value as it stands; undefined where the field is absent or null. */
  raw(key: string): unknown {
    this.#known.add(key);
    return this.#object[key] ?? undefined;
  }
  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }
  place(key: string): string {
    return this.path === "" ? key : `${this.path}.${key}`;
  }
  wrong(key: string, problem: string, fix: string): undefined {
    this.#problems.push({ field: this.place(key), problem, fix });
    return undefined;
  }

  /** A non-empty text; numbers are taken as their text (YAML reads 65001 as a number). */
  text(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === "number") return String(value);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (value === "") return undefined; // proto3's way to say absent
    return this.wrong(key, `${key} is ${nameOf(value)}, not a word`, "write it as text");
  }
  required(key: string, example: string): string {
    const before = this.#problems.length;
    const value = this.text(key);
    if (value !== undefined) return value;
    if (this.#problems.length === before) {
      this.wrong(key, `${key} is missing`, `add ${key}, for example ${example}`);
    }
    return "";
  }
  /** A whole number in a range; `what` names the range for people. */
  integer(key: string, least: number, most: number, what = key): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) {
      return value;
    }
    const given = typeof value === "number" ? String(value) : nameOf(value);
    return this.wrong(key, `${what} is ${given}`, `use a whole number from ${least} to ${most}`);
  }
  flag(key: string, fallback: boolean): boolean {
    const value = this.raw(key);
    if (value === undefined || typeof value === "boolean") return value ?? fallback;
    this.wrong(key, `${key} is ${nameOf(value)}`, "use true or false");
    return fallback;
  }
  oneOf<const W extends string>(key: string, words: readonly W[], fallback: W): W;
  oneOf<const W extends string>(key: string, words: readonly W[]): W | undefined;
  oneOf<const W extends string>(key: string, words: readonly W[], fallback?: W): W | undefined {
    const value = this.text(key);
    const word = words.find((each) => each === value);
    if (value === undefined || word !== undefined) return word ?? fallback;
    const near = nearest(value, words);
    this.wrong(
      key,
      `${key} is "${value}"`,
      near
        ? `did you mean ${near}? use one of ${words.join(", ")}`
        : `use one of ${words.join(", ")}`,
    );
    return fallback;
  }
  /** `short` with a unit ("20ms"), or `long`, a number whose unit is in its name. */
  quantity(
    short: string,
    long: string,
    parse: (text: string) => number | undefined,
    example: string,
    most = Infinity,
  ): number | undefined {
    const words = this.raw(short), number = this.raw(long);
    if (words !== undefined && words !== "") {
      if (typeof number === "number" && number !== 0) {
        return this.wrong(short, `${short} and ${long} say it twice`, "keep one of them");
      }
      const value = typeof words === "string" ? parse(words) : undefined;
      if (value !== undefined && value <= most) return value;
      const given = typeof words === "string" ? `"${words}"` : String(words);
      return this.wrong(
        short,
        `${short} is ${given}`,
        `write it with its unit, for example ${example}`,
      );
    }
    if (number === undefined) return undefined;
    if (typeof number === "number" && number >= 0 && number <= most) return number;
    return this.wrong(
      long,
      `${long} is ${String(number)}`,
      `use a number, or ${short}: ${example}`,
    );
  }
  /** A list of texts. */
  texts(key: string): string[] {
    return this.list(key).flatMap((value, i) => {
      if (typeof value === "string" && value !== "") return [value];
      this.wrong(`${key}[${i}]`, `an entry is ${nameOf(value)}, not a word`, "write it as text");
      return [];
    });
  }
  integers(key: string, least: number, most: number): number[] {
    return this.list(key).flatMap((value, i) => {
      if (
        typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
      ) return [value];
      this.wrong(
        `${key}[${i}]`,
        `an entry is ${String(value)}`,
        `use whole numbers from ${least} to ${most}`,
      );
      return [];
    });
  }
  list(key: string): readonly unknown[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.wrong(key, `${key} is ${nameOf(value)}, not a list`, `write it as [ … ]`);
    return [];
  }
  /** The object in a field; an empty one where it is absent. */
  object(key: string): Fields {
    return new Fields(this.raw(key) ?? {}, this.place(key), this.#problems, key);
  }
  objects(key: string): Fields[] {
    return this.list(key).map((value, i) =>
      new Fields(value, `${this.place(key)}[${i}]`, this.#problems, `an entry of ${key}`)
    );
  }
  /** Words to words: `{ role: core }`. */
  labels(key: string): Record<string, string> {
    const value = this.raw(key) ?? {};
    if (!isObject(value)) {
      this.wrong(key, `${key} is ${nameOf(value)}`, "write it as { name: value }");
      return {};
    }
    const labels: Record<string, string> = {};
    for (const [name, word] of Object.entries(value)) {
      if (typeof word === "string" || typeof word === "number") labels[name] = String(word);
      else this.wrong(`${key}.${name}`, `the label is ${nameOf(word)}`, "write it as text");
    }
    return labels;
  }

  /** To be called last: what nobody asked for is a mistake, with the name that was probably meant. */
  finish(): void {
    if (this.#known.has("*")) return;
    const asked = [...this.#known];
    for (const key of Object.keys(this.#object)) {
      if (this.#known.has(key)) continue;
      const near = nearest(key, asked);
      this.wrong(
        key,
        `there is no field ${key} here`,
        near ? `did you mean ${near}?` : `known are ${asked.join(", ")}`,
      );
    }
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a JSON value is, in words. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return `"${value}"`;
  return typeof value === "number" ? `the number ${value}` : String(value);
}
