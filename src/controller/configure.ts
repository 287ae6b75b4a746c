/** SIGHUP: of a configuration that was read again, what can change without dropping a session. */
import { configurePeers } from "./bgp/peer_commands.ts";
import type { Config } from "./config.ts";
import { gateChanged } from "./gate/gate_commands.ts";
import { reopenSession } from "./pcep/session_driver.ts";
import { note, touch, type Turn } from "./turn.ts";

export function configure(t: Turn, config: Config): void {
  const before = t.s.config;
  // What routers remember names by is decided once (rules I.6): a change waits for a restart that is meant.
  const { network, namePrefix, originator } = before;
  t.s.config = { ...config, network, namePrefix, originator };
  if (config.mode !== before.mode) {
    t.s.gate.mode = config.mode;
    gateChanged(t);
    for (const session of t.s.pcep.values()) reopenSession(t, session);
  }
  configurePeers(t, before.bgp, config.bgp);
  touch(t, "status", 0);
  note(t, {
    severity: "info",
    kind: "configured",
    subject: "cairn",
    title: "The configuration was read again.",
    detail: config.network === network && config.namePrefix === namePrefix
      ? ""
      : "Its network and name prefix stay as they were: routers know LSPs by them.",
  });
}
