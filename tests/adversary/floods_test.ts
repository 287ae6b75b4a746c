/** Routers that say too much, or take too little: what it costs, and who else notices. */
import assert from "node:assert/strict";
import {
  errorMessage,
  NO_ATTRIBUTES,
  type PathRequest,
  PLAIN_REPORT,
} from "../../src/pcep/codec/message.ts";
import { MOST_LSPS } from "../../src/controller/pcep/lsp_limit.ts";
import { PARIS, Scripted } from "../controller/transcripts/scripted.ts";

function synchronised(): Scripted {
  const script = new Scripted({});
  script.connect();
  script.endOfSync();
  script.sim.run(6);
  return script;
}
const request = (requestId: number): PathRequest => ({
  ...NO_ATTRIBUTES,
  requestId,
  priority: 0,
  reoptimize: false,
  bidirectional: false,
  loose: false,
  supplyObjectiveFunction: false,
  pathSetupType: 1,
  endpoints: { kind: "ipv4", source: PARIS.loopback, destination: 0x0a0b0c0d },
  requestTlvs: [],
});
const events = ({ sim: { view } }: Scripted) =>
  [...view.ids("event")].flatMap((id) => view.row("event", id) ?? []);

Deno.test("the core tells people a hundred times a minute that a router answers errors, and keeps what else happened", () => {
  const script = synchronised();
  const before = events(script).length;
  const errors = Array.from({ length: 500 }, () => errorMessage(19, 3, { srpIds: [7] }).errors[0]!);
  for (let n = 0; n < 10; n++) script.say({ kind: "error", errors });
  const told = events(script).filter(({ kind }) => kind === "pcepError");
  assert.equal(told.length, 100);
  assert.match(told.at(-1)!.detail, /hundredth within a minute/);
  assert.equal(events(script).length, before + 100);
  script.sim.run(61);
  script.say({ kind: "error", errors: errors.slice(0, 3) });
  assert.equal(events(script).filter(({ kind }) => kind === "pcepError").length, 103);
});

Deno.test("the core ends the session of a router that asks and takes no answers, and says why", () => {
  const script = synchronised();
  let session = 0, id = 1;
  for (; session < 200; session++) {
    const requests = Array.from({ length: 500 }, () => request(id++));
    script.say({ kind: "request", requests, synchronizations: [], problems: [] });
    if (why(script) !== undefined) break;
  }
  assert.match(why(script)!, /does not take what it is told/);
});
const why = (script: Scripted): string | undefined =>
  events(script).find(({ kind, title }) => kind === "sessionDown" && title.includes("paris"))
    ?.title;

Deno.test("the core forgets what a router told too much of, and takes what it tells after that", () => {
  const script = synchronised();
  let n = 0;
  const tell = (reports: number, plspId: () => number) => {
    for (let said = 0; said < reports; said += 500) {
      script.say({
        kind: "report",
        problems: [],
        reports: Array.from({ length: 500 }, () => ({
          ...PLAIN_REPORT,
          plspId: plspId(),
          symbolicPathName: `lsp ${++n}`,
        })),
      });
    }
  };
  const kept = () => [...script.sim.view.ids("lsp")].length;
  tell(MOST_LSPS + 1000, () => 1); // one LSP by ever other names
  assert.ok(kept() <= MOST_LSPS);
  assert.equal(why(script), undefined);
  tell(MOST_LSPS + 1000, () => n + 2);
  assert.match(why(script)!, /more LSPs than are kept/);
  script.connect(); // and started anew, with other LSPs
  tell(500, () => n + 2);
  script.endOfSync();
  script.sim.run(6);
  assert.equal(kept(), 500);
});
