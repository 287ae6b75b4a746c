/**
 * Filters as people write them, in the grammar of the API (AIP-160): `state != up AND (color = 100 OR delay > 10ms)`;
 * bare words search all text. Pages hold all rows, so the filter works here, without asking, and says where it is wrong.
 */

export type FieldValue = string | number | boolean | readonly string[] | undefined;
export type Fields<Row> = Readonly<Record<string, (row: Row) => FieldValue>>;

export type Filter<Row> =
  | { readonly ok: true; readonly matches: (row: Row) => boolean; readonly empty: boolean }
  | {
    readonly ok: false;
    readonly problem: string;
    readonly at: number;
    readonly instead?: string;
  };

type Test<Row> = (row: Row) => boolean;
interface Token {
  readonly text: string;
  readonly at: number;
  readonly is: "word" | "quoted" | "sign" | "open" | "close";
}

export function parseFilter<Row>(text: string, fields: Fields<Row>): Filter<Row> {
  try {
    const parser = new Parser(tokensOf(text), fields, text.length);
    if (parser.done) return { ok: true, matches: () => true, empty: true };
    const matches = parser.either();
    parser.end();
    return { ok: true, matches, empty: false };
  } catch (problem) {
    if (!(problem instanceof FilterProblem)) throw problem;
    const { message, at, instead } = problem;
    return { ok: false, problem: message, at, ...(instead === undefined ? {} : { instead }) };
  }
}

class FilterProblem extends Error {
  constructor(message: string, readonly at: number, readonly instead?: string) {
    super(message);
  }
}

class Parser<Row> {
  readonly #tokens: readonly Token[];
  readonly #fields: Fields<Row>;
  readonly #length: number;
  #next = 0;

  constructor(tokens: readonly Token[], fields: Fields<Row>, length: number) {
    this.#tokens = tokens;
    this.#fields = fields;
    this.#length = length;
  }

  get done(): boolean {
    return this.#next >= this.#tokens.length;
  }

  end(): void {
    const token = this.#tokens[this.#next];
    if (token !== undefined) {
      throw new FilterProblem(`“${token.text}” is not expected here`, token.at);
    }
  }

  either(): Test<Row> {
    const tests = [this.#both()];
    while (this.#take("OR")) tests.push(this.#both());
    return tests.length === 1 ? tests[0]! : (row) => tests.some((test) => test(row));
  }

  #both(): Test<Row> {
    const tests = [this.#one()];
    for (;;) {
      if (this.#take("AND")) tests.push(this.#one());
      else if (this.done || this.#peek("OR") || this.#tokens[this.#next]?.is === "close") break;
      else tests.push(this.#one());
    }
    return tests.length === 1 ? tests[0]! : (row) => tests.every((test) => test(row));
  }

  #one(): Test<Row> {
    if (this.#take("NOT")) {
      const test = this.#one();
      return (row) => !test(row);
    }
    const token = this.#tokens[this.#next++];
    if (token === undefined) {
      throw new FilterProblem("Something is missing at the end", this.#length);
    }
    if (token.is === "open") {
      const test = this.either();
      if (this.#tokens[this.#next]?.is !== "close") {
        throw new FilterProblem("A ) is missing", this.#tokens[this.#next]?.at ?? this.#length);
      }
      this.#next++;
      return test;
    }
    const joins = token.is === "word" && (token.text === "AND" || token.text === "OR");
    if (joins) throw new FilterProblem(`${token.text} needs something before it`, token.at);
    if (token.is === "sign" || token.is === "close") {
      throw new FilterProblem(`“${token.text}” needs a field before it`, token.at);
    }
    const sign = this.#tokens[this.#next];
    if (sign?.is !== "sign") return this.#search(token.text);
    this.#next++;
    return this.#compare(token, sign);
  }

  #compare(field: Token, sign: Token): Test<Row> {
    const read = Object.hasOwn(this.#fields, field.text) ? this.#fields[field.text] : undefined;
    if (read === undefined) {
      const instead = nearest(field.text, Object.keys(this.#fields));
      throw new FilterProblem(
        `No field ${field.text}, at character ${field.at + 1}`,
        field.at,
        instead,
      );
    }
    const value = this.#tokens[this.#next++];
    if (value === undefined || (value.is !== "word" && value.is !== "quoted")) {
      throw new FilterProblem(
        `${field.text} ${sign.text} needs a value`,
        value?.at ?? this.#length,
      );
    }
    return (row) => holds(read(row), sign.text, value.text);
  }

  #search(word: string): Test<Row> {
    const wanted = word.toLowerCase();
    const reads = Object.values(this.#fields);
    return (row) => reads.some((read) => String(read(row) ?? "").toLowerCase().includes(wanted));
  }

  #peek(word: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.is === "word" && token.text.toUpperCase() === word && token.text === word;
  }

  #take(word: string): boolean {
    if (!this.#peek(word)) return false;
    this.#next++;
    return true;
  }
}

function holds(actual: FieldValue, sign: string, wanted: string): boolean {
  if (typeof actual === "object") {
    const has = actual.some((one) => sign === ":" ? contains(one, wanted) : same(one, wanted));
    return sign === "!=" ? !has : has;
  }
  if (sign === "!=") return !holds(actual, "=", wanted);
  if (actual === undefined) return false;
  const [left, right] = typeof actual === "number" ? [actual, quantity(wanted)] : [NaN, NaN];
  switch (sign) {
    case "=":
      return typeof actual === "number" ? left === right : same(String(actual), wanted);
    case ":":
      return contains(String(actual), wanted);
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    default:
      return left >= right;
  }
}

const contains = (text: string, part: string): boolean =>
  text.toLowerCase().includes(part.toLowerCase());

/** `*` stands for anything, as in names. */
function same(text: string, pattern: string): boolean {
  if (!pattern.includes("*")) return text.toLowerCase() === pattern.toLowerCase();
  const escaped = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "i").test(text);
}

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  us: 1,
  "µs": 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  bps: 1,
  kbps: 1e3,
  mbps: 1e6,
  gbps: 1e9,
  tbps: 1e12,
  "%": 1,
};

/** "50Mbps" → 50,000,000 bits per second, "20ms" → 20,000 microseconds. NaN when it is no number with a known unit. */
export function quantity(text: string): number {
  const found = /^(-?\d+(?:\.\d+)?)\s*([a-zµ%]*)$/i.exec(text);
  const unit = UNITS[found?.[2]?.toLowerCase() ?? "?"];
  return found === null || unit === undefined ? NaN : Number(found[1]) * unit;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /"([^"]*)"|(!=|<=|>=|[=<>:])|(\()|(\))|([^\s"!=<>:()]+(?::[^\s"!=<>()]+)*)|(")/g;
  for (const found of text.matchAll(pattern)) {
    const at = found.index;
    if (found[6] !== undefined) throw new FilterProblem('A " is missing', at);
    if (found[1] !== undefined) tokens.push({ text: found[1], at, is: "quoted" });
    else if (found[2] !== undefined) tokens.push({ text: found[2], at, is: "sign" });
    else if (found[3] !== undefined) tokens.push({ text: "(", at, is: "open" });
    else if (found[4] !== undefined) tokens.push({ text: ")", at, is: "close" });
    else if (found[5] !== undefined) tokens.push(...wordTokens(found[5], at));
  }
  return tokens;
}

/** `name:gold` is a field and a value; `r2:10.0.1.1` after a sign is one value. */
function wordTokens(text: string, at: number): Token[] {
  const colon = /^([A-Za-z][A-Za-z.]*):(.+)$/.exec(text);
  if (colon?.[1] === undefined || colon[2] === undefined || /\d$/.test(colon[1])) {
    return [{ text, at, is: "word" }];
  }
  return [
    { text: colon[1], at, is: "word" },
    { text: ":", at: at + colon[1].length, is: "sign" },
    { text: colon[2], at: at + colon[1].length + 1, is: "word" },
  ];
}

function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = 3;
  for (const candidate of known) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length]!;
}
