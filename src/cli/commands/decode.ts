/** `cairn decode`: PCEP and BGP messages with every field, its octets and its RFC. Works without a controller. */
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { plainText } from "../../lib/plain_text.ts";
import { USUAL_PORTS } from "../decode/capture_messages.ts";
import type { Found, FoundMessage } from "../decode/found_message.ts";
import { isHex } from "../decode/hex_text.ts";
import type { Protocol } from "../decode/message_cutter.ts";
import {
  dissectFound,
  jsonLine,
  problemsOf,
  type Shown,
  summaryLine,
  totals,
  treeText,
} from "../decode/message_text.ts";
import { messagesIn } from "../decode/messages_in.ts";
import { outputOption } from "../output.ts";

interface Options {
  readonly protocol?: Protocol;
  readonly peer?: readonly string[];
  readonly type?: readonly string[];
  readonly pcepPort?: readonly number[];
  readonly bgpPort?: readonly number[];
  readonly malformed?: true;
  readonly summary?: true;
  readonly json?: true;
  readonly output: "table" | "json";
}

export function addDecode(program: Command, terminal: Terminal): void {
  program.command("decode").summary("PCEP and BGP messages, field by field")
    .description("Decode hex, JSON lines with a hex field, pcap or pcapng. Works offline.")
    .argument("[input...]", 'a file, hex digits, or "-" for standard input (the default)')
    .addOption(new Option("--protocol <name>", "when it cannot be seen").choices(["pcep", "bgp"]))
    .addOption(several("--peer <address>", "only from or to this address"))
    .addOption(several("--type <name>", "only these messages: PCRpt, update, 10"))
    .option("--malformed", "only messages with something wrong")
    .option("--summary", "one line a message, and how many of what")
    .addOption(several("--pcep-port <number>", "PCEP beside 4189", portOf))
    .addOption(several("--bgp-port <number>", "BGP beside 179", portOf))
    .option("--json", "short for --output json")
    .addOption(outputOption(["table", "json"]).argParser(formNamed))
    .addHelpText("after", JSON_HELP)
    .action((input: readonly string[], options: Options) =>
      decode(input.length > 0 ? input : ["-"], options, terminal)
    );
}

function decode(input: readonly string[], options: Options, terminal: Terminal): void {
  const ports = new Map(USUAL_PORTS);
  for (const port of options.pcepPort ?? []) ports.set(port, "pcep");
  for (const port of options.bgpPort ?? []) ports.set(port, "bgp");
  const { messages, notes } = foundIn(octetsOf(input, terminal), {
    protocol: options.protocol,
    ports,
  });
  for (const note of notes) terminal.err(`cairn: ${plainText(note)}\n`);
  const all = messages.map((message, i) => ({ n: i + 1, message, tree: dissectFound(message) }));
  const shown = all.filter((each) => isWanted(each, options));
  if (all.length > 0 && shown.length === 0) {
    throw new EdgeError(`none of the ${all.length} messages is what was asked for`);
  }
  const json = options.json || options.output === "json";
  const look = { color: terminal.color, columns: terminal.columns };
  for (const each of shown) {
    terminal.out(
      json ? jsonLine(each) : options.summary ? summaryLine(each, look) : treeText(each, look),
    );
  }
  if (options.summary && !json) terminal.out(totals(shown));
}

const MOST_OCTETS = 512 << 20; // what is decoded takes several times as much memory

/** Files one after the other, or hex that stands on the command line. */
function octetsOf(input: readonly string[], terminal: Terminal): readonly Uint8Array[] {
  const typed = input.join(" ");
  if (isHex(typed) && !input.some((word) => terminal.exists(word))) {
    return [new TextEncoder().encode(typed)];
  }
  return input.map((path) => terminal.read(path, MOST_OCTETS));
}

function foundIn(inputs: readonly Uint8Array[], reading: Parameters<typeof messagesIn>[1]): Found {
  const all = inputs.map((octets) => messagesIn(octets, reading));
  return {
    messages: all.flatMap(({ messages }) => messages),
    notes: all.flatMap(({ notes }) => notes),
  };
}

function isWanted(shown: Shown, { peer = [], type = [], malformed }: Options): boolean {
  const { message, tree } = shown;
  if (malformed && problemsOf(shown).length === 0) return false;
  if (type.length > 0 && !type.some((name) => isOfType(name, tree.name, message))) return false;
  return peer.length === 0 || peer.some((address) => isEnd(address, message));
}

function isOfType(wanted: string, name: string, { protocol, bytes }: FoundMessage): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const code = bytes[protocol === "pcep" ? 1 : 18];
  return letters(wanted) === letters(name) || wanted === String(code);
}

/** An address with or without its port. */
function isEnd(wanted: string, { from, to }: FoundMessage): boolean {
  return [from, to].some((end) =>
    end !== undefined &&
    (end === wanted || end.startsWith(`${wanted}:`) || end.startsWith(`[${wanted}]`))
  );
}

/** An option that may be given several times. */
function several<T = string>(
  names: string,
  about: string,
  read: (word: string) => T = (word) => word as T,
): Option {
  return new Option(names, about)
    .argParser((word: string, before: readonly T[] = []) => [...before, read(word)]);
}

function portOf(word: string): number {
  const port = Number(word);
  if (Number.isInteger(port) && port > 0 && port <= 65535) return port;
  throw new InvalidArgumentError("It must be a port, 1 to 65535.");
}

/** Here the form for people is called text, too. */
function formNamed(word: string): string {
  if (word === "text" || word === "table") return "table";
  if (word === "json") return "json";
  throw new InvalidArgumentError("It must be table or json.");
}

const JSON_HELP = `
JSON is one object a line:
  n         its number in the input, from 1
  at        when it was heard, if that is known
  protocol  "pcep" or "bgp"
  type      its name: "PCRpt", "UPDATE"
  from, to  the two ends, if they are known
  whole     false: these octets are a piece of a message, or none
  note      what is wrong around it: octets that are missing before it
  parts     objects; of BGP the path attributes and NLRI; in their order
  problems  what is wrong with it, all of it, in words
  hex       the octets
  message   the tree of fields: name, ref, offset, length, value, note, children
What could not be read of a file is said on standard error, with its place.
`;
