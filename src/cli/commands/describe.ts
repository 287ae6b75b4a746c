/** `cairn describe`: everything known of one row; and `show`, the same two commands for fingers trained on routers. */
import { isMessage, type Message } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Command } from "commander";
import { PolicySchema, PolicyService } from "../../gen/cairn/v1/policy_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatOne, formatRows, jsonOf, outputOption } from "../output.ts";
import { plainMessage } from "../plain_message.ts";
import { formatPolicy } from "../policy_page.ts";
import type { Resource } from "../resources.ts";
import { formatTree } from "../tree.ts";
import { listAll, resourceOf, singular } from "./get.ts";

type Form = "table" | "json" | "yaml";

export function addDescribe(program: Command, terminal: Terminal): void {
  const command = program.command("describe").summary("everything known about one thing")
    .argument("<resource>").argument("<name>")
    .addOption(outputOption(["table", "json", "yaml"]));
  addClientOptions(command).action(
    async (word: string, name: string, options: ClientOptions & { output: Form }) => {
      await describe(new Client(terminal, options), resourceOf(word), name, options.output);
    },
  );
  const show = program.command("show").summary("get and describe, as routers have it")
    .argument("<resource>").argument("[name]").argument("[detail]");
  addClientOptions(show).action(async (word: string, name: string | undefined, detail, options) => {
    const client = new Client(terminal, options);
    const resource = resourceOf(word);
    if (name !== undefined && name !== "detail") {
      return await describe(client, resource, name, "table");
    }
    const rows = await listAll(client, resource, "");
    const columns = resource.table(terminal.now());
    const form = name === "detail" || detail === "detail" ? "wide" : "table";
    terminal.out(formatRows(form, { schema: resource.schema, rows, columns }, terminal));
  });
}

async function describe(client: Client, resource: Resource, name: string, form: Form) {
  const { terminal } = client;
  const row = await findRow(client, resource, name);
  if (form !== "table") return terminal.out(formatOne(form, resource.schema, row));
  plainMessage(row);
  if (!isMessage(row, PolicySchema)) return terminal.out(formatTree(jsonOf(resource.schema, row)));
  const { entries } = await client.call(PolicyService.method.listPolicyHistory, {
    name: row.name,
    pageSize: 20,
  });
  terminal.out(formatPolicy(row, entries.map(plainMessage), terminal));
}

/** By the call that gets one, and by any other name people know it by. */
async function findRow(client: Client, resource: Resource, name: string): Promise<Message> {
  const key = resource.service.methods.find((m) => m.name === `Get${resource.one}`)
    ?.input.fields[0]?.localName;
  if (key !== undefined) {
    try {
      const row = await client.callNamed(resource.service, `Get${resource.one}`, { [key]: name });
      if (row) return row;
    } catch (error) {
      if (!(error instanceof ConnectError && error.code === Code.NotFound)) throw error;
    }
  }
  const row = (await listAll(client, resource, "")).find((r) => resource.named(r, name));
  if (row) return row;
  throw new EdgeError(
    `there is no ${singular(resource)} "${name}"; see "cairn get ${resource.names[0]}"`,
  );
}
