/** Tells a controller which router each PCC is. */
import { sourceAddressOf } from "../../lab/sim/tcp.ts";
import type { Topology } from "../../lab/sim/topology.ts";
import { formatIpv4 } from "../../src/lib/address.ts";
import type { BenchController } from "./bench_controller.ts";

export async function applyInventory(
  controller: BenchController,
  { routers }: Topology,
): Promise<void> {
  const documents = routers.map(({ name, loopback }, i) => ({
    kind: "Router",
    name,
    address: formatIpv4(loopback),
    pcep: { sourceAddress: sourceAddressOf(i) },
  }));
  await applyDocuments(controller, documents);
}

/** In parts, as a program would. */
export async function applyDocuments(
  controller: BenchController,
  documents: readonly unknown[],
): Promise<void> {
  for (let from = 0; from < documents.length; from += 500) {
    const part = documents.slice(from, from + 500);
    await controller.call("POST", "/v1/policies:apply", { documents: part });
  }
}
