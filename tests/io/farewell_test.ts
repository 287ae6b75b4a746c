import assert from "node:assert/strict";
import { RFC } from "../../lab/sim/personality.ts";
import { farewell } from "../../src/io/farewell.ts";
import { apply, policy, simulation } from "../controller/simulation.ts";

Deno.test("`farewell()` says how many LSPs stay, where, and what the routers do (rules II.14)", () => {
  const sim = simulation({ personality: RFC });
  sim.run(12);
  assert.equal(farewell(sim.view), "stopping: the sessions end; no LSP is held");
  apply(sim, policy(), policy({ name: "silver", headend: "lyon", endpoint: "berlin", color: 7 }));
  sim.settle();
  assert.match(
    farewell(sim.view),
    /^stopping: the sessions end; 2 LSPs stay on 2 routers, and so does the traffic; .* \(2 routers\) by default takes its own back after 30 s and lets go of what Cairn made after 60 s$/,
  );
});
