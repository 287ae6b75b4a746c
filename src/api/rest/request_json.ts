/**
 * A REST request (path, query, body) as a message, by descriptor. proto3 JSON stops at its first mistake; this walk
 * finds all of them first, each with its field, what is wrong, and what to write.
 */
import {
  type DescField,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import type { Problem } from "../../controller/command.ts";
import { nameOf } from "../documents/fields.ts";
import { nearest } from "../../lib/nearest.ts";
import { refuse, wrongField } from "../errors.ts";
import type { Match } from "./routes.ts";

export function requestOf(
  found: Match,
  query: URLSearchParams,
  body: JsonValue | undefined,
): Message {
  const desc = found.route.method.input;
  const json: JsonObject = {};
  const { body: bodyField } = found.route;
  if (bodyField === "*") Object.assign(json, objectIn(body ?? {}));
  else if (bodyField !== "") json[fieldOf(desc, bodyField)!.jsonName] = body ?? {};
  for (const [name, value] of Object.entries(found.fields)) {
    json[fieldOf(desc, name)!.jsonName] = value;
  }
  if (bodyField !== "*") addQuery(desc, json, query, Object.keys(found.fields));
  const problems: Problem[] = [];
  const clean = messageJson(desc, json, "", problems);
  if (problems.length > 0) throw refuse("invalidArgument", problems);
  try {
    return fromJson(desc, clean);
  } catch (error) {
    throw wrongField("", error instanceof Error ? error.message : "cannot be read", "see /docs");
  }
}

function objectIn(body: JsonValue): JsonObject {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  throw wrongField("", `the body is ${nameOf(body)}`, "send a JSON object");
}

const fieldOf = (desc: DescMessage, name: string): DescField | undefined =>
  desc.fields.find((field) => field.name === name || field.localName === name);

/** `?pageSize=10&filter=…&a.b=c`: by name, snake_case or camelCase; a repeated field may come several times. */
function addQuery(
  desc: DescMessage,
  json: JsonObject,
  query: URLSearchParams,
  taken: readonly string[],
): void {
  for (const name of new Set(query.keys())) {
    const field = fieldOf(desc, name);
    if (field === undefined || taken.includes(field.name)) {
      const names = desc.fields.map((each) => each.jsonName);
      const near = nearest(name, names);
      throw wrongField(
        name,
        `there is no parameter ${name}`,
        near
          ? `did you mean ${near}?`
          : names.length > 0
          ? `there are ${names.join(", ")}`
          : "leave it out",
      );
    }
    const values = query.getAll(name).map((text) => queryValue(field, text));
    json[field.jsonName] = field.fieldKind === "list" ? values : values.at(-1)!;
  }
}

/** A query has only text: numbers and booleans are meant where the field wants them. */
function queryValue(field: DescField, text: string): JsonValue {
  const scalar = field.fieldKind === "scalar" || field.fieldKind === "list"
    ? field.scalar
    : undefined;
  if (scalar === ScalarType.BOOL) {
    return text === "true" || text === "" ? true : text === "false" ? false : text;
  }
  return scalar !== undefined && NUMBERS.has(scalar) && text.trim() !== "" &&
      !Number.isNaN(Number(text))
    ? Number(text)
    : text;
}

/** The same JSON, with numbers for texts made texts; what is wrong goes to `problems`. */
function messageJson(
  desc: DescMessage,
  json: JsonValue,
  place: string,
  problems: Problem[],
): JsonValue {
  if (desc.typeName.startsWith("google.protobuf.")) return wellKnown(desc, json, place, problems);
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    problems.push({ field: place, problem: `this is ${nameOf(json)}`, fix: "write an object" });
    return {};
  }
  const clean: JsonObject = {};
  for (const [key, value] of Object.entries(json)) {
    const field = desc.fields.find((each) => each.jsonName === key || each.name === key);
    const inside = place === "" ? key : `${place}.${key}`;
    if (field === undefined) {
      const names = desc.fields.map((each) => each.jsonName);
      const near = nearest(key, names);
      problems.push({
        field: inside,
        problem: `there is no field ${key} in ${desc.name}`,
        fix: near ? `did you mean ${near}?` : `there are ${names.join(", ")}`,
      });
    } else if (value !== null) clean[key] = fieldJson(field, value, inside, problems);
  }
  return clean;
}

function fieldJson(
  field: DescField,
  value: JsonValue,
  place: string,
  problems: Problem[],
): JsonValue {
  if (field.fieldKind === "list") {
    if (!Array.isArray(value)) {
      problems.push({ field: place, problem: `this is ${nameOf(value)}`, fix: "write a list" });
      return [];
    }
    return value.map((each, i) => oneJson(field, each, `${place}[${i}]`, problems));
  }
  if (field.fieldKind !== "map") return oneJson(field, value, place, problems);
  const entries = Object.entries(objectOrProblem(value, place, problems));
  return Object.fromEntries(
    entries.map(([key, each]) => [key, oneJson(field, each, `${place}.${key}`, problems)]),
  );
}

function oneJson(
  field: DescField,
  value: JsonValue,
  place: string,
  problems: Problem[],
): JsonValue {
  if (field.message !== undefined) return messageJson(field.message, value, place, problems);
  const { scalar } = field;
  const wrong = (fix: string, instead: JsonValue): JsonValue => {
    problems.push({ field: place, problem: `this is ${nameOf(value)}`, fix });
    return instead;
  };
  if (scalar === ScalarType.STRING) {
    if (typeof value === "number") return String(value); // YAML reads 65001 as a number
    return typeof value === "string" ? value : wrong("write text", "");
  }
  if (scalar === ScalarType.BOOL) {
    return typeof value === "boolean" ? value : wrong("write true or false", false);
  }
  if (scalar === ScalarType.UINT32) {
    const right = typeof value === "number" && Number.isInteger(value) && value >= 0 &&
      value <= 0xffffffff;
    return right ? value : wrong("write a whole number from 0 to 4294967295", 0);
  }
  if (scalar === ScalarType.DOUBLE) {
    return typeof value === "number" ? value : wrong("write a number", 0);
  }
  return value;
}

/** Timestamps, durations, masks and free JSON have their own JSON; a mask may be written in snake_case. */
function wellKnown(
  desc: DescMessage,
  json: JsonValue,
  place: string,
  problems: Problem[],
): JsonValue {
  const mask = desc.typeName === "google.protobuf.FieldMask" && typeof json === "string"
    ? json.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    : json;
  try {
    fromJson(desc, mask);
  } catch {
    const fix = FIXES[desc.typeName] ?? "see /docs";
    problems.push({ field: place, problem: `this is ${nameOf(json)}`, fix });
    return desc.typeName === "google.protobuf.Struct" ? {} : null;
  }
  return mask;
}

function objectOrProblem(value: JsonValue, place: string, problems: Problem[]): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  problems.push({ field: place, problem: `this is ${nameOf(value)}`, fix: "write an object" });
  return {};
}

const FIXES: Readonly<Record<string, string>> = {
  "google.protobuf.Timestamp": "write a time like 2026-11-22T10:00:00Z",
  "google.protobuf.Duration": 'write seconds, for example "3600s"',
  "google.protobuf.FieldMask": "write names of fields with commas between them",
  "google.protobuf.Struct": "write an object",
};
const NUMBERS: ReadonlySet<ScalarType> = new Set([
  ScalarType.UINT32,
  ScalarType.UINT64,
  ScalarType.DOUBLE,
]);
