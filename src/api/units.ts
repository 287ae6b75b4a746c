/**
 * Quantities as people write them, always with a unit: "2Gbps", "20ms", "0.1%". Each reader answers a number in the
 * unit that its name says, or undefined for anything else.
 */

/** "2Gbps" → 2e9 bits per second. Decimal multiples (SI); "2Gbit/s" is the same. */
export function parseBandwidthBps(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kKMGT]?)(?:bps|bit\/s|b\/s)$/.exec(text.trim());
  return match ? Number(match[1]) * MULTIPLES[match[2]!]! : undefined;
}

/** "20ms", "150us", "1m30s" → microseconds. */
export function parseDurationMicroseconds(text: string): number | undefined {
  let rest = text.trim(), total = 0;
  if (rest === "") return undefined;
  while (rest !== "") {
    const match = /^(\d+(?:\.\d+)?)\s*(us|µs|ms|s|m|h|d)\s*/.exec(rest);
    if (!match) return undefined;
    total += Number(match[1]) * MICROSECONDS[match[2]!]!;
    rest = rest.slice(match[0].length);
  }
  return Math.round(total * 1000) / 1000;
}

/** "30m" → 1800 seconds. */
export function parseDurationSeconds(text: string): number | undefined {
  const microseconds = parseDurationMicroseconds(text);
  return microseconds === undefined ? undefined : microseconds / 1e6;
}

/** "0.1%" → 0.1. */
export function parsePercent(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  return match ? Number(match[1]) : undefined;
}

const MULTIPLES: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};
const MICROSECONDS: Readonly<Record<string, number>> = {
  us: 1,
  "µs": 1,
  ms: 1e3,
  s: 1e6,
  m: 6e7,
  h: 3.6e9,
  d: 8.64e10,
};
