/** What operators say of links and routers, handed to the topology at the end of the turn, all at once (rules II.10). */
import { given } from "../../lib/given.ts";
import type { Intent, LinkFactsIntent, NodeFactsIntent } from "../../policy/intent.ts";
import type { Turn } from "../turn.ts";

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

/** Facts of what nobody tells of are kept all the same, and said to be; "": it is there, or these are no facts. */
export function missingWords(t: Turn, intent: Intent): string {
  const { ted } = t.caches;
  if (intent.kind === "LinkFacts" && ted.findLink(intent.link) === undefined) {
    const first = `${intent.link}#1`; // as links beside each other are called
    return ted.findLink(first) !== undefined
      ? `Several links are ${intent.link}: the facts count for none until they say which, like ${first}.`
      : `Link ${intent.link} is not in the topology yet; the facts count when it comes.`;
  }
  if (intent.kind === "NodeFacts" && ted.findRouter(intent.router) === undefined) {
    return `Router ${intent.router} is not in the topology yet; the facts count when it comes.`;
  }
  return "";
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
