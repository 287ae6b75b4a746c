/** What was sent is compared with what is reported; what is somebody else's is not touched (rules I.5, II.6, II.8). */
import { transcript } from "./ladder.ts";

const START = `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
`;

transcript(
  "II.6 another list than was sent: three tries with growing pauses, then an alarm, and no loop",
  {},
  `${START}
  router: PCRpt gold active D C on 16009 answers
  after 9.9 s
  cairn: nothing
  after 0.3 s
  cairn: PCUpd gold on {first}
  router: PCRpt gold active D C on 16009 answers
  after 9.9 s
  cairn: nothing
  after 0.3 s
  cairn: PCUpd gold on {first}
  router: PCRpt gold active D C on 16009 answers
  after 19.8 s
  cairn: nothing
  after 0.4 s
  cairn: PCUpd gold on {first}
  router: PCRpt gold active D C on 16009 answers
  after 31 s
  policy gold: mismatch
  alarm listMismatch: "keeps another list"
  after 60 min
  cairn: nothing
  # until something else is wanted
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCRpt gold active D C on {second} answers
  policy gold: up
  no alarm: listMismatch
`,
);

transcript(
  "II.6 a router that cuts long lists is no success, whatever its state says",
  {},
  `${START}
  router: PCRpt gold active D C on 16002 answers
  after 5 s
  policy gold: waiting
`,
);

transcript(
  "I.5 an answer with another name is a conflict, never a success",
  { profile: "frr" },
  `
  router: connects
  router: end of sync
  after 2 s
  operator: apply gold
  cairn: PCInitiate gold on {first}
  # FRR answers with the LSP that has the colour and endpoint already
  router: PCRpt old active C on 16003 answers
  policy gold: conflict "answered with old"
  alarm lspConflict: "answered with old"
  lsp old: foreign
  after 60 min
  cairn: nothing
  # once that is gone the place is free
  router: PCRpt old down R
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  no alarm: lspConflict
`,
);

transcript(
  "II.8 a colour and endpoint that the router's configuration has is refused before sending",
  {},
  `
  router: connects
  router: PCRpt by-hand active S on 16003 color=100 to=rome
  router: end of sync
  operator: apply gold
  cairn: nothing
  policy gold: conflict "paris has by-hand for colour 100 to rome (configured there)"
  alarm lspConflict: "by-hand"
  after 60 min
  cairn: nothing
  lsp by-hand: foreign
  router: PCRpt by-hand down R color=100
  cairn: PCInitiate gold on {first}
`,
);

transcript(
  "II.8 the same colour to another endpoint is another policy",
  {},
  `
  router: connects
  router: PCRpt by-hand active S on 16004 color=100 to=vienna
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
`,
);

transcript(
  "I.8 an LSP of another PCE is listed with its holder and never purged",
  {},
  `
  router: connects
  router: PCRpt other.pce.x.1 active C S on 16003
  router: PCRpt cairn.sim.zzzzzzzz.77 active C S on 16003
  router: end of sync
  after 60 min
  cairn: nothing
  lsp other.pce.x.1: foreign
  lsp cairn.sim.zzzzzzzz.77: lost
`,
);

transcript(
  "II.8 FRR says nothing to a colour and endpoint that its configuration has: the verdict says what that may be",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  after 11 s
  policy gold: waiting "as if its own configuration had this colour and endpoint"
`,
);
