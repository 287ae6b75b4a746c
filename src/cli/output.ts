/** The forms in which rows leave a command: table and wide for people, JSON, YAML and CSV as proto3 JSON. */
import { type DescMessage, type JsonValue, type Message, toJson } from "@bufbuild/protobuf";
import { Option } from "commander";
import { stringify } from "yaml";
import type { Terminal } from "../io/terminal.ts";
import { type Column, formatTable } from "./table.ts";

export type OutputForm = "table" | "wide" | "json" | "yaml" | "csv";
export const outputOption = (forms: readonly OutputForm[] = FORMS): Option =>
  new Option("-o, --output <form>", "how to print").choices([...forms]).default(forms[0]!);

export interface Rows {
  readonly schema: DescMessage;
  readonly rows: readonly Message[];
  readonly columns: readonly Column<Message>[];
}

export function formatRows(form: OutputForm, { schema, rows, columns }: Rows, terminal: Terminal) {
  switch (form) {
    case "table":
    case "wide":
      return formatTable(columns, rows, { ...terminal, wide: form === "wide" });
    case "json":
      return `${JSON.stringify(rows.map((row) => jsonOf(schema, row)), null, 2)}\n`;
    case "yaml":
      return stringify(rows.map((row) => jsonOf(schema, row)), YAML);
    case "csv":
      return formatCsv(columns, rows);
  }
}
export function formatOne(form: "json" | "yaml", schema: DescMessage, row: Message): string {
  const json = jsonOf(schema, row);
  return form === "json" ? `${JSON.stringify(json, null, 2)}\n` : stringify(json, YAML);
}

/** Everything that is there, also what is zero or empty. */
export const jsonOf = (schema: DescMessage, row: Message): JsonValue =>
  toJson(schema, row, { alwaysEmitImplicit: true });

/** All columns of `-o wide`; quoted as RFC 4180 §2 says. */
function formatCsv(columns: readonly Column<Message>[], rows: readonly Message[]): string {
  const quote = (cell: string) => /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const line = (cells: readonly string[]) => `${cells.map(quote).join(",")}\r\n`;
  const names = columns.map(({ title }) => title.toLowerCase());
  return line(names) + rows.map((row) => line(columns.map(({ of }) => of(row)))).join("");
}

const FORMS = ["table", "wide", "json", "yaml", "csv"] as const;
const YAML = { lineWidth: 0 } as const;
