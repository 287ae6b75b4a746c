/**
 * The kernel drops what is signed wrongly by TCP-MD5 without a word, and only counts it. This looks at the counts and says
 * which peers that may be: those with a key that are not connected.
 */
import { readFileSync } from "node:fs";

/** Segments dropped since the machine (or its network namespace) started. */
export interface Md5Counts {
  readonly missing: number; // signed by us alone: they have no key
  readonly unexpected: number; // signed by them alone: we have no key
  readonly different: number;
}

/** Undefined where the kernel has no such counts. */
export function md5Counts(text = netstat()): Md5Counts | undefined {
  const [names, values] = text.split("\n").filter((line) => line.startsWith("TcpExt:"))
    .map((line) => line.trim().split(/\s+/));
  const at = (name: string) => {
    const value = Number(values?.[names?.indexOf(name) ?? -1]);
    return Number.isFinite(value) ? value : undefined;
  };
  const missing = at("TCPMD5NotFound");
  const unexpected = at("TCPMD5Unexpected");
  const different = at("TCPMD5Failure");
  if (missing === undefined || unexpected === undefined || different === undefined) {
    return undefined;
  }
  return { missing, unexpected, different };
}

/** One look after another; answers what is wrong now, in words for people, undefined while all is well. */
export class Md5Watch {
  #before: Md5Counts | undefined;
  #seenAt: Partial<Record<keyof Md5Counts, number>> = {};

  constructor(before = md5Counts()) {
    this.#before = before;
  }

  /**
   * `waiting`: peers with a key that are not connected; undefined: no peer has a key here, and what the kernel counts is
   * the business of other programs. `now` in milliseconds.
   */
  look(
    waiting: readonly string[] | undefined,
    now: number,
    counts = waiting && md5Counts(),
  ): string | undefined {
    const before = this.#before;
    this.#before = waiting && counts;
    if (!waiting) this.#seenAt = {};
    if (!before || !counts || !waiting) return undefined;
    for (const kind of KINDS) if (counts[kind] > before[kind]) this.#seenAt[kind] = now;
    const kept = waiting.length > 0 ? RETRY_MILLISECONDS : SOON_MILLISECONDS;
    const seen = KINDS.filter((kind) => now - (this.#seenAt[kind] ?? -Infinity) < kept);
    if (seen.length === 0) return undefined;
    const who = waiting.length > 0
      ? `with a key and not connected: ${names(waiting)}`
      : "no peer with a key is missing";
    return `${seen.map((kind) => WORDS[kind]).join("; ")}; ${who}`;
  }
}

function names(addresses: readonly string[]): string {
  const shown = addresses.slice(0, MOST_SHOWN).join(", ");
  const more = addresses.length - MOST_SHOWN;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
function netstat(): string {
  try {
    return readFileSync("/proc/self/net/netstat", "utf8");
  } catch {
    return "";
  }
}

const KINDS = ["different", "missing", "unexpected"] as const;
const WORDS = {
  different: "a peer signs with another key than the one configured here",
  missing: "a peer with a key here does not sign",
  unexpected: "a peer signs that has no key here",
};
const RETRY_MILLISECONDS = 150_000; // a router that is refused tries again within two minutes
const SOON_MILLISECONDS = 25_000; // when nobody is missing
const MOST_SHOWN = 5;
