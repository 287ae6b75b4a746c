/** Calls about alarms: acknowledge, shelve, and back. The answer is the alarm as it is then. */
import type { Message } from "@bufbuild/protobuf";
import type { Command } from "../controller/command.ts";
import { AlarmSchema, EventService } from "../gen/cairn/v1/event_pb.ts";
import { ask } from "./ask.ts";
import { numberOf } from "./change_methods.ts";
import { wrongField } from "./errors.ts";
import { messageOf } from "./message_of.ts";
import type { Call, Methods } from "./methods.ts";
import type { Ports } from "./ports.ts";

type Action = Extract<Command, { do: "alarm" }>["action"];

export function addAlarmMethods(methods: Methods, ports: Ports): void {
  const { method } = EventService;
  const change = async (
    id: string,
    action: Action,
    call: Call,
    rest: { readonly reason?: string; readonly forSeconds?: number } = {},
  ) => {
    const alarm = numberOf(ports, "alarm", "id", id);
    const { reason = "", forSeconds } = rest;
    await ask(ports, call, {
      do: "alarm",
      alarm,
      action,
      reason: reason.trim(),
      ...(forSeconds !== undefined && { forSeconds }),
    }, "id");
    const row = ports.controller.view.row("alarm", alarm);
    if (row === undefined) throw new Error(`alarm ${id} was changed and is not there`);
    return messageOf(AlarmSchema, row) satisfies Message;
  };
  methods.unary(
    method.ackAlarm,
    ({ id, reason }, call) => change(id, "acknowledge", call, { reason }),
  );
  methods.unary(method.unackAlarm, ({ id }, call) => change(id, "unacknowledge", call));
  methods.unary(method.shelveAlarm, ({ id, reason, forSeconds }, call) => {
    if (!(forSeconds >= 0 && forSeconds <= LONGEST)) {
      throw wrongField("forSeconds", `forSeconds is ${forSeconds}`, "use at most a year, or 0");
    }
    return change(id, "shelve", call, { reason, ...(forSeconds > 0 && { forSeconds }) });
  });
  methods.unary(method.unshelveAlarm, ({ id }, call) => change(id, "unshelve", call));
}

const LONGEST = 366 * 86400;
