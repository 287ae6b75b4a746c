/** PCNtf (RFC 5440 §7.14): who is overloaded is spared, whatever fails meanwhile. */
import { dynamic, policy } from "../simulation.ts";
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
  "RFC 5440 §7.14 an overloaded router (PCNtf 2/1) is told nothing new for as long as it says, then everything that waited",
  {},
  `${UP}
  router: PCNtf 2/1 for 20
  alarm overload: "Until then only failures are repaired on it, for 20 s."
  operator: apply around
  after 19 s
  cairn: nothing
  after 2 s
  cairn: PCUpd gold on {second}
  no alarm: overload
`,
);

transcript(
  "RFC 5440 §7.14 without a duration it is spared until PCNtf 2/2",
  {},
  `${UP}
  router: PCNtf 2/1
  operator: apply around
  after 30 min
  cairn: nothing
  alarm overload: "until it says that it is over"
  router: PCNtf 2/2
  cairn: PCUpd gold on {second}
  no alarm: overload
`,
);

transcript(
  "RFC 8231 §8.6 a router at its limit of LSPs (PCNtf 4/1) is spared for five minutes, as nothing says the end of it",
  {},
  `${UP}
  router: PCNtf 4/1
  operator: apply around
  after 299 s
  cairn: nothing
  after 2 s
  cairn: PCUpd gold on {second}
`,
);

transcript(
  "RFC 5440 §7.14 what a failure broke is repaired on an overloaded router too, at once",
  { documents: { gold: policy({ candidatePaths: [dynamic({ exclude: [{ router: "lyon" }] })] }) } },
  `${UP}
  router: PCNtf 2/1
  link: fail berlin--paris
  cairn: PCUpd gold on {second}
`,
);

transcript(
  "RFC 5440 §7.14 the end of the session is the end of its overload",
  {},
  `${UP}
  router: PCNtf 2/1
  router: closes
  no alarm: overload
  router: connects
  router: PCRpt gold active D C S on {first}
  router: end of sync
  operator: apply around
  cairn: PCUpd gold on {second}
`,
);

transcript(
  "RFC 5440 §7.14 a cancellation of what was never asked is told 8/0, and at the fifth time the session ends",
  {},
  `${UP}
  router: PCNtf 1/1 of 77
  aside: PCErr 8/0
  router: PCNtf 1/1 of 77 78 79 80
  aside: PCErr 8/0
  aside: PCErr 8/0
  aside: PCErr 8/0
  aside: Close 4
`,
);
