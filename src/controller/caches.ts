/** What can be made again from the state: indexes and the structures that the path engine works on. */
import type { Framer as BgpFramer } from "../bgp/codec/framer.ts";
import type { Framer as PcepFramer } from "../pcep/codec/framer.ts";
import type { Graph } from "../path/graph.ts";
import type { PathIndex } from "../path/path_index.ts";
import type { Profile } from "../pcep/profiles/profile.ts";
import type { Ted } from "../ted/ted.ts";

export interface Caches {
  readonly ted: Ted;
  readonly routersByWord: Map<string, number>;
  readonly routerByTed: Map<number, number>;
  readonly graph: Graph;
  /** For routers that have not opened a session yet. */
  readonly defaultProfile: Profile;
  readonly bgpFramers: Map<number, BgpFramer>; // by connection
  readonly pcepFramers: Map<number, PcepFramer>;
  /** What was computed for each candidate path, by discriminator: which of them a change touches. */
  readonly index: PathIndex;
  readonly policyOfPath: Map<number, number>;
  readonly pathsOfPolicy: Map<number, readonly number[]>;
}
