import { deepStrictEqual as equal, ok } from "node:assert/strict";
import { SERVICES } from "../../src/api/methods.ts";
import { match, routesOf } from "../../src/api/rest/routes.ts";

const routes = routesOf(SERVICES);
const found = (verb: string, path: string) => {
  const result = match(routes, verb, path);
  return result === undefined || result === "method"
    ? result
    : [result.route.method.name, result.fields];
};

Deno.test("`routesOf()` has a route for every method, each different", () => {
  const methods = SERVICES.flatMap((service) => service.methods);
  const without = methods.filter((method) => !routes.some((route) => route.method === method));
  equal(without.map((method) => method.name), []);
  const keys = routes.map((route) => `${route.verb} ${route.template}`);
  equal(new Set(keys).size, keys.length);
  for (const { template } of routes) ok(template.startsWith("/v1/"), template);
});

Deno.test("`match()` tells names, verbs and the rest of a path apart", () => {
  equal(found("GET", "/v1/links"), ["ListLinks", {}]);
  equal(found("GET", "/v1/links:watch"), ["WatchLinks", {}]);
  equal(found("GET", "/v1/links/r1:10.0.1.1"), ["GetLink", { id: "r1:10.0.1.1" }]);
  equal(found("GET", "/v1/links/r1%3A10.0.1.1"), ["GetLink", { id: "r1:10.0.1.1" }]);
  equal(found("GET", "/v1/lsps/r1/cairn.core.7.1"), ["GetLsp", { id: "r1/cairn.core.7.1" }]);
  equal(found("GET", "/v1/lsps/r1%2Fa%20b"), ["GetLsp", { id: "r1/a b" }]);
  equal(found("POST", "/v1/policies:apply"), ["ApplyDocuments", {}]);
  equal(found("POST", "/v1/policies/gold:reoptimize"), ["ReoptimizePolicy", { name: "gold" }]);
  equal(found("GET", "/v1/policies/gold/history"), ["ListPolicyHistory", { name: "gold" }]);
  equal(found("POST", "/v1/pcepSessions/2001:db8::1:reset"), [
    "ResetPcepSession",
    { id: "2001:db8::1" },
  ]);
  equal(found("GET", "/v1/pcepSessions/192.0.2.1:4189/messages"), [
    "ListPcepMessages",
    { id: "192.0.2.1:4189" },
  ]);
});

Deno.test("`match()` tells a wrong verb from a wrong path", () => {
  equal(found("PUT", "/v1/policies/gold"), "method");
  equal(found("GET", "/v1/policies/"), undefined);
  equal(found("GET", "/v1/polices"), undefined);
  equal(found("GET", "/v1/policies/a/b"), undefined);
  equal(found("GET", "/v1/policies/%"), undefined);
});
