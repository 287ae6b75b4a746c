/** What `decode` prints of a message: the whole tree, one line of a summary, or one JSON object. */
import { dissect as dissectBgp } from "../../bgp/codec/dissect.ts";
import { dissect as dissectPcep } from "../../pcep/codec/dissect.ts";
import type { Dissection } from "../../wire/dissect.ts";
import { hex } from "../../wire/words.ts";
import type { FoundMessage } from "./found_message.ts";
import { formatDissection, type Look, wrapped } from "./tree_text.ts";

/** A message with its number in the input, counted from 1 before anything was filtered out. */
export interface Shown {
  readonly n: number;
  readonly message: FoundMessage;
  readonly tree: Dissection;
}

export const dissectFound = ({ protocol, bytes, form }: FoundMessage): Dissection =>
  protocol === "pcep" ? dissectPcep(bytes) : dissectBgp(bytes, form);

/** Objects of a PCEP message; path attributes, NLRI and capabilities of a BGP one; in their order. */
export function partsOf({ children }: Dissection): readonly string[] {
  return children.filter((part) => part.children.length > 0).flatMap((part) =>
    LISTS.has(part.name)
      ? part.children.filter((inner) => inner.children.length > 0).flatMap(attributeParts)
      : [part.name]
  );
}
const attributeParts = (part: Dissection): readonly string[] => {
  const routes = part.children.filter(({ name }) => name.endsWith(" NLRI"));
  return [part.name, ...routes.map(({ name }) => name)];
};
const LISTS = new Set(["path attributes"]);

/** What is wrong with it, from around it and from every part of it. */
export function problemsOf({ message, tree }: Shown): readonly string[] {
  const problems: string[] = message.note === undefined ? [] : [message.note];
  const walk = (part: Dissection, where: string) => {
    if (part.note !== undefined) problems.push(`${where}: ${part.note}`);
    for (const child of part.children) walk(child, `${where} / ${child.name}`);
  };
  walk(tree, tree.name);
  return problems;
}

export function treeText(shown: Shown, look: Look): string {
  const { n, message, tree } = shown;
  const bad = (text: string) => look.color ? `\x1b[31m${text}\x1b[0m` : text;
  const title = `#${n}  ${message.protocol.toUpperCase()} ${tree.name}`;
  const facts = [
    `${message.bytes.length} octets`,
    ...(tree.ref ? [tree.ref] : []),
    ...(endsOf(message) ? [endsOf(message)] : []),
    ...(timeOf(message) ? [timeOf(message)!] : []),
  ];
  const columns = look.columns ?? Infinity;
  const lines = facts.reduce<string[]>((all, fact) => {
    const last = all.at(-1)!;
    if (last.length + 2 + fact.length <= columns) return [...all.slice(0, -1), `${last}  ${fact}`];
    return [...all, `    ${fact}`];
  }, [title]);
  const first = lines[0]!;
  const head = [
    look.color ? `\x1b[1m${title}\x1b[0m${first.slice(title.length)}` : first,
    ...lines.slice(1),
    ...[message.note, tree.note].filter((note) => note !== undefined)
      .flatMap((note) => wrapped(`! ${note}`, columns - 4).map((line) => `    ${bad(line)}`)),
  ];
  return `${head.join("\n")}\n${formatDissection(tree, message.bytes, look)}\n`;
}

export function summaryLine(shown: Shown, look: Look): string {
  const { n, message, tree } = shown;
  const problems = problemsOf(shown);
  const time = timeOf(message)?.slice(11, 23);
  const words = [
    `#${n}`.padEnd(6),
    ...(time ? [time] : []),
    ...(endsOf(message) ? [endsOf(message)] : []),
    message.protocol === "pcep" ? tree.name : `BGP ${tree.name}`,
    counted(partsOf(tree)).join(" "),
  ].filter((word) => word !== "");
  const { columns = Infinity } = look;
  const line = wrapped(words.join("  "), columns - 6).join("\n      ");
  if (problems.length === 0) return `${line}\n`;
  const problem = `! ${problems[0]}`;
  const bad = (text: string) => look.color ? `\x1b[31m${text}\x1b[0m` : text;
  if (line.length + 2 + problem.length <= columns) return `${line}  ${bad(problem)}\n`;
  return `${line}\n${
    wrapped(problem, columns - 8).map((each) => `        ${bad(each)}\n`).join("")
  }`;
}

/** "LSP LSP ERO" → "LSP ×2", "ERO". */
function counted(names: readonly string[]): string[] {
  const runs: { name: string; times: number }[] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last?.name === name) last.times++;
    else runs.push({ name, times: 1 });
  }
  return runs.map(({ name, times }) => times > 1 ? `${name} ×${times}` : name);
}

/** The last lines of a summary: how many of what. */
export function totals(all: readonly Shown[]): string {
  const kinds = new Map<string, number>();
  for (const { message, tree } of all) {
    const kind = message.protocol === "pcep" ? tree.name : `BGP ${tree.name}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const listed = [...kinds].sort(([, a], [, b]) => b - a).map(([kind, n]) => `${n} ${kind}`);
  const wrong = all.filter((shown) => problemsOf(shown).length > 0).length;
  const count = `${all.length} ${all.length === 1 ? "message" : "messages"}`;
  return `\n${count}: ${listed.join(", ")}${wrong > 0 ? `; ${wrong} with something wrong` : ""}\n`;
}

/** One line; its fields are described in `cairn decode --help` and do not change their meaning. */
export function jsonLine(shown: Shown): string {
  const { n, message, tree } = shown;
  const { protocol, bytes, from, to, note, whole } = message;
  const problems = problemsOf(shown);
  return `${
    JSON.stringify({
      n,
      at: timeOf(message),
      protocol,
      type: tree.name,
      from,
      to,
      whole,
      note,
      parts: partsOf(tree),
      ...(problems.length > 0 && { problems }),
      hex: hex(bytes),
      message: tree,
    })
  }\n`;
}

function endsOf({ from, to }: FoundMessage): string {
  return from && to ? `${from} → ${to}` : from ? `from ${from}` : to ? `to ${to}` : "";
}
function timeOf({ atMicroseconds }: FoundMessage): string | undefined {
  if (atMicroseconds === undefined) return undefined;
  const milliseconds = atMicroseconds / 1000;
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : undefined;
}
