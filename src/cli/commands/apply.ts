/** `cairn apply` and `cairn delete`: documents in, changes out; every mistake with the line it is on. */
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { Change } from "../../gen/cairn/v1/common_pb.ts";
import { ApplyDocumentsResponseSchema, PolicyService } from "../../gen/cairn/v1/policy_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions, problemsOf } from "../client.ts";
import { formatMistakes, locate, readFiles } from "../documents.ts";
import { formatOne, outputOption } from "../output.ts";
import { formatPlanned } from "../planned_paths.ts";
import { type Column, displayWidth, formatTable } from "../table.ts";
import { wrap } from "../words.ts";
import { resourceOf, singular } from "./get.ts";

interface DeleteOptions extends ClientOptions {
  readonly confirmDeletes?: number;
}
interface ApplyOptions extends ClientOptions {
  readonly file: readonly string[];
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly confirmDeletes?: number;
  readonly kind?: string;
  readonly output: "table" | "json" | "yaml";
}

export function addApply(program: Command, terminal: Terminal): void {
  const apply = program.command("apply").summary("make documents so")
    .description("Make policies, meshes, routers and facts as the documents say.")
    .requiredOption("-f, --file <file...>", 'YAML, JSON, CSV or a folder; "-" is standard input')
    .option("--kind <kind>", "of a CSV table (LinkFacts, NodeFacts), or of documents without kind")
    .option("--dry-run", "say what would change and what would be sent; change nothing")
    .option("--prune", "delete what an earlier apply made and these files do not name")
    .option("--confirm-deletes <count>", "the number of deletions that you have seen", wholeNumber)
    .addOption(outputOption(["table", "json", "yaml"]));
  addClientOptions(apply).action(async (options: ApplyOptions) => {
    await applyFiles(new Client(terminal, options), options);
  });

  const remove = program.command("delete").summary("delete one thing by name")
    .argument("<resource>").argument("<name>")
    .option("--confirm-deletes <count>", "the number of deletions that you have seen", wholeNumber);
  addClientOptions(remove).action(async (word: string, name: string, options: DeleteOptions) => {
    const resource = resourceOf(word);
    const client = new Client(terminal, options);
    const key = resource.names[0] === "tokens" ? "id" : "name";
    const { confirmDeletes } = options;
    const counted = resource.names[0] === "meshes" || resource.names[0] === "routers";
    const done = client.callNamed(resource.service, `Delete${resource.one}`, {
      [key]: name,
      ...(counted && confirmDeletes !== undefined && { confirmDeletes }),
    });
    if (!done) throw new EdgeError(`${resource.names[0]} are learnt, they cannot be deleted`);
    await done;
    terminal.out(`${singular(resource)} ${name} deleted\n`);
  });
}

async function applyFiles(client: Client, options: ApplyOptions): Promise<void> {
  const { terminal } = client;
  const { documents, mistakes, files } = readFiles(terminal, options.file, options);
  const values = documents.map(({ value }) => value);
  const wrong = mistakes.length > 0; // then the rest is only looked at
  try {
    const response = await client.call(PolicyService.method.applyDocuments, {
      documents: values,
      prune: options.prune ?? false,
      dryRun: wrong || (options.dryRun ?? false),
      ...(options.confirmDeletes !== undefined && { confirmDeletes: options.confirmDeletes }),
    });
    if (wrong) throw new EdgeError(formatMistakes(mistakes, files));
    if (options.output !== "table") {
      terminal.out(formatOne(options.output, ApplyDocumentsResponseSchema, response));
    } else {
      terminal.out(formatChanges(response.changes, terminal));
      terminal.out(formatPlanned(response, terminal));
    }
    if (!options.dryRun) return;
    terminal.err("nothing was changed (--dry-run)\n");
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    const problems = problemsOf(error);
    if (problems.length === 0 && !wrong) throw error;
    const located = problems.map((problem) => locate(problem, documents));
    throw new EdgeError(formatMistakes([...mistakes, ...located], files));
  }
}

/** A table of changes; what did not change is only counted. */
export function formatChanges(changes: readonly Change[], terminal: Terminal): string {
  const shown = changes.filter(({ change }) => change !== "unchanged");
  const unchanged = changes.length - shown.length;
  const rest = unchanged > 0 || shown.length === 0 ? `${unchanged} unchanged\n` : "";
  if (shown.length === 0) return rest;
  const columns: Column<Change>[] = [
    { title: "CHANGE", rank: 0, of: ({ change }) => CHANGES[change] ?? change },
    { title: "KIND", rank: 0, of: ({ kind }) => kind },
    { title: "NAME", rank: 0, of: ({ name }) => name },
  ];
  // What a message would do is the point of a preview: its words are wrapped, never left out.
  const head = columns.map(({ title, of }) =>
    Math.max(title.length, ...shown.map((change) => displayWidth(of(change)))) + 2
  ).reduce((sum, width) => sum + width);
  const room = terminal.columns && Math.max(LEAST_DETAIL, terminal.columns - head);
  const table = formatTable(
    [...columns, { title: "DETAIL", rank: 0, of: ({ detail }) => detail }],
    shown,
    { ...terminal, columns: undefined, wide: false },
  );
  if (room === undefined) return table + rest;
  return wrap(table.trimEnd(), head + room, head) + "\n" + rest;
}
const LEAST_DETAIL = 24;
const CHANGES: Readonly<Record<string, string>> = {
  wouldSend: "would send",
  wouldWait: "would wait",
  wouldStop: "would stop",
};

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
