/** How long to wait before the next connection (RFC 4271 §8.1.1, §10): doubling, with jitter. */

/**
 * Microseconds to wait after `failures` failures in a row (1 is the first). The jitter takes up to a
 * quarter away, the same for the same seed and count.
 */
export function retryDelayMicroseconds(
  failures: number,
  { first, longest }: { readonly first: number; readonly longest: number },
  seed: number,
): number {
  const seconds = Math.min(first * 2 ** Math.min(failures - 1, 30), longest);
  return Math.round(seconds * (0.75 + 0.25 * fraction(seed, failures)) * 1e6);
}

/** A number from 0 to 1 that looks random and depends on nothing but its arguments. */
function fraction(seed: number, count: number): number {
  let x = Math.imul(seed ^ Math.imul(count, 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ x >>> 13, 0xc2b2ae35);
  return ((x ^ x >>> 16) >>> 0) / 0xffffffff;
}
