/** From intent to a path that carries traffic, and away again (rules I.1 to I.3, I.17). */
import { policy } from "../simulation.ts";
import { transcript } from "./ladder.ts";

transcript(
  "I.3 acknowledged is not done: only the report that it is up is",
  {},
  `
  router: connects
  router: end of sync
  operator: apply gold
  cairn: PCInitiate gold on 16002 16003
  router: PCRpt gold down D C on 16002 16003 answers
  policy gold: waiting "bringing it up"
  router: PCRpt gold goingUp D C on 16002 16003 answers
  after 3 s
  policy gold: waiting
  router: PCRpt gold active D C on 16002 16003
  policy gold: up
  after 10 min
  cairn: nothing
`,
);
