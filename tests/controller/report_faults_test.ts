/** PCErr to reports that are taken all the same, and to one that nothing is left for. */
import assert from "node:assert/strict";
import { MOST_LSPS } from "../../src/controller/pcep/lsp_limit.ts";
import { errorMessage, type PcepTlv, type StateReport } from "../../src/pcep/codec/message.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";
import { judgeOpen, openMessage, PCE } from "../../src/pcep/session/open.ts";
import { PARIS, ScriptedRouter, wholeReport } from "./scripted_router.ts";

const lsp = (plspId: number, more: Partial<StateReport> = {}): Partial<StateReport> => ({
  plspId,
  symbolicPathName: `own-${plspId}`,
  pathSetupType: 1,
  operState: "up",
  ero: [{ kind: "sr", loose: false, label: 16003 }],
  ...more,
});
const IDENTIFIERS = {
  sender: PARIS.loopback,
  lspId: 1,
  tunnelId: 1,
  extendedTunnelId: PARIS.loopback,
  endpoint: 0x0aff0003,
};
const SID = { kind: "srv6", loose: false, behavior: 0, sid: "fc00::3", verify: false } as const;
const errors = (router: ScriptedRouter): string[] =>
  router.heard.splice(0).flatMap((m) => m.kind === "error" ? m.errors : [])
    .map(({ type, value, plspIds = [] }) => `${type}/${value} ${plspIds.map((id) => `#${id}`)}`);

Deno.test("an LSP that is told with another setup type than before is PCErr 21/2 (RFC 8408 §4)", () => {
  const ero = [{
    kind: "ipv4",
    loose: false,
    address: 0x0a000001,
    prefixLength: 32,
    attributes: 0,
  }] as const;
  const router = new ScriptedRouter();
  const signalled = { pathSetupType: 0, lspIdentifiers: IDENTIFIERS };
  router.connect(lsp(1, { ...signalled, ero }), lsp(2, { ...signalled, ero: [] }));
  router.heard.length = 0;
  router.report(lsp(1));
  assert.deepEqual(errors(router), ["21/2 #1"]);
  router.report(lsp(1, { ...signalled, ero })); // a report without an SRP says none
  router.report(lsp(2)); // nothing was told of its path
  assert.deepEqual(errors(router), []);
});

Deno.test("an SRv6 path in a session whose Opens did not offer it is PCErr 19/19 (RFC 9603 §4.1.1)", () => {
  const router = new ScriptedRouter();
  const stateful = openMessage(PCE, DEFAULT).tlvs.filter(({ kind }) =>
    kind === "statefulPceCapability"
  );
  const tlvs: PcepTlv[] = [...stateful, {
    kind: "pathSetupTypes",
    value: { types: [0], subTlvs: [] },
  }];
  router.connectPlain(tlvs);
  router.heard.length = 0;
  router.report(lsp(1, { pathSetupType: 3, ero: [SID] }));
  assert.deepEqual(errors(router), ["19/19 #1"]);
});

Deno.test("a SPEAKER-ENTITY-ID that names nobody is PCErr 20/7 (RFC 8232 §3.3.2)", () => {
  const open = openMessage(PCE, DEFAULT);
  const empty: PcepTlv = { kind: "speakerEntityId", value: new Uint8Array(0) };
  assert.deepEqual(judgeOpen({ ...open, tlvs: [...open.tlvs, empty] }, PCE), {
    is: "refused",
    type: 20,
    value: 7,
  });
});

Deno.test("a router that reports without end is told 20/1 and its session ends; others live on (RFC 8231 §5.6)", () => {
  const router = new ScriptedRouter();
  router.connect(lsp(1));
  router.heard.length = 0;
  for (let at = 1; at < MOST_LSPS; at += 500) {
    const some = Array.from(
      { length: Math.min(500, MOST_LSPS - at) },
      (_, i) => lsp(at + i + 1, { ero: [] }),
    );
    router.tell({ kind: "report", reports: some.map(wholeReport), problems: [] });
  }
  assert.deepEqual(errors(router), []);
  router.report(lsp(MOST_LSPS)); // one that it has told of
  assert.deepEqual(errors(router), []);
  router.report(lsp(MOST_LSPS + 1));
  const [error, close] = router.heard;
  assert.deepEqual(error, errorMessage(20, 1, { plspIds: [MOST_LSPS + 1] }));
  assert.equal(close?.kind, "close");
  assert.equal(router.sim.view.find("lsp", `paris/own-${MOST_LSPS + 1}`), undefined);
});

Deno.test("a report in a session that is not stateful on both sides is PCErr 19/5, and nothing comes of it (RFC 8231 §5.4)", () => {
  const router = new ScriptedRouter();
  router.connectPlain([{ kind: "pathSetupTypes", value: { types: [0], subTlvs: [] } }]);
  router.heard.length = 0;
  router.report(lsp(1));
  assert.deepEqual(errors(router), ["19/5 "]);
  assert.equal(router.sim.view.find("lsp", "paris/own-1"), undefined);
});
