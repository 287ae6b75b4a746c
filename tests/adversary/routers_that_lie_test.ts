/** Routers that say what is not so, in pieces, out of turn or not at all: what the core must keep to all the same. */
import assert from "node:assert/strict";
import type { StateReport } from "../../src/pcep/codec/message.ts";
import { errorMessage, PLAIN_REPORT } from "../../src/pcep/codec/message.ts";
import { apply, assertWhole, policy, row } from "../controller/simulation.ts";
import { type Lied, lying, reportOf } from "./liar.ts";

const poke = ({ sim }: Lied) => assert.ok(sim.command({ do: "go" }).ok);
function settled(): Lied {
  const lied = lying();
  lied.sim.settle();
  apply(lied.sim, policy());
  lied.sim.settle();
  return lied;
}
/** The report of the one LSP, as the router would give it. */
function told({ sim }: Lied, change: Partial<StateReport> = {}): StateReport {
  const lsp = sim.network.pccs.flatMap((pcc) => pcc.lsps.lsps)[0]!;
  return {
    ...PLAIN_REPORT,
    plspId: lsp.plspId,
    symbolicPathName: lsp.name,
    delegate: true,
    create: true,
    adminUp: true,
    operState: "active",
    pathSetupType: 1,
    ero: lsp.hops,
    ...change,
  };
}

Deno.test("the core ignores errors and answers for requests that it never made", () => {
  const lied = settled();
  const { sim, liar } = lied;
  const before = liar.changes.length;
  const { sent } = row(sim).candidatePaths[0]!;
  for (const srpId of [1, 2, 0xfffffffe, sent!.srpId]) {
    liar.inject("paris", errorMessage(19, 3, { srpIds: [srpId] }), errorMessage(6, 3));
    liar.inject(
      "paris",
      reportOf(told(lied, { srpId })),
      reportOf(told(lied, { srpId, sync: true })),
    );
    poke(lied);
    sim.run(30);
  }
  assert.equal(liar.changes.length, before);
  assert.equal(row(sim).state, "up");
  assert.deepEqual(liar.faults, []);
  assertWhole(sim);
});

Deno.test("the core deletes nothing that has a name like ours, or our name on another router", () => {
  const lied = settled();
  const { sim, liar } = lied;
  const before = liar.changes.length;
  const { symbolicPathName } = told(lied);
  liar.inject(
    "lyon",
    reportOf(told(lied, { plspId: 50, symbolicPathName: symbolicPathName! })),
    reportOf(told(lied, { plspId: 51, symbolicPathName: "cairn.sim.zzzzzzzz.77" })),
    reportOf(told(lied, { plspId: 52, symbolicPathName: "cairn.sim", delegate: false })),
    reportOf(
      told(lied, { plspId: 53, symbolicPathName: "cairn.other.tt6tumr7.1", delegate: false }),
    ),
  );
  poke(lied);
  sim.run(120);
  assert.equal(liar.changes.length, before);
  assert.equal(row(sim).state, "up");
  assert.deepEqual(liar.faults, []);
});

Deno.test("the core waits for a router that never ends its synchronisation, and for it alone", () => {
  const { sim, liar } = lying({
    toCore: (router, message) => router === "paris" && message.kind === "report" ? [] : [message],
  });
  sim.settle();
  apply(sim, policy(), policy({ name: "other", headend: "lyon", endpoint: "berlin" }));
  sim.run(300);
  assert.deepEqual([...new Set(liar.changes.map(({ router }) => router))], ["lyon"]);
  assert.equal(row(sim).state, "held");
  assert.equal(row(sim, "other").state, "up");
  assert.deepEqual(liar.faults, []);
});

Deno.test("the core sends whole messages where there is room for one octet at a time", () => {
  const { sim, liar } = lying({
    room: (octets) => Array.from({ length: Math.min(octets, 3000) }, () => 1),
  });
  sim.settle();
  apply(sim, policy());
  sim.settle();
  assert.equal(row(sim).state, "up");
  assert.deepEqual(liar.faults, []);
  assertWhole(sim);
});

Deno.test("the core keeps nothing of ten thousand connections of an address that has a session", () => {
  const { sim, liar } = settled();
  const before = liar.core!.save().length;
  const local = { address: "192.0.2.254", port: 4189 };
  const peer = { protocol: "pcep", address: "10.255.0.1", port: 40000 } as const;
  for (let connection = 100_000; connection < 110_000; connection++) {
    liar.tell(
      { on: "opened", connection, peer, local, initiated: false },
      { on: "received", connection, bytes: Uint8Array.of(0x20, 1, 0, 12, 9) },
      { on: "closed", connection, why: "gone" },
    );
  }
  sim.command({ do: "go" });
  assert.ok(liar.core!.save().length < before + 2000);
  assert.equal(row(sim).state, "up");
});

Deno.test("the core survives every way to break off a message", () => {
  for (let octets = 0; octets < 200; octets += 7) {
    const { sim, liar } = settled();
    const connection = liar.connections.get("paris")!;
    const half = new Uint8Array(octets).fill(0x20);
    liar.tell(
      { on: "received", connection, bytes: half },
      { on: "closed", connection, why: "reset by peer" },
    );
    sim.command({ do: "go" });
    assert.notEqual(row(sim).state, "up");
  }
});
