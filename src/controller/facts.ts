/** What operators say of links and routers, handed to the topology at the end of the turn, all at once (rules II.10). */
import { given } from "../lib/given.ts";
import type { LinkFactsIntent, NodeFactsIntent } from "../policy/intent.ts";
import type { Turn } from "./turn.ts";

export function factsChanged(
  t: Turn,
  intent: LinkFactsIntent | NodeFactsIntent,
  gone: boolean,
): void {
  if (intent.kind === "LinkFacts") {
    t.changes.push(
      gone
        ? { change: "dropLinkFacts", link: intent.link }
        : { change: "putLinkFacts", link: intent.link, facts: linkFacts(intent) },
    );
    return;
  }
  t.changes.push(
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
  );
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
