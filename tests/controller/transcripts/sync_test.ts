/** Shorter synchronisations (RFC 8232): what is believed, and what happens when it is wrong (rules I.15). */
import { transcript } from "./ladder.ts";

/** One delegated LSP and one of ours, in version 7 of the router's database. */
const TOLD = `
  router: connects S D T version=6
  aside: offers S D T
  router: PCRpt tunnel active D S on 16003 to=rome version=6
  router: end of sync version=6
  after 6 s
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C on {first} answers version=7
  policy gold: up
`;

transcript(
  "RFC 8232 §3.2 a router with the version that is known tells nothing: its LSPs stay as they were, nothing is sent",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  policy gold: held
  router: connects S D T version=7
  aside: offers S D T version=7
  policy gold: up
  after 4 s
  cairn: nothing
  after 10 min
  cairn: nothing
  policy gold: up
  lsp gold: ours
  aside: nothing
`,
);

transcript(
  "RFC 8232 §3.2 after a skipped synchronisation changes wait for the grace, and reach their LSP by the PLSP-ID of before",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  router: connects S D T version=7
  operator: apply around
  policy gold: held
  after 4 s
  cairn: nothing
  after 2 s
  cairn: PCUpd gold on {second}
  router: PCRpt gold active D C on {second} answers version=8
  policy gold: up
`,
);

transcript(
  "RFC 8232 §3.2 another version is a full synchronisation, and what is not told is gone",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  router: connects S version=9
  aside: offers S version=7
  router: PCRpt gold active D C S on {first} version=9
  router: end of sync version=9
  after 6 s
  policy gold: up
  lsp tunnel: none
`,
);

transcript(
  "RFC 8232 §4.2 of a database that changed only the changes are told: the rest stays, removals go",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  router: connects S D T version=9
  aside: offers S D T version=7
  router: PCRpt tunnel down R S version=9
  after 3 s
  cairn: nothing
  router: end of sync version=9
  after 6 s
  cairn: nothing
  policy gold: up
  lsp tunnel: none
  router: closes
  router: connects S D T version=9
  aside: offers S D T version=9
  after 10 s
  policy gold: up
  cairn: nothing
`,
);

transcript(
  "RFC 8232 §3.2 a restart of the controller forgets the version: full synchronisation",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  core: restarts
  router: connects S D T version=7
  aside: offers S D T
  router: PCRpt gold active D C S on {first} version=7
  router: end of sync version=7
  after 6 s
  policy gold: up
`,
);

transcript(
  "I.15 a session lost during its synchronisation leaves no version to rely on",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  router: connects S T version=9
  router: PCRpt gold active D C S on {first} version=9
  router: closes
  router: connects S T version=9
  aside: offers S T
  router: PCRpt gold active D C S on {first} version=9
  router: end of sync version=9
  after 2 s
  router: closes
  router: connects S T version=9
  aside: offers S T
`,
);

transcript(
  "I.15 a wrong claim is noticed by a PLSP-ID that means another LSP: all is asked for again, nothing is sent until then",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  router: connects S D T version=7
  after 6 s
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCRpt other active D on 16003 plsp-id=2 version=8
  cairn: PCUpd that asks for all LSPs
  after 30 s
  cairn: nothing
  router: forgets its PLSP-IDs
  router: PCRpt gold active D C S on {first} version=8
  router: end of sync version=8
  after 30 s
  cairn: PCUpd gold on {second}
  router: PCRpt gold active D C on {second} answers version=9
  policy gold: up
  lsp tunnel: none
  router: closes
  router: connects S D T version=9
  aside: offers
`,
);

transcript(
  "I.15 a PCErr about an LSP that was not told again (19/3) makes a wrong claim known; who cannot be asked is opened anew",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  router: connects S version=7
  aside: offers S version=7
  after 6 s
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCErr 19/3 answers
  aside: Close 1
  router: connects S version=7
  aside: offers
  router: PCRpt gold active D C S on {first}
  router: end of sync
  after 6 s
  cairn: PCUpd gold on {second}
`,
);

transcript(
  "RFC 8232 §6.2 a synchronisation that was asked for and does not end within a minute ends the session",
  { safety: { syncGraceSeconds: 5 } },
  `${TOLD}
  router: closes
  router: connects S T version=7
  after 6 s
  router: PCRpt gold active D C plsp-id=77 on {first} version=7
  cairn: PCUpd that asks for all LSPs
  after 59 s
  aside: nothing
  after 2 s
  aside: Close 1
`,
);

transcript(
  "RFC 8232 §5.2 a router that waits for it is asked, at once and once",
  { safety: { syncGraceSeconds: 5 } },
  `
  router: connects S F version=3
  cairn: PCUpd that asks for all LSPs
  aside: offers S F
  router: PCRpt tunnel active D S on 16003 to=rome version=3
  router: end of sync version=3
  after 6 s
  router: closes
  router: connects S F version=3
  aside: offers S F version=3
  after 10 s
  cairn: nothing
`,
);

transcript(
  "RFC 8232 §3.2 who begins as if nothing had to be told, and has another version, is refused: 20/2",
  {},
  `
  router: connects S version=3
  router: PCRpt tunnel active D on 16003 to=rome version=3
  aside: PCErr 20/2
`,
);

transcript(
  "RFC 8232 §3.3.1 a report without its version (6/12) or with a reserved one (20/6) is told once, and not relied upon",
  {},
  `
  router: connects S version=3
  router: PCRpt tunnel active D S on 16003 to=rome
  aside: PCErr 6/12
  router: PCRpt tunnel2 active D S on 16003 to=rome
  aside: nothing
  router: end of sync version=0
  aside: nothing
  after 6 s
  router: closes
  router: connects S version=3
  aside: offers S
  router: PCRpt tunnel active D S on 16003 to=rome version=0
  aside: PCErr 20/6
`,
);

transcript(
  "RFC 8232 §3.1 in observe nothing is triggered, and nobody hears of flags that it does not have itself",
  { mode: "observe" },
  `
  router: connects F T
  aside: offers
  router: closes
  router: connects
  aside: offers
`,
);

transcript(
  "I.3 a router that leaves the SYNC flag set (OpenDaylight) answers by what it reports, not by SRP-IDs",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on {first}
  router: PCRpt gold active D C S on {first} answers
  policy gold: up
  operator: apply around
  cairn: PCUpd gold on {second}
  router: PCRpt gold active D C S on {second}
  policy gold: up
  after 10 min
  cairn: nothing
  policy gold: up
`,
);
