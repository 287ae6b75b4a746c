/**
 * Which rows of a list: a subset of AIP-160. `state != up AND (headend = "paris" OR color >= 100)`, NOT or `-`, bare
 * words search all texts of a row, `*` at either end of a value is a wildcard, `field : value` is "has" (an element
 * of a list, a part of a text, a key of a map; `field:*` any value). Fields may be nested with dots.
 */
import type { DescMessage } from "@bufbuild/protobuf";
import { type FieldPath, resolveField } from "./field_path.ts";
import { refuse } from "./errors.ts";

export type Row = Readonly<Record<string, unknown>>;
export type Predicate = (row: Row) => boolean;

/** An empty filter takes every row; a wrong one throws invalidArgument that points at the place. */
export function compileFilter(text: string, desc: DescMessage): Predicate {
  if (text.trim() === "") return () => true;
  return new Parser(tokenize(text), desc).whole();
}

type Token = { readonly type: "word" | "string" | "sign" | "end"; readonly text: string };

/** After a comparison a bare value may have any sign in it but quotes and parentheses: `id = r2:10.0.1.1`. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0, value = false;
  for (;;) {
    at += /^\s*/.exec(text.slice(at))![0].length;
    const rest = text.slice(at);
    if (rest === "") break;
    const match: RegExpExecArray | null = (value ? VALUE : PLAIN).exec(rest);
    if (!match) throw wrong(`"${rest}" cannot be read`, "quote values that have signs in them");
    const [all, quoted] = match;
    const sign: string | undefined = match[2], word: string | undefined = match[3];
    if (quoted !== undefined) {
      tokens.push({ type: "string", text: quoted.slice(1, -1).replaceAll(/\\(.)/g, "$1") });
    } else if (sign !== undefined) tokens.push({ type: "sign", text: sign });
    else tokens.push({ type: "word", text: word! });
    value = sign !== undefined && /^([=<>:]|[!<>]=)$/.test(sign);
    at += all.length;
  }
  tokens.push({ type: "end", text: "" });
  return tokens;
}

const PLAIN =
  /^(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(!=|<=|>=|[=<>:()]|-(?=[\w"'(]))|([^\s"'=<>:()!]+))/;
const VALUE = /^(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([()])|([^\s"'()]+))/;

/** expression = factor { [AND] factor }, factor = term { OR term }: OR binds tighter than AND, as AIP-160 says. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #desc: DescMessage;
  #at = 0;

  constructor(tokens: readonly Token[], desc: DescMessage) {
    this.#tokens = tokens;
    this.#desc = desc;
  }
  whole(): Predicate {
    const predicate = this.#expression();
    if (this.#peek().type !== "end") {
      throw wrong(`"${this.#peek().text}" is one too many`, "look at the parentheses");
    }
    return predicate;
  }
  #peek(): Token {
    return this.#tokens[this.#at]!;
  }
  #takes(text: string): boolean {
    const token = this.#peek();
    const taken = token.type !== "string" && token.type !== "end" && token.text === text;
    if (taken) this.#at++;
    return taken;
  }
  #expression(): Predicate {
    const parts = [this.#factor()];
    while (this.#peek().type !== "end" && this.#peek().text !== ")") {
      this.#takes("AND");
      parts.push(this.#factor());
    }
    return parts.length === 1 ? parts[0]! : (row) => parts.every((part) => part(row));
  }
  #factor(): Predicate {
    const parts = [this.#term()];
    while (this.#takes("OR")) parts.push(this.#term());
    return parts.length === 1 ? parts[0]! : (row) => parts.some((part) => part(row));
  }
  #term(): Predicate {
    if (this.#takes("NOT") || this.#takes("-")) {
      const term = this.#term();
      return (row) => !term(row);
    }
    if (this.#takes("(")) {
      const inside = this.#expression();
      if (!this.#takes(")")) throw wrong("a parenthesis is not closed", "add )");
      return inside;
    }
    return this.#restriction();
  }
  #restriction(): Predicate {
    const left = this.#tokens[this.#at++]!;
    if (left.type === "end" || left.type === "sign") {
      throw wrong(
        left.type === "end" ? "the filter ends too early" : `"${left.text}" stands alone`,
        'write field = "value"',
      );
    }
    const sign = this.#peek();
    if (sign.type !== "sign" || sign.text === "(" || sign.text === ")" || sign.text === "-") {
      return searchFor(left.text);
    }
    this.#at++;
    const right = this.#tokens[this.#at++]!;
    if (right.type === "end" || right.type === "sign") {
      throw wrong(
        `there is no value after "${left.text} ${sign.text}"`,
        "add one, in quotes if it has signs",
      );
    }
    return comparison(resolveField(this.#desc, left.text, "filter"), sign.text, right.text);
  }
}

/** The field against a value; on lists any element will do, `!=` wants none. */
function comparison(field: FieldPath, sign: string, value: string): Predicate {
  if (sign === "!=") {
    const equal = comparison(field, "=", value);
    return (row) => !equal(row);
  }
  const test = sign === ":" ? hasTest(value) : ordered(field, sign, value);
  return (row) => field.read(row).some(test);
}

function hasTest(value: string): (each: unknown) => boolean {
  if (value === "*") return (each) => each !== undefined && each !== "";
  const part = value.toLowerCase();
  return (each) =>
    isRecord(each)
      ? value in each
      : typeof each === "string"
      ? each.toLowerCase().includes(part)
      : textOf(each) === value;
}

function ordered(field: FieldPath, sign: string, value: string): (each: unknown) => boolean {
  const wanted = field.parse(value);
  if (typeof wanted === "string") {
    const matches = wildcard(wanted);
    if (sign === "=") return (each) => matches(textOf(each));
    return (each) => holds(sign, compareTexts(textOf(each), wanted));
  }
  return (each) => {
    const number = typeof each === "boolean" ? Number(each) : each;
    return typeof number === "number" && holds(sign, number - Number(wanted));
  };
}

const holds = (sign: string, difference: number) =>
  sign === "="
    ? difference === 0
    : sign === "<"
    ? difference < 0
    : sign === "<="
    ? difference <= 0
    : sign === ">"
    ? difference > 0
    : difference >= 0;

function wildcard(value: string): (text: string) => boolean {
  const first = value.startsWith("*"), last = value.endsWith("*") && value.length > 1;
  const core = value.slice(first ? 1 : 0, last ? -1 : undefined);
  if (first && last) return (text) => text.includes(core);
  if (first) return (text) => text.endsWith(core);
  return last ? (text) => text.startsWith(core) : (text) => text === core;
}

/** A bare word: anywhere in the texts of a row, without regard to case. */
function searchFor(word: string): Predicate {
  const part = word.toLowerCase();
  const within = (value: unknown): boolean =>
    typeof value === "string"
      ? value.toLowerCase().includes(part)
      : typeof value === "number"
      ? String(value) === part
      : Array.isArray(value)
      ? value.some(within)
      : false;
  return (row) => Object.values(row).some(within);
}

const compareTexts = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
const textOf = (value: unknown) => value === undefined || value === null ? "" : String(value);
const isRecord = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (problem: string, fix: string) =>
  refuse("invalidArgument", [{ field: "filter", problem, fix }]);
