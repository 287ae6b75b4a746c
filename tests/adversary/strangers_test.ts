/** Thousands of sources that nobody knows open a session and go: what is kept of them, alarms too, has a bound. */
import assert from "node:assert/strict";
import { apply, policy, row } from "../controller/simulation.ts";
import { lying } from "./liar.ts";

const OPEN = Uint8Array.fromHex(
  "2001002801100024201e78040010000400000005002200100000000101000000001a000400000008",
);
const KEEPALIVE = Uint8Array.fromHex("20020004");

Deno.test("the core keeps no alarm of routers that it has forgotten", () => {
  const { sim, liar } = lying();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  const local = { address: "192.0.2.254", port: 4189 };
  for (let i = 0; i < 1000; i++) {
    const connection = 100_000 + i;
    const peer = { protocol: "pcep", address: `10.9.${i >> 8}.${i & 255}`, port: 40_000 } as const;
    liar.tell(
      { on: "opened", connection, peer, local, initiated: false },
      { on: "room", connection, octets: 65_536 },
      { on: "received", connection, bytes: OPEN },
      { on: "received", connection, bytes: KEEPALIVE },
    );
    if (i % 50 === 49) assert.ok(sim.command({ do: "go" }).ok);
    liar.tell({ on: "closed", connection, why: "gone" });
  }
  assert.ok(sim.command({ do: "go" }).ok);
  sim.run(30);
  const active = [...sim.view.ids("alarm")].filter((id) => sim.view.row("alarm", id)!.active);
  assert.ok(active.length <= 50, `${active.length} alarms`);
  assert.ok([...sim.view.ids("router")].length < 100);
  assert.equal(row(sim).state, "up");
  assert.deepEqual(liar.faults, []);
});
