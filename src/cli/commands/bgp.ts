/** `cairn bgp`: what an operator does with a BGP-LS session. "cairn get bgp-peers" lists them. */
import type { Command } from "commander";
import { SessionService } from "../../gen/cairn/v1/session_pb.ts";
import { plainText } from "../../lib/plain_text.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";

interface Options extends ClientOptions {
  readonly reason?: string;
}

export function addBgp(program: Command, terminal: Terminal): void {
  const bgp = program.command("bgp").summary("reset, refresh, shut and enable BGP peers")
    .description('Change BGP sessions; "cairn get bgp-peers" lists them. The topology is kept.');
  const add = (word: string, summary: string) =>
    addClientOptions(bgp.command(word).summary(summary).description(summary).argument("<peer>"));
  const { method } = SessionService;
  const say = (id: string, words: string) => terminal.out(`BGP peer ${plainText(id)} ${words}\n`);

  add("reset", "end the session; it comes back by itself")
    .action(async (id: string, options: Options) => {
      await new Client(terminal, options).call(method.resetBgpPeer, { id });
      say(id, "is reset");
    });
  add("refresh", "have it say its whole table again (RFC 2918)")
    .action(async (id: string, options: Options) => {
      await new Client(terminal, options).call(method.refreshBgpPeer, { id });
      say(id, "is asked for its whole table");
    });
  add("shutdown", "end the session and keep it down, also over a restart")
    .option("--reason <words>", "told to the peer, up to 255 octets (RFC 9003)", "")
    .action(async (id: string, options: Options) => {
      const { reason = "" } = options;
      await new Client(terminal, options).call(method.shutDownBgpPeer, { id, words: reason });
      say(id, `is shut; "cairn bgp enable ${plainText(id)}" ends that`);
    });
  add("enable", "let a peer that was shut come back").action(
    async (id: string, options: Options) => {
      await new Client(terminal, options).call(method.enableBgpPeer, { id });
      say(id, "is enabled");
    },
  );
}
