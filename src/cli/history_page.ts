/** The history of a policy as a table: when, what, why, and what the router made of it. */
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { HistoryEntry } from "../gen/cairn/v1/policy_pb.ts";
import type { Terminal } from "../io/terminal.ts";
import { formatTable } from "./table.ts";
import { instant } from "./words.ts";

export function formatHistory(
  entries: readonly HistoryEntry[],
  paper: Pick<Terminal, "columns" | "color">,
): string {
  if (entries.length === 0) return "nothing yet\n";
  return formatTable(
    [
      { title: "TIME", rank: 0, of: timeOf },
      { title: "VERSION", rank: 6, align: "right", of: ({ version }) => String(version ?? "") },
      { title: "WHAT", rank: 0, of: ({ title }) => title, cut: true },
      { title: "OUTCOME", rank: 2, of: ({ outcome }) => outcome },
      { title: "CAUSE", rank: 5, of: ({ cause }) => cause },
      { title: "WHY", rank: 3, of: ({ detail }) => detail, cut: true },
      { title: "BY", rank: 4, of: ({ by }) => by, cut: true },
    ],
    entries,
    { ...paper, wide: false },
  );
}

const timeOf = ({ at }: HistoryEntry): string =>
  at ? instant(new Date(timestampMs(at)).toISOString()) : "";
