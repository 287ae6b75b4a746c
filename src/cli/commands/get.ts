/** `cairn get`: rows of a resource as a table or for machines; with --watch what changes, too. */
import { isMessage, type Message } from "@bufbuild/protobuf";
import type { Command } from "commander";
import { EdgeError } from "../../io/edge_error.ts";
import { nearest } from "../../lib/nearest.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatRows, jsonOf, outputOption } from "../output.ts";
import type { OutputForm } from "../output.ts";
import { findResource, type Resource, RESOURCES } from "../resources.ts";
import { layOut } from "../table.ts";
import { plainText } from "../../lib/plain_text.ts";

interface GetOptions extends ClientOptions {
  readonly output: OutputForm;
  readonly watch?: boolean;
  readonly filter?: string;
}

export function addGet(program: Command, terminal: Terminal): void {
  const command = program.command("get").summary("list rows of a resource")
    .description(`List ${RESOURCES.map(({ names }) => names[0]).join(", ")}.`)
    .argument("<resource>").argument("[name]")
    .addOption(outputOption())
    .option("-w, --watch", "go on and show changes as they come")
    .option("--filter <expression>", 'for example: state != up AND headend = "paris"');
  addClientOptions(command).action(async (word: string, name: string | undefined, options) => {
    const { output, watch, filter }: GetOptions = options;
    const resource = resourceOf(word);
    const client = new Client(terminal, options);
    if (watch) return await watchRows(client, resource, output, filter ?? "");
    const all = await listAll(client, resource, filter ?? "");
    const rows = name === undefined ? all : all.filter((row) => resource.named(row, name));
    if (name !== undefined && rows.length === 0) {
      throw new EdgeError(`there is no ${singular(resource)} "${name}"; see "cairn get ${word}"`);
    }
    if (rows.length === 0 && (output === "table" || output === "wide")) {
      return terminal.err(`no ${resource.names[0]}\n`);
    }
    const columns = resource.table(terminal.now());
    terminal.out(formatRows(output, { schema: resource.schema, rows, columns }, terminal));
  });
}

/** The resource of that name; throws with the nearest one. */
export function resourceOf(word: string): Resource {
  const found = findResource(word);
  if (found) return found;
  const meant = nearest(word, RESOURCES.flatMap(({ names }) => names));
  const known = RESOURCES.map(({ names }) => names[0]).join(", ");
  throw new EdgeError(
    `there is no resource "${word}"; ${meant ? `did you mean "${meant}"?` : `known: ${known}`}`,
  );
}
export const singular = (resource: Resource): string => resource.names[1] ?? resource.names[0]!;

/** All rows, page by page. */
export async function listAll(
  client: Client,
  resource: Resource,
  filter: string,
): Promise<Message[]> {
  const rows: Message[] = [];
  for (let pageToken = "";;) {
    const fields = {
      filter: filterOf(resource, filter),
      pageSize: 1000,
      pageToken,
      ...(resource.orderBy !== undefined && { orderBy: resource.orderBy }),
    };
    const page = await client.callNamed(resource.service, `List${resource.noun}`, fields);
    if (page === undefined) throw new EdgeError(`${resource.names[0]} cannot be listed`);
    for (const value of Object.values(page)) {
      if (Array.isArray(value)) rows.push(...value.filter((v) => isMessage(v, resource.schema)));
    }
    pageToken = "nextPageToken" in page ? String(page.nextPageToken) : "";
    if (pageToken === "") return rows;
  }
}

const filterOf = ({ only }: Resource, filter: string): string =>
  only === undefined ? filter : filter === "" ? only : `${only} AND (${filter})`;

/** A table of what is there, then a line for every change; widths follow what comes. */
async function watchRows(client: Client, resource: Resource, form: OutputForm, filter: string) {
  const stream = client.streamNamed(resource.service, `Watch${resource.noun}`, {
    filter: filterOf(resource, filter),
  });
  if (!stream) throw new EdgeError(`${resource.names[0]} cannot be watched`);
  if (form !== "table" && form !== "wide" && form !== "json") {
    throw new EdgeError(`--watch prints table, wide or json, not ${form}`);
  }
  const { terminal } = client;
  const rows: Message[] = [];
  let synced = false;
  for await (const message of stream) {
    const event = "event" in message ? message.event as WatchEvent : undefined; // one oneof in all
    if (event === undefined) continue;
    if (form === "json") {
      const line = jsonLine(resource, event);
      if (line) terminal.out(line);
    } else if (event.case === "changed") {
      rows.push(event.value);
      if (synced) terminal.out(`${lineOf(resource, rows, form, terminal)}\n`);
    } else if (event.case === "deleted") {
      if (synced) terminal.out(`${plainText(String(event.value))} is gone\n`);
    } else if (!synced) {
      synced = true;
      const columns = resource.table(terminal.now());
      terminal.out(formatRows(form, { schema: resource.schema, rows, columns }, terminal));
    }
    if (synced && rows.length > REMEMBERED) rows.splice(0, rows.length - REMEMBERED);
  }
}

/** The newest row, in columns as wide as the last rows need. */
function lineOf(
  resource: Resource,
  rows: readonly Message[],
  form: OutputForm,
  terminal: Terminal,
) {
  const options = { ...terminal, wide: form === "wide" };
  return layOut(resource.table(terminal.now()), rows, options).line(rows.at(-1)!);
}
function jsonLine({ schema }: Resource, event: WatchEvent): string | undefined {
  if (event.case === "synced") return undefined;
  const value = event.case === "changed" ? jsonOf(schema, event.value) : event.value;
  return `${JSON.stringify({ [event.case]: value })}\n`;
}
const REMEMBERED = 200;
type WatchEvent =
  | { readonly case: "changed"; readonly value: Message }
  | { readonly case: "deleted"; readonly value: string }
  | { readonly case: "synced"; readonly value: Message };
