/** What `apply --dry-run` adds to its table of changes: for each policy the path and the message, or why there is none. */
import type { ApplyDocumentsResponse, PlannedPath } from "../gen/cairn/v1/policy_pb.ts";
import type { Terminal } from "../io/terminal.ts";
import { formatTable } from "./table.ts";
import { count, delay, stack } from "./words.ts";

/** A table of at most 200 rows; what is left out is counted. */
export function formatPlanned(
  { planned, policiesTouched, policiesPlanned }: ApplyDocumentsResponse,
  paper: Pick<Terminal, "columns" | "color">,
): string {
  if (planned.length === 0) return "";
  const shown = planned.slice(0, MOST);
  const table = formatTable(
    [
      { title: "POLICY", rank: 0, of: ({ policy }) => policy },
      {
        title: "PREF",
        rank: 5,
        align: "right",
        of: ({ preference }) => count(preference || undefined),
      },
      { title: "PATH", rank: 0, of: pathOf, cut: true },
      { title: "IGP", rank: 6, align: "right", of: ({ path }) => count(path?.igpMetric) },
      { title: "DELAY", rank: 4, align: "right", of: ({ path }) => delay(path?.delayMicroseconds) },
      { title: "BY", rank: 7, of: ({ path }) => path?.routers.join(" ") ?? "", cut: true },
      { title: "HAS NOW", rank: 7, of: ({ labelsBefore }) => stack(labelsBefore), cut: true },
      { title: "MESSAGE", rank: 0, of: ({ message }) => message || "none", cut: true },
      { title: "WHY", rank: 3, of: whyOf, cut: true },
    ],
    shown,
    { ...paper, wide: false },
  );
  const rest = [
    planned.length > shown.length &&
    `${planned.length - shown.length} more paths (-o json has all)`,
    policiesTouched > policiesPlanned &&
    `${policiesTouched - policiesPlanned} of ${policiesTouched} policies were not computed`,
  ].filter(Boolean);
  const held = planned.filter(({ message }) => message === "").length;
  const messages = planned.length - held;
  const sum = `${policiesPlanned} ${policiesPlanned === 1 ? "policy" : "policies"}: ` +
    `${messages} ${messages === 1 ? "message" : "messages"} would be sent` +
    `${held > 0 ? `, ${held} paths need or get none` : ""}\n`;
  return `${table}${rest.map((words) => `… and ${words}\n`).join("")}${sum}`;
}

function pathOf({ change, path }: PlannedPath): string {
  if (change === "deleted") return "deleted";
  return path?.ok ? stack(path.segments.map(({ label }) => label)) : "no path";
}
const whyOf = ({ path, change, why }: PlannedPath): string =>
  change !== "deleted" && path && !path.ok ? path.why : why;
const MOST = 200;
