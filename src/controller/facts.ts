/** What operators say of links and routers, handed to the topology (rules II.10). */
import { given } from "../lib/given.ts";
import type { LinkFactsIntent, NodeFactsIntent } from "../policy/intent.ts";
import { takeChanges } from "./topology.ts";
import type { Turn } from "./turn.ts";

export function factsChanged(
  t: Turn,
  intent: LinkFactsIntent | NodeFactsIntent,
  gone: boolean,
): void {
  if (intent.kind === "LinkFacts") {
    return takeChanges(t, [
      gone
        ? { change: "dropLinkFacts", link: intent.link }
        : { change: "putLinkFacts", link: intent.link, facts: linkFacts(intent) },
    ]);
  }
  takeChanges(t, [
    gone ? { change: "dropNodeFacts", router: intent.router } : {
      change: "putNodeFacts",
      router: intent.router,
      facts: given({
        site: intent.site,
        latitude: intent.coordinates?.latitude,
        longitude: intent.coordinates?.longitude,
        drained: intent.drained,
      }),
    },
  ]);
}

function linkFacts(intent: LinkFactsIntent) {
  return given({
    adjacencySids: intent.adjacencySid === undefined ? undefined : [{ label: intent.adjacencySid }],
    srlgs: intent.srlg,
    capacityBytesPerSecond: intent.capacityBps === undefined ? undefined : intent.capacityBps / 8,
    minimumDelayMicroseconds: intent.minimumDelayMicroseconds,
    drained: intent.drained,
  });
}
