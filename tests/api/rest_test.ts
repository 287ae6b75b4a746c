import { deepStrictEqual as equal, match, ok } from "node:assert/strict";
import { SERVICES } from "../../src/api/methods.ts";
import { routesOf } from "../../src/api/rest/routes.ts";
import { basic } from "./fake_ports.ts";
import { FakeController, lspRow, policyIntent, smallNetwork } from "./fake_controller.ts";
import { rest, serve } from "./serve.ts";
import { firstLines } from "./raw_client.ts";

Deno.test("REST answers every method that proto/ gives a route", async () => {
  await using server = await serve();
  const { controller } = server.ports;
  controller.put("affinity", { id: "gold", name: "gold", bit: 3 });
  controller.put("mesh", { id: "m", name: "m", routers: [], policyCount: 0, upCount: 0, color: 1 });
  controller.put("linkFacts", { id: "l", name: "l", link: "r1--r2", srlgs: [], drained: false });
  controller.put("nodeFacts", { id: "n", name: "n", router: "r1", drained: false });
  const { json } = await rest(server, "POST", "/v1/tokens", { body: { description: "kept" } });
  const answers: [string, number][] = [];
  const routes = routesOf(SERVICES).toSorted((a, b) => order(a.verb) - order(b.verb));
  for (const { method, verb, template } of routes) {
    const path = pathOf(template, json.token.id);
    if (method.methodKind === "server_streaming") {
      const [status] = await firstLines(server, path, 1);
      answers.push([method.name, Number(status?.split(" ")[1])]);
      continue;
    }
    const body = BODIES[method.name] ?? (verb === "POST" ? {} : undefined);
    const answer = await rest(server, verb, path, body === undefined ? {} : { body });
    answers.push([method.name, answer.status]);
    if (answer.status !== 200) console.log(method.name, answer.text);
  }
  equal(answers.filter(([, status]) => status !== 200), []);
  equal(answers.length, SERVICES.flatMap((service) => service.methods).length);
  equal(server.ports.reported, []);
});

const order = (verb: string) => ["GET", "POST", "PATCH", "DELETE"].indexOf(verb);
const NAMES: Readonly<Record<string, string>> = {
  nodes: "core/r1",
  links: "r1:10.0.1.1",
  prefixes: "core/10.255.0.1/32",
  affinities: "gold",
  linkFacts: "l",
  nodeFacts: "n",
  routers: "r1",
  policies: "gold-r1-r3",
  meshes: "m",
  lsps: "r1/cairn.core.7.1",
  pcepSessions: "192.0.2.1:4189",
  bgpPeers: "192.0.2.1",
  events: "1",
  alarms: "7",
  drift: "1",
  audit: "1",
  users: "viewer",
};
const pathOf = (template: string, token: string) =>
  template.replace(/\{\w+(=\*\*)?\}/, () => NAMES[template.split("/")[2]!] ?? token);
const path = { candidatePaths: [{ dynamic: {} }], color: 5 };
const BODIES: Readonly<Record<string, unknown>> = {
  CreateAffinity: { name: "red", bit: 4 },
  CreateLinkFacts: { link: "r1--r2", capacity: "10Gbps" },
  CreateNodeFacts: { router: "r1", site: "Lyon" },
  CreateRouter: { name: "r9", address: "10.255.0.9" },
  UpdateRouter: { labels: { role: "edge" } },
  CreatePolicy: { name: "silver", headend: "r1", endpoint: "r3", ...path },
  UpdatePolicy: { onNoPath: "down" },
  CreateMesh: { name: "core", template: path },
  ApplyDocuments: { documents: [{ kind: "Affinity", name: "blue", bit: 5 }], dryRun: true },
  ComputePath: { headend: "r1", endpoint: "r3", dynamic: { metric: "delay" } },
  SetMode: { mode: "control", dryRun: true },
  Decommission: { how: "return", dryRun: true },
  SetDelegations: { delegations: "return", dryRun: true },
  Freeze: { reason: "window" },
  Login: { user: "viewer", password: "viewer-password" },
  CreateUser: { name: "anna", role: "operator", password: "anna-password" },
  UpdateUser: { role: "operator" },
  CreateToken: { description: "script" },
};

Deno.test("REST deletes a token by the id that its list shows", async () => {
  await using server = await serve();
  const made = await rest(server, "POST", "/v1/tokens", { body: { lifetime: "60s" } });
  const { secret, token } = made.json;
  const bearer = { auth: `Bearer ${secret}` };
  equal((await rest(server, "GET", "/v1/me", bearer)).json.by, "token");
  equal((await rest(server, "DELETE", `/v1/tokens/${token.id}`)).status, 200);
  equal((await rest(server, "GET", "/v1/me", bearer)).status, 401);
});

Deno.test("REST pages a list, filtered and ordered, and refuses a token of another list", async () => {
  const controller = new FakeController();
  for (let i = 0; i < 25; i++) {
    controller.put("lsp", { ...lspRow(`r1/lsp-${i}`), plspId: i + 1, stale: i % 2 === 0 });
  }
  await using server = await serve({ controller });
  const seen: number[] = [];
  let token = "";
  do {
    const query = `?filter=stale%3Dtrue&order_by=plspId%20desc&pageSize=5&pageToken=${token}`;
    const { json } = await rest(server, "GET", `/v1/lsps${query}`);
    equal(json.totalSize, 13);
    seen.push(...json.lsps.map((lsp: { plspId: number }) => lsp.plspId));
    token = json.nextPageToken;
  } while (token !== "");
  equal(seen, [25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1]);
  const { json } = await rest(server, "GET", "/v1/lsps?pageSize=5");
  equal(json.totalSize, 25);
  const other = await rest(server, "GET", `/v1/lsps?filter=x&pageToken=${json.nextPageToken}`);
  equal([other.status, other.json.details[0].problems[0].field], [400, "pageToken"]);
  const large = await rest(server, "GET", "/v1/lsps?pageSize=1001");
  match(large.json.message, /use at most 1000/);
});

Deno.test("REST lists events newest first", async () => {
  await using server = await serve();
  const { json } = await rest(server, "GET", "/v1/events?pageSize=2");
  equal(json.events.map((event: { id: string }) => event.id), ["3", "2"]);
});

Deno.test("REST names every field that is wrong, in google.rpc.Status", async () => {
  await using server = await serve();
  const { status, json } = await rest(server, "POST", "/v1/policies", {
    body: { nam: "x", headend: 7, color: "red", candidatePaths: [{ dynamic: [] }] },
  });
  equal([status, json.code], [400, 3]);
  const [problems, badRequest] = json.details;
  equal(problems["@type"], "type.googleapis.com/cairn.v1.Problems");
  equal(problems.problems.map((each: { field: string }) => each.field), [
    "policy.nam",
    "policy.color",
    "policy.candidatePaths[0].dynamic",
  ]);
  equal(problems.problems[0].fix, "did you mean name?");
  equal(badRequest["@type"], "type.googleapis.com/google.rpc.BadRequest");
  equal(badRequest.fieldViolations.length, 3);
});

Deno.test("REST passes on what the core refuses, in fields of the request", async () => {
  await using server = await serve();
  server.ports.controller.refusal = {
    code: "alreadyExists",
    problems: [{ field: "intent.name", problem: "taken", fix: "choose another" }],
  };
  const create = await rest(server, "POST", "/v1/policies", { body: BODIES["CreatePolicy"] });
  equal([create.status, create.json.code], [409, 6]);
  equal(create.json.details[0].problems[0].field, "policy.name");
  server.ports.controller.refusal = {
    code: "invalidArgument",
    problems: [{ field: "intents[0].candidatePaths[0].path.metric", problem: "p", fix: "f" }],
  };
  const apply = await rest(server, "POST", "/v1/policies:apply", {
    body: { documents: [{ kind: "Policy", ...Object(BODIES["CreatePolicy"]) }] },
  });
  equal(apply.json.details[0].problems[0].field, "documents[0].candidatePaths[0].dynamic.metric");
});

Deno.test("REST refuses what it cannot read, with the right status", async () => {
  await using server = await serve();
  const status = async (
    ...words: Parameters<typeof rest> extends [unknown, ...infer W] ? W : never
  ) => (await rest(server, ...words)).status;
  equal(await status("GET", "/v1/nothing"), 404);
  equal(await status("PUT", "/v1/policies"), 405);
  equal(await status("GET", "/v1/policies/none"), 404);
  equal(await status("GET", "/v1/policies?fliter=x"), 400);
  equal(await status("GET", "/v1/policies?filter=stat%3Dup"), 400);
  equal(await status("GET", "/v1/policies?pageSize=ten"), 400);
  equal(await status("POST", "/v1/policies", { raw: "{" }), 400);
  equal(await status("POST", "/v1/policies", { raw: "[]" }), 400);
  equal(await status("POST", "/v1/freeze", { body: {} }), 400);
  equal(await status("POST", "/v1/mode", { body: { mode: "contrl" } }), 400);
  equal(await status("POST", "/v1/policies:apply", { raw: `"${"x".repeat(5 << 20)}"` }), 429);
  equal(server.ports.reported, []);
});

Deno.test("PATCH takes the fields that are set, or those of the mask", async () => {
  await using server = await serve();
  const { controller } = server.ports;
  const patch = async (body: unknown, query = "") => {
    const answer = await rest(server, "PATCH", `/v1/policies/gold-r1-r3${query}`, { body });
    equal(answer.status, 200, answer.text);
    const command = controller.asked.at(-1)!.command;
    ok(command.do === "apply" && command.intents[0]?.kind === "Policy");
    return command.intents[0];
  };
  const before = policyIntent("gold-r1-r3");
  equal(await patch({ bandwidth: "3Gbps" }), { ...before, bandwidthBps: 3e9 });
  equal(await patch({ onNoPath: "down", color: 7 }, "?updateMask=on_no_path"), {
    ...before,
    bandwidthBps: 3e9,
    onNoPath: "down",
  });
  equal((await patch({}, "?updateMask=labels,bindingSid")).labels, {});
  const renamed = await rest(server, "PATCH", "/v1/policies/gold-r1-r3", { body: { name: "x" } });
  equal(renamed.status, 400);
});

Deno.test("commands carry who asked and from where", async () => {
  await using server = await serve();
  await rest(server, "POST", "/v1/freeze", { body: { reason: "window", router: "r1" } });
  equal(server.ports.controller.asked.at(-1), {
    by: "admin@127.0.0.1",
    command: { do: "freeze", reason: "window", router: "r1" },
  });
});

Deno.test("a refusal names the field as the request has it", async () => {
  await using server = await serve();
  const { controller } = server.ports;
  for (const field of ["id", "words"]) {
    controller.refusal = {
      code: "failedPrecondition",
      problems: [{ field, problem: "p", fix: "f" }],
    };
    const { json } = await rest(server, "POST", "/v1/bgpPeers/192.0.2.1:shutDown", { body: {} });
    equal(json.details[0].problems.map((each: { field: string }) => each.field), [field]);
  }
});

Deno.test("`ComputePath` answers a path, and problems without the wrapping", async () => {
  await using server = await serve();
  const answer = await rest(server, "POST", "/v1/paths:compute", {
    body: {
      headend: "r1",
      endpoint: "r3",
      dynamic: { metric: "delay", bounds: { delay: "20ms" } },
    },
  });
  equal(answer.json.path.routers, ["r1", "r2", "r3"]);
  const wrong = await rest(server, "POST", "/v1/paths:compute", {
    body: { headend: "r1", dynamic: { metric: "dely" } },
  });
  equal(wrong.json.details[0].problems.map((each: { field: string }) => each.field), [
    "endpoint",
    "dynamic.metric",
  ]);
});

Deno.test("/openapi.json is sound: references exist, parameters are in their paths", async () => {
  await using server = await serve();
  const { json } = await rest(server, "GET", "/openapi.json", { auth: null });
  equal(json.openapi, "3.1.0");
  const references = [...JSON.stringify(json).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((each) =>
    each[1]!
  );
  for (const reference of new Set(references)) {
    let at = json;
    for (const part of reference.split("/")) at = at?.[part];
    ok(at, reference);
  }
  const ids = new Set<string>();
  for (
    const [path, operations] of Object.entries(
      json.paths as Record<string, Record<string, Operation>>,
    )
  ) {
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((each) => each[1]!);
    for (const operation of Object.values(operations)) {
      ok(!ids.has(operation.operationId), operation.operationId);
      ids.add(operation.operationId);
      const named = operation.parameters?.filter((each) => each.in === "path") ?? [];
      equal(named.map((each) => each.name), wanted);
      ok(operation.responses["200"]);
    }
  }
  equal(ids.size, SERVICES.flatMap((service) => service.methods).length);
});
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

Deno.test("/healthz is open; /readyz says what is waited for to those who log in", async () => {
  await using server = await serve();
  equal((await rest(server, "GET", "/healthz", { auth: null })).json, { status: "ok" });
  const open = await rest(server, "GET", "/readyz", { auth: null });
  equal([open.status, open.json], [503, { ready: false }]);
  const known = await rest(server, "GET", "/readyz", { auth: basic("viewer") });
  equal(known.json.waitingFor, ["192.0.2.1 has not sent its End-of-RIB"]);
  const { view } = server.ports.controller;
  server.ports.controller.put("status", { ...view.row("status", 0)!, ready: true, waitingFor: [] });
  equal((await rest(server, "GET", "/readyz", { auth: null })).status, 200);
});

Deno.test("/metrics reads the view when it is scraped, and wants a log-in", async () => {
  const controller = smallNetwork();
  await using server = await serve({ controller });
  equal((await rest(server, "GET", "/metrics", { auth: null })).status, 401);
  const { text, headers } = await rest(server, "GET", "/metrics");
  match(String(headers["content-type"]), /^text\/plain/);
  match(text, /^cairn_routers 5$/m);
  match(text, /^cairn_pcep_up\{peer="192\.0\.2\.1:4189"\} 1$/m);
  match(text, /^cairn_info\{version="0\.1\.0",network="core",role="leader",mode="control"\} 1$/m);
});

Deno.test("/docs is one page without scripts that names every call", async () => {
  await using server = await serve();
  const { text, headers } = await rest(server, "GET", "/docs", { auth: null });
  ok(!text.includes("<script"));
  match(String(headers["content-security-policy"]), /script-src 'self'/);
  for (const { name } of SERVICES.flatMap((service) => service.methods)) {
    ok(text.includes(name), name);
  }
});
