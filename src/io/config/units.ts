/** How people write durations, sizes, shares, ranges and listen addresses; and the words for what is wrong with one. */

/** A parsed value, or what was expected instead. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | {
  readonly ok: false;
  readonly expected: string;
};
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** "30s", "1m30s", "7d", "250ms" → seconds. A bare 0 is allowed: it needs no unit. */
export function parseDuration(text: string): Parsed<number> {
  if (text === "0") return { ok: true, value: 0 };
  let seconds = 0;
  let rest = text;
  while (rest !== "") {
    const match = /^(\d+(?:\.\d+)?)(ms|us|s|m|h|d)/.exec(rest);
    if (!match) return { ok: false, expected: "a duration with its unit, like 30s, 5m, 1h or 7d" };
    seconds += Number(match[1]) * SECONDS[match[2]!]!;
    rest = rest.slice(match[0].length);
  }
  return text === ""
    ? { ok: false, expected: "a duration like 30s" }
    : { ok: true, value: seconds };
}

/** "2GiB", "500MB", "64KiB" → octets. */
export function parseSize(text: string): Parsed<number> {
  const match = /^(\d+(?:\.\d+)?)(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/.exec(text);
  if (!match) return { ok: false, expected: "a size with its unit, like 500MB or 2GiB" };
  return { ok: true, value: Math.round(Number(match[1]) * OCTETS[match[2]!]!) };
}

/** "5%" → 0.05. */
export function parsePercent(text: string): Parsed<number> {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text);
  const percent = Number(match?.[1] ?? NaN);
  return percent <= 100
    ? { ok: true, value: percent / 100 }
    : { ok: false, expected: "a share between 0% and 100%" };
}

/** "1000-1999", or one number. */
export function parseRange(text: string): Parsed<NumberRange> {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const first = Number(match?.[1] ?? NaN);
  const last = Number(match?.[2] ?? match?.[1] ?? NaN);
  return first <= last && last <= 0xffffffff
    ? { ok: true, value: { first, last } }
    : { ok: false, expected: "a range like 1000-1999, the lower number first" };
}

/** "[::]:8443", "127.0.0.1:4189", ":179" (all addresses). */
export function parseListen(text: string): Parsed<ListenAddress> {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\[\]:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? NaN);
  if (!match || !(port <= 65535)) {
    return { ok: false, expected: 'an address and a port, like "[::]:8443" or "127.0.0.1:8443"' };
  }
  return { ok: true, value: { host: match[1] ?? (match[2] || "::"), port } };
}

const SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};
const OCTETS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
