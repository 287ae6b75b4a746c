/** Sessions that end, routers that start anew, lists that are forgotten, reports that come late (rules I.9, I.15). */
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
  "I.15 nothing is made before End-of-Sync and the grace of the profile",
  { safety: { syncGraceSeconds: 5 } },
  `
  router: connects
  operator: apply gold
  policy gold: held "synchronising"
  after 60 s
  cairn: nothing
  router: end of sync
  policy gold: held "late reports"
  after 4.9 s
  cairn: nothing
  after 0.2 s
  cairn: PCInitiate gold on {first}
`,
);

transcript(
  "I.15 IOS XR reports late: within the grace that is as good as in time, and no twin is made",
  { safety: { syncGraceSeconds: 5 } },
  `
  router: connects
  router: end of sync
  operator: apply gold
  after 5.1 s
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  router: closes
  router: connects
  router: end of sync
  after 3 s
  router: PCRpt gold active D C on {first}
  after 10 min
  cairn: nothing
  policy gold: up
`,
);

transcript(
  "I.15 a report after the grace finds its LSP: the creation that crossed it is answered by name",
  {},
  `${UP}
  router: closes
  router: connects
  router: end of sync
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first}
  router: PCErr 23/1 answers
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.15 a session lost during the synchronisation: what was known before stays, as stale",
  {},
  `${UP}
  router: closes
  router: connects
  router: closes
  lsp gold: ours
  policy gold: held "No PCEP session"
  router: connects
  router: PCRpt gold active D C S on {first}
  router: end of sync
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.6 a router that starts anew gives new PLSP-IDs: known by name, nothing is made twice",
  {},
  `${UP}
  router: closes
  router: forgets its PLSP-IDs
  router: connects
  router: PCRpt gold active D C S on {first}
  router: end of sync
  policy gold: up
  after 10 min
  cairn: nothing
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCRpt gold active D C on {second} answers
  policy gold: up
`,
);

transcript(
  "I.6 a router that lost everything gets it again by the same name",
  {},
  `${UP}
  router: closes
  router: forgets its PLSP-IDs
  router: connects
  router: end of sync
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.8 Junos deletes at the end of its clean-up timer: made again once, then with growing pauses",
  { profile: "junos", safety: { syncGraceSeconds: 0 } },
  `${UP}
  # R=1, unasked
  router: PCRpt gold down D C R on {first}
  after 5.1 s
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  router: PCRpt gold down D C R on {first}
  after 4.9 s
  cairn: nothing
  after 15.3 s
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers
  router: PCRpt gold down D C R on {first}
  after 4.9 min
  cairn: nothing
`,
);

transcript(
  "I.9 FRR forgets lists in a long outage: the answer without a list is no success, the PLSP-ID is learnt, then the list",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `${UP}
  router: closes
  after 2 min
  router: connects
  router: end of sync
  cairn: PCInitiate gold on {first}
  # the old LSP: its PLSP-ID, an empty list, C=0
  router: PCRpt gold down D empty answers
  cairn: PCUpd gold on {first}
  policy gold: waiting
  router: PCRpt gold down D C on {first} answers
  router: PCRpt gold goingUp D C on {first} answers
  after 3 s
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.9 five seconds away: nothing is said again",
  {},
  `${UP}
  router: closes
  after 5 s
  router: connects
  router: PCRpt gold active D C S on {first}
  router: end of sync
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.10 FRR rests going up for ever on a label it did not know yet: told again it looks again, three times",
  { profile: "frr", safety: { syncGraceSeconds: 0 } },
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold goingUp D C on {first} answers
  after 6.5 s
  cairn: PCUpd gold on {first}
  router: PCRpt gold goingUp D C on {first} answers
  after 20.5 s
  cairn: PCUpd gold on {first}
  router: PCRpt gold active D C on {first} answers
  policy gold: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.17 RSVP-TE: the end of the old way, another LSP-ID, is not the end of the LSP",
  {},
  `
  router: connects
  router: PCRpt tunnel active S to=rome rsvp lsp-id=1
  router: end of sync
  router: PCRpt tunnel goingUp to=rome rsvp lsp-id=2
  router: PCRpt tunnel active to=rome rsvp lsp-id=2
  router: PCRpt tunnel down R to=rome rsvp lsp-id=1
  lsp tunnel: foreign
  router: PCRpt tunnel down R to=rome rsvp lsp-id=2
  lsp tunnel: none
`,
);

transcript(
  "II.2 frozen: what is reported is taken in, nothing is said, and thaw says what is wanted then",
  {},
  `${UP}
  operator: freeze a window
  operator: apply around
  after 10 min
  cairn: nothing
  policy gold: held "Frozen"
  operator: thaw
  cairn: PCUpd gold on {second}
  router: PCRpt gold active D C on {second} answers
  policy gold: up
`,
);

transcript(
  "I.14 a PCC that nobody knows is shown, and nothing is sent to it",
  { anonymous: true },
  `
  router: connects
  router: PCRpt by-router active D S on 16003 no-ends
  router: PCRpt six down D S empty no-ends srv6
  router: end of sync
  after 10 min
  cairn: nothing
`,
);
