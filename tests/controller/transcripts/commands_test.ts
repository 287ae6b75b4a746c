/** What operators say of LSPs that routers delegate, or that nobody or somebody else holds (rules I.7, I.8). */
import { transcript } from "./ladder.ts";

const UP = `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
`;
const DELEGATED = `
  router: connects
  router: PCRpt by-router active D S on 16003 to=rome
  router: end of sync
  policy paris/by-router: up
`;

transcript(
  "I.7 `delegation return` hands back at once, over restarts, until `delegation accept`",
  {},
  `${DELEGATED}
  operator: delegation return paris
  cairn: PCUpd by-router D=0 on nothing
  router: PCRpt by-router active on 16003 answers
  core: restarts
  router: connects
  router: PCRpt by-router active D S on 16003 to=rome
  router: end of sync
  cairn: PCUpd by-router D=0 on nothing
  router: PCRpt by-router active on 16003 answers
  operator: delegation accept paris
  after 10 min
  cairn: nothing
  # when the router delegates it again it is computed
  router: PCRpt by-router down D empty to=rome
  cairn: PCUpd by-router on {best}
`,
);

transcript(
  "I.7 `delegation return` for all routers, and their documents hold again",
  {},
  `${DELEGATED}
  operator: delegation return
  cairn: PCUpd by-router D=0 on nothing
  router: PCRpt by-router active on 16003 answers
  operator: delegation accept
  router: PCRpt by-router active D on 16003 to=rome
  after 10 min
  cairn: nothing
  policy paris/by-router: up
`,
);

transcript(
  "I.7 a hand-back passes the gate like everything: frozen, it waits",
  {},
  `${DELEGATED}
  operator: freeze a window
  operator: delegation return paris
  after 10 min
  cairn: nothing
  operator: thaw
  cairn: PCUpd by-router D=0 on nothing
`,
);

transcript(
  "I.7 `lsp release` hands one delegation back and leaves the others",
  {},
  `
  router: connects
  router: PCRpt one active D S on 16003 to=rome
  router: PCRpt two active D S on 16003 to=rome
  router: end of sync
  operator: lsp release one
  cairn: PCUpd one D=0 on nothing
  router: PCRpt one active on 16003 answers
  after 10 min
  cairn: nothing
  lsp one: foreign
  lsp two: ours
  operator refused: lsp release one "Cairn does not hold it"
`,
);

transcript(
  "I.7 what cannot be handed back is refused in a sentence",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `${DELEGATED}
  operator refused: lsp release by-router "FRR pathd has no way to take a delegation back"
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.8 `lsp release` of what a policy keeps is refused, and names the policy",
  {},
  `${UP}
  operator refused: lsp release gold "Policy gold keeps it"
  operator refused: lsp adopt gold "Cairn holds it already"
`,
);

transcript(
  "I.8 `lsp adopt` takes an orphan at once, whatever was answered before",
  {},
  `${UP}
  router: PCRpt gold active C on {first}
  cairn: PCInitiate take over gold
  router: PCErr 19/8 answers
  after 5 s
  cairn: nothing
  operator: lsp adopt gold
  cairn: PCInitiate take over gold
  router: PCRpt gold active D C on {first} answers
  policy gold: up
`,
);

transcript(
  "I.8 `lsp adopt` says why it cannot: no take-over, held elsewhere, configured there",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `${UP}
  router: PCRpt gold active C on {first}
  operator refused: lsp adopt gold "FRR pathd refuses to be taken over (PCErr 19/8)"
  router: PCRpt gold active on {first}
  operator refused: lsp adopt gold "has not delegated it"
  router: PCRpt by-hand active on 16003
  operator refused: lsp adopt by-hand "configured on paris"
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.8 `lsp adopt` lists an LSP of another PCE as known, over restarts, and touches nothing",
  {},
  `
  router: connects
  router: PCRpt other.pce.x.1 active C S on 16003
  router: end of sync
  operator: lsp adopt other.pce.x.1
  lsp other.pce.x.1: foreign "Known to test"
  operator refused: lsp adopt other.pce.x.1 "listed as known"
  core: restarts
  router: connects
  router: PCRpt other.pce.x.1 active C S on 16003
  router: end of sync
  lsp other.pce.x.1: foreign "Known to test"
  operator: lsp release other.pce.x.1
  after 10 min
  cairn: nothing
  operator refused: lsp release other.pce.x.1 "Cairn does not hold it"
`,
);

transcript(
  "I.8 each LSP says what becomes of it if Cairn dies, and when",
  {},
  `${UP}
  lsp gold: ours "deletes it after 60 s, unless another PCE takes it"
  router: PCRpt by-router active D on 16003 to=rome
  lsp by-router: ours "takes it back after 30 s"
  router: PCRpt by-hand active on 16003
  lsp by-hand: foreign "Cairn does not hold it"
`,
);

transcript(
  "I.8 FRR forgets lists, and says so",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `${UP}
  lsp gold: ours "forgets its list after 30 s"
`,
);

transcript(
  "I.8 `lsp release` hands back what another PCE made, and what Cairn lost its record of, one at a time",
  {},
  `
  router: connects
  router: PCRpt other.pce.x.1 active D C S on 16003
  router: PCRpt cairn.sim.zzzzzzzz.77 active D C S on 16003
  router: end of sync
  after 10 min
  cairn: nothing
  lsp cairn.sim.zzzzzzzz.77: lost
  operator: lsp release other.pce.x.1
  cairn: PCUpd other.pce.x.1 D=0 on nothing
  router: PCRpt other.pce.x.1 active C on 16003 answers
  operator: lsp release cairn.sim.zzzzzzzz.77
  cairn: PCUpd cairn.sim.zzzzzzzz.77 D=0 on nothing
  router: PCRpt cairn.sim.zzzzzzzz.77 active C on 16003 answers
  after 10 min
  cairn: nothing
  lsp other.pce.x.1: foreign
  lsp cairn.sim.zzzzzzzz.77: lost
`,
);
