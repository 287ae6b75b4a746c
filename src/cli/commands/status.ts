/** `cairn status`: one screen about the controller and its network. */
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Command } from "commander";
import {
  type Hold,
  type Status,
  StatusSchema,
  SystemService,
} from "../../gen/cairn/v1/system_pb.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatOne, outputOption } from "../output.ts";
import { age, delay } from "../words.ts";
import { plainMessage } from "../plain_message.ts";

export function addStatus(program: Command, terminal: Terminal): void {
  const command = program.command("status").summary("how the controller and its network are")
    .addOption(outputOption(["table", "json", "yaml"]));
  addClientOptions(command).action(
    async (options: ClientOptions & { output: "table" | "json" | "yaml" }) => {
      const client = new Client(terminal, options);
      const status = await client.call(SystemService.method.getStatus, {});
      const { output } = options;
      terminal.out(
        output === "table"
          ? describeStatus(plainMessage(status))
          : formatOne(output, StatusSchema, status),
      );
    },
  );
}

/** What keeps messages from leaving, and what ends it. */
const heldWords = ({ text, ends }: Hold): string =>
  ends === undefined || text.includes(ends) ? text : `${text} "${ends}" ends it.`;

function describeStatus(s: Status): string {
  const now = s.now ? timestampMs(s.now) : 0;
  const started = s.startedAt ? new Date(timestampMs(s.startedAt)).toISOString() : "";
  const lines: (readonly [string, string])[] = [
    [
      "controller",
      `Cairn ${s.version}, ${s.role} of network ${s.network}, up ${age(started, now)}`,
    ],
    ["mode", s.mode],
    ...s.holds.map((hold) => ["  held", heldWords(hold)] as const),
    ["ready", s.ready ? "yes" : "no"],
    ["feeds", `${s.bgpPeersUp} of ${s.bgpPeers} up${s.tedFrozenSince ? ", topology frozen" : ""}`],
    ["routers", `${s.routers}; PCEP sessions ${s.pcepSessionsUp} of ${s.pcepSessions} up`],
    ["links", `${Math.floor(s.linksUp / 2)} of ${Math.ceil(s.links / 2)} up`],
    [
      "policies",
      `${s.policiesUp} of ${s.policies} up, ${s.policiesWithPath} with a path, ${s.policiesHeld} held`,
    ],
    ["LSPs", `${s.lsps} reported`],
    ["alarms", String(s.alarms)],
  ];
  if (s.lastMoveMicroseconds !== undefined) {
    lines.push(["last move", `${delay(s.lastMoveMicroseconds)} from failure to last report`]);
  }
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, words]) => `${name.padEnd(width)}  ${words}\n`).join("");
}
