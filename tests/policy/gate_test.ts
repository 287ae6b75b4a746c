import assert from "node:assert/strict";
import { closedGate, passage } from "../../src/policy/gate.ts";

const open = () => {
  const gate = closedGate("control");
  gate.startWaits = [];
  return gate;
};
const freeze = { reason: "maintenance", by: "noc", at: 1 };

Deno.test("`passage()` is closed in observe and advise, and says the command that opens it", () => {
  for (const mode of ["observe", "advise"] as const) {
    const gate = open();
    gate.mode = mode;
    const pass = passage(gate, ["paris"], "gold");
    assert.ok(!pass.open && pass.why.includes(`${mode} mode`) && pass.why.includes("cairn mode"));
  }
});

Deno.test("`passage()` follows a router's own mode before the network's", () => {
  const gate = open();
  gate.routerModes.set("paris", "observe");
  assert.equal(passage(gate, ["paris"], "gold").open, false);
  assert.equal(passage(gate, ["rome"], "gold").open, true);
  gate.mode = "observe";
  gate.routerModes.set("rome", "control");
  assert.equal(passage(gate, ["rome"], "gold").open, true);
});

Deno.test("`passage()` is closed by a freeze of the network, of the router or of the policy", () => {
  const network = open();
  network.freeze = freeze;
  assert.equal(passage(network, ["paris"], "gold").open, false);
  const router = open();
  router.routerFreezes.set("paris", freeze);
  assert.equal(passage(router, ["paris"], "gold").open, false);
  assert.equal(passage(router, ["rome"], "gold").open, true);
  const policy = open();
  policy.policyFreezes.set("gold", freeze);
  assert.equal(passage(policy, ["paris"], "gold").open, false);
  assert.equal(passage(policy, ["paris"], "silver").open, true);
});

Deno.test("`passage()` is closed while the start waits for something", () => {
  const gate = open();
  gate.startWaits = ["The whole topology from BGP peer 192.0.2.1."];
  assert.deepEqual(passage(gate, ["paris"], "gold"), {
    open: false,
    by: "start",
    why: "Starting: The whole topology from BGP peer 192.0.2.1.",
  });
});
