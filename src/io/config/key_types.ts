/** The types that configuration keys are made of: valibot schemas that carry what check-config and the docs say. */
import * as v from "valibot";
import { parseAddress } from "../../lib/address.ts";
import {
  type ListenAddress,
  type NumberRange,
  type Parsed,
  parseDuration,
  parseListen,
  parsePercent,
  parseRange,
  parseSize,
} from "./units.ts";

/** What is known of a key beside its schema; found again with v.getMetadata(). */
export interface KeyFacts {
  readonly type: string;
  readonly text: string;
  readonly expected: string;
  readonly [more: string]: unknown; // valibot's metadata is open
}
interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly whole?: boolean;
}

/** A key with a default, written as in the file. */
export const by = <const D extends v.InferInput<S>, S extends v.GenericSchema>(
  byDefault: D,
  key: S,
) => v.optional(key, byDefault);
/** A key that may be absent. */
export const maybe = <S extends v.GenericSchema>(key: S) => v.optional(key);

export const duration = (about: string, limits: Limits = {}) =>
  written(
    about,
    "duration",
    "a duration with its unit, like 30s",
    (text) => within(parseDuration(text), limits, "seconds"),
  );

export const size = (about: string, limits: Limits = {}) =>
  written(
    about,
    "size",
    "a size with its unit, like 2GiB",
    (text) => within(parseSize(text), limits, "octets"),
  );

export const percent = (about: string) =>
  written(about, "percent", "a share, like 5%", parsePercent);

export const range = (about: string) =>
  written<NumberRange>(about, "range", "a range, like 1000-1999", parseRange);

export const listen = (about: string) =>
  written<ListenAddress>(about, "listen", 'an address like "[::]:8443"', parseListen);

export const path = (about: string) =>
  written<string>(
    about,
    "path",
    "a path",
    (text) => text === "" ? { ok: false, expected: "a path" } : { ok: true, value: text },
  );

export const address = (about: string, { ipv4 = false } = {}) =>
  written<string>(about, "address", "an IP address", (text) => {
    const parsed = parseAddress(text);
    const good = parsed !== undefined && (!ipv4 || typeof parsed === "number");
    if (good) return { ok: true, value: typeof parsed === "string" ? parsed : text };
    return { ok: false, expected: ipv4 ? "an IPv4 address like 192.0.2.1" : "an IP address" };
  });

export const text = (
  about: string,
  { pattern, expected }: { readonly pattern: RegExp; readonly expected: string },
) =>
  written<string>(
    about,
    "text",
    expected,
    (value) => pattern.test(value) ? { ok: true, value } : { ok: false, expected },
  );

/** `${NAME}` or `file:PATH`; the value itself is looked up when the edge needs it. */
export const secret = (about: string) =>
  written<string>(
    about,
    "secret",
    "${NAME}, file:PATH or the secret",
    (value) => ({ ok: true, value }),
  );

export const number = (about: string, limits: Limits = {}) => {
  const { minimum = 0, maximum = 0xffffffff } = limits;
  const expected = words({ minimum, whole: true, ...limits });
  const good = (n: number) => Number.isInteger(n) && n >= minimum && n <= maximum;
  const facts: KeyFacts = { type: "number", text: about, expected };
  return v.pipe(v.number(expected), v.check(good, expected), v.metadata(facts));
};
export const flag = (about: string) => {
  const facts: KeyFacts = { type: "flag", text: about, expected: "true or false" };
  return v.pipe(v.boolean("true or false"), v.metadata(facts));
};
export const oneOf = <const W extends string>(options: readonly W[], about: string) => {
  const expected = options.length === 1 ? options[0]! : `one of ${options.join(", ")}`;
  const facts: KeyFacts = { type: options.join(" | "), text: about, expected };
  return v.pipe(v.picklist(options, expected), v.metadata(facts));
};

/** A key that is written as text and means something else. */
function written<T>(
  about: string,
  type: string,
  expected: string,
  parse: (text: string) => Parsed<T>,
) {
  const facts: KeyFacts = { type, text: about, expected };
  return v.pipe(
    v.union([v.string(), v.number()], expected),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const parsed = parse(String(dataset.value));
      if (parsed.ok) return parsed.value;
      addIssue({ message: parsed.expected });
      return NEVER;
    }),
    v.metadata(facts),
  );
}

function within(parsed: Parsed<number>, limits: Limits, unit: string): Parsed<number> {
  if (!parsed.ok) return parsed;
  const { minimum = 0, maximum = Infinity, whole = false } = limits;
  const { value } = parsed;
  const good = value >= minimum && value <= maximum && (!whole || Number.isInteger(value));
  return good ? parsed : { ok: false, expected: `${words(limits)} of ${unit}` };
}
function words({ minimum, maximum, whole }: Limits): string {
  const kind = whole ? "a whole number" : "a number";
  if (maximum === undefined) return minimum ? `${kind} from ${minimum}` : kind;
  return `${kind} from ${minimum ?? 0} to ${maximum}`;
}
