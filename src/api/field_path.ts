/** A field of a message by its name in a filter or an order, snake_case or camelCase, nested with dots. */
import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { TimestampSchema } from "@bufbuild/protobuf/wkt";
import { nearest } from "../lib/nearest.ts";
import { refuse } from "./errors.ts";

export interface FieldPath {
  /** The values at this place of a row: none where it is absent, several where a list is crossed. */
  read(row: Readonly<Record<string, unknown>>): unknown[];
  /** A value as people write it, in the field's own type; times as microseconds since 1970. */
  parse(text: string): string | number;
}

export function resolveField(desc: DescMessage, name: string, where: string): FieldPath {
  const steps: string[] = [];
  let last: DescField | undefined, inside: DescMessage | undefined = desc;
  for (const part of name.split(".")) {
    if (inside === undefined) {
      if (last?.fieldKind === "map") {
        steps.push(part); // labels.role
        return { read: reader(steps), parse: (text) => text };
      }
      throw unknownField(desc, name, where);
    }
    last = inside.fields.find((field) => field.localName === part || field.name === part);
    if (last === undefined) throw unknownField(inside, part, where);
    steps.push(last.localName);
    inside = last.message?.typeName.startsWith("google.") ? undefined : last.message;
  }
  return { read: reader(steps), parse: parserOf(last!, name, where) };
}

function reader(steps: readonly string[]): FieldPath["read"] {
  return (row) => {
    let values: unknown[] = [row];
    for (const step of steps) {
      values = values.flatMap((value): unknown[] => {
        const next = isRecord(value) ? value[step] : undefined;
        return next === undefined ? [] : Array.isArray(next) ? next : [next];
      });
    }
    // An absent text reads as an empty one, so that `policy = ""` finds rows without.
    return values.length === 0 ? [undefined] : values;
  };
}

function parserOf(field: DescField, name: string, where: string): FieldPath["parse"] {
  const say = (text: string, fix: string) =>
    refuse("invalidArgument", [{ field: where, problem: `${name} cannot be "${text}"`, fix }]);
  if (field.message?.typeName === TimestampSchema.typeName) {
    return (text) => {
      const milliseconds = Date.parse(text);
      if (Number.isNaN(milliseconds)) throw say(text, "use a time like 2026-11-22T10:00:00Z");
      return milliseconds * 1000;
    };
  }
  const scalar = field.fieldKind === "scalar" || field.fieldKind === "list"
    ? field.scalar
    : undefined;
  if (scalar === undefined || scalar === ScalarType.STRING) return (text) => text;
  if (scalar === ScalarType.BOOL) {
    return (text) => {
      if (text !== "true" && text !== "false") throw say(text, "use true or false");
      return text === "true" ? 1 : 0;
    };
  }
  return (text) => {
    const number = Number(text);
    if (text === "" || Number.isNaN(number)) throw say(text, "use a number");
    return number;
  };
}

function unknownField(desc: DescMessage, name: string, where: string) {
  const names = desc.fields.map((field) => field.localName);
  const near = nearest(name, names);
  return refuse("invalidArgument", [{
    field: where,
    problem: `there is no field ${name} in ${desc.name}`,
    fix: near ? `did you mean ${near}?` : `there are ${names.join(", ")}`,
  }]);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
