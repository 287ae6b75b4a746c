/**
 * The errors of PCEP that a PCE sends: each is sent in the test that is named here, or cannot arise, for the reason that
 * stands here and is printed.
 */
import assert from "node:assert/strict";
import { errorWords } from "../../src/pcep/registry/errors.ts";

const GRAMMAR = "pcep/codec/grammar_test.ts", TRAPS = "pcep/codec/lsp_traps_test.ts";
const FSM = "pcep/session/fsm_test.ts", OPENING = "pcep/session/opening_test.ts";
const OPEN = "pcep/session/open_test.ts", SYNC = "controller/transcripts/sync_test.ts";
const REPORTS = "controller/report_faults_test.ts", GROUPS = "controller/associations_test.ts";
const FAULTS = "controller/association_faults_test.ts";
const PROPOSAL = "proposes better timers once", BAD_OPENING = "answers a bad opening";
const BAD_REQUEST = "a PCReq is refused for what it must have understood";
const NEEDS_CAPABILITIES = "misses the capabilities that path setup types need";
const TLS = "refuses to go on without TLS where it must be";
const POLICIES = "an LSP stays of one SR policy and one candidate path";

/** Error → file and part of the name of the test in which it is sent. */
const SENT: Readonly<Record<string, readonly [string, string]>> = {
  "1/1": [FSM, BAD_OPENING],
  "1/2": [FSM, BAD_OPENING],
  "1/3": [OPENING, "ends a session with itself"],
  "1/4": [FSM, PROPOSAL],
  "1/5": [FSM, PROPOSAL],
  "1/6": [FSM, "refuses a senseless one (1/6)"],
  "1/7": [FSM, BAD_OPENING],
  "1/8": [FSM, BAD_OPENING],
  "2/0": [FSM, "survives errors, odd messages"],
  "3/1": [GRAMMAR, BAD_REQUEST],
  "3/2": [GRAMMAR, BAD_REQUEST],
  "4/1": [GRAMMAR, BAD_REQUEST],
  "4/2": [GRAMMAR, BAD_REQUEST],
  "6/1": [GRAMMAR, BAD_REQUEST],
  "6/3": [GRAMMAR, BAD_REQUEST],
  "6/8": [GRAMMAR, "an SRP without LSP is PCErr 6/8"],
  "6/11": [GROUPS, "an RSVP-TE LSP without LSP-IDENTIFIERS is PCErr 6/11"],
  "6/12": [SYNC, "a report without its version (6/12)"],
  "6/15": [GROUPS, "disjointness without its configuration"],
  "6/21": [GROUPS, "an SR policy without its identifiers"],
  "9/0": [FSM, "turns a second session away with PCErr 9"],
  "10/1": [GRAMMAR, BAD_REQUEST],
  "10/5": [GRAMMAR, "a mixed ERO is complained of"],
  "10/6": [GRAMMAR, "an SR hop with neither SID nor NAI is PCErr 10/6"],
  "10/7": [GRAMMAR, "what is wrong with an RRO"],
  "10/8": [GROUPS, "a PLSP-ID that nobody named is kept without a name and told 10/8"],
  "10/10": [GRAMMAR, "what is wrong with an RRO"],
  "10/11": [GRAMMAR, BAD_REQUEST],
  "10/12": [OPEN, NEEDS_CAPABILITIES],
  "10/21": [OPEN, NEEDS_CAPABILITIES],
  "10/32": [FAULTS, "an objective in a disjoint group that does not lessen what is shared"],
  "10/34": [OPEN, NEEDS_CAPABILITIES],
  "10/38": [TRAPS, "two paths of one path id are PCErr 10/38"],
  "10/44": [GROUPS, "without SRPOLICY-CAPABILITY in the Open is PCErr 10/44"],
  "19/5": [REPORTS, "not stateful on both sides is PCErr 19/5"],
  "19/7": [GROUPS, "what Cairn made and its router takes back"],
  "19/19": [REPORTS, "an SRv6 path in a session whose Opens did not offer it"],
  "20/1": [REPORTS, "a router that reports without end is told 20/1"],
  "20/2": [SYNC, "who begins as if nothing had to be told"],
  "20/6": [SYNC, "with a reserved one (20/6)"],
  "20/7": [REPORTS, "a SPEAKER-ENTITY-ID that names nobody is PCErr 20/7"],
  "21/1": [GROUPS, "a setup type that Cairn does not speak is told 21/1"],
  "21/2": [REPORTS, "told with another setup type than before is PCErr 21/2"],
  "25/1": [OPENING, TLS],
  "25/2": [OPENING, TLS],
  "25/3": [OPENING, TLS],
  "25/4": ["io/transport/pceps_test.ts", "each of 25/1, 25/3 and 25/4"],
  "25/5": [OPENING, TLS],
  "26/1": [GROUPS, "a type that Cairn did not name"],
  "26/2": [FAULTS, "the third gets PCErr 26/2"],
  "26/3": [FAULTS, "more groups than are kept get PCErr 26/3"],
  "26/4": [GROUPS, "the end of a group that it is not in"],
  "26/5": [FAULTS, "told 26/5 where the router's operator chose the id"],
  "26/6": [GROUPS, "another configuration than its group has"],
  "26/7": [FAULTS, "the second gets PCErr 26/7"],
  "26/8": [GROUPS, "a reserved id"],
  "26/20": [GROUPS, POLICIES],
  "26/21": [GROUPS, POLICIES],
};
const NEVER: Readonly<Record<string, string>> = {
  "6/10": "only PCUpd and PCInitiate must have an SRP, and those a PCE does not hear: they get 2/0",
};

Deno.test("each error that a PCE sends is sent in a test, or stands here with why it cannot arise", () => {
  for (const [error, [file, name]] of Object.entries(SENT)) {
    const text = Deno.readTextFileSync(new URL(`../${file}`, import.meta.url));
    assert.ok(text.includes(name), `${error}: no test "${name}" in ${file}`);
  }
  for (const [error, why] of Object.entries(NEVER)) {
    const [type, value] = error.split("/").map(Number);
    console.log(`  never sent: ${errorWords(type!, value!)}: ${why}`);
  }
});

Deno.test("the list holds each error that the inventory marks as one to be sent", () => {
  const marked = markedErrors();
  if (marked.length === 0) return console.log("  the inventory is not beside the repository");
  assert.deepEqual(marked.filter((error) => !(error in SENT) && !(error in NEVER)), []);
});

/** "Type name: value meaning ▲ · value meaning" of protocol.md §9. */
function markedErrors(): string[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(new URL("../../../shared/protocol.md", import.meta.url));
  } catch {
    return [];
  }
  const section = text.slice(text.indexOf("# 9. PCErr"), text.indexOf("# 10. Procedures"));
  const out: string[] = [];
  for (const line of section.split("\n").flatMap((each) => each.split(/ {3,}/))) {
    const [, type, rest] = /^(\d+) ([A-Za-z].*)$/.exec(line) ?? [];
    if (type === undefined || rest === undefined || !rest.includes("▲")) continue;
    if (/^[^:]*▲$/.test(rest.trim())) out.push(`${type}/0`);
    for (const part of rest.split(/ · |: (?=\d)/)) {
      const [, value] = /^\**(\d+)\b/.exec(part.trim()) ?? [];
      if (value !== undefined && part.includes("▲")) out.push(`${type}/${value}`);
    }
  }
  return out;
}
