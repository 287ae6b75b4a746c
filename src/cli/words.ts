/** Numbers and times as people read them in tables. */

/** 2_000_000_000 → "2 Gb/s". */
export function bitRate(bps: number | undefined): string {
  return bps === undefined ? "" : scaled(bps, ["b/s", "kb/s", "Mb/s", "Gb/s", "Tb/s"]);
}
/** 20_000 → "20 ms". */
export function delay(microseconds: number | undefined): string {
  if (microseconds === undefined) return "";
  if (microseconds < 1000) return `${round(microseconds)} µs`;
  return microseconds < 1e6 ? `${round(microseconds / 1000)} ms` : `${round(microseconds / 1e6)} s`;
}
export const count = (n: number | undefined): string => n === undefined ? "" : String(n);

/** How long ago a time was: "12s", "5m", "3h", "4d". */
export function age(time: string | undefined, nowMilliseconds: number): string {
  if (!time) return "";
  const seconds = Math.max(0, Math.round((nowMilliseconds - Date.parse(time)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
/** "2026-11-22 14:03:07" in UTC. */
export const instant = (time: string | undefined): string =>
  time ? time.slice(0, 19).replace("T", " ") : "";

/** 16005, 24001 → "16005/24001", top of the stack first. */
export const stack = (labels: readonly number[] | undefined): string => (labels ?? []).join("/");

/** One sentence after another: "a", "b" → "a; b"; what ends with a full stop keeps it. */
export const sentences = (first: string, second: string): string =>
  !second ? first : `${first}${/[.!?]$/.test(first) ? "" : ";"} ${second}`;

/** Breaks lines between words so that they fit `columns` (undefined: no limit); later lines are indented. */
export function wrap(text: string, columns: number | undefined, indent: number): string {
  if (columns === undefined) return text;
  return text.split("\n").map((line) => wrapLine(line, columns, indent)).join("\n");
}
function wrapLine(line: string, columns: number, indent: number): string {
  const lines: string[] = [];
  const lead = " ".repeat(Math.min(indent, Math.max(0, columns - 24)));
  for (let rest = line;;) {
    if ([...rest].length <= columns) return [...lines, rest].join("\n");
    const at = [...rest].slice(0, columns + 1).join("").lastIndexOf(" ");
    if (at <= lead.length) return [...lines, rest].join("\n"); // one word longer than the line
    lines.push(rest.slice(0, at).trimEnd());
    rest = lead + rest.slice(at + 1);
  }
}

/** "candidatePaths" → "candidate paths" */
export const spaced = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

function scaled(value: number, units: readonly string[]): string {
  let i = 0;
  for (; value >= 1000 && i < units.length - 1; i++) value /= 1000;
  return `${round(value)} ${units[i]}`;
}
const round = (n: number): string => String(Number(n.toPrecision(3)));
