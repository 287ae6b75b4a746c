/** `cairn apply` and `cairn delete`: documents in, changes out; every mistake with the line it is on. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { Change, Problem } from "../../gen/cairn/v1/common_pb.ts";
import { PolicyService } from "../../gen/cairn/v1/policy_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { parseYaml, type PlacedDocument, type YamlPath } from "../../io/yaml_places.ts";
import { addClientOptions, Client, type ClientOptions, problemsOf } from "../client.ts";
import { printPlannedPaths } from "../planned_paths.ts";
import { formatTable } from "../table.ts";
import { sentences } from "../words.ts";
import { resourceOf, singular } from "./get.ts";

interface ApplyOptions extends ClientOptions {
  readonly file: readonly string[];
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly confirmDeletes?: number;
}
interface Document {
  readonly file: string;
  readonly document: PlacedDocument;
  readonly value: JsonObject;
}

export function addApply(program: Command, terminal: Terminal): void {
  const apply = program.command("apply").summary("make documents so")
    .description("Make policies, meshes, routers and facts as the documents say.")
    .requiredOption("-f, --file <file...>", 'YAML or JSON; "-" is standard input')
    .option("--dry-run", "say what would change and what would be sent; change nothing")
    .option("--prune", "delete what an earlier apply made and these files do not name")
    .option("--confirm-deletes <count>", "the number of deletions that you have seen", wholeNumber);
  addClientOptions(apply).action(async (options: ApplyOptions) => {
    await applyFiles(new Client(terminal, options), options);
  });

  const remove = program.command("delete").summary("delete one thing by name")
    .argument("<resource>").argument("<name>");
  addClientOptions(remove).action(async (word: string, name: string, options: ClientOptions) => {
    const resource = resourceOf(word);
    const client = new Client(terminal, options);
    const key = resource.names[0] === "tokens" ? "id" : "name";
    const done = client.callNamed(resource.service, `Delete${resource.one}`, { [key]: name });
    if (!done) throw new EdgeError(`${resource.names[0]} are learnt, they cannot be deleted`);
    await done;
    terminal.out(`${singular(resource)} ${name} deleted\n`);
  });
}

async function applyFiles(client: Client, options: ApplyOptions): Promise<void> {
  const { terminal } = client;
  const documents = options.file.flatMap((file) => readDocuments(terminal, file));
  try {
    const { changes } = await client.call(PolicyService.method.applyDocuments, {
      documents: documents.map(({ value }) => value),
      prune: options.prune ?? false,
      dryRun: options.dryRun ?? false,
      ...(options.confirmDeletes !== undefined && { confirmDeletes: options.confirmDeletes }),
    });
    terminal.out(formatChanges(changes, terminal));
    if (!options.dryRun) return;
    await printPlannedPaths(client, documents.map(({ value }) => value), changes);
    terminal.err("nothing was changed (--dry-run)\n");
  } catch (error) {
    const problems = problemsOf(error);
    if (problems.length === 0) throw error;
    const lines = problems.map((problem) => locate(problem, documents));
    throw new EdgeError(lines.sort(byPlace).map(({ words }) => words).join("\n"));
  }
}

/** A table of changes; what did not change is only counted. */
export function formatChanges(changes: readonly Change[], terminal: Terminal): string {
  const shown = changes.filter(({ change }) => change !== "unchanged");
  const unchanged = changes.length - shown.length;
  const rest = unchanged > 0 || shown.length === 0 ? `${unchanged} unchanged\n` : "";
  if (shown.length === 0) return rest;
  return formatTable(
    [
      { title: "CHANGE", rank: 0, of: ({ change }) => CHANGES[change] ?? change },
      { title: "KIND", rank: 0, of: ({ kind }) => kind },
      { title: "NAME", rank: 0, of: ({ name }) => name },
      { title: "DETAIL", rank: 1, of: ({ detail }) => detail, cut: true },
    ],
    shown,
    { ...terminal, wide: false },
  ) + rest;
}
const CHANGES: Readonly<Record<string, string>> = { wouldSend: "would send" };

function readDocuments(terminal: Terminal, file: string): Document[] {
  const name = file === "-" ? "standard input" : file;
  const octets = terminal.read(file);
  if (octets.length > LONGEST) {
    throw new EdgeError(`${name} is longer than ${LONGEST >> 20} MiB; split it`);
  }
  const { documents, errors } = parseYaml(new TextDecoder().decode(octets));
  if (errors.length > 0) {
    const lines = errors.map((e) => `${name}:${e.line}:${e.column}: not YAML: ${e.message}`);
    throw new EdgeError(lines.join("\n"));
  }
  const strange: string[] = [];
  const read = documents.flatMap((document) => {
    const values: unknown[] = Array.isArray(document.value) ? document.value : [document.value];
    return values.flatMap((value, i): Document[] => {
      const prefix: YamlPath = Array.isArray(document.value) ? [i] : [];
      const place = (path: YamlPath, key?: boolean) => document.place([...prefix, ...path], key);
      if (!isJsonObject(value)) {
        const { line, column } = place([]);
        strange.push(`${name}:${line}:${column}: a document must have kind and name`);
        return [];
      }
      return [{ file: name, document: { value, place }, value }];
    });
  });
  if (strange.length > 0) throw new EdgeError(strange.join("\n"));
  return read;
}

const LONGEST = 16 * 2 ** 20;

/** `documents[2].candidatePaths[0].dynamic.metric` → file, line and column. */
function locate({ field, problem, fix }: Problem, documents: readonly Document[]) {
  const words = sentences(problem, fix);
  const match = /^documents\[(\d+)\]\.?(.*)$/.exec(field);
  const index = match ? Number(match[1]) : -1;
  const found = documents[index];
  if (!found) {
    return { index: documents.length, line: 0, words: field ? `${field}: ${words}` : words };
  }
  const rest = match![2]!;
  const path = [...rest.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)]
    .map(([, quoted, digits, name]) => digits === undefined ? quoted ?? name! : Number(digits));
  const unknownKey = /^there is no field/.test(problem); // the key is wrong, not its value
  const { line, column } = found.document.place(path, unknownKey);
  const place = `${found.file}:${line}:${column}`;
  return { index, line, words: `${place}: ${words}` };
}
const byPlace = (
  a: { readonly index: number; readonly line: number },
  b: { readonly index: number; readonly line: number },
): number => a.index - b.index || a.line - b.line;

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
