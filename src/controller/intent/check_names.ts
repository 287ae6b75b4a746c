/**
 * Names as they may stand in logs, pages, addresses and files: whatever way a document comes in, a name that would steer
 * a terminal, or fill a screen, is refused.
 */
import { plainText } from "../../lib/plain_text.ts";
import type { Intent } from "../../policy/intent.ts";
import type { Problem } from "../command.ts";

export function checkNames(intents: readonly Intent[], problems: Problem[]): void {
  intents.forEach((intent, i) => {
    for (const [field, name] of namesOf(intent)) {
      const [problem, fix] = wrongWith(name) ?? [];
      if (!problem || !fix) continue;
      problems.push({ field: `intents[${i}].${field}`, problem, fix });
    }
  });
}

function wrongWith(name: string): readonly [string, string] | undefined {
  if (/\p{Cc}/u.test(name)) {
    const shown = plainText(name).slice(0, SHOWN);
    return [`The name "${shown}" has control characters.`, "Write it without them."];
  }
  if (name.length <= LONGEST) return undefined;
  const problem = `The name "${name.slice(0, SHOWN)}…" has ${name.length} characters.`;
  return [problem, `Use at most ${LONGEST}.`];
}

/** Fields that name the document or a router. */
function namesOf(intent: Intent): (readonly [string, string])[] {
  const own = ["name", intent.name] as const;
  switch (intent.kind) {
    case "Policy":
      return [own, ["headend", intent.headend], ["endpoint", intent.endpoint]];
    case "Mesh":
      return [
        own,
        ...("names" in intent.routers ? intent.routers.names : []).map((name, i) =>
          [`routers.names[${i}]`, name] as const
        ),
        ...(intent.exclude ?? []).map((name, i) => [`exclude[${i}]`, name] as const),
      ];
    case "LinkFacts":
      return [own, ["link", intent.link]];
    case "NodeFacts":
      return [own, ["router", intent.router]];
    default:
      return [own];
  }
}

const LONGEST = 200, SHOWN = 40;
