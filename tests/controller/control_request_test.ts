/** `cairn delegation request`: an operator asks for one LSP that its router holds (RFC 8741), and nothing else ever does. */
import assert from "node:assert/strict";
import { loadCore } from "../../src/controller/core.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { errorMessage, type StateReport } from "../../src/pcep/codec/message.ts";
import { PARIS, ScriptedRouter } from "./scripted_router.ts";
import { configOf, FIVE } from "./simulation.ts";

const own = (more: Partial<StateReport> = {}): Partial<StateReport> => ({
  plspId: 7,
  symbolicPathName: "own",
  pathSetupType: 1,
  operState: "active",
  adminUp: true,
  lspIdentifiers: {
    sender: PARIS.loopback,
    lspId: 1,
    tunnelId: 1,
    extendedTunnelId: PARIS.loopback,
    endpoint: 0x0aff0003,
  },
  ero: [{ kind: "sr", loose: false, label: 16003 }],
  ...more,
});
function up(report = own()): ScriptedRouter {
  const router = new ScriptedRouter();
  router.connect(report);
  router.heard.length = 0;
  return router;
}
function ask(router: ScriptedRouter, lsp = "paris/own"): string {
  const reply = router.sim.command({ do: "requestControl", lsp });
  router.sim.run(1);
  return reply?.ok === false ? reply.problems[0]!.problem : "asked";
}
function details(router: ScriptedRouter): string {
  const { view } = router.sim;
  return (view.row("lsp", view.find("lsp", "paris/own")!)?.details ?? []).join("; ");
}

Deno.test("a request for control has C=1, D=0 and the path that is there; a router that delegates has the LSP computed", () => {
  const router = up();
  assert.equal(ask(router), "asked");
  const [update, ...others] = router.updates();
  assert.ok(update && others.length === 0);
  assert.deepEqual([update.controlRequest, update.delegate, update.plspId, update.adminUp], [
    true,
    false,
    7,
    true,
  ]);
  assert.deepEqual(update.ero.map((hop) => hop.kind === "sr" ? hop.label : -1), [16003]);
  assert.match(details(router), /asked for by .*no answer so far/);
  router.sim.swapCore(loadCore);
  router.report(own({ delegate: true, srpId: update.srpId }));
  router.sim.settle();
  assert.match(details(router), /paris delegated it/);
  const { view } = router.sim;
  assert.equal(view.row("lsp", view.find("lsp", "paris/own")!)?.holder, "cairn");
});

Deno.test("a router that keeps the LSP, or refuses, is shown with what it said; nothing more is sent", () => {
  const router = up();
  ask(router);
  const [update] = router.updates();
  router.report(own({ srpId: update!.srpId }));
  assert.match(details(router), /paris keeps it/);
  ask(router);
  const [again] = router.updates();
  router.say(errorMessage(19, 1, { srpIds: [again!.srpId] }));
  assert.match(details(router), /paris refused: PCErr 19\/1/);
  router.sim.run(120);
  assert.deepEqual(router.updates(), []);
});

Deno.test("what must not be asked for is refused in a sentence, and nothing is sent", () => {
  const router = up();
  assert.match(ask(router, "paris/none"), /There is no paris\/none/);
  router.sim.command({ do: "freeze", reason: "test" });
  router.sim.run(1);
  assert.match(ask(router), /frozen/i);
  const held = up(own({ delegate: true }));
  held.sim.settle();
  held.updates();
  assert.match(ask(held), /delegated to Cairn/);
  const loose = up(own({ ero: [{ kind: "sr", loose: false, index: 3 }] }));
  assert.match(ask(loose), /cannot repeat/);
  const config = configOf(FIVE);
  const peers = [{ address: "198.51.100.7", profile: "ios-xr" as const }];
  const legacy = new ScriptedRouter([], {
    config: { ...config, pcep: { ...config.pcep, unknownPeers: "refuse", peers } },
  });
  legacy.connect(own());
  legacy.heard.length = 0;
  legacy.sim.run(10);
  assert.match(ask(legacy), /not known to understand/);
  for (const one of [router, held, loose, legacy]) assert.deepEqual(one.updates(), []);
});

Deno.test("`decodeMessage()` ignores C where D is set (RFC 8741 §4), and reads it where it is not", () => {
  const router = up();
  ask(router);
  const [update] = router.updates();
  const again = (delegate: boolean) => {
    const message = encodeMessage({
      kind: "update",
      updates: [{ ...update!, delegate }],
      problems: [],
    });
    const decoded = decodeMessage(message);
    return decoded.kind === "update" && decoded.updates[0]?.controlRequest;
  };
  assert.deepEqual([again(false), again(true)], [true, undefined]);
});
