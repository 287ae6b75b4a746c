/// <reference lib="dom" />
/** The messages of a session, newest first; keepalives between others are folded into a count. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Message } from "../../src/gen/cairn/v1/session_pb.ts";
import { useKeys } from "../state/keys.ts";
import { messageName } from "../state/message_names.ts";
import { withPolicyNames } from "../state/path_names.ts";
import { micros } from "../state/time.ts";
import { clockTime, count, plural } from "./format.ts";
import { Icon } from "./icon.tsx";

type Row =
  | { readonly is: "message"; readonly message: Message }
  | { readonly is: "fold"; readonly first: number; readonly number: number };

const nameOf = (message: Message): string => messageName(message.protocol, message.type);
const isKeepalive = (message: Message): boolean => /^keepalive$/i.test(message.type);
export const isError = (message: Message): boolean =>
  message.malformed || /^(PCErr|NOTIFICATION)$/.test(nameOf(message));

export function MessageList(
  { messages, selected, now, following, onSelect, onSave }: {
    messages: readonly Message[];
    selected: number | undefined;
    now: number;
    following: boolean;
    onSelect: (n: number) => void;
    /** Saves the messages that are shown, keepalives too. */
    onSave?: (shown: readonly Message[]) => void;
  },
): JSX.Element {
  const [folded, setFolded] = useState(true);
  const [errorsOnly, setErrorsOnly] = useState(false);
  const errors = messages.filter(isError).length;
  const shown = errorsOnly ? messages.filter(isError) : messages;
  const rows = rowsOf(shown, folded);
  const step = (by: number) => {
    const order = rows.flatMap((row) => row.is === "message" ? [row.message.n] : []);
    const at = order.indexOf(selected ?? -1);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next !== undefined) onSelect(next);
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  return (
    <section class="panel message-panel" aria-label="Messages">
      <div class="message-tools">
        <button
          type="button"
          class={folded ? "chip on" : "chip"}
          aria-pressed={folded}
          onClick={() => setFolded(!folded)}
        >
          Keepalives folded
        </button>
        {errors > 0 && (
          <button
            type="button"
            class={errorsOnly ? "chip on" : "chip"}
            aria-pressed={errorsOnly}
            onClick={() => setErrorsOnly(!errorsOnly)}
          >
            Errors <b class="bad-c">{count(errors)}</b>
          </button>
        )}
        <span class="following">{following ? "following" : ""}</span>
        {onSave !== undefined && (
          <button
            type="button"
            class="link inline"
            title={`Save ${
              plural(shown.length, "message")
            } as a capture for tshark, Wireshark or cairn decode`}
            onClick={() => onSave(shown)}
          >
            Save pcap
          </button>
        )}
      </div>
      <div class="message-rows" role="listbox" aria-label="Messages" tabIndex={0}>
        {rows.map((row) =>
          row.is === "fold"
            ? (
              <div
                class="message-row fold"
                key={`fold-${row.first}`}
                role="option"
                aria-selected={false}
                onClick={() => setFolded(false)}
              >
                <Icon name="fold" size={12} />
                <span />
                <span>{plural(row.number, "keepalive")}</span>
              </div>
            )
            : (
              <MessageRow
                key={row.message.n}
                message={row.message}
                on={row.message.n === selected}
                now={now}
                onSelect={onSelect}
              />
            )
        )}
      </div>
    </section>
  );
}

function MessageRow(
  { message, on, now, onSelect }: {
    message: Message;
    on: boolean;
    now: number;
    onSelect: (n: number) => void;
  },
): JSX.Element {
  const at = micros(message.at);
  const out = message.direction === "out";
  return (
    <div
      class={`message-row${on ? " on" : ""}${isError(message) ? " wrong" : ""}`}
      role="option"
      aria-selected={on}
      onClick={() => onSelect(message.n)}
      ref={(element) => {
        if (on) element?.scrollIntoView({ block: "nearest" });
      }}
    >
      <span class={out ? "accent-c" : "t2"} title={out ? "sent by Cairn" : "received"}>
        <Icon name={out ? "out" : "in"} size={14} />
        <span class="sr">{out ? "out" : "in"}</span>
      </span>
      <time class="mono">{at === undefined ? `#${message.n}` : clockTime(at, now, true)}</time>
      <span class="cut">
        <b>{nameOf(message)}</b> <span class="t2">{withPolicyNames(message.summary)}</span>
      </span>
      <span class="t3 message-size">{message.bytes.length}</span>
    </div>
  );
}

function rowsOf(messages: readonly Message[], folded: boolean): readonly Row[] {
  const rows: Row[] = [];
  for (const message of [...messages].reverse()) {
    const last = rows[rows.length - 1];
    if (!folded || !isKeepalive(message)) rows.push({ is: "message", message });
    else if (last?.is === "fold") rows[rows.length - 1] = { ...last, number: last.number + 1 };
    else rows.push({ is: "fold", first: message.n, number: 1 });
  }
  return rows;
}
