/** `cairn decode`: PCEP and BGP messages with every field, its octets and its RFC. Works without a controller. */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { dissect as dissectBgp } from "../../bgp/codec/dissect.ts";
import { dissect as dissectPcep } from "../../pcep/codec/dissect.ts";
import type { Terminal } from "../../io/terminal.ts";
import { hex } from "../../wire/words.ts";
import { type FoundMessage, messagesIn, type Protocol } from "../decode/messages_in.ts";
import { formatDissection } from "../decode/tree_text.ts";
import { outputOption } from "../output.ts";

export function addDecode(program: Command, terminal: Terminal): void {
  program.command("decode").summary("PCEP and BGP messages, field by field")
    .description("Decode hex, JSON lines with a hex field, pcap or pcapng. Works offline.")
    .argument("[file]", '"-" is standard input', "-")
    .addOption(new Option("--protocol <name>", "when it cannot be seen").choices(["pcep", "bgp"]))
    .addOption(outputOption(["table", "json"]).argParser(formNamed))
    .action((file: string, options: { protocol?: Protocol; output: "table" | "json" }) => {
      const messages = messagesIn(terminal.read(file), options.protocol);
      for (const [i, message] of messages.entries()) {
        terminal.out(
          options.output === "json"
            ? jsonOf(message, i + 1)
            : textOf(message, i + 1, terminal.color),
        );
      }
    });
}

/** Here the form for people is called text, too. */
function formNamed(word: string): string {
  if (word === "text" || word === "table") return "table";
  if (word === "json") return "json";
  throw new InvalidArgumentError("It must be text or json.");
}

const dissect = ({ protocol, bytes }: FoundMessage) =>
  protocol === "pcep" ? dissectPcep(bytes) : dissectBgp(bytes);

function textOf(message: FoundMessage, n: number, color: boolean): string {
  const tree = dissect(message);
  const { protocol, bytes, from, to, note } = message;
  const ends = from && to ? `${from} → ${to}` : from ? `from ${from}` : to ? `to ${to}` : "";
  const title = `#${n}  ${protocol.toUpperCase()} ${tree.name}`;
  const head = [
    color ? `\x1b[1m${title}\x1b[0m` : title,
    `${bytes.length} octets`,
    ...(tree.ref ? [tree.ref] : []),
    ...(ends ? [ends] : []),
    ...(timeOf(message) ? [timeOf(message)!] : []),
    ...(note ? [`! ${note}`] : []),
    ...(tree.note ? [`! ${tree.note}`] : []),
  ];
  return `${head.join("  ")}\n${formatDissection(tree, bytes, color)}\n`;
}

function jsonOf(message: FoundMessage, n: number): string {
  const { protocol, bytes, from, to, note } = message;
  const at = timeOf(message);
  const fields = { n, at, protocol, from, to, note, hex: hex(bytes), message: dissect(message) };
  return `${JSON.stringify(fields)}\n`;
}
const timeOf = ({ atMicroseconds }: FoundMessage): string | undefined =>
  atMicroseconds === undefined ? undefined : new Date(atMicroseconds / 1000).toISOString();
