/// <reference lib="dom" />
/** What is filtered, as a file: all fields, raw units, one line a row. */
import type { Fields } from "./filter.ts";

const UNITS: Readonly<Record<string, string>> = {
  delay: "delay_us",
  bandwidth: "bandwidth_bps",
  capacity: "capacity_bps",
  load: "load_percent",
};

export function csvOf<Row>(rows: readonly Row[], fields: Fields<Row>): string {
  const names = Object.keys(fields);
  const lines = rows.map((row) => names.map((name) => cell(fields[name]?.(row))).join(","));
  return [names.map((name) => UNITS[name] ?? name).join(","), ...lines].join("\r\n") + "\r\n";
}

/** Quoted where it must be; nothing that a spreadsheet would take for a formula. */
function cell(value: ReturnType<Fields<unknown>[string]>): string {
  const text = typeof value === "object" ? value.join(" ") : String(value ?? "");
  const safe = typeof value !== "number" && /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function saveAs(
  name: string,
  type: string,
  content: string | Uint8Array<ArrayBuffer>,
): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
