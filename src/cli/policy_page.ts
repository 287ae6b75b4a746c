/** `describe policy`: what was wanted, computed, sent and reported, one under the other, and what happened. */
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { ComputedPath } from "../gen/cairn/v1/path_pb.ts";
import type { CandidatePath, HistoryEntry, Policy, WantedPath } from "../gen/cairn/v1/policy_pb.ts";
import { formatTable, paint } from "./table.ts";
import type { Terminal } from "../io/terminal.ts";
import { age, bitRate, delay, instant, sentences, stack, wrap } from "./words.ts";

type Paper = Pick<Terminal, "columns" | "color" | "now">;

export function formatPolicy(
  policy: Policy,
  history: readonly HistoryEntry[],
  paper: Paper,
): string {
  const strong = (text: string) => paper.color ? `\x1b[1m${text}\x1b[0m` : text;
  const state = paper.color ? paint(policy.state) : policy.state;
  const ago = age(iso(policy.since), paper.now());
  const { intent } = policy;
  const lines = [
    `${strong(policy.name)}  ${state}${ago ? ` for ${ago}` : ""}`,
    `  ${policy.headend} (${policy.headendAddress}) → ${policy.endpoint} (${policy.endpointAddress}), color ${policy.color}`,
    wrap(`  ${policy.verdict}`, paper.columns, 2),
    `  ${madeBy(policy)}; ${policy.moves} move${policy.moves === 1 ? "" : "s"}`,
  ];
  if (intent && intent.bandwidthBps > 0) lines.push(`  wants ${bitRate(intent.bandwidthBps)}`);
  const paths = [...policy.candidatePaths].sort((a, b) => b.preference - a.preference);
  const pages = paths.map((path) => formatCandidatePath(path, strong, paper));
  if (history.length > 0) {
    const told = history.map((entry) => wrap(historyLine(entry), paper.columns, 23)).join("");
    pages.push(`${strong("History")}\n${told}`);
  }
  return `${lines.join("\n")}\n\n${pages.join("\n")}`;
}

function madeBy({ origin, mesh, intentBy, intentVersion, intentAt }: Policy): string {
  const who = mesh !== undefined ? `mesh ${mesh}` : origin === "router" ? "its router" : intentBy;
  return `intent ${intentVersion} by ${who || origin}, ${instant(iso(intentAt))}`;
}

function formatCandidatePath(
  path: CandidatePath,
  strong: (text: string) => string,
  paper: Paper,
): string {
  const { wanted, computed, sent, reported, held, validity } = path;
  const title = `Candidate path ${path.preference}, ${path.type}${path.active ? ", active" : ""}`;
  const lines = [`${strong(title)}  ${paper.color ? paint(path.state) : path.state}`];
  const say = (what: string, at: Timestamp | undefined, words: string) =>
    lines.push(wrap(recordLine(what, at, words), paper.columns, 22));
  if (validity?.state === "invalid" || (computed?.lists.length ?? 0) > 0) {
    say(validity?.state ?? "", undefined, validity?.why ?? "");
  }
  if (held !== undefined) say("held", undefined, held);
  if (wanted) {
    const sid = wanted.bindingSid ? `, binding SID ${wanted.bindingSid}` : "";
    say("wanted", wanted.at, `${wanted.action} ${listsOf(wanted)}${sid}`);
    if (wanted.but !== undefined) say("", undefined, wanted.but);
  }
  if (computed) {
    say("computed", computed.at, computed.ok ? pathWords(computed) : "no path");
    if (computed.why) say("", undefined, computed.why);
    if (computed.remedy !== undefined) say("", undefined, `would help: ${computed.remedy}`);
  }
  if (sent) {
    const error = sent.error === undefined ? "" : `: ${sent.error}`;
    const words = `${sent.message} ${listsOf(sent)} (SRP ${sent.srpId}) → ${sent.outcome}${error}`;
    say("sent", sent.at, words);
  }
  if (reported) {
    const same = reported.same ? "as sent" : "not as sent";
    const sid = reported.bindingSids.length > 0
      ? `, binding SID ${reported.bindingSids.join(" ")}`
      : "";
    const words = `${reported.operState} ${listsOf(reported)}, ${same}${sid}${
      reported.stale ? ", stale" : ""
    }`;
    say("reported", reported.at, words);
  }
  lines.push(`  name                ${path.symbolicPathName}`);
  if (!computed?.ok) return `${lines.join("\n")}\n`;
  const lists = computed.lists.length > 0 ? computed.lists : [{ ...computed, weight: 0 }];
  const tables = lists.map((list, i) => {
    const head = list.weight > 0 ? `  list ${i + 1}, weight ${list.weight}\n` : "";
    return head +
      (list.ok ? indented(formatSegments(list, paper)) : `    not valid: ${list.why}\n`);
  });
  return `${lines.join("\n")}\n${tables.join("")}`;
}

/** "16002/16003", "3 × 16002/16003, 1 × 16004", or the hops of an RSVP-TE LSP. */
function listsOf(path: Pick<WantedPath, "labels" | "lists" | "hops">): string {
  if (path.hops.length > 0) return path.hops.join(" → ");
  if (path.lists.length === 0) return stack(path.labels);
  return path.lists.map(({ weight, labels }) => `${weight} × ${stack(labels)}`).join(", ");
}

/** "16005/24001  paris → lyon → rome  (IGP 30, delay 12 ms, 2 hops)" */
export function pathWords(path: ComputedPath): string {
  const costs = [
    path.igpMetric !== undefined && `IGP ${path.igpMetric}`,
    path.teMetric !== undefined && `TE ${path.teMetric}`,
    path.delayMicroseconds !== undefined && `delay ${delay(path.delayMicroseconds)}`,
    path.hops !== undefined && `${path.hops} hop${path.hops === 1 ? "" : "s"}`,
  ].filter(Boolean).join(", ");
  const strict = path.segments.some(({ type }) => type === "hop");
  const sids = path.segments.flatMap(({ sid }) => sid ?? []);
  const labels = strict
    ? "strict hops"
    : sids.length > 0
    ? sids.join(" → ")
    : stack(path.segments.map(({ label }) => label));
  return `${labels}  ${path.routers.join(" → ")}  (${costs})`;
}

/** The segment list, one segment a line, top of the stack first. */
export const formatSegments = (
  path: Pick<ComputedPath, "segments">,
  { columns, color }: Pick<Paper, "columns" | "color">,
) =>
  formatTable(
    [
      { title: "#", rank: 0, align: "right", of: ({ n }) => String(n) },
      { title: "LABEL", rank: 0, align: "right", of: ({ s }) => s.sid ?? String(s.label) },
      { title: "TYPE", rank: 0, of: ({ s }) => s.type },
      { title: "FROM", rank: 1, of: ({ s }) => s.from },
      { title: "TO", rank: 0, of: ({ s }) => s.to },
      { title: "ADDRESS", rank: 2, of: ({ s }) => s.address },
      { title: "LINK", rank: 3, of: ({ s }) => s.link ?? "" },
    ],
    path.segments.map((s, i) => ({ s, n: i + 1 })),
    { columns: columns === undefined ? undefined : columns - 2, color, wide: false },
  );

const recordLine = (what: string, at: Timestamp | undefined, words: string): string =>
  `  ${what.padEnd(9)} ${(at ? instant(iso(at)).slice(11) : "").padEnd(8)}  ${words}`;
const historyLine = ({ at, kind, title, detail, by }: HistoryEntry): string =>
  `  ${instant(iso(at))}  ${sentences(`${title || kind}${by ? `, by ${by}` : ""}`, detail)}\n`;
const indented = (text: string): string => text.replace(/^(?=.)/gm, "  ");
const iso = (at: Timestamp | undefined): string | undefined =>
  at && new Date(timestampMs(at)).toISOString();
