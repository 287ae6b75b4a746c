/** Random numbers that a seed decides, with a state that can be saved: mulberry32. Not for secrets. */
export interface Random {
  state: number;
}
export const randomFrom = (seed: number): Random => ({ state: seed >>> 0 });

/** An unsigned 32-bit integer; moves the state on. */
export function nextUint32(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) >>> 0;
  let t = random.state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

/** `length` characters of the 32 that cannot be mistaken for one another when read aloud. */
export function nextName(random: Random, length: number): string {
  let s = "";
  for (let i = 0; i < length; i++) s += LETTERS[nextUint32(random) & 31];
  return s;
}
const LETTERS = "abcdefghjkmnpqrstuvwxyz023456789";
