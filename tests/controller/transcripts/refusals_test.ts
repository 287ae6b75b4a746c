/** What a router refuses, by kind: again later, when something changes, made anew, hands off, or never (rules I.3, I.10). */
import { transcript } from "./ladder.ts";

const START = `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
`;
const UP = `${START}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
`;

transcript(
  "I.3 refused for the moment (24/2): after 5 s, 20 s, then every 5 minutes, and it is said",
  {},
  `${START}
  router: PCErr 24/2 answers
  policy gold: waiting "Cairn tries again at"
  after 4.9 s
  cairn: nothing
  after 0.2 s
  cairn: PCInitiate gold on {first}
  router: PCErr 24/2 answers
  after 19.9 s
  cairn: nothing
  after 0.2 s
  cairn: PCInitiate gold on {first}
  router: PCErr 24/2 answers
  policy gold: failed "Cairn tried 3 times and tries again at"
  alarm requestRefused: "internal error"
  after 4.9 min
  cairn: nothing
  after 0.2 min
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  no alarm: requestRefused
`,
);

transcript(
  "I.10 a list that will not do (10/14): nothing until another list is wanted",
  {},
  `${START}
  router: PCErr 10/14 answers
  policy gold: failed "unknown SID"
  policy gold: failed "nothing is sent until another list or topology is wanted"
  alarm requestRefused: "unknown SID"
  after 60 min
  cairn: nothing
  operator: apply around
  cairn: PCInitiate gold on {around}
  router: PCRpt gold active D C on {around} answers
  policy gold: up
  no alarm: requestRefused
`,
);

transcript(
  "I.10 a list that will not do: somebody who mended the router says so (reoptimize)",
  {},
  `${START}
  router: PCErr 24/1 answers
  policy gold: failed "unacceptable instantiation parameters"
  after 60 min
  cairn: nothing
  operator: reoptimize gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
`,
);

transcript(
  "I.3 no room on the router (19/6): after a minute, then every 5",
  {},
  `${START}
  router: PCErr 19/6 answers
  after 59 s
  cairn: nothing
  after 2 s
  cairn: PCInitiate gold on {first}
  router: PCErr 19/6 answers
  after 4.9 min
  cairn: nothing
  after 0.2 min
  cairn: PCInitiate gold on {first}
`,
);

transcript(
  "I.6 the router does not know the LSP any more (19/3): it is made anew, by its name",
  {},
  `${UP}
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCErr 19/3 answers
  cairn: PCInitiate gold on {second}
  router: PCRpt gold active D C on {second} answers
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.7 not delegated, says the router (19/1): hands off until it reports D=1",
  {},
  `${UP}
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCErr 19/1 answers
  policy gold: held "Held elsewhere"
  after 10 min
  cairn: nothing
  router: PCRpt gold active D C on {first}
  cairn: PCUpd gold on {second}
  router: PCRpt gold active D C on {second} answers
  policy gold: up
`,
);

transcript(
  "II.1 a router that cannot (19/2, 2/0, 21/1): not again in this session",
  {},
  `${START}
  router: PCErr 21/1 answers
  policy gold: failed "nothing like it is sent again in this session"
  after 60 min
  cairn: nothing
  operator: reoptimize gold
  after 1 min
  cairn: nothing
  router: closes
  router: connects
  router: end of sync
  cairn: PCInitiate gold on {first}
`,
);

transcript(
  "I.5 the name is in use (23/1): every 5 minutes, and a conflict",
  {},
  `${START}
  router: PCErr 23/1 answers
  after 1 min
  policy gold: conflict "the name is taken"
  alarm lspConflict: "SYMBOLIC-PATH-NAME in use"
  after 4.1 min
  cairn: PCInitiate gold on {first}
`,
);

transcript(
  "I.3 a router that answers nothing costs three tries, and says so",
  {},
  `${START}
  after 10.1 s
  policy gold: waiting "no answer within 10 s"
  after 5 s
  cairn: PCInitiate gold on {first}
  after 31 s
  cairn: PCInitiate gold on {first}
  after 11 s
  policy gold: failed "no answer within 10 s"
  alarm requestRefused: "no answer"
`,
);

transcript(
  "I.3 an error without an SRP-ID of ours is about nothing of ours",
  {},
  `${UP}
  router: PCErr 19/3
  router: PCErr 6/9
  router: PCErr 20/5
  after 10 min
  cairn: nothing
  policy gold: up
`,
);
