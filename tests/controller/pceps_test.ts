/** PCEPS as the core sees it: what it asks of the edge, and whom a certificate names. */
import assert from "node:assert/strict";
import { formatIpv4 } from "../../src/lib/address.ts";
import { loadCore } from "../../src/controller/core.ts";
import type { Effect, PeerCertificate } from "../../src/controller/step.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { KEEPALIVE, type Message, START_TLS } from "../../src/pcep/codec/message.ts";
import { openOfPcc } from "../../lab/sim/pcc_open.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { ROME } from "./scripted_router.ts";
import { configOf, FIVE, simulation } from "./simulation.ts";

const ADDRESS = "198.51.100.7", CONNECTION = 9001;
const OPEN = openOfPcc({ keepaliveSeconds: 0, sessionId: 1, association: undefined, msd: 10 });
const CERTIFICATE: PeerCertificate = { names: ["box.example"], fingerprint: "ab".repeat(32) };

/** A router from an address that nobody knows; all effects for its connection are kept. */
function stranger(tls: "optional" | "required", certificateNames?: readonly string[]) {
  const effects: Effect[] = [];
  const config = configOf(FIVE);
  const peer = { address: ADDRESS, ...(certificateNames && { certificateNames }) };
  const sim: MemorySimulation = simulation({
    config: { ...config, pcep: { ...config.pcep, tls: "off", peers: [{ ...peer, tls }] } },
    watch: (_, answer) => {
      for (const effect of answer.effects) {
        if ("connection" in effect && effect.connection === CONNECTION) effects.push(effect);
      }
    },
  });
  sim.settle();
  const from = { protocol: "pcep", address: ADDRESS, port: 40000 } as const;
  const local = { address: "192.0.2.254", port: 4189 };
  sim.tell({ on: "opened", connection: CONNECTION, peer: from, local, initiated: false });
  sim.tell({ on: "room", connection: CONNECTION, octets: 1 << 20 });
  const hear = (...parts: (Message | Uint8Array)[]) => {
    const octets = parts.flatMap((part) => [
      ...(part instanceof Uint8Array ? part : encodeMessage(part)),
    ]);
    sim.tell({ on: "received", connection: CONNECTION, bytes: Uint8Array.from(octets) });
  };
  const session = () => {
    const id = [...sim.view.ids("pcepSession")].find((one) =>
      sim.view.row("pcepSession", one)?.peerAddress === ADDRESS
    );
    const row = id === undefined ? undefined : sim.view.row("pcepSession", id);
    assert.ok(row);
    return row;
  };
  const asked = () => effects.splice(0).map((effect) => [effect.do, octetsOf(effect)]);
  return { sim, hear, session, asked };
}
const octetsOf = (effect: Effect): number[] => "bytes" in effect ? [...effect.bytes] : [];
const secured = (sim: MemorySimulation, certificate = CERTIFICATE) =>
  sim.tell({ on: "secured", connection: CONNECTION, certificate });

Deno.test("what follows StartTLS goes back to the edge, also what was in the inbox, and over a restart of the core", () => {
  const { sim, hear, session, asked } = stranger("required");
  hear(START_TLS, Uint8Array.of(22, 3, 1));
  assert.deepEqual(asked(), [
    ["write", [...encodeMessage(START_TLS)]],
    ["secure", [22, 3, 1]],
  ]);
  sim.swapCore(loadCore);
  hear(Uint8Array.of(0, 200));
  assert.deepEqual(asked(), [["secure", [0, 200]]]);
  assert.equal(session().security, "clear");
  secured(sim);
  hear(OPEN, KEEPALIVE);
  assert.equal(session().state, "synchronising");
  assert.equal(session().security, "tls");
});

Deno.test("a certificate decides who a router is, before its address and its id (rules I.14)", () => {
  for (const names of [["rome"], ["rome.example"], [formatIpv4(ROME.loopback)]]) {
    const { sim, hear, session } = stranger("optional");
    for (const id of sim.view.ids("pcepSession")) { // Rome's own session makes place
      const row = sim.view.row("pcepSession", id);
      if (row?.router === "rome") sim.command({ do: "resetSession", session: id });
    }
    hear(START_TLS);
    secured(sim, { names, fingerprint: "" });
    hear(OPEN, KEEPALIVE);
    assert.equal(session().router, "rome", names.join());
    assert.equal(session().identifiedBy, "certificate");
  }
});

Deno.test("a certificate of somebody else, or of a router whose session lives, ends the session", () => {
  const other = stranger("required", ["rome.example"]);
  other.hear(START_TLS);
  other.asked();
  secured(other.sim);
  assert.deepEqual(other.asked().map(([what]) => what), ["close"]);
  assert.match(other.session().lastError ?? "", /for box\.example, not for rome\.example/);
  assert.equal(other.session().state, "down");

  const second = stranger("required");
  second.hear(START_TLS);
  secured(second.sim, { names: ["rome"], fingerprint: "" });
  assert.equal(second.session().state, "down", "Rome has a session");

  const named = stranger("required", [`sha256:${CERTIFICATE.fingerprint.toUpperCase()}`]);
  named.hear(START_TLS);
  secured(named.sim);
  named.hear(OPEN, KEEPALIVE);
  assert.equal(named.session().state, "synchronising");
});

Deno.test("a document that comes later is found by the name in a living session's certificate", () => {
  const { sim, hear, session } = stranger("required");
  hear(START_TLS);
  secured(sim);
  hear(OPEN, KEEPALIVE);
  assert.equal(session().identifiedBy.split(" ")[0], "unknown");
  const pcep = { delegations: "accept", labelReserve: 1 } as const;
  const box = { kind: "Router", name: "box", address: "192.0.2.77", labels: {}, pcep } as const;
  const reply = sim.command({ do: "apply", intents: [box], prune: false, dryRun: false });
  assert.ok(reply.ok, JSON.stringify(reply));
  assert.equal(session().router, "box");
  assert.equal(session().identifiedBy, "certificate");
});

Deno.test("a handshake that ends after the session did changes nothing, one that never ends is given up", () => {
  const { sim, hear, session, asked } = stranger("required");
  hear(START_TLS);
  asked();
  sim.run(61);
  assert.match(session().lastError ?? "", /no TLS handshake/);
  assert.deepEqual(asked().map(([what]) => what), ["close"]);
  secured(sim);
  assert.deepEqual(asked(), []);
  assert.equal(session().state, "down");
});
