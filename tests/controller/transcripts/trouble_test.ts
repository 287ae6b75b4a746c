/** What a router does not take or does not bring up is an alarm for as long as it is so (rules II.12). */
import { dynamic, policy } from "../simulation.ts";
import { transcript } from "./ladder.ts";

transcript(
  "II.12 a candidate path that is well does not end the alarm of its sibling",
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
  router: PCRpt gold/200 active D C on 16009 before
  router: PCRpt gold/100 up D C on {igp} answers
  after 10.2 s
  cairn: PCUpd gold/200 on {first}
  router: PCRpt gold/200 active D C on 16009 answers
  after 20.2 s
  cairn: PCUpd gold/200 on {first}
  router: PCRpt gold/200 active D C on 16009 answers
  after 20.2 s
  cairn: PCUpd gold/200 on {first}
  router: PCRpt gold/200 active D C on 16009 answers
  after 31 s
  alarm listMismatch: "keeps another list"
  router: PCRpt gold/100 up D C on {igp}
  policy gold: up
  alarm listMismatch: "keeps another list"
`,
);

transcript(
  "II.12 a policy that its router does not bring up is an alarm until it is up",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold down D C on {first} answers
  after 1 min
  policy gold: down
  alarm policyDown: "gold is down"
  router: PCRpt gold active D C on {first}
  policy gold: up
  no alarm: policyDown
`,
);

transcript(
  "II.12 an LSP that its router reports up and down again and again is an alarm until a quiet minute",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  router: PCRpt gold active D C on {first}
  router: PCRpt gold down D C on {first}
  router: PCRpt gold active D C on {first}
  router: PCRpt gold down D C on {first}
  router: PCRpt gold active D C on {first}
  router: PCRpt gold down D C on {first}
  no alarm: lspFlaps
  router: PCRpt gold active D C on {first}
  router: PCRpt gold down D C on {first}
  router: PCRpt gold active D C on {first}
  router: PCRpt gold down D C on {first}
  router: PCRpt gold active D C on {first}
  router: PCRpt gold down D C on {first}
  policy gold: waiting "It flaps"
  alarm lspFlaps: "gold flaps. Its router reported it down 5 times or more within a minute"
  router: PCRpt gold active D C on {first}
  after 30 s
  policy gold: up "It flaps"
  alarm lspFlaps: "within a minute"
  after 31 s
  policy gold: up "exactly what is wanted"
  no alarm: lspFlaps
`,
);
