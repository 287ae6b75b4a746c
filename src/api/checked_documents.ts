/**
 * Documents to intents, with everything that is wrong in one answer: their form is looked at here, what they mean in the
 * core, also of documents whose form is not right in some other field.
 */
import type { Intent, IntentKind } from "../policy/intent.ts";
import type { Problem } from "../controller/command.ts";
import { placed, tell } from "./ask.ts";
import { readDocuments, readFields } from "./documents.ts";
import { refuse } from "./errors.ts";
import type { Call } from "./methods.ts";
import type { Ports } from "./ports.ts";

/** Throws all problems at once, by document, with places `documents[2].color`. */
export async function intentsOf(
  ports: Pick<Ports, "controller">,
  call: Call,
  documents: readonly unknown[],
  prune = false,
): Promise<readonly Intent[]> {
  const { intents, readable, problems } = readDocuments(documents);
  if (problems.length === 0) return intents; // the core looks at their meaning when it applies them
  const numbers = [...readable.keys()];
  const place = (n: number) => `documents[${numbers[n]}]`;
  const all = together(
    problems,
    await meaningOf(ports, call, [...readable.values()], place, prune),
  );
  all.sort((a, b) => documentOf(a) - documentOf(b));
  throw refuse("invalidArgument", all.length > MOST ? [...all.slice(0, MOST), rest(all)] : all);
}

/** One document whose kind and place in the request are known; throws all its problems at once. */
export async function intentOf(
  ports: Pick<Ports, "controller">,
  call: Call,
  json: unknown,
  kind: IntentKind,
  place: string,
): Promise<Intent> {
  const { intent, problems } = readFields(json, place, kind);
  if (intent !== undefined && problems.length === 0) return intent;
  const meant = intent ? await meaningOf(ports, call, [intent], () => place) : [];
  throw refuse("invalidArgument", together(problems, meant));
}

/** What the core has against them; `place` says where the n-th of them stands. */
async function meaningOf(
  ports: Pick<Ports, "controller">,
  call: Call,
  intents: readonly Intent[],
  place: (n: number) => string,
  prune = false,
): Promise<Problem[]> {
  const command = { do: "apply", intents, prune, dryRun: true, checkOnly: true } as const;
  const reply = await tell(ports, call, command);
  if (reply.ok) return [];
  return placed(reply.problems, command).map((problem) => ({
    ...problem,
    field: problem.field.replace(/^documents\[(\d+)\]/, (_, n: string) => place(Number(n))),
  }));
}

const together = (form: readonly Problem[], meant: readonly Problem[]): Problem[] => [
  ...form,
  ...meant.filter((one) => !form.some((known) => covers(known, one))),
];

/** A field that is wrong in form has a fallback: what it would mean is not said, of it, inside or around it. */
function covers(form: Problem, meaning: Problem): boolean {
  const inside = (long: string, short: string) =>
    long.startsWith(short) && /^[.[]/.test(long.slice(short.length));
  const [a, b] = [form.field, meaning.field];
  return a === b || inside(b, a) || (inside(a, b) && b.includes("."));
}

const documentOf = ({ field }: Problem): number =>
  Number(/^documents\[(\d+)\]/.exec(field)?.[1] ?? -1);
const rest = (all: readonly Problem[]): Problem => ({
  field: "documents",
  problem: `${all.length - MOST} more mistakes are not shown`,
  fix: "mend these first",
});
const MOST = 200;
