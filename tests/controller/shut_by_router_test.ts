/** An LSP that its own router has shut: A=0 in its report (RFC 8231 §7.3). */
import assert from "node:assert/strict";
import type { StateReport } from "../../src/pcep/codec/message.ts";
import { PARIS, ROME, ScriptedRouter } from "./scripted_router.ts";
import { row } from "./simulation.ts";

const own = (more: Partial<StateReport>): Partial<StateReport> => ({
  plspId: 1,
  symbolicPathName: "own-1",
  pathSetupType: 1,
  delegate: true,
  adminUp: true,
  operState: "down",
  lspIdentifiers: {
    sender: PARIS.loopback,
    lspId: 1,
    tunnelId: 1,
    extendedTunnelId: PARIS.loopback,
    endpoint: ROME.loopback,
  },
  ero: [],
  ...more,
});

Deno.test("a delegated LSP that was shut on its router gets no update, which would say A=1, until it is not", () => {
  const router = new ScriptedRouter();
  router.connect();
  router.report(own({ adminUp: false }));
  router.sim.run(30);
  assert.deepEqual(router.updates(), []);
  assert.match(row(router.sim, "paris/own-1").verdict, /paris has it shut/);
  router.report(own({}));
  router.sim.run(5);
  const [update] = router.updates();
  assert.ok(update?.adminUp && update.ero.length > 0);
  router.report(own({ srpId: update.srpId, ero: update.ero, operState: "active" }));
  router.report(own({ adminUp: false, ero: update.ero }));
  router.sim.failLink("paris--lyon");
  router.sim.run(60);
  assert.deepEqual(router.updates(), []);
});
