/** From intent to a path that carries traffic, and away again (rules I.1 to I.3, I.17). */
import { dynamic, policy } from "../simulation.ts";
import { transcript } from "./ladder.ts";

transcript(
  "I.3 acknowledged is not done: only the report that it is up is",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold down D C on {first} answers
  policy gold: waiting "bringing it up"
  router: PCRpt gold goingUp D C on {first} answers
  after 3 s
  policy gold: waiting
  # its SRP-ID does not matter any more
  router: PCRpt gold active D C on {first}
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.3 UP counts like ACTIVE",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold up D C on {first} answers
  policy gold: up
`,
);

transcript(
  "I.3 O=0 that lasts `settle` is an outcome",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold down D C on {first} answers
  after 4 s
  policy gold: waiting
  after 8 s
  policy gold: down "reports it down"
  after 10 min
  cairn: nothing
  router: PCRpt gold active D C on {first}
  policy gold: up
`,
);

transcript(
  "I.3 an LSP-ERROR-CODE is an outcome, whatever SRP-ID it comes with",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCRpt gold goingUp D C on {first} answers
  router: PCRpt gold down D C on {first} error=4
  policy gold: failed "unacceptable parameters"
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.3 a later SRP-ID of the same LSP answers the earlier one too",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  # nobody answers in time
  after 11 s
  policy gold: waiting "silent"
  after 5 s
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  # the answer to the first one comes late and changes nothing
  router: PCRpt gold active D C on {first} answers-before
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.3 an answer that comes late is an answer",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  after 12 s
  router: PCRpt gold goingUp D C on {first} answers
  policy gold: waiting "bringing it up"
  router: PCRpt gold active D C on {first}
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.3 no SRP-ID in a report of the synchronisation answers anything, and counting goes on after a restart",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  router: closes
  router: connects
  # FRR repeats the old SRP-ID
  router: PCRpt gold active D C S on {first} answers
  router: end of sync
  policy gold: up
  core: restarts
  router: connects
  router: PCRpt gold active D C S on {first} answers
  router: end of sync
  after 5 s
  policy gold: up
  operator: apply around
  # the ladder holds that it is another SRP-ID than before
  cairn: PCUpd gold on {second}
  router: PCRpt gold goingUp D C S on {second} answers
  policy gold: waiting "not answered"
  router: PCRpt gold active D C on {second} answers
  policy gold: up
`,
);

transcript(
  "I.3 a candidate path of lower preference may rest down",
  {
    documents: {
      gold: policy({ candidatePaths: [dynamic({}, 200), dynamic({ metric: "igp" }, 100)] }),
    },
  },
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold/200 on {first}
  cairn: PCInitiate gold/100 on {igp}
  router: PCRpt gold/200 active D C on {first}
  router: PCRpt gold/100 down D C on {igp}
  after 1 min
  policy gold: up
  no alarm: requestRefused
`,
);

transcript(
  "I.17 moving is one PCUpd, also when the router's older report crosses it",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  operator: apply around
  cairn: PCUpd gold on {second}
  # said before it read the update
  router: PCRpt gold down D C on {first}
  router: PCRpt gold active D C on {first}
  after 2 s
  cairn: nothing
  router: PCRpt gold active D C on {second} answers
  policy gold: up
  # IOS XR reports the old list once more after its answer
  router: PCRpt gold active D C on {first}
  after 1 s
  router: PCRpt gold active D C on {second}
  after 10 min
  cairn: nothing
  policy gold: up
`,
);

transcript(
  "I.17 another colour is another LSP: create, wait for UP, delete",
  { documents: { blue: policy({ color: 102 }) } },
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  operator: apply blue
  cairn: PCInitiate gold on {first}
  router: PCRpt gold goingUp D C on {first} answers
  after 3 s
  cairn: nothing
  router: PCRpt gold active D C on {first}
  cairn: PCInitiate delete former-gold
`,
);

transcript(
  "I.6 what is wanted again while it is still there keeps its names: no twin, no conflict",
  { documents: { blue: policy({ color: 102 }) } },
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  operator: apply blue
  cairn: PCInitiate gold on {first}
  operator: apply gold
  # the one of the other colour may still come, and has to go then
  cairn: nothing
  router: PCRpt gold goingUp D C on {first} answers
  cairn: PCInitiate delete gold
  policy gold: up
`,
);

transcript(
  "I.1 delete one, and only what the router has reported",
  {},
  `
  router: connects
  router: PCRpt elsewhere active C S on 16003
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  # deleted while the creation is on its way: it may still come
  operator: delete gold
  cairn: nothing
  router: PCRpt gold active D C on {first} answers
  cairn: PCInitiate delete gold
  router: PCRpt gold down D C R on {first} answers
  lsp gold: none
  lsp elsewhere: foreign
  after 10 min
  cairn: nothing
`,
);
