/** Whose an LSP is: ours, held elsewhere, an orphan, the router's own (rules I.6, I.7, I.8). */
import { transcript } from "./ladder.ts";

const UP = `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
`;

transcript(
  "I.8 an orphan of ours is taken by its PLSP-ID alone, then told its list",
  {},
  `${UP}
  router: closes
  after 40 s
  operator: apply around
  cairn: nothing
  router: connects
  router: PCRpt gold active C S on {first}
  lsp gold: orphan
  router: end of sync
  cairn: PCInitiate take over gold
  router: PCRpt gold active D C on {first} answers
  cairn: PCUpd gold on {second}
  lsp gold: ours
  router: PCRpt gold active D C on {second} answers
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.8 an orphan is taken also after a restart, by name alone",
  {},
  `${UP}
  core: restarts
  router: connects
  router: PCRpt gold active C S on {first}
  router: end of sync
  cairn: PCInitiate take over gold
  router: PCRpt gold active D C on {first} answers
  policy gold: up
`,
);

transcript(
  "I.8 no orphan (19/8): another PCE holds it; looked at again after 30 s, 1 min, 2, and no alarm",
  {},
  `${UP}
  router: PCRpt gold active C on {first}
  cairn: PCInitiate take over gold
  router: PCErr 19/8 answers
  lsp gold: orphan
  after 29 s
  cairn: nothing
  after 2 s
  cairn: PCInitiate take over gold
  router: PCErr 19/8 answers
  after 59 s
  cairn: nothing
  after 2 s
  cairn: PCInitiate take over gold
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  no alarm: requestRefused
`,
);

transcript(
  "I.8 an orphan on a router that knows no take-over is waited for, and never made twice",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `${UP}
  router: PCRpt gold active C on {first}
  operator: apply around
  policy gold: held "nothing is sent until paris delegates it"
  after 60 min
  cairn: nothing
  # it comes back by itself
  router: PCRpt gold active D C on {first}
  cairn: PCUpd gold on {second}
`,
);

transcript(
  "I.6 ours and held elsewhere (C=0): wait, never initiate a twin",
  {},
  `${UP}
  router: PCRpt gold active on {first}
  lsp gold: heldElsewhere
  operator: apply around
  policy gold: held "Held elsewhere"
  after 60 min
  cairn: nothing
`,
);

transcript(
  "I.7 the router takes the delegation back while an update is on its way: nothing more follows D=0",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `${UP}
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCRpt gold active C on {first}
  after 60 min
  cairn: nothing
`,
);

transcript(
  "I.8 what shall go and is held elsewhere is not deleted: it waits until it is ours",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `${UP}
  router: PCRpt gold active C on {first}
  operator: delete gold
  after 60 min
  cairn: nothing
  router: PCRpt gold active D C on {first}
  cairn: PCInitiate delete gold
`,
);

transcript(
  "I.7 a delegation is accepted and computed: D=1, O=0 and an empty list mean please compute",
  {},
  `
  router: connects
  router: PCRpt by-router down D S empty to=rome
  router: end of sync
  cairn: PCUpd by-router on {first}
  lsp by-router: ours
  router: PCRpt by-router goingUp D on {first} answers
  router: PCRpt by-router active D on {first}
  policy paris/by-router: up
  after 10 min
  cairn: nothing
  # and taken back: hands off
  router: PCRpt by-router active on {first}
  lsp by-router: foreign
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.7 a delegation is returned at once where the router's document says so: PCUpd with D=0",
  { pcep: { delegations: "return" } },
  `
  router: connects
  router: PCRpt by-router active D S on 16003 to=rome
  router: end of sync
  cairn: PCUpd by-router D=0 on nothing
  router: PCRpt by-router active on 16003 answers
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.7 a delegation is returned with the list it has, where an empty one would be computed anew",
  { profile: "sr-os", pcep: { delegations: "return" } },
  `
  router: connects
  router: PCRpt by-router active D S on 16003 to=rome
  router: end of sync
  cairn: PCUpd by-router D=0 on 16003
  router: PCRpt by-router active on 16003 answers
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.7 FRR knows no way back: held untouched, and it is said",
  { profile: "frr", pcep: { delegations: "return" }, safety: { syncGraceSeconds: 0 } },
  `
  router: connects
  router: PCRpt by-router active D S on 16003 to=rome
  router: end of sync
  after 60 min
  cairn: nothing
  policy paris/by-router: up "no way to take a delegation back"
`,
);

transcript(
  "I.7 redelegation: after a session the router delegates again, and what stands is left as it is",
  {},
  `
  router: connects
  router: PCRpt by-router down D S empty to=rome
  router: end of sync
  cairn: PCUpd by-router on {first}
  router: PCRpt by-router active D on {first} answers
  router: closes
  after 20 s
  router: connects
  router: PCRpt by-router active D S on {first} to=rome
  router: end of sync
  after 10 min
  cairn: nothing
  policy paris/by-router: up
`,
);

transcript(
  "II.1 in observe nothing is sent, whatever a router delegates",
  { mode: "observe" },
  `
  router: connects
  router: PCRpt by-router down D S empty to=rome
  router: end of sync
  operator: apply gold
  after 60 min
  cairn: nothing
  policy gold: held "observe mode"
`,
);

transcript(
  "I.7 what cannot be computed is handed back at once: holding a delegation silently is the worst answer",
  {},
  `
  router: connects
  router: PCRpt six active D S empty to=rome srv6
  router: end of sync
  cairn: PCUpd six D=0 on nothing
  router: PCRpt six active empty to=rome srv6 answers
  after 10 min
  cairn: nothing
  lsp six: foreign
`,
);

transcript(
  "I.7 what cannot be computed, on a router that knows no way back: held, and it is said",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `
  router: connects
  router: PCRpt six active D S empty to=rome srv6
  router: end of sync
  after 10 min
  cairn: nothing
  policy paris/six: held "no way to take a delegation back"
`,
);

transcript(
  "I.8 what another PCE made and the router delegates now is left as it is, and that is said",
  {},
  `
  router: connects
  router: PCRpt other.pce.x.1 active D C S on 16003
  router: end of sync
  after 10 min
  cairn: nothing
  lsp other.pce.x.1: foreign
  operator: lsp adopt other.pce.x.1
  lsp other.pce.x.1: foreign "Known to test"
`,
);
