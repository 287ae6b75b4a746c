/** OpenAPI 3.1 of the REST interface, made from the same descriptors and comments as everything else. */
import {
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  ScalarType,
} from "@bufbuild/protobuf";
import { comments } from "../../gen/comments.ts";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import { roleOf } from "../methods.ts";
import type { Route } from "./routes.ts";

export function openapi(routes: readonly Route[], version: string): JsonObject {
  const schemas = new Map<string, JsonObject>();
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = route.template.replaceAll("=**}", "}");
    (paths[path] ??= {})[route.verb.toLowerCase()] = operation(route, schemas);
  }
  const status = reference(StatusSchema, schemas);
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "Cairn",
      version,
      description: "The controller's API. gRPC and Connect have the same calls on the same port.",
    },
    security: [{ basic: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: "http", scheme: "basic" },
        bearer: { type: "http", scheme: "bearer" },
      },
      responses: {
        error: {
          description: "google.rpc.Status: what is wrong, where, and what to do",
          content: { "application/json": { schema: status } },
        },
      },
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => a < b ? -1 : 1)),
    },
  };
}

function operation(route: Route, schemas: Map<string, JsonObject>): JsonObject {
  const { method, body } = route;
  const service = method.parent.name;
  const role = roleOf(method);
  const comment = comments[`${method.parent.typeName}.${method.name}`];
  const output = reference(method.output, schemas);
  const streaming = method.methodKind === "server_streaming";
  const parameters = parametersOf(route, schemas);
  return {
    operationId: `${service}_${method.name}`,
    tags: [service],
    summary: method.name.replaceAll(
      /(?<=[a-z])([A-Z])/g,
      (_, letter) => ` ${letter.toLowerCase()}`,
    ),
    description: [comment, role === "open" ? "Open to everybody." : `For ${role} and above.`]
      .filter((text) => text !== undefined).join(" "),
    ...(role === "open" ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === "" ? {} : {
      requestBody: {
        required: true,
        content: { "application/json": { schema: bodySchema(method.input, body, schemas) } },
      },
    }),
    responses: {
      "200": {
        description: streaming ? "One message a line, until the client leaves" : "Done",
        content: streaming
          ? { "application/x-ndjson": { schema: output }, "text/event-stream": { schema: output } }
          : { "application/json": { schema: output } },
      },
      default: { $ref: "#/components/responses/error" },
    },
  };
}

function parametersOf(route: Route, schemas: Map<string, JsonObject>): JsonObject[] {
  const inPath = new Set(route.parts.flatMap((part) => "field" in part ? [part.field] : []));
  return route.method.input.fields.flatMap((field): JsonObject[] => {
    const path = inPath.has(field.name);
    if (!path && (route.body === "*" || route.body === field.name)) return [];
    const description = commentOf(field);
    return [{
      name: field.jsonName,
      in: path ? "path" : "query",
      ...(path ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema: fieldSchema(field, schemas),
    }];
  });
}

function bodySchema(
  input: DescMessage,
  body: string,
  schemas: Map<string, JsonObject>,
): JsonObject {
  if (body === "*") return reference(input, schemas);
  return fieldSchema(input.fields.find((field) => field.name === body)!, schemas);
}

/** A reference to the message's schema, which is made at the first time. */
function reference(desc: DescMessage, schemas: Map<string, JsonObject>): JsonObject {
  const known = WELL_KNOWN[desc.typeName];
  if (known !== undefined) return known;
  const name = desc.typeName.replace(/^cairn\.v1\./, "");
  if (!schemas.has(name)) {
    const schema: JsonObject = { type: "object" };
    schemas.set(name, schema);
    const comment = comments[desc.typeName];
    if (comment !== undefined) schema["description"] = comment;
    schema["properties"] = Object.fromEntries(desc.fields.map((field) => {
      const description = commentOf(field);
      const inside = fieldSchema(field, schemas);
      return [field.jsonName, description === undefined ? inside : { ...inside, description }];
    }));
  }
  return { $ref: `#/components/schemas/${name}` };
}

function fieldSchema(field: DescField, schemas: Map<string, JsonObject>): JsonObject {
  const one = field.message !== undefined
    ? reference(field.message, schemas)
    : field.enum !== undefined
    ? { type: "string", enum: field.enum.values.map((value) => value.name) }
    : SCALARS[field.scalar!] ?? { type: "string" };
  if (field.fieldKind === "list") return { type: "array", items: one };
  return field.fieldKind === "map" ? { type: "object", additionalProperties: one } : one;
}

const commentOf = (field: DescField): string | undefined =>
  comments[`${field.parent.typeName}.${field.name}`];

const WELL_KNOWN: Readonly<Record<string, JsonObject>> = {
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Duration": { type: "string", examples: ["3600s"] },
  "google.protobuf.FieldMask": { type: "string", examples: ["bandwidth,onNoPath"] },
  "google.protobuf.Struct": { type: "object", additionalProperties: true },
  "google.protobuf.Empty": { type: "object", properties: {} },
  "google.protobuf.Any": {
    type: "object",
    properties: { "@type": { type: "string" } },
    additionalProperties: true,
  },
};
const SCALARS: Readonly<Partial<Record<ScalarType, Record<string, JsonValue>>>> = {
  [ScalarType.STRING]: { type: "string" },
  [ScalarType.BYTES]: { type: "string", contentEncoding: "base64" },
  [ScalarType.BOOL]: { type: "boolean" },
  [ScalarType.UINT32]: { type: "integer", minimum: 0, maximum: 4294967295 },
  [ScalarType.INT32]: { type: "integer" },
  [ScalarType.UINT64]: { type: "string", pattern: "^[0-9]+$" },
  [ScalarType.DOUBLE]: { type: "number" },
};
