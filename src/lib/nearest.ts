/** The word that was probably meant: the nearest by edits, if it is near enough to be worth a question. */

export function nearest(word: string, words: readonly string[]): string | undefined {
  let best: string | undefined, least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const each of words) {
    const distance = edits(word.toLowerCase(), each.toLowerCase());
    if (distance < least) (best = each), (least = distance);
  }
  return best;
}

/** Levenshtein's distance, one row at a time. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
