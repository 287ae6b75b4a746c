/** A dissected message as text: offset, octets, name, value, and where that is written down; as wide as the terminal. */
import type { Dissection } from "../../wire/dissect.ts";

export interface Look {
  readonly color: boolean;
  /** Columns of the terminal; undefined: lines are never broken. */
  readonly columns: number | undefined;
}

/** One line per part, each with its first octets; words that do not fit go on below themselves. */
export function formatDissection(root: Dissection, bytes: Uint8Array, look: Look): string {
  const { color, columns = Infinity } = look;
  const shownOctets = columns < WIDE ? 4 : 8;
  const hexColumns = 3 * shownOctets + 1;
  const paint = (code: string) => (text: string) =>
    color && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  const dim = paint("90"), bold = paint("1"), bad = paint("31");
  const lines: string[] = [];
  const walk = (part: Dissection, depth: number) => {
    const { offset, length, name, value, ref, note, children } = part;
    const whole = children.length > 0;
    const shown = whole ? `${length} octets` : hexOf(bytes, offset, length, shownOctets);
    const indent = "  ".repeat(depth);
    const head = `  ${String(offset).padStart(5)}  ${shown.padEnd(hexColumns)}  ${indent}`;
    const label = value === undefined ? name : `${name}: ${value}`;
    const room = Math.max(columns - head.length, 24);
    const words = [
      ...wrapped(label, room - 2).map((text, i) => i > 0 || !whole ? text : bold(text)),
    ];
    const next = (text: string, painted: string) => {
      const last = words.at(-1)!;
      const used = words.length === 1 ? visible(last) : visible(last) + 2;
      if (used + 2 + text.length <= room) words[words.length - 1] = `${last}  ${painted}`;
      else words.push(painted);
    };
    if (ref !== undefined) next(ref, dim(ref));
    if (note !== undefined) {
      for (const line of wrapped(`! ${note}`, room - 2)) next(line, bad(line));
    }
    const below = " ".repeat(head.length + 2);
    lines.push(dim(head) + words[0]!, ...words.slice(1).map((text) => below + text));
    for (const child of children) walk(child, depth + 1);
  };
  for (const child of root.children) walk(child, 0);
  return lines.map((line) => `${line}\n`).join("");
}

/** Broken at spaces where there is one, else where the line ends. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(" ", columns);
    const end = space > columns / 3 ? space : columns;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

function hexOf(bytes: Uint8Array, offset: number, length: number, most: number): string {
  const shown = length > most ? most - 1 : most; // room for the dots
  const first = [...bytes.subarray(offset, offset + Math.min(length, shown))]
    .map((o) => o.toString(16).padStart(2, "0")).join(" ");
  return length > most ? `${first} …` : first;
}

/** Letters that take room: colours take none. */
// deno-lint-ignore no-control-regex -- the escape character begins a colour
const visible = (text: string): number => text.replace(/\x1b\[\d+m/g, "").length;

const WIDE = 110;
