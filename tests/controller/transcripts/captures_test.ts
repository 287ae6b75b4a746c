/** What FRR 10.7.1 really said, octet by octet, and what Cairn says to that (rules I.3, I.5, I.7, I.8, II.6). */
import { transcript } from "./ladder.ts";

const FRR = { profile: "frr", safety: { syncGraceSeconds: 0 } } as const;

transcript(
  "I.7 captured: FRR delegates by an empty list; ACTIVE on another list than was sent is no success (II.6)",
  FRR,
  `
  router: connects
  router: plays run11-deleg 30
  after 1 s
  router: plays run11-deleg 39
  cairn: PCUpd POL200-DYN on {te}
  # three reports of one update: DOWN, GOING-UP, ACTIVE on 16002 16003, which another PCE had sent
  router: plays run11-deleg 41 answers
  router: plays run11-deleg 42 answers
  after 3 s
  router: plays run11-deleg 43 answers
  policy paris/POL200-DYN: waiting
  # C=1 now, on a path of its own configuration: no proof of anything
  lsp POL200-DYN: ours
  after 8 s
  cairn: PCUpd POL200-DYN on {te}
`,
);

transcript(
  "I.3 captured: after a session FRR repeats an old SRP-ID with S=1, and C=1 on what it configured: nobody is answered",
  FRR,
  `
  router: connects
  router: plays run11-deleg 116-117
  lsp POL200-DYN: ours
  lsp POL200-EXP: foreign
  cairn: nothing
  router: plays run11-deleg 119
  # it has a list that fits and reports it down: told again it looks again, with an SRP-ID of this session
  after 5 s
  cairn: nothing
  after 2 s
  cairn: PCUpd POL200-DYN on 16002 16003
  # the SRP-ID of the capture is of another session
  router: plays run11-deleg 41
  policy paris/POL200-DYN: waiting "not answered yet"
  router: plays run11-deleg 41-42 answers
  after 3 s
  router: plays run11-deleg 43 answers
  policy paris/POL200-DYN: up
  after 10 min
  cairn: nothing
`,
);

transcript(
  "I.5 captured: a second PCInitiate for a taken colour and endpoint is answered with the old name: a conflict",
  FRR,
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: plays run3 179 answers
  # b2 is delegated to Cairn too, so it is computed: to another endpoint
  cairn: PCUpd b2 on {b2}
  policy gold: conflict "answered with b2"
  lsp b2: ours
`,
);
