/** `cairn replay`: a journal once more through the core; says whether it answers the same, and where not. */
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { Answer, Event } from "../../controller/step.ts";
import { EdgeError } from "../../io/edge_error.ts";
import { replay, type ReplayReport } from "../../io/journal/replay.ts";
import { computer, createCore, loadCore } from "../../io/parts.ts";
import type { Terminal } from "../../io/terminal.ts";
import { VERSION } from "../../io/version.ts";
import { hex } from "../../wire/words.ts";
import { outputOption } from "../output.ts";

interface ReplayWords {
  readonly until?: number;
  readonly effects?: boolean;
  readonly output: "table" | "json";
}

export function addReplay(program: Command, terminal: Terminal): void {
  program.command("replay").summary("a journal once more, compared with what happened")
    .argument("<journal>", "a segment, or the folder of all")
    .option(
      "--until <time>",
      "stop before the first event after it (2026-11-22T14:03:07Z)",
      parseTime,
    )
    .option("--effects", "print every event and what was answered")
    .addOption(outputOption(["table", "json"]))
    .action(async (journal: string, words: ReplayWords) => {
      const report = await replay(journal, {
        createCore,
        loadCore,
        computer,
        ...(words.until !== undefined && { until: words.until }),
        ...(words.effects && {
          onEvent: (event: Event, answer: Answer | undefined) =>
            terminal.out(
              `${words.output === "json" ? lineOf(event, answer) : textOf(event, answer)}\n`,
            ),
        }),
      });
      if (words.output === "json") terminal.out(`${jsonOf(report)}\n`);
      else terminal.out(summaryOf(report));
      const { difference } = report;
      if (!difference) return;
      const { segment, record, why, event, answer } = difference;
      const here = `${segment}, record ${record}, ${textOf(event, answer)}`;
      const others = report.versions.filter((version) => version !== VERSION);
      const hint = others.length > 0
        ? `; it was written by ${others.join(", ")}, this is ${VERSION}`
        : "";
      throw new EdgeError(`the replay differs: ${why} at ${here}${hint}`);
    });
}

const summaryOf = ({ segments, events, effects, truncated, difference }: ReplayReport): string =>
  `${segments} segment${segments === 1 ? "" : "s"}, ${events} events, ${effects} effects: ` +
  `${difference ? "different" : "the same as recorded"}\n` +
  truncated.map((path) => `${path} ends inside a record, as after a crash\n`).join("");

const jsonOf = ({ core: _, ...report }: ReplayReport): string => JSON.stringify(report, plain);
const lineOf = (event: Event, answer: Answer | undefined): string =>
  JSON.stringify({ event, answer: answer ?? "threw" }, plain);

/** Octets as hex; the graph of a computation is left out. */
function plain(key: string, value: unknown): unknown {
  if (key === "snapshot") return undefined;
  if (value instanceof Uint8Array) return hex(value);
  return value === Infinity ? "never" : value;
}

function textOf({ at, what }: Event, answer: Answer | undefined): string {
  const time = new Date(at / 1000).toISOString();
  const where = "connection" in what ? ` ${what.connection}` : "";
  const more = what.on === "received" ? ` ${what.bytes.length} octets` : "";
  const said = answer ? answer.effects.map(effectWords).join(", ") : "threw";
  return `${time} ${what.on}${where}${more}${said ? ` → ${said}` : ""}`;
}
function effectWords(effect: Answer["effects"][number]): string {
  switch (effect.do) {
    case "write":
      return `write ${effect.connection} ${effect.bytes.length} octets`;
    case "changed":
      return `changed ${effect.ids.length} ${effect.kind}`;
    case "note":
      return `note "${effect.note.title}"`;
    case "compute":
      return `compute ${effect.jobs.list.length} paths`;
    default:
      return effect.do;
  }
}

function parseTime(text: string): number {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) {
    throw new InvalidArgumentError("It must be a time like 2026-11-22T14:03:07Z.");
  }
  return milliseconds * 1000;
}
