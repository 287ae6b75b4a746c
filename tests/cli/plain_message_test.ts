/** Words that came from routers must not steer the terminal that shows a single page of them. */
import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { plainMessage } from "../../src/cli/plain_message.ts";
import { formatPolicy } from "../../src/cli/policy_page.ts";
import { HistoryEntrySchema, PolicySchema } from "../../src/gen/cairn/v1/policy_pb.ts";

const EVIL = "x\x1b]0;owned\x07\r\nCairn: all is well\x9b2J";
const paper = { columns: 80, color: false, now: () => 0 };

Deno.test("`plainMessage()` escapes control characters wherever a text stands, also in the names of labels", () => {
  const row = create(PolicySchema, {
    name: "gold",
    verdict: EVIL,
    intent: { labels: { [EVIL]: EVIL } },
    candidatePaths: [{ preference: 100, symbolicPathName: EVIL, reported: { hops: [EVIL] } }],
  });
  plainMessage(row);
  const words = [
    row.verdict,
    ...Object.entries(row.intent!.labels).flat(),
    row.candidatePaths[0]!.symbolicPathName,
    ...row.candidatePaths[0]!.reported!.hops,
  ];
  for (const word of words) {
    assert.equal(word, "x\\x1b]0;owned\\x07\\x0d\\x0aCairn: all is well\\x9b2J");
  }
});

Deno.test("`formatPolicy()` of a plain message has no control character but its line feeds", () => {
  const row = plainMessage(create(PolicySchema, {
    name: EVIL,
    headend: EVIL,
    verdict: EVIL,
    candidatePaths: [{
      symbolicPathName: EVIL,
      held: EVIL,
      sent: { message: "PCUpd", outcome: "refused", error: EVIL },
      computed: { ok: false, why: EVIL },
    }],
  }));
  const entry = plainMessage(create(HistoryEntrySchema, { kind: "sent", title: EVIL, by: EVIL }));
  const page = formatPolicy(row, [entry], paper);
  assert.ok(page.includes("owned"));
  assert.equal(/[^\P{Cc}\n]/u.exec(page), null);
});
