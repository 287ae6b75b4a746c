/** The tables of reconciliation as text: `deno run -A tests/policy/reconcile_table.ts` writes reconcile_table.md anew. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { errorWords } from "../../src/pcep/registry/errors.ts";
import { LSP_ERROR_CODES } from "../../src/pcep/registry/codes.ts";
import {
  type Pause,
  type RepeatRow,
  REPEATS,
  type Row,
  TABLE,
} from "../../src/policy/reconcile_table.ts";
import {
  type Reaction,
  REACTIONS,
  type RefusalRow,
  REFUSALS,
  REPORTED_ERRORS,
} from "../../src/policy/refusals.ts";

export const PRINTED = fileURLToPath(new URL("reconcile_table.md", import.meta.url));

export function printTables(): string {
  return [
    "# What Cairn does about one LSP\n",
    "Printed from `src/policy/reconcile_table.ts` and `src/policy/refusals.ts`; a test compares. Rules I are about",
    'routers, rules II about operators, as the sources cite them. "–": whatever it is.\n',
    "## From what is wanted, reported and asked last to the next message\n",
    "The first row that matches wins. A message that the table names goes out only if the gate is open, and not more",
    "than 10 times a minute for one LSP, whatever its router says (II.6).\n",
    table(["", "rule", "wanted", "reported", "last request", "then"], TABLE.map(rowCells)),
    "## The same message with the same lists was the last one of this session\n",
    table(["", "rule", "that request", "then"], REPEATS.map(repeatCells)),
    "## What a refusal means\n",
    table(
      ["reaction", "when the same is sent again"],
      Object.entries(REACTIONS).map(([reaction, words]) => [`**${reaction}**`, words]),
    ),
    "What is not here is **retry**.\n",
    table(["PCErr", "meaning", "rule", "then"], REFUSALS.map(refusalCells)),
    table(
      ["LSP-ERROR-CODE", "meaning", "then"],
      Object.entries(REPORTED_ERRORS).map(([code, reaction]) => [
        code,
        LSP_ERROR_CODES[Number(code)] ?? "",
        reactionWords(reaction),
      ]),
    ),
  ].join("\n");
}

function rowCells({ rule, wanted, reported, last, then }: Row, i: number): string[] {
  const step = "do" in then ? `**${MESSAGES[then.do]}**` : pauseWords(then);
  return [String(i + 1), rule, wanted === "any" ? "–" : wanted, reported.words, last.words, step];
}
function repeatCells({ rule, last, then }: RepeatRow, i: number): string[] {
  return [
    String(i + 1),
    rule,
    last.words,
    then === "send" ? "**the message again**" : pauseWords(then),
  ];
}
function pauseWords(then: Pause): string {
  if ("wait" in then) return `wait ${then.wait}`;
  return `rest: ${then.rest}${then.until ? ", looked at again later" : ""}`;
}
function refusalCells({ type, values, reaction, rule }: RefusalRow): string[] {
  const first = values === "other" ? 0 : values[0]!;
  const meaning = errorWords(type, first).replace(/^\S+ /, "");
  return [
    values === "other" ? `${type}/other` : values.map((value) => `${type}/${value}`).join(" "),
    values === "other" || values.length > 1 ? meaning.split(":")[0]! : meaning,
    rule,
    reactionWords(reaction),
  ];
}
const reactionWords = (reaction: Reaction) => `**${reaction}**`;
const MESSAGES = {
  create: "PCInitiate",
  update: "PCUpd",
  delete: "PCInitiate R=1, that LSP",
  takeOver: "PCInitiate R=0, take over",
  return: "PCUpd D=0",
} as const;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""].join("\n");
}

if (import.meta.main) writeFileSync(PRINTED, printTables());
