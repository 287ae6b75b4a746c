/** `cairn pcep`: what an operator does with a PCEP session. "cairn get sessions" lists them. */
import type { Command } from "commander";
import { SessionService } from "../../gen/cairn/v1/session_pb.ts";
import { plainText } from "../../lib/plain_text.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";

export function addPcep(program: Command, terminal: Terminal): void {
  const pcep = program.command("pcep").summary("reset PCEP sessions, have LSPs told again")
    .description('Change PCEP sessions; "cairn get sessions" lists them. LSPs stay as they are.');
  const add = (word: string, summary: string) =>
    addClientOptions(
      pcep.command(word).summary(summary).description(summary).argument("<session>"),
    );
  const { method } = SessionService;
  const say = (id: string, words: string) => terminal.out(`Session ${plainText(id)} ${words}\n`);

  add("reset", "end the session; the router comes back by itself")
    .action(async (id: string, options: ClientOptions) => {
      await new Client(terminal, options).call(method.resetPcepSession, { id });
      say(id, "is reset");
    });
  add("resync", "have all its LSPs told again (RFC 8232); resets a router that cannot be asked")
    .action(async (id: string, options: ClientOptions) => {
      await new Client(terminal, options).call(method.resyncPcepSession, { id });
      say(
        id,
        "has to tell all its LSPs again, in a new session if it cannot be asked in this one; " +
          "nothing is sent to it until then",
      );
    });
}
