/** What a PCReq is answered with, when the router is let: paths, values, refusals with their reasons (RFC 5440 §6.4, §7). */
import assert from "node:assert/strict";
import {
  type Message,
  NO_ATTRIBUTES,
  type PathReply,
  type PathRequest,
  type Synchronization,
} from "../../src/pcep/codec/message.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { FIVE } from "./simulation.ts";
import { PARIS, Scripted } from "./transcripts/scripted.ts";

const loopback = (name: string) => FIVE.routers.find((router) => router.name === name)!.loopback;
const request = (requestId: number, change: Partial<PathRequest> = {}): PathRequest => ({
  ...NO_ATTRIBUTES,
  requestId,
  priority: 0,
  reoptimize: false,
  bidirectional: false,
  loose: false,
  supplyObjectiveFunction: false,
  pathSetupType: 1,
  endpoints: { kind: "ipv4", source: PARIS.loopback, destination: loopback("rome") },
  requestTlvs: [],
  ...change,
});
const together = (
  requestIds: readonly number[],
  change: Partial<Synchronization> = {},
): Synchronization => ({
  ...NO_ATTRIBUTES,
  requestIds,
  linkDiverse: true,
  nodeDiverse: false,
  srlgDiverse: false,
  ...change,
});

/** The answers of one PCReq, and what else was said. */
function ask(
  requests: readonly PathRequest[],
  synchronizations: readonly Synchronization[] = [],
): { readonly replies: readonly PathReply[]; readonly errors: readonly Message[] } {
  const script = new Scripted({});
  script.connect();
  script.endOfSync();
  script.sim.run(6);
  script.everything.length = 0;
  script.say({ kind: "request", requests, synchronizations, problems: [] });
  script.sim.run(2);
  const said = script.everything;
  return {
    replies: said.flatMap((message) => message.kind === "reply" ? message.replies : []),
    errors: said.filter(({ kind }) => kind === "error"),
  };
}
const labels = ({ paths }: PathReply) =>
  paths[0]?.ero.map((hop) => hop.kind === "sr" ? hop.label : -1).join(" ");

Deno.test("a request is answered with its path, the values it asked for and the objective (RFC 5541 §3.2)", () => {
  const metrics = [1, 3].map((type) => ({ type, value: 0, bound: false, computed: true }));
  const { replies } = ask([request(5, { metrics, supplyObjectiveFunction: true })]);
  assert.deepEqual(replies.map(({ requestId }) => requestId), [5]);
  const [path] = replies[0]!.paths;
  assert.deepEqual(path?.metrics.map(({ type, computed }) => [type, computed]), [[1, true], [
    3,
    true,
  ]]);
  assert(path.metrics.every(({ value }) => value > 0));
  assert.equal(path.objectiveFunction, 1);
});

Deno.test("a bound that no path keeps is answered with NO-PATH and that METRIC (RFC 5440 §7.5)", () => {
  const bound = { type: 3, value: 0, bound: true, computed: false };
  const { replies: [reply] } = ask([request(5, { metrics: [{ ...bound, value: 0.5 }] })]);
  assert.deepEqual(reply?.paths, []);
  assert.equal(reply?.noPath?.constraintsFollow, true);
  assert.deepEqual(reply?.noPath?.metrics.map(({ type, value }) => [type, value]), [[3, 0.5]]);
});

Deno.test("a bound that is not computed with gets no path that may break it", () => {
  const bound = { type: 14, value: 0.5, bound: true, computed: false }; // loss
  const { replies } = ask([request(5, { metrics: [bound] }), request(6)]);
  assert.deepEqual(replies.map(({ requestId, paths }) => [requestId, paths.length]), [[5, 0], [
    6,
    1,
  ]]);
  assert.deepEqual(replies[0]?.noPath?.metrics.map(({ type }) => type), [14]);
});

Deno.test("an objective that is not computed refuses the request if it must be taken: 4/4 (RFC 5541 §3.2)", () => {
  const objective = (processed: boolean) => {
    const sent = encodeMessage({
      kind: "request",
      synchronizations: [],
      requests: [request(5, { objectiveFunction: 2 })],
      problems: [],
    });
    for (let at = 4; at < sent.length; at += sent[at + 2]! << 8 | sent[at + 3]!) {
      if (sent[at] === 21) sent[at + 1] = 0x10 | (processed ? 2 : 0);
    }
    const message = decodeMessage(sent);
    assert(message.kind === "request");
    return message.problems.map(({ type, value, requestId }) => [type, value, requestId]);
  };
  assert.deepEqual(objective(true), [[4, 4, 5]]);
  assert.deepEqual(objective(false), []);
});

Deno.test("a destination that nobody has is unknown, not unreachable (NO-PATH-VECTOR bit 30)", () => {
  const endpoints = { kind: "ipv4", source: PARIS.loopback, destination: 0x01020304 } as const;
  const { replies: [reply] } = ask([request(5, { endpoints })]);
  assert.deepEqual(reply?.noPath?.reasons, ["unknownDestination"]);
});

Deno.test("requests that are to be link-diverse get two paths that share none, or both none (RFC 5440 §7.13)", () => {
  const { replies } = ask([request(1), request(2)], [together([1, 2])]);
  assert.deepEqual(replies.map(({ requestId }) => requestId), [1, 2]);
  assert.notEqual(labels(replies[0]!), labels(replies[1]!));

  const three = ask([1, 2, 3].map((id) => request(id)), [together([1, 2, 3])]);
  assert.equal(three.replies.length, 3);
  const none = three.replies.filter(({ noPath }) => noPath?.reasons.includes("noDisjointPath"));
  assert.ok(none.length === 0 || none.length === 3, "all or none");

  const four = ask([1, 2, 3, 4, 5].map((id) => request(id)), [together([1, 2, 3, 4, 5])]);
  assert.ok(four.replies.every(({ noPath }) => noPath?.reasons.includes("noDisjointPath")));
  assert.equal(four.replies.length, 5);
});

Deno.test("a request that a SVEC names and that never came is told: 7/0 with REQ-MISSING (RFC 5440 §7.15)", () => {
  const { replies, errors } = ask([request(1), request(9)], [together([1, 77])]);
  assert.deepEqual(replies.map(({ requestId }) => requestId), [9]);
  const [error] = errors;
  assert(error?.kind === "error");
  const [first] = error.errors;
  assert.deepEqual([first?.type, first?.value, first?.requestIds], [7, 0, [1]]);
  assert.deepEqual(first?.tlvs, [{ kind: "requestMissing", value: 77 }]);
});

Deno.test("sets that share a request are answered as one, and a request that is named twice once", () => {
  const { replies } = ask([1, 2, 3].map((id) => request(id)), [
    together([1, 2]),
    together([2, 3]),
  ]);
  assert.deepEqual(replies.map(({ requestId }) => requestId).toSorted(), [1, 2, 3]);
  const twice = ask([request(1), request(2)], [together([1, 1, 2])]);
  assert.deepEqual(twice.replies.map(({ requestId }) => requestId), [1, 2]);
});

Deno.test("no request of a set is left without an answer when another one is cancelled meanwhile", () => {
  for (const cancelled of [1, 2, 3]) {
    const script = new Scripted({ computeMicroseconds: 200_000 });
    script.connect();
    script.endOfSync();
    script.sim.run(6);
    script.everything.length = 0;
    const requests = [1, 2, 3].map((id) => request(id));
    script.say({
      kind: "request",
      requests,
      synchronizations: [together([1, 2, 3])],
      problems: [],
    });
    script.sim.run(0.25); // the first has its path, the second has none yet
    script.say({
      kind: "notification",
      notifications: [{ type: 1, value: 1, tlvs: [] }],
      requestIds: [cancelled],
    });
    script.sim.run(2);
    const said = script.everything;
    const replies = said.flatMap((message) => message.kind === "reply" ? message.replies : []);
    assert.deepEqual(
      replies.map(({ requestId }) => requestId),
      [1, 2, 3].filter((id) => id !== cancelled),
    );
    assert(said.every(({ kind }) => kind !== "error"));
  }
});

Deno.test("no request of a set is left without an answer when all is frozen meanwhile", () => {
  const script = new Scripted({ computeMicroseconds: 200_000 });
  script.connect();
  script.endOfSync();
  script.sim.run(6);
  script.everything.length = 0;
  script.say({
    kind: "request",
    requests: [request(1), request(2)],
    synchronizations: [together([1, 2])],
    problems: [],
  });
  script.sim.command({ do: "freeze", reason: "a test" });
  script.sim.run(2);
  const replies = script.everything.flatMap((said) => said.kind === "reply" ? said.replies : []);
  assert.deepEqual(replies.map(({ requestId }) => requestId), [1, 2]);
  assert(replies.every(({ noPath }) => noPath?.reasons.includes("pceUnavailable")));
});

Deno.test("what is refused at once may be cancelled all the same: it was asked (RFC 5440 §7.14)", () => {
  const script = new Scripted({ profile: "frr" });
  script.connect();
  script.endOfSync();
  script.sim.run(12);
  script.everything.length = 0;
  const loss = { type: 14, value: 0.5, bound: true, computed: false };
  for (let id = 1; id <= 6; id++) {
    script.say({
      kind: "request",
      requests: [request(id, { metrics: [loss] })],
      synchronizations: [],
      problems: [],
    });
    script.say({
      kind: "notification",
      notifications: [{ type: 1, value: 1, tlvs: [] }],
      requestIds: [id],
    });
  }
  script.sim.run(2);
  assert.deepEqual(
    script.everything.map(({ kind }) => kind).filter((kind) => kind !== "keepalive"),
    [],
  );
});

const inGroup = (id: number, strict: boolean): Partial<PathRequest> => ({
  associations: [{
    type: 2,
    id,
    source: PARIS.loopback,
    removal: false,
    tlvs: [{
      kind: "disjointness",
      value: {
        linkDiverse: true,
        nodeDiverse: false,
        srlgDiverse: false,
        shortestPath: false,
        strict,
      },
    }],
  }],
});

Deno.test("requests of one disjoint group get paths apart, as those of an SVEC do; of two groups they do not care (RFC 8800)", () => {
  const apart = ask([request(1, inGroup(7, true)), request(2, inGroup(7, true))]).replies;
  const svec = ask([request(1), request(2)], [together([1, 2])]).replies;
  assert.deepEqual(apart.map(labels), svec.map(labels));
  assert.notEqual(labels(apart[0]!), labels(apart[1]!));
  const alone = ask([request(1, inGroup(7, true)), request(2, inGroup(8, true))]).replies;
  assert.equal(labels(alone[0]!), labels(alone[1]!));
});

Deno.test("a third path apart is refused to all where the group is strict, and found where it may share (RFC 8800 §4)", () => {
  const three = (strict: boolean) =>
    ask([1, 2, 3].map((id) => request(id, inGroup(7, strict)))).replies;
  assert.ok(three(true).every(({ noPath }) => noPath?.reasons.includes("noDisjointPath")));
  assert.ok(three(false).every(({ paths }) => paths.length === 1));
});

Deno.test("a disjoint group that does not say what must not be shared is PCErr 6/15, a path that is the same both ways has NO-PATH", () => {
  const [association] = inGroup(7, true).associations!;
  const silent = ask([request(1, { associations: [{ ...association!, tlvs: [] }] })]);
  const [error] = silent.errors.flatMap((m) => m.kind === "error" ? m.errors : []);
  assert.deepEqual([error?.type, error?.value, error?.requestIds], [6, 15, [1]]);
  assert.deepEqual(silent.replies, []);
  const [both] = ask([request(1, { bidirectional: true })]).replies;
  assert.ok(both?.noPath && both.paths.length === 0);
  const [loose] = ask([request(1, { loose: true })]).replies;
  assert.equal(loose?.paths.length, 1);
});
