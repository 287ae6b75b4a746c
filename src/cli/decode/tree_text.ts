/** A dissected message as text: offset, octets, name, value, and where that is written down. */
import type { Dissection } from "../../wire/dissect.ts";

/** One line per part, each with its octets (the first 8 of them). */
export function formatDissection(root: Dissection, bytes: Uint8Array, color: boolean): string {
  const lines: string[] = [];
  const dim = (text: string) => color ? `\x1b[90m${text}\x1b[0m` : text;
  const bold = (text: string) => color ? `\x1b[1m${text}\x1b[0m` : text;
  const bad = (text: string) => color ? `\x1b[31m${text}\x1b[0m` : text;
  const walk = (part: Dissection, depth: number) => {
    const { offset, length, name, value, ref, note, children } = part;
    const octets = bytes.subarray(offset, offset + length);
    const whole = children.length > 0;
    const shown = whole ? `${length} octets` : hexOf(octets);
    const label = `${"  ".repeat(depth)}${whole ? bold(name) : name}`;
    const words = [
      value === undefined ? label : `${label}: ${value}`,
      ...(ref === undefined ? [] : [dim(ref)]),
      ...(note === undefined ? [] : [bad(`! ${note}`)]),
    ].join("  ");
    lines.push(`  ${dim(String(offset).padStart(5))}  ${dim(shown.padEnd(25))}  ${words}`);
    for (const child of children) walk(child, depth + 1);
  };
  for (const child of root.children) walk(child, 0);
  return lines.map((line) => `${line}\n`).join("");
}

function hexOf(octets: Uint8Array): string {
  const first = [...octets.subarray(0, 8)].map((o) => o.toString(16).padStart(2, "0")).join(" ");
  return octets.length > 8 ? `${first.slice(0, 20)} …` : first;
}
