/** A calm network of five routers with two policies, saved, so that each input begins at the same moment. */
import { MemorySimulation } from "../../../lab/sim/memory.ts";
import { speakerAddress } from "../../../lab/sim/memory_config.ts";
import { createCore } from "../../../src/controller/core.ts";
import type { Core } from "../../../src/controller/step.ts";
import { formatIpv4 } from "../../../src/lib/address.ts";
import { compute } from "../../../src/path/compute.ts";
import { Framer as BgpFramer } from "../../../src/bgp/codec/framer.ts";
import { Framer as PcepFramer } from "../../../src/pcep/codec/framer.ts";
import { apply, FIVE, policy } from "../../controller/simulation.ts";

export interface Scene {
  readonly saved: Uint8Array;
  readonly at: number; // microseconds
  readonly router: number; // connection of the router that misbehaves
  readonly routerAddress: string;
  readonly speaker: number; // connection of the BGP-LS speaker that does
  /** Sessions of others: kind, id, and their state, which must stay. */
  readonly others: readonly (readonly ["pcepSession" | "bgpPeer", number, string])[];
  readonly otherPolicy: string;
  /** Messages that the two said until now, without their faults. */
  readonly said: { readonly pcep: readonly Uint8Array[]; readonly bgp: readonly Uint8Array[] };
}

let made: Scene | undefined;
export const scene = (): Scene => made ??= make();

function make(): Scene {
  let core: Core | undefined;
  const sim = new MemorySimulation({
    topology: FIVE,
    seed: 1,
    createCore: () => core = createCore(),
    compute,
  });
  sim.settle();
  apply(sim, policy(), policy({ name: "other", headend: "lyon", endpoint: "berlin" }));
  sim.settle();
  const routerAddress = formatIpv4(FIVE.routers.find(({ name }) => name === "paris")!.loopback);
  const connectionOf = (address: string) =>
    sim.journal.findLast(({ what }) => what.on === "opened" && what.peer.address === address)!.what;
  const router = connectionOf(routerAddress), speaker = connectionOf(speakerAddress(0));
  if (router.on !== "opened" || speaker.on !== "opened") throw new Error("no sessions");
  const bytesOf = (connection: number) =>
    sim.journal.flatMap(({ what }) =>
      what.on === "received" && what.connection === connection ? [what.bytes] : []
    );
  return {
    saved: core!.save(),
    at: sim.journal.at(-1)!.at,
    router: router.connection,
    routerAddress,
    speaker: speaker.connection,
    others: [...othersIn(core!, routerAddress)],
    otherPolicy: "other",
    said: {
      pcep: pcepMessages(bytesOf(router.connection)),
      bgp: bytesOf(speaker.connection).flatMap((bytes) => new BgpFramer().push(bytes).messages),
    },
  };
}

function* othersIn(core: Core, address: string): Generator<Scene["others"][number]> {
  const { view } = core;
  for (const id of view.ids("pcepSession")) {
    const row = view.row("pcepSession", id)!;
    if (row.peerAddress !== address) yield ["pcepSession", id, row.state];
  }
  for (const id of view.ids("bgpPeer")) {
    const row = view.row("bgpPeer", id)!;
    if (row.address !== speakerAddress(0)) yield ["bgpPeer", id, row.state];
  }
}

function pcepMessages(chunks: readonly Uint8Array[]): Uint8Array[] {
  const framer = new PcepFramer(), messages: Uint8Array[] = [];
  for (const chunk of chunks) framer.push(chunk);
  for (let next = framer.next(); next instanceof Uint8Array; next = framer.next()) {
    messages.push(next);
  }
  return messages;
}
