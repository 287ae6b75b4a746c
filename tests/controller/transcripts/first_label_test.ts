/** What an ERO says beside its labels: every hop names what it stands for, the first one above all (rules I.10). */
import { dynamic, policy } from "../simulation.ts";
import { transcript } from "./ladder.ts";

const explicit = policy({
  candidatePaths: [{
    preference: 100,
    path: { type: "explicit", segments: [{ router: "lyon" }, { router: "rome" }] },
  }],
});
const segments = { prefer: "adjacency", protectedAdjacencies: "prefer" } as const;

transcript(
  "I.10 every hop says the node that its label stands for",
  { documents: { gold: explicit } },
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on 16002 16003
  its hops: node lyon, node rome
`,
);

transcript(
  "I.10 an adjacency says both its addresses: Junos needs the first hop's",
  { profile: "junos", documents: { gold: policy({ candidatePaths: [dynamic({ segments })] }) } },
  `
  router: connects
  router: end of sync
  after 10 s
  operator: apply gold
  cairn: PCInitiate gold on {first}
  its hops: adjacency 10.0.0.1 10.0.0.2, adjacency 10.0.0.5 10.0.0.6
`,
);
