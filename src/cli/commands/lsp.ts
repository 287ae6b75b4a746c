/**
 * Who holds LSPs: `cairn lsp adopt|release` for one, `cairn delegation accept|return` for what routers delegate (rules
 * I.7, I.8). What cannot be done is refused in a sentence.
 */
import type { Command } from "commander";
import { type Lsp, LspService } from "../../gen/cairn/v1/lsp_pb.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatMessages, goesOn } from "./admin.ts";
import { plainText } from "../../lib/plain_text.ts";

interface Options extends ClientOptions {
  readonly router?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}
const { method } = LspService;

export function addLsp(program: Command, terminal: Terminal): void {
  const lsp = program.command("lsp").summary("adopt and release LSPs")
    .description('Adopt and release LSPs; "cairn get lsps" lists them as router/name.');
  const adopt = lsp.command("adopt").argument("<router/name>")
    .summary("take over an orphan of ours, or list an LSP of another PCE as known");
  addClientOptions(adopt).action(async (id: string, options: Options) => {
    say(terminal, id, (await new Client(terminal, options).call(method.adoptLsp, { id })).lsp);
  });
  const release = lsp.command("release").argument("<router/name>")
    .summary("hand one delegation back, or forget that an LSP is known");
  addClientOptions(release).action(async (id: string, options: Options) => {
    say(terminal, id, (await new Client(terminal, options).call(method.releaseLsp, { id })).lsp);
  });

  const delegation = program.command("delegation").summary(
    "accept or return what routers delegate",
  );
  for (const word of ["accept", "return"] as const) addDelegation(delegation, word, terminal);
  const request = delegation.command("request").argument("<router/name>")
    .summary("ask a router to delegate an LSP that it holds (RFC 8741)");
  addClientOptions(request).action(async (id: string, options: Options) => {
    const { lsp } = await new Client(terminal, options).call(method.requestControl, { id });
    if (!lsp) return terminal.out(`${id} is gone\n`);
    terminal.out(
      `${plainText(lsp.router)} was asked; "cairn describe lsp ${
        plainText(lsp.id)
      }" shows what it answers\n`,
    );
  });
}

function addDelegation(parent: Command, word: "accept" | "return", terminal: Terminal): void {
  const command = parent.command(word)
    .summary(word === "accept" ? "compute what routers delegate" : "hand back what they delegate")
    .option("--router <name>", "this router alone")
    .option("--dry-run", "only the preview")
    .option("--yes", "do not ask");
  addClientOptions(command).action(async (options: Options) => {
    const client = new Client(terminal, options);
    const request = { delegations: word, router: options.router ?? "" };
    const preview = await client.call(method.setDelegations, { ...request, dryRun: true });
    terminal.out(formatMessages(preview.changes, terminal));
    const whose = options.router ?? "all routers";
    const verb = word === "accept" ? "Accept" : "Return";
    if (!await goesOn(terminal, options, `${verb} the delegations of ${whose}?`)) return;
    await client.call(method.setDelegations, { ...request, dryRun: false });
    terminal.out(`delegations of ${whose} are ${word === "accept" ? "accepted" : "returned"}\n`);
  });
}

function say(terminal: Terminal, id: string, lsp: Lsp | undefined): void {
  if (!lsp) return terminal.out(`${id} is gone\n`);
  const known = lsp.knownBy === undefined ? "" : `, listed as known by ${lsp.knownBy}`;
  terminal.out(`${plainText(lsp.id)} is ${lsp.ownership}${known}\n`);
}
