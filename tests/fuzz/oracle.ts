/** One input through its target: what it reached, or what is wrong with it, time included. */
import { type Case, plainWords, type Target, type TargetName } from "./case.ts";
import { bgpMessage } from "./targets/bgp_message.ts";
import { captureFile } from "./targets/capture_file.ts";
import { core } from "./targets/core.ts";
import { bgpSession, pcepSession } from "./targets/sessions.ts";
import { pcepMessage } from "./targets/pcep_message.ts";
import { bgpStream, pcepStream } from "./targets/streams.ts";

export const TARGET: Readonly<Record<TargetName, Target>> = {
  pcepMessage,
  bgpMessage,
  pcepStream,
  bgpStream,
  pcepSession,
  bgpSession,
  captureFile,
  core,
};

export type Verdict =
  | { readonly reached: ReadonlySet<string> }
  /** `signature` is the same for all inputs that show the same defect. */
  | { readonly signature: string; readonly words: string };

export function judge({ target, parts }: Case): Verdict {
  const { run, millisecondsAtMost } = TARGET[target];
  const begun = performance.now();
  try {
    const reached = new Set<string>();
    for (const word of run(parts)) reached.add(`${target} ${word}`);
    const took = performance.now() - begun;
    // Once more before it counts: the machine may have been busy with something else.
    if (took > millisecondsAtMost && slowAgain(target, parts)) {
      return { signature: `${target} slow`, words: `took ${Math.round(took)} ms` };
    }
    return { reached };
  } catch (problem) {
    return verdictOf(target, problem);
  }
}

function slowAgain(target: TargetName, parts: Case["parts"]): boolean {
  const begun = performance.now();
  for (const _ of TARGET[target].run(parts));
  return performance.now() - begun > TARGET[target].millisecondsAtMost;
}

function verdictOf(target: TargetName, problem: unknown): Verdict {
  const error = problem instanceof Error ? problem : new Error(String(problem));
  const places = (error.stack ?? "").split("\n").filter((line) => /\/src\//.test(line))
    .map((line) => /\/(src\/[^:)]+)/.exec(line)?.[1]);
  const place = error.name === "Broken" ? "" : ` in ${places[0] ?? "?"}`;
  const first = error.message.split("\n")[0]!;
  return {
    signature: `${target} ${error.name}${place}: ${plainWords(first)}`,
    words: error.stack ?? error.message,
  };
}
