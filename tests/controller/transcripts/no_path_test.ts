/** No path: the last list stays, goes, or the LSP is handed back, as its document says (rules I.2, I.7). */
import { dynamic, policy } from "../simulation.ts";
import { transcript } from "./ladder.ts";
import type { OnNoPath } from "../../../src/policy/intent.ts";

const TOO_FAST = { bounds: { delayMicroseconds: 1 } }; // no path in this network is
const documents = (onNoPath: OnNoPath) => ({
  gold: policy({ onNoPath }),
  narrow: policy({ onNoPath, candidatePaths: [dynamic(TOO_FAST)] }),
});
const UP = `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
`;

transcript(
  "I.2 keep: nothing is sent, the installed list stays, and there is an alarm",
  { documents: documents("keep") },
  `${UP}
  operator: apply narrow
  after 10 min
  cairn: nothing
  policy gold: noPath
  alarm noPath: "gold"
  operator: apply gold
  after 1 s
  cairn: nothing
  policy gold: up
`,
);

transcript(
  "I.2 down: what Cairn made is deleted, and made again when there is a path",
  { documents: documents("down") },
  `${UP}
  operator: apply narrow
  cairn: PCInitiate delete gold
  router: PCRpt gold down D C R on {first} answers
  policy gold: noPath
  after 10 min
  cairn: nothing
  operator: apply gold
  cairn: PCInitiate gold on {first}
`,
);

transcript(
  "I.2 return: handed back by an update with D=0, taken again when there is a path",
  { documents: documents("return") },
  `${UP}
  operator: apply narrow
  cairn: PCUpd gold D=0 on nothing
  router: PCRpt gold active C on {first} answers
  after 10 min
  cairn: nothing
  lsp gold: orphan
  operator: apply gold
  cairn: PCInitiate take over gold
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.7 return to a router that takes an empty list for its own computation: with the list that it has",
  { profile: "junos", documents: documents("return") },
  `${UP}
  operator: apply narrow
  cairn: PCUpd gold D=0 on {first}
  router: PCRpt gold active C on {first} answers
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.7 return to a router that knows no D=0: held, untouched",
  { profile: "frr", documents: documents("return"), safety: { syncGraceSeconds: 0 } },
  `${UP}
  operator: apply narrow
  after 10 min
  cairn: nothing
  policy gold: noPath
`,
);
