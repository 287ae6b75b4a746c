/**
 * Names that people type: routers by name, router-id, loopback or system-id; links as
 * "paris:192.0.2.1" (router and local address), "paris:7" (interface id), "paris--metz" where it is
 * unique, else "paris--metz#2" (in the order of local addresses).
 */
import { canonicalIpv6, parseIpv4 } from "../lib/address.ts";
import type { LinkReader } from "./reader.ts";
import type { RouterRow } from "./row.ts";

export class Names {
  /** Nearly always one. */
  readonly #routers = new Map<string, number | Set<number>>();

  /** `linksOf` answers the links that leave a router, `igpName` what its neighbours call it. */
  constructor(
    private readonly rows: readonly (RouterRow | undefined)[],
    private readonly reader: LinkReader,
    private readonly linksOf: (router: number) => Iterable<number>,
    private readonly igpName: (router: number) => string | undefined,
  ) {}

  /** A row in the place of another: nearly always both have the same names. */
  replace(before: RouterRow | undefined, now: RouterRow | undefined): void {
    const old = before ? namesOf(before) : [], names = now ? namesOf(now) : [];
    if (old.length === names.length && old.every((name, i) => name === names[i])) return;
    if (before) this.remove(before);
    if (now) this.add(now);
  }
  /** Takes a row's names into or out of the index. */
  add(row: RouterRow): void {
    for (const name of namesOf(row)) {
      const routers = this.#routers.get(name);
      if (routers === undefined) this.#routers.set(name, row.id);
      else if (typeof routers !== "number") routers.add(row.id);
      else if (routers !== row.id) this.#routers.set(name, new Set([routers, row.id]));
    }
  }
  remove(row: RouterRow): void {
    for (const name of namesOf(row)) {
      const routers = this.#routers.get(name);
      const isLast = typeof routers === "number"
        ? routers === row.id
        : routers?.delete(row.id) && routers.size === 0;
      if (isLast) this.#routers.delete(name);
    }
  }

  /** A router that only its neighbours speak of has its IGP router-id as name. */
  router = (id: number): string => this.rows[id]?.name ?? this.igpName(id) ?? `router ${id}`;

  /** The one router of that name; undefined if there is none, or more than one. */
  findRouter(text: string, topology?: string): number | undefined {
    const word = text.trim();
    const known = this.#routers.get(word) ?? this.#routers.get(normal(word)) ?? [];
    const found = typeof known === "number" ? [known] : [...known];
    const fitting = topology === undefined
      ? found
      : found.filter((id) => this.rows[id]?.topology === topology);
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  link(id: number): string {
    const [local] = this.reader.addresses(id), [local6] = this.reader.ipv6Addresses(id);
    const [interfaceId] = this.reader.interfaceIds(id);
    const end = local || local6 || (interfaceId !== 0 ? String(interfaceId) : "");
    return end ? `${this.router(this.reader.from(id))}:${end}` : this.label(id);
  }

  label(id: number): string {
    const between = this.#between(this.reader.from(id), this.reader.to(id));
    const short = `${this.router(this.reader.from(id))}--${this.router(this.reader.to(id))}`;
    const place = between.indexOf(id) + 1; // 0: it is gone
    return between.length < 2 || place === 0 ? short : `${short}#${place}`;
  }

  /** The link of that name; undefined if there is none, or more than one. */
  findLink(text: string, topology?: string): number | undefined {
    const word = text.trim();
    const dash = word.indexOf("--");
    if (dash > 0) {
      const [, to = "", number] = /^(.*?)(?:#(\d+))?$/.exec(word.slice(dash + 2)) ?? [];
      const from = this.findRouter(word.slice(0, dash), topology);
      const end = this.findRouter(to, topology);
      if (from === undefined || end === undefined) return undefined;
      const between = this.#between(from, end);
      if (number !== undefined) return between[Number(number) - 1];
      return between.length === 1 ? between[0] : undefined;
    }
    // An IPv6 address has colons too, and so may a router's name: try each split.
    for (let at = word.indexOf(":"); at > 0; at = word.indexOf(":", at + 1)) {
      const router = this.findRouter(word.slice(0, at), topology);
      if (router === undefined) continue;
      const found = this.#ending(router, word.slice(at + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #ending(router: number, end: string): number | undefined {
    const found = [...this.linksOf(router)].filter((link) =>
      this.reader.addresses(link)[0] === end ||
      this.reader.ipv6Addresses(link)[0] === (canonicalIpv6(end) ?? end) ||
      String(this.reader.interfaceIds(link)[0]) === end
    );
    // On a LAN one address leads to several neighbours.
    return found.length === 1 ? found[0] : undefined;
  }

  #between(from: number, to: number): number[] {
    const key = (link: number) => parseIpv4(this.reader.addresses(link)[0]) ?? -1;
    return [...this.linksOf(from)].filter((link) => this.reader.to(link) === to)
      .sort((a, b) => key(a) - key(b) || a - b);
  }
}

/** Some may be there twice. */
function namesOf(row: RouterRow): string[] {
  const names = [row.name, ...row.ipv4RouterIds, ...row.ipv6RouterIds];
  if (row.loopback) names.push(row.loopback);
  for (const node of row.nodes) names.push(node.routerId);
  return names;
}
/** "0000.0000.0001" and "0000.0000.0001.00" → "000000000001"; addresses in their canonical text. */
function normal(word: string): string {
  if (/^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2}(\.00)?$/.test(word)) {
    return word.replaceAll(".", "").slice(0, 12).toLowerCase();
  }
  return canonicalIpv6(word) ?? word;
}
