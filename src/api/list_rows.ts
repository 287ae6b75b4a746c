/**
 * One page of a list. Without filter and order only the rows of the page are made; otherwise all rows are looked at
 * in slices of 2 ms, and the page itself is read at one version. A page token says where to go on.
 */
import type { DescMessage } from "@bufbuild/protobuf";
import type { Kind, Rows } from "../controller/view/view.ts";
import { wrongField } from "./errors.ts";
import { compileFilter, type Row } from "./filter.ts";
import { resolveField } from "./field_path.ts";
import { Pacer } from "./pacer.ts";
import type { Ports } from "./ports.ts";

export interface PageRequest {
  readonly filter: string;
  readonly pageSize: number;
  readonly pageToken: string;
  readonly orderBy: string;
}
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextPageToken: string;
  readonly totalSize: number;
}

/** Rows of the core. Logs (events, audit) come newest first, everything else in the order of its numbers. */
export async function listRows<K extends Kind>(
  ports: Pick<Ports, "controller" | "clock" | "scheduler">,
  kind: K,
  desc: DescMessage,
  request: PageRequest,
): Promise<Page<Rows[K]>> {
  const view = () => ports.controller.view;
  const { size, offset, mark } = placeOf(request);
  const keep = compileFilter(request.filter, desc);
  const compare = compileOrder(request.orderBy, desc);
  let ids = [...view().ids(kind)];
  if (isLog(kind)) ids.reverse();
  if (request.filter.trim() !== "" || compare !== undefined) {
    ids = await choose(ports, kind, ids, keep, compare);
  }
  const rows: Rows[K][] = [];
  let at = offset;
  for (; at < ids.length && rows.length < size; at++) {
    const row = view().row(kind, ids[at]!);
    if (row !== undefined) rows.push(row);
  }
  const nextPageToken = at < ids.length ? tokenOf(at, mark) : "";
  return { rows, nextPageToken, totalSize: ids.length };
}

/** The same for rows that are at hand (users, tokens, the history of a policy). */
export function pageOf<T extends object>(
  all: readonly T[],
  desc: DescMessage,
  request: PageRequest,
): Page<T> {
  const { size, offset, mark } = placeOf(request);
  const keep = compileFilter(request.filter, desc);
  const compare = compileOrder(request.orderBy, desc);
  const chosen = all.filter((each) => keep(each as Row));
  if (compare) chosen.sort((a, b) => compare(a as Row, b as Row));
  const rows = chosen.slice(offset, offset + size);
  const end = offset + rows.length;
  return {
    rows,
    nextPageToken: end < chosen.length ? tokenOf(end, mark) : "",
    totalSize: chosen.length,
  };
}

export const isLog = (kind: Kind): boolean => kind === "event" || kind === "audit";

async function choose<K extends Kind>(
  ports: Pick<Ports, "controller" | "clock" | "scheduler">,
  kind: K,
  ids: readonly number[],
  keep: (row: Row) => boolean,
  compare: Compare | undefined,
): Promise<number[]> {
  const pacer = new Pacer(ports);
  const chosen: { id: number; row: Row | undefined }[] = [];
  for (const id of ids) {
    const row = ports.controller.view.row(kind, id) as Row | undefined;
    if (row !== undefined && keep(row)) chosen.push({ id, row: compare ? row : undefined });
    if (pacer.tired()) await pacer.rest();
  }
  if (compare) chosen.sort((a, b) => compare(a.row!, b.row!));
  return chosen.map((each) => each.id);
}

type Compare = (a: Row, b: Row) => number;

/** "state, color desc" → a comparison; undefined for none. */
function compileOrder(text: string, desc: DescMessage): Compare | undefined {
  if (text.trim() === "") return undefined;
  const keys = text.split(",").map((part) => {
    const [name, direction, more] = part.trim().split(/\s+/);
    if (!name || more !== undefined || !["asc", "desc", undefined].includes(direction)) {
      throw wrongField("orderBy", `"${part.trim()}" is not an order`, "write: field, field desc");
    }
    const { read } = resolveField(desc, name, "orderBy");
    return { read, sign: direction === "desc" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { read, sign } of keys) {
      const difference = compareValues(read(a)[0], read(b)[0]);
      if (difference !== 0) return sign * difference;
    }
    return 0;
  };
}

/** Absent values come first; texts as people count: r2 before r10. */
function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === "string" && typeof b === "string") return COLLATOR.compare(a, b);
  return Number(a) - Number(b);
}

const COLLATOR = new Intl.Collator("en", { numeric: true });

/** A token is `offset.mark`; the mark ties it to the filter and order that it was made for. */
function placeOf(request: PageRequest): { size: number; offset: number; mark: string } {
  if (request.pageSize > MOST_ROWS) {
    throw wrongField("pageSize", `pageSize is ${request.pageSize}`, `use at most ${MOST_ROWS}`);
  }
  const mark = markOf(`${request.filter}\n${request.orderBy}`);
  const size = request.pageSize === 0 ? USUAL_ROWS : request.pageSize;
  if (request.pageToken === "") return { size, offset: 0, mark };
  const match = /^(\d{1,9})\.(\w+)$/.exec(request.pageToken);
  if (match?.[2] !== mark) {
    throw wrongField(
      "pageToken",
      "the token is not of this list, filter and order",
      "take nextPageToken of the page before, with the same filter and order",
    );
  }
  return { size, offset: Number(match[1]), mark };
}

const tokenOf = (offset: number, mark: string) => `${offset}.${mark}`;

/** FNV-1a, 32 bits: only against mix-ups, not against malice. */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

const MOST_ROWS = 1000, USUAL_ROWS = 100;
