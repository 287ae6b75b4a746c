/** RSVP-TE LSPs that routers report and delegate: listed, computed as strict hops, moved by make-before-break. */
import assert from "node:assert/strict";
import { formatIpv4 } from "../../src/lib/address.ts";
import type { Hop, StateReport, UpdateRequest } from "../../src/pcep/codec/message.ts";
import { loadCore } from "../../src/controller/core.ts";
import type { LspRow } from "../../src/controller/view/view.ts";
import { PARIS, ROME, ScriptedRouter } from "./scripted_router.ts";
import { FIVE, row } from "./simulation.ts";

const lspa = {
  excludeAny: 0,
  includeAny: 0,
  includeAll: 0,
  setupPriority: 3,
  holdingPriority: 2,
  localProtection: true,
  tlvs: [],
};
const rsvp = (lspId: number, change: Partial<StateReport> = {}): Partial<StateReport> => ({
  plspId: 11,
  symbolicPathName: "te-paris-rome",
  delegate: true,
  adminUp: true,
  operState: "active",
  pathSetupType: 0,
  lspIdentifiers: {
    sender: PARIS.loopback,
    lspId,
    tunnelId: 7,
    extendedTunnelId: PARIS.loopback,
    endpoint: ROME.loopback,
  },
  lspa,
  bandwidths: [{ kind: "requested", bytesPerSecond: 1000 }],
  metrics: [{ type: 1, value: 0, bound: false, computed: false }],
  ero: [],
  ...change,
});
const addresses = (hops: readonly Hop[]) =>
  hops.map((hop) => {
    assert.ok(hop.kind === "ipv4" && !hop.loose && hop.prefixLength === 32);
    return formatIpv4(hop.address);
  });
function lsp(router: ScriptedRouter): LspRow | undefined {
  const id = router.sim.view.find("lsp", "paris/te-paris-rome");
  return id === undefined ? undefined : router.sim.view.row("lsp", id);
}
const at = (name: string) => FIVE.routers.findIndex((one) => one.name === name);
function linkBetween(from: string, to: string) {
  const ends = [at(from), at(to)];
  const link = FIVE.links.find(({ a, b }) => ends.includes(a.router) && ends.includes(b.router));
  assert.ok(link);
  return link;
}
/** Far addresses of the links between these routers, one after the other. */
function far(...names: string[]): string[] {
  return names.slice(1).map((name, i) => {
    const { a, b } = linkBetween(names[i]!, name);
    return formatIpv4((a.router === at(name) ? a : b).address);
  });
}
/** The first link of its path fails. */
function failFirst(router: ScriptedRouter): void {
  const [from, to] = row(router.sim, "paris/te-paris-rome").candidatePaths[0]!.computed!.routers;
  router.sim.failLink(linkBetween(from!, to!).name);
  router.sim.settle();
}
/** Delegated, and told its first path. */
function delegated(change: Partial<StateReport> = {}): {
  readonly router: ScriptedRouter;
  readonly update: UpdateRequest;
} {
  const router = new ScriptedRouter();
  router.connect(rsvp(1, { operState: "down", ...change }));
  const [update] = router.updates();
  assert.ok(update, "no update");
  router.sim.swapCore(loadCore); // what is saved is all that matters
  return { router, update };
}

Deno.test("an RSVP-TE LSP that is not delegated is listed and left alone", () => {
  const router = new ScriptedRouter();
  router.connect(rsvp(1, { delegate: false }));
  assert.deepEqual(router.told(), []);
  assert.equal(lsp(router)?.setupType, "rsvp-te");
  assert.equal(lsp(router)?.ownership, "foreign");
});

Deno.test("a delegated RSVP-TE LSP gets strict IPv4 hops and all that it asked for (RFC 8231 §6.2)", () => {
  const { router, update } = delegated();
  assert.equal(update.pathSetupType, 0);
  assert.equal(update.plspId, 11);
  const { candidatePaths: [path], origin, endpoint } = row(router.sim, "paris/te-paris-rome");
  assert.deepEqual([origin, endpoint], ["router", "rome"]);
  const way = path?.computed?.routers ?? [];
  assert.deepEqual(addresses(update.ero), far(...way));
  assert.deepEqual(path?.wanted?.hops, far(...way));
  assert.deepEqual(path?.wanted?.labels, []);
  assert.deepEqual(update.lspa, lspa);
  assert.deepEqual(update.bandwidths, [{ kind: "requested", bytesPerSecond: 1000 }]);
  assert.deepEqual(update.metrics.map(({ type }) => type), [1]);
});

Deno.test("bounds and affinities of a delegated RSVP-TE LSP are kept; without a path it is left as it is", () => {
  const { update: short } = delegated({
    metrics: [
      { type: 2, value: 0, bound: false, computed: false },
      { type: 3, value: 2, bound: true, computed: false },
    ],
  });
  assert.ok(short.ero.length <= 2);
  const router = new ScriptedRouter();
  router.connect(rsvp(1, { lspa: { ...lspa, includeAll: 1 << 20 } }));
  assert.deepEqual(router.updates(), []);
  assert.equal(row(router.sim, "paris/te-paris-rome").state, "noPath");
});

Deno.test("rules I.17: two LSP-IDs for one PLSP-ID, and the end of the old one is not the end of the LSP", () => {
  const { router, update } = delegated();
  const { ero, srpId } = update;
  router.report(rsvp(1, { ero, srpId, operState: "active" }));
  const { state, moves } = row(router.sim, "paris/te-paris-rome");
  assert.equal(state, "up");
  failFirst(router);
  const [next] = router.updates();
  assert.ok(next, "no update after the failure");
  assert.notDeepEqual(addresses(next.ero), addresses(ero));
  router.report(rsvp(2, { ero: next.ero, srpId: next.srpId, operState: "goingUp" }));
  router.report(rsvp(1, { ero, operState: "active" }));
  assert.equal(lsp(router)?.operState, "goingUp", "the new one is what the LSP is");
  router.sim.swapCore(loadCore);
  router.report(rsvp(2, { ero: next.ero, operState: "active" }));
  router.report(rsvp(1, { ero, operState: "down", remove: true }));
  assert.deepEqual(lsp(router)?.operState, "active");
  const after = row(router.sim, "paris/te-paris-rome");
  assert.equal(after.state, "up");
  assert.ok(after.moves > moves);
  router.sim.run(60);
  assert.deepEqual(router.told(), []);
  router.report(rsvp(2, { ero: next.ero, operState: "down", remove: true }));
  assert.equal(lsp(router), undefined);
  assert.equal(router.sim.view.find("policy", "paris/te-paris-rome"), undefined);
});

Deno.test("a new instance that fails leaves the LSP as it was, and it is told again", () => {
  const { router, update } = delegated();
  const { ero, srpId } = update;
  router.report(rsvp(1, { ero, srpId, operState: "active" }));
  failFirst(router);
  const [next] = router.updates();
  assert.ok(next);
  router.report(rsvp(2, { ero: next.ero, srpId: next.srpId, operState: "goingUp" }));
  router.report(rsvp(2, { ero: next.ero, operState: "down", remove: true }));
  assert.deepEqual(lsp(router)?.hops.length, ero.length);
  router.sim.run(120);
  assert.ok(router.updates().length > 0, "nothing was tried again");
});

Deno.test("delegations of RSVP-TE LSPs are returned with D=0 and their setup type where that is wanted", () => {
  const router = new ScriptedRouter();
  const [declared] = router.sim.stored.rows().filter(({ table }) => table === "router");
  const { intent } = JSON.parse(declared!.value!);
  const pcep = { ...intent.pcep, delegations: "return" };
  router.sim.command({
    do: "apply",
    intents: [{ ...intent, pcep }],
    prune: false,
    dryRun: false,
  });
  router.connect(rsvp(1));
  const [update] = router.updates();
  assert.equal(update?.delegate, false);
  assert.equal(update?.pathSetupType, 0);
});

Deno.test("what a router wants passed and left out (IRO, XRO) is kept, and what is to be passed is said again", () => {
  const vienna = FIVE.routers.find(({ name }) => name === "vienna")!.loopback;
  const lyon = FIVE.routers.find(({ name }) => name === "lyon")!.loopback;
  const hop = (address: number, attributes: number, loose: boolean): Hop => ({
    kind: "ipv4",
    loose,
    address,
    prefixLength: 32,
    attributes,
  });
  const { router, update } = delegated({
    iro: [hop(vienna, 0, true)],
    xro: { fail: false, hops: [hop(lyon, 1, false)] },
  });
  const way = row(router.sim, "paris/te-paris-rome").candidatePaths[0]!.computed!.routers;
  assert.ok(way.includes("vienna") && !way.includes("lyon"), way.join(" "));
  assert.deepEqual(update.iro, [hop(vienna, 0, true)]);
  assert.deepEqual(update.xro?.hops, [hop(lyon, 1, false)]);
});
