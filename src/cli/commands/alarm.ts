/** `cairn alarm`: acknowledged by somebody who looks after it, or out of sight for a while. */
import type { Command } from "commander";
import { type Alarm, EventService } from "../../gen/cairn/v1/event_pb.ts";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { instant } from "../words.ts";
import { plainText } from "../../lib/plain_text.ts";

interface Options extends ClientOptions {
  readonly reason?: string;
  readonly for?: string;
}

export function addAlarm(program: Command, terminal: Terminal): void {
  const alarm = program.command("alarm").summary("acknowledge and shelve alarms")
    .description('Acknowledge and shelve alarms; "cairn get alarms" lists them with their ids.');
  const add = (word: string, summary: string) =>
    addClientOptions(
      alarm.command(word).summary(summary).description(summary).argument("<id>"),
    ).option("--reason <words>", "for those who will ask");
  const { method } = EventService;

  add("ack", "somebody knows and looks after it").action(async (id: string, options: Options) => {
    const { reason = "" } = options;
    say(terminal, await new Client(terminal, options).call(method.ackAlarm, { id, reason }));
  });
  add("unack", "nobody looks after it any more").action(async (id: string, options: Options) => {
    say(terminal, await new Client(terminal, options).call(method.unackAlarm, { id }));
  });
  add("shelve", "out of sight, also when it comes again meanwhile")
    .option("--for <time>", "30m, 2h, 7d; without it until somebody takes it off the shelf")
    .action(async (id: string, options: Options) => {
      const { reason = "" } = options;
      const forSeconds = options.for === undefined ? 0 : secondsOf(options.for);
      const client = new Client(terminal, options);
      say(terminal, await client.call(method.shelveAlarm, { id, reason, forSeconds }));
    });
  add("unshelve", "back among the others").action(async (id: string, options: Options) => {
    say(terminal, await new Client(terminal, options).call(method.unshelveAlarm, { id }));
  });
}

function say(terminal: Terminal, alarm: Alarm): void {
  const until = alarm.shelvedUntil &&
    ` until ${instant(new Date(timestampMs(alarm.shelvedUntil)).toISOString())} UTC`;
  terminal.out(`alarm ${alarm.id} is ${alarm.state}${until ?? ""}: ${plainText(alarm.text)}\n`);
}

/** "2h" → 7200; throws with what would be understood. */
function secondsOf(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? NaN);
  if (seconds > 0) return seconds;
  throw new EdgeError(`--for ${text} is no time; write 30m, 2h or 7d`);
}
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };
