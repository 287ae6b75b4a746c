/**
 * What the topology costs in memory, by itself: heap and columns after collecting garbage, first with the nodes and
 * prefixes of the feed, then with its links too. Started with --expose-gc.
 */
import { feedTopology } from "../../lab/sim/feed.ts";
import { createIgp, type LsChange } from "../../lab/sim/igp.ts";
import { attributeOf, nlriOf } from "../../lab/sim/ls_render.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { lsFact } from "../../src/bgp/codec/read_ls_fact.ts";
import { withKey } from "../../src/bgp/codec/write_ls_nlri.ts";
import { announced } from "../../src/controller/bgp/ingest.ts";
import { Ted } from "../../src/ted/ted.ts";
import { config } from "../ted/speaker.ts";

export interface LinkMemory {
  readonly octetsPerLink: number;
  /** Nodes and prefixes with them. */
  readonly octetsPerNlri: number;
}

export function linkMemory(nodes: number): LinkMemory {
  const topology = { ...feedTopology(nodes, 1), asn: 65000 };
  const igp = createIgp(topology, { random: createRandom(1) });
  const all = igp.snapshot(0);
  const links = all.filter(({ what }) => what === "link");
  const others = all.filter(({ what }) => what !== "link");
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }]);
  const tell = (changes: readonly LsChange[]) => {
    for (let i = 0; i < changes.length; i += 100) {
      ted.apply(
        changes.slice(i, i + 100).flatMap((change) => {
          const nlri = withKey(nlriOf(topology, change));
          const fact = lsFact(nlri, attributeOf(topology, igp, change));
          return announced(config, 0, nlri, fact) ?? [];
        }),
      );
    }
    return held();
  };
  const before = held(), withNodes = tell(others), whole = tell(links);
  return {
    octetsPerLink: Math.round((whole - withNodes) / ted.linkSize),
    octetsPerNlri: Math.round((whole - before) / all.length),
  };
}

function held(): number {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect !== "function") throw new Error("--expose-gc is not set");
  collect();
  collect();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
