/**
 * The REST routes, read at run time from the google.api.http options of the methods (google/api/http.proto). A path
 * template has literals, `{field}` for one segment, `{field=**}` for the rest, and may end with a verb: `:apply`.
 */
import { type DescMethod, type DescService, getOption } from "@bufbuild/protobuf";
import { http } from "../../gen/google/api/annotations_pb.ts";
import type { HttpRule } from "../../gen/google/api/http_pb.ts";

export interface Route {
  readonly method: DescMethod;
  readonly verb: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** As written: /v1/policies/{name}:reoptimize */
  readonly template: string;
  readonly parts: readonly Part[];
  /** "": none, "*": the whole request, else the field that the body is. */
  readonly body: string;
}
export type Part =
  | { readonly literal: string }
  | { readonly field: string; readonly rest: boolean };

export interface Match {
  readonly route: Route;
  readonly fields: Readonly<Record<string, string>>;
}

export function routesOf(services: readonly DescService[]): Route[] {
  return services.flatMap((service) => service.methods).flatMap((method) => {
    const rule = getOption(method, http);
    return [rule, ...rule.additionalBindings].flatMap((each) => routeOf(method, each));
  });
}

function routeOf(method: DescMethod, rule: HttpRule): Route[] {
  const { pattern, body } = rule;
  if (pattern.case === undefined || pattern.case === "custom") return [];
  const verb = pattern.case.toUpperCase() as Uppercase<typeof pattern.case>;
  return [{ method, verb, template: pattern.value, parts: partsOf(pattern.value), body }];
}

/** The verb is a part of its own, so that a `{name}` before it does not swallow it. */
function partsOf(template: string): Part[] {
  const [path, verb] = template.split(/:(?=[A-Za-z]+$)/);
  const parts = path!.split("/").slice(1).map((segment): Part => {
    const variable = /^\{([\w.]+)(=\*\*)?\}$/.exec(segment);
    return variable
      ? { field: variable[1]!, rest: variable[2] !== undefined }
      : { literal: segment };
  });
  return verb === undefined ? parts : [...parts, { literal: `:${verb}` }];
}

/**
 * The route that a request means, literals before variables; "method" where the path is right and the verb is not.
 * `path` is still percent-encoded, so that a slash inside a name can be written %2F.
 */
export function match(
  routes: readonly Route[],
  verb: string,
  path: string,
): Match | "method" | undefined {
  let other = false;
  let best: Match | undefined;
  for (const route of routes) {
    const fields = fieldsOf(route, path);
    if (fields === undefined) continue;
    if (route.verb !== verb) other = true;
    else if (best === undefined || literals(route) > literals(best.route)) best = { route, fields };
  }
  return best ?? (other ? "method" : undefined);
}

const literals = (route: Route) => route.parts.filter((part) => "literal" in part).length;

function fieldsOf(route: Route, path: string): Record<string, string> | undefined {
  const last = route.parts.at(-1);
  const verb = last && "literal" in last && last.literal.startsWith(":") ? last.literal : "";
  if (!path.endsWith(verb)) return undefined;
  const segments = path.slice(1, path.length - verb.length).split("/");
  const parts = verb === "" ? route.parts : route.parts.slice(0, -1);
  const fields: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const segment = segments[i];
    if (segment === undefined || segment === "") return undefined;
    if ("literal" in part) {
      if (part.literal !== segment) return undefined;
      continue;
    }
    const text = decode(part.rest ? segments.slice(i).join("/") : segment);
    if (text === undefined) return undefined;
    fields[part.field] = text;
    if (part.rest) return fields;
  }
  return segments.length === parts.length ? fields : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a lone % sign
  }
}
