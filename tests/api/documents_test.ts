import { deepStrictEqual as equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { type JsonObject, toJson } from "@bufbuild/protobuf";
import { intentsOf } from "../../src/api/checked_documents.ts";
import { readDocument, readDocuments } from "../../src/api/documents.ts";
import { messageOf } from "../../src/api/message_of.ts";
import { MeshIntentSchema, PolicyIntentSchema } from "../../src/gen/cairn/v1/policy_pb.ts";
import { RouterIntentSchema } from "../../src/gen/cairn/v1/router_pb.ts";
import { policyIntent } from "./fake_controller.ts";

const gold = {
  kind: "Policy",
  name: "gold-paris-rome",
  headend: "paris",
  endpoint: "rome",
  color: 100,
  bindingSid: "auto",
  bandwidth: "2Gbps",
  priority: { setup: 4, hold: 4 },
  onNoPath: "keep",
  reoptimize: { interval: "30m", minimumGain: "5%", minimumInterval: "1m" },
  candidatePaths: [{
    preference: 200,
    dynamic: {
      metric: "delay",
      bounds: {
        delay: "20ms",
        hops: 8,
        igpMetric: 500,
        teMetric: 900,
        loss: "0.1%",
        segments: 6,
        utilisation: "70%",
      },
      affinity: { includeAny: ["gold"], includeAll: [], excludeAny: ["red"] },
      include: [{ router: "lyon" }],
      exclude: [{ link: "paris--metz" }, { srlg: 77 }],
      disjoint: { group: "paris-rome", from: "srlgNode", strict: true },
      sidAlgorithm: 0,
      dataplane: "sr-mpls",
      segments: { max: 6, prefer: "node", protectedAdjacencies: "prefer" },
    },
  }, {
    preference: 100,
    explicit: {
      segments: [
        { router: "lyon" },
        { adjacency: "lyon--rome" },
        { label: 16005 },
        { srv6: "fc00:0:5::" },
      ],
    },
  }],
};

Deno.test("`readDocument()` reads the policy of the manual, units and all", () => {
  const { intent, problems } = readDocument(gold);
  equal(problems, []);
  ok(intent?.kind === "Policy");
  equal(intent.bandwidthBps, 2e9);
  equal(intent.reoptimize, {
    intervalSeconds: 1800,
    minimumGainPercent: 5,
    minimumIntervalSeconds: 60,
  });
  const path = intent.candidatePaths[0]!.path;
  ok(path.type === "dynamic");
  equal(path.bounds, {
    delayMicroseconds: 20000,
    hops: 8,
    igpMetric: 500,
    teMetric: 900,
    lossPercent: 0.1,
    segments: 6,
    utilisationPercent: 70,
  });
  equal(path.exclude, [{ link: "paris--metz" }, { srlg: 77 }]);
});

Deno.test("`readDocument()` reads the other kinds", () => {
  const read = (document: unknown) => readDocument(document);
  equal(
    read({
      kind: "Mesh",
      name: "core",
      routers: { label: "core" },
      template: { color: 10, candidatePaths: [{ preference: 100, dynamic: { metric: "igp" } }] },
    }).problems,
    [],
  );
  equal(
    read({
      kind: "Router",
      name: "paris",
      address: "192.0.2.1",
      management: "198.51.100.1",
      labels: { role: "core" },
      pcep: {
        sourceAddress: "198.51.100.1:4189",
        speakerEntityId: "edge-1",
        delegations: "accept",
        labelReserve: 1,
        mode: "control",
      },
    }).intent,
    {
      kind: "Router",
      name: "paris",
      address: "192.0.2.1",
      management: "198.51.100.1",
      labels: { role: "core" },
      pcep: {
        sourceAddress: "198.51.100.1:4189",
        speakerEntityId: "edge-1",
        delegations: "accept",
        labelReserve: 1,
        mode: "control",
      },
    },
  );
  equal(read({ kind: "Affinity", name: "gold", bit: 0 }).intent, {
    kind: "Affinity",
    name: "gold",
    bit: 0,
  });
  equal(
    read({
      kind: "LinkFacts",
      link: "paris--metz",
      adjacencySid: 24001,
      srlg: [77],
      capacity: "10Gbps",
      minimumDelay: "4ms",
    }).intent,
    {
      kind: "LinkFacts",
      name: "paris--metz",
      link: "paris--metz",
      adjacencySid: 24001,
      srlg: [77],
      capacityBps: 1e10,
      minimumDelayMicroseconds: 4000,
    },
  );
  equal(read({ kind: "NodeFacts", router: "paris", coordinates: [48.9, 2.4] }).intent, {
    kind: "NodeFacts",
    name: "paris",
    router: "paris",
    coordinates: { latitude: 48.9, longitude: 2.4 },
  });
});

Deno.test("`readDocuments()` lists every problem with its place", () => {
  const { intents, problems } = readDocuments([
    gold,
    {
      kind: "Policy",
      name: "silver rome",
      color: 0,
      bandwidth: "2",
      priority: { setup: 3, hold: 5 },
      colour: 3,
      candidatePaths: [
        { dynamic: { metric: "dely", bounds: { delay: 20 }, include: [{ srlg: 7 }] } },
        { dynamic: {}, explicit: { segments: [] } },
      ],
    },
    { kind: "Polizy" },
    "nothing",
    gold,
  ]);
  equal(intents.map((each) => each.name), ["gold-paris-rome", "gold-paris-rome"]);
  equal(problems.map((each) => each.field).sort(), [
    "documents[1].bandwidth",
    "documents[1].candidatePaths[0].dynamic.bounds.delay",
    "documents[1].candidatePaths[0].dynamic.include[0].srlg",
    "documents[1].candidatePaths[0].dynamic.metric",
    "documents[1].candidatePaths[1].explicit",
    "documents[1].candidatePaths[1].preference",
    "documents[1].color",
    "documents[1].colour",
    "documents[1].endpoint",
    "documents[1].headend",
    "documents[1].name",
    "documents[1].priority.hold",
    "documents[2].kind",
    "documents[3]",
    "documents[4].name",
  ]);
  const fixOf = (field: string) => problems.find((each) => each.field.endsWith(field))?.fix;
  equal(fixOf("colour"), "did you mean color?");
  equal(fixOf("dynamic.metric"), "did you mean delay? use one of igp, te, delay, hops");
  for (const each of problems) ok(each.problem !== "" && each.fix !== "", each.field);
});

Deno.test("`readDocument()` answers or lists problems for any JSON", () => {
  const key = fc.constantFrom(
    "kind",
    "name",
    "color",
    "candidatePaths",
    "dynamic",
    "explicit",
    "segments",
    "bounds",
    "routers",
    "template",
    "pcep",
    "coordinates",
    "labels",
    "priority",
  );
  const json = fc.letrec((tie) => ({
    node: fc.oneof(
      fc.constantFrom("Policy", "Mesh", "Router", "Affinity", "LinkFacts", "NodeFacts", "2Gbps"),
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(key, tie("node")),
    ),
  })).node;
  fc.assert(fc.property(json, (document) => {
    const { intent, problems } = readDocument(document);
    equal(intent === undefined, problems.length > 0);
  }));
});

Deno.test("`readDocument()` reads back what the API shows of an intent", () => {
  const back = (desc: Parameters<typeof toJson>[0], intent: object) =>
    readDocument(toJson(desc, messageOf(desc, intent)) as JsonObject);
  const { intent: read } = readDocument(gold);
  equal(back(PolicyIntentSchema, read!), { intent: read, problems: [] });
  const fake = policyIntent("gold");
  equal(back(PolicyIntentSchema, fake), { intent: fake, problems: [] });
  const { intent: mesh } = readDocument({
    kind: "Mesh",
    name: "core",
    routers: ["r1", "r2"],
    template: { color: 10, candidatePaths: [{ dynamic: {} }] },
  });
  equal(back(MeshIntentSchema, mesh!), { intent: mesh, problems: [] });
  const { intent: router } = readDocument({ kind: "Router", name: "r1", address: "10.0.0.1" });
  equal(back(RouterIntentSchema, router!), { intent: router, problems: [] });
});

Deno.test("`readDocument()` reads several weighted segment lists, and what a mesh excludes, there and back", () => {
  const segmentLists = [
    { weight: 3, segments: [{ router: "lyon" }, { router: "rome" }] },
    { segments: [{ label: 16005 }] },
  ];
  const document = { ...gold, candidatePaths: [{ explicit: { segmentLists } }] };
  const { intent, problems } = readDocument(document);
  equal(problems, []);
  ok(intent?.kind === "Policy");
  equal(intent.candidatePaths[0]!.path, {
    type: "explicit",
    segments: [],
    segmentLists: [segmentLists[0], { weight: 1, segments: [{ label: 16005 }] }],
  });
  const json = toJson(PolicyIntentSchema, messageOf(PolicyIntentSchema, intent));
  equal(readDocument(json as JsonObject), { intent, problems: [] });
  const both = { explicit: { segments: [{ label: 16001 }], segmentLists } };
  equal(readDocument({ ...gold, candidatePaths: [both] }).problems.map(({ field }) => field), [
    "candidatePaths[0].explicit.segments",
  ]);
  const mesh = readDocument({
    kind: "Mesh",
    name: "core",
    routers: { label: "core" },
    exclude: ["rome"],
    template: { color: 10, candidatePaths: [{ dynamic: {} }] },
  }).intent;
  ok(mesh?.kind === "Mesh");
  equal(mesh.exclude, ["rome"]);
  const shown = toJson(MeshIntentSchema, messageOf(MeshIntentSchema, mesh));
  equal(readDocument(shown as JsonObject), { intent: mesh, problems: [] });
});

Deno.test("`readDocuments()` hands out what is wrong in a field, so that its meaning can be looked at too", () => {
  const { intents, readable, problems } = readDocuments([
    { ...gold, bandwidth: "much" },
    { kind: "Polizy", name: "x" },
    { kind: "Affinity", name: "red", bit: 1 },
  ]);
  equal(intents.map(({ name }) => name), ["red"]);
  equal([...readable.keys()], [0, 2]);
  equal(problems.map(({ field }) => field), ["documents[0].bandwidth", "documents[1].kind"]);
});

Deno.test("`intentsOf()` answers form and meaning together, but a field's meaning not where its form is wrong", async () => {
  const asked: unknown[] = [];
  const problem = (field: string) => ({ field, problem: "wrong", fix: "mend it" });
  const problems = [
    problem("intents[1].color"), // of the second that could be read: document 2
    problem("intents[0].bandwidth"),
    problem("intents[0].candidatePaths[0].dynamic.include[0]"),
  ];
  const controller = {
    command: (_: string, command: unknown) => {
      asked.push(command);
      return Promise.resolve({ ok: false as const, code: "invalidArgument" as const, problems });
    },
  };
  const call = { caller: { user: "anna" }, from: "here" };
  const documents = [{ ...gold, bandwidth: "much" }, 7, { ...gold, name: "other" }];
  const said = await intentsOf({ controller } as never, call as never, documents).then(
    () => "",
    (error: Error) => error.message.replace("[invalid_argument] ", ""),
  );
  const fields = said.split("; ").map((line) => line.split(":")[0]);
  equal(fields, [
    "documents[0].bandwidth",
    "documents[0].candidatePaths[0].dynamic.include[0]",
    "documents[1]",
    "documents[2].color",
  ]);
  equal((asked[0] as { checkOnly: boolean }).checkOnly, true);
});

Deno.test("`readDocument()` takes an SRv6 SID as binding SID, in its canonical spelling, and nothing else", () => {
  const read = (bindingSid: string | number) => readDocument({ ...gold, bindingSid });
  const { intent, problems } = read("FC00:0:1:E000::0");
  equal(problems, []);
  ok(intent?.kind === "Policy");
  equal(intent.bindingSid, "fc00:0:1:e000::");
  equal(read("gold").problems.map(({ field }) => field), ["bindingSid"]);
  equal(read(15).problems.map(({ field }) => field), ["bindingSid"]);
});
