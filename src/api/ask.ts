/** Commands to the core and its refusals in fields of the request. */
import { Code, ConnectError } from "@connectrpc/connect";
import type { Command, Problem, Reply } from "../controller/command.ts";
import { refuse } from "./errors.ts";
import type { Call } from "./methods.ts";
import type { Ports } from "./ports.ts";

type Done = Extract<Reply, { ok: true }>;

/** Asks the core; `place` is where the request has the intent ("policy"), for the fields of a refusal. */
export async function ask(
  ports: Pick<Ports, "controller">,
  call: Call,
  command: Command,
  place = "",
): Promise<Done> {
  const reply = await tell(ports, call, command);
  if (reply.ok) return reply;
  throw refuse(reply.code, placed(reply.problems, command, place));
}

/** The core's answer as it is. */
export async function tell(
  ports: Pick<Ports, "controller">,
  call: Call,
  command: Command,
): Promise<Reply> {
  try {
    return await ports.controller.command(`${call.caller.user}@${call.from}`, command);
  } catch (error) {
    throw new ConnectError(
      "the controller could not do it – try again",
      Code.Unavailable,
      {},
      [],
      error,
    );
  }
}

/** Problems of the core with the fields of the request. */
export const placed = (problems: readonly Problem[], command: Command, place = ""): Problem[] =>
  problems.map((each) => ({ ...each, field: fieldOf(each.field, command, place) }));

/** The core's place of a problem (`intents[2].candidatePaths[0].path.metric`) in words of the API. */
function fieldOf(field: string, command: Command, place: string): string {
  const intents = command.do === "apply"
    ? command.intents
    : "intent" in command
    ? [command.intent]
    : [];
  if (intents.length === 0) return field || place; // it stands in the request as it does in the command
  const [, list, index, rest = ""] = /^(?:(intents\[(\d+)\]|intent)\.?)?(.*)$/.exec(field) ?? [];
  const intent = intents[Number(index ?? 0)];
  const inside = rest.replace(/candidatePaths\[(\d+)\]\.path\b/, (_, n: string) => {
    const policy = intent?.kind === "Mesh" ? intent.template : intent;
    const paths = policy && "candidatePaths" in policy ? policy.candidatePaths : [];
    return `candidatePaths[${n}].${paths[Number(n)]?.path.type ?? "path"}`;
  });
  const outside = place === "" && list !== undefined ? `documents[${index ?? 0}]` : place;
  return [outside, inside].filter((part) => part !== "").join(".");
}
