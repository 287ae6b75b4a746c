/** The loop: take an input that is known to be interesting, change it, judge it, keep it if it reached something new. */
import { createRandom, type Random } from "../../lab/sim/random.ts";
import type { Case, TargetName } from "./case.ts";
import { TARGETS } from "./case.ts";
import { makeCase } from "./make_case.ts";
import { mutateOctets, withLength } from "./mutate.ts";
import { mutateParts } from "./mutate_parts.ts";
import { judge } from "./oracle.ts";
import { seeds } from "./seeds.ts";
import { shrink } from "./shrink.ts";

export interface Find {
  readonly signature: string;
  readonly words: string;
  readonly smallest: Case;
}
export interface FuzzOptions {
  readonly seed: number;
  readonly targets?: readonly TargetName[];
  /** Asked before each input. */
  readonly goOn: (inputs: number) => boolean;
  readonly start?: readonly Case[];
  readonly onFind?: (find: Find) => void;
  readonly onNew?: (kept: Case, reached: readonly string[]) => void;
}
export interface FuzzResult {
  readonly inputs: number;
  readonly reached: ReadonlySet<string>;
  readonly corpus: readonly Case[];
  readonly finds: readonly Find[];
}

export function fuzz(options: FuzzOptions): FuzzResult {
  const random = createRandom(options.seed);
  const targets = options.targets ?? TARGETS;
  const reached = new Set<string>(), finds = new Map<string, Find>();
  const corpus = new Map<TargetName, Case[]>(targets.map((target) => [target, []]));
  const take = (input: Case): void => {
    const verdict = judge(input);
    if ("signature" in verdict) {
      if (finds.has(verdict.signature)) return;
      const smallest = shrink(input, verdict.signature);
      const find = { ...verdict, smallest };
      finds.set(verdict.signature, find);
      options.onFind?.(find);
      return;
    }
    const fresh = [...verdict.reached].filter((word) => !reached.has(word));
    if (fresh.length === 0) return;
    for (const word of fresh) reached.add(word);
    corpus.get(input.target)?.push(input);
    options.onNew?.(input, fresh);
  };
  let inputs = 0;
  for (const input of options.start ?? []) {
    if (corpus.has(input.target)) take(input);
  }
  for (; options.goOn(inputs); inputs++) {
    const target = targets[inputs % targets.length]!;
    const known = corpus.get(target)!;
    const fresh = known.length === 0 || random.chance(0.3);
    const base = fresh ? makeCase(target, random) : random.pick(known);
    const unchanged = fresh && random.chance(0.1);
    take(unchanged ? base : mutateCase(base, random));
  }
  return { inputs, reached, corpus: [...corpus.values()].flat(), finds: [...finds.values()] };
}

/** One to four changes, of the parts' order or inside one of them. */
export function mutateCase({ target, parts }: Case, random: Random): Case {
  let changed = [...parts];
  for (let changes = random.between(1, 4); changes > 0; changes--) {
    const i = random.between(0, changed.length - 1);
    const part = changed[i];
    if (part === undefined) break;
    const single = target === "pcepMessage" || target === "bgpMessage";
    if (single || random.chance(0.6)) changed[i] = mutatePart(target, part, random);
    else if (random.chance(0.3) && changed.length > 1) changed.splice(i, 1);
    else if (random.chance(0.4)) changed.splice(random.between(0, changed.length), 0, part);
    else if (random.chance(0.5)) {
      const other = makeCase(target, random).parts;
      changed.splice(i, 0, ...other.slice(0, random.between(1, 3)));
    } else {
      const j = random.between(0, changed.length - 1);
      [changed[i], changed[j]] = [changed[j]!, part];
    }
  }
  changed = changed.slice(0, MOST_PARTS);
  return { target, parts: changed };
}

/** Deeds begin with an octet that says which; only seldom does it change. */
function mutatePart(target: TargetName, part: Uint8Array, random: Random): Uint8Array {
  const head = DEEDS.has(target) ? 1 : 0;
  if (head === 1 && random.chance(0.1)) {
    return Uint8Array.from(part).fill(random.between(0, 12), 0, 1);
  }
  const bytes = part.subarray(head);
  const protocol = bytes[0] === 0xff ? "bgp" : "pcep";
  const others = seeds()[protocol];
  const blind = target === "captureFile" || random.chance(0.4);
  const changed = blind
    ? mutateOctets(bytes, random, others)
    : mutateParts(bytes, protocol, random, others);
  const whole = target !== "captureFile" && random.chance(0.7)
    ? withLength(changed, protocol)
    : changed;
  const out = new Uint8Array(head + Math.min(whole.length, LONGEST));
  out.set(part.subarray(0, head));
  out.set(whole.subarray(0, LONGEST), head);
  return out;
}

const DEEDS: ReadonlySet<TargetName> = new Set(["pcepSession", "bgpSession", "core"]);
const MOST_PARTS = 40;
const LONGEST = 16_384;
