/// <reference lib="dom" />
/** One message: what it says in a sentence, its fields, its octets, and what the field under the pointer means. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Message } from "../../src/gen/cairn/v1/session_pb.ts";
import type { Dissection } from "../../src/wire/dissect.ts";
import { FieldTree, fieldWords, RfcLink } from "../parts/field_tree.tsx";
import { clockTime, count, duration, octets, text } from "../parts/format.ts";
import { HexView } from "../parts/hex_view.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { tell } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import {
  ancestors,
  dissectMessage,
  fieldAt,
  findValue,
  linesOf,
  parentOf,
  pathAtOctet,
} from "../state/field_tree.ts";
import { saveAs } from "../state/export.ts";
import { meaningOf } from "../state/meaning.ts";
import { messageName } from "../state/message_names.ts";
import { pcapOf } from "../state/pcap.ts";
import { withPolicyNames } from "../state/path_names.ts";
import { setQuery } from "../state/router.ts";
import { isWide } from "../state/screen_size.ts";
import { micros } from "../state/time.ts";

export function MessageView(
  { message, messages, who, field, hrefOf }: {
    message: Message;
    messages: readonly Message[];
    who: string;
    field: string | undefined;
    hrefOf: (n: number) => string;
  },
): JSX.Element {
  const root = useMemo(() => dissectMessage(message.protocol, message.bytes), [message]);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [hovered, setHovered] = useState<string | undefined>(undefined);
  useEffect(() => {
    setToggled(new Set());
    setHovered(undefined);
  }, [message.n]);
  const selected = field !== undefined && fieldAt(root, field) !== undefined ? field : undefined;
  const forced = useMemo(() => new Set(ancestors(selected ?? "")), [selected]);
  const isOpen = (path: string, depth: number) =>
    toggled.has(path) ? !(depth < 3 || forced.has(path)) : depth < 3 || forced.has(path);
  const lines = linesOf(root, isOpen);
  const toggle = (path: string) => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const select = (path: string) => setQuery({ field: path === "" ? undefined : path }, "replace");
  const shownPath = hovered ?? selected;
  const shown = shownPath === undefined ? undefined : fieldAt(root, shownPath);
  const parent = shownPath === undefined || shownPath === ""
    ? undefined
    : fieldAt(root, parentOf(shownPath));
  return (
    <>
      <section class="panel field-panel" aria-label="Fields">
        <div class="message-head">
          <h2>
            <Icon
              name={message.direction === "out" ? "out" : "in"}
              size={14}
              class={message.direction === "out" ? "accent-c" : ""}
            />{" "}
            {messageName(message.protocol, message.type)}{" "}
            {message.direction === "out" ? "to" : "from"} {who}
          </h2>
          <time class="mono">{timeOf(message)}</time>
        </div>
        {message.summary !== "" && <p class="message-says">{withPolicyNames(message.summary)}</p>}
        {message.malformed && (
          <p class="message-says warn-c">
            <Mark tone="warn" size={9} /> Malformed: what could not be read is kept as it came.
          </p>
        )}
        <FieldTree
          lines={lines}
          selected={selected}
          hovered={hovered}
          isOpen={isOpen}
          onSelect={select}
          onHover={setHovered}
          onToggle={toggle}
        />
      </section>
      <section class="panel octet-panel" aria-label="Bytes">
        <div class="panel-head">
          <h2>Bytes</h2>
          <span class="more">
            {text(octets(message.bytes.length))}
            {" · "}
            <button type="button" class="link inline" onClick={() => void copyHex(message)}>
              Copy hex
            </button>
            {" · "}
            <button type="button" class="link inline" onClick={() => void copyDecode(message)}>
              as cairn decode
            </button>
            {" · "}
            <button type="button" class="link inline" onClick={() => savePcap(message, who)}>
              Save pcap
            </button>
          </span>
        </div>
        <div class="hex-scroll">
          <HexView
            bytes={message.bytes}
            field={shown}
            parent={parent}
            perRow={isWide.value ? 16 : 8}
            onHover={(octet) =>
              setHovered(octet === undefined ? undefined : pathAtOctet(root, octet))}
            onPick={(octet) => select(pathAtOctet(root, octet))}
          />
          <Exchange root={root} message={message} messages={messages} hrefOf={hrefOf} />
        </div>
        <FieldFoot field={shown} parent={parent} bytes={message.bytes} />
      </section>
    </>
  );
}

function FieldFoot(
  { field, parent, bytes }: {
    field: Dissection | undefined;
    parent: Dissection | undefined;
    bytes: Uint8Array;
  },
): JSX.Element {
  if (field === undefined) {
    return (
      <div class="field-foot">
        <p class="t3">Point at a field or an octet to see what it is.</p>
      </div>
    );
  }
  const last = field.offset + field.length - 1;
  const where = field.length === 0
    ? "no octets"
    : field.length === 1
    ? `octet ${field.offset}`
    : `octets ${field.offset}–${last}`;
  const ref = field.ref ?? parent?.ref;
  const meaning = field.children.length === 0 ? meaningOf(field.value) : undefined;
  return (
    <div class="field-foot" aria-live="polite">
      <p class="field-foot-head">
        <b>{/^[a-z]/.test(field.name) ? fieldWords(field.name) : field.name}</b>
        <span class="t3 cut">
          {where}
          {parent === undefined ? "" : ` of ${parent.name}`}
        </span>
        {ref !== undefined && <RfcLink value={ref} />}
      </p>
      {field.length > 0 && field.length <= 4 && field.children.length === 0 && (
        <p class="bits">
          {[...bytes.subarray(field.offset, field.offset + field.length)].map((octet, i) => (
            <code key={i}>{octet.toString(2).padStart(8, "0").replace(/(....)/, "$1 ")}</code>
          ))}
        </p>
      )}
      {field.value !== undefined && <p class="field-foot-value">{field.value}</p>}
      {field.note !== undefined && <p class="warn-c">{field.note}</p>}
      {meaning !== undefined && (
        <p class="t2">
          {meaning.text}{" "}
          {meaning.href !== undefined && <a class="link" href={meaning.href}>{meaning.word}</a>}
        </p>
      )}
    </div>
  );
}

/** Request and answers that carry the same SRP-ID, with the time between them. */
function Exchange(
  { root, message, messages, hrefOf }: {
    root: Dissection;
    message: Message;
    messages: readonly Message[];
    hrefOf: (n: number) => string;
  },
): JSX.Element | null {
  const srpId = message.protocol === "pcep" ? findValue(root, "srpId") : undefined;
  const rows = useMemo(
    () =>
      srpId === undefined || Number(srpId) === 0
        ? []
        : messages.filter((other) =>
          findValue(dissectMessage(other.protocol, other.bytes), "srpId") === srpId
        ),
    [srpId, messages],
  );
  const first = rows[0];
  if (rows.length < 2 || first === undefined) return null;
  const start = micros(first.at) ?? 0;
  return (
    <div class="exchange">
      <h3>The exchange, SRP {count(Number(srpId))}</h3>
      <ol>
        {rows.map((row) => (
          <li key={row.n}>
            <a href={hrefOf(row.n)} class={row.n === message.n ? "on" : ""}>
              <Icon
                name={row.direction === "out" ? "out" : "in"}
                size={13}
                class={row.direction === "out" ? "accent-c" : "t2"}
              />
              <b>{messageName(row.protocol, row.type)}</b>
              <span class="t2 cut">{withPolicyNames(row.summary)}</span>
              <span class="t3 nowrap">
                {row === first
                  ? clockTime(start, now.value, true)
                  : `+ ${text(duration((micros(row.at) ?? 0) - start))}`}
              </span>
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Pasted octets have no time. */
function timeOf(message: Message): string {
  const at = micros(message.at);
  return at === undefined ? "" : clockTime(at, now.value, true);
}

const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((octet) => octet.toString(16).padStart(2, "0")).join("");

async function copyHex(message: Message): Promise<void> {
  await navigator.clipboard.writeText(hexOf(message.bytes));
  tell("The octets are in the clipboard.");
}

async function copyDecode(message: Message): Promise<void> {
  const command = `echo ${hexOf(message.bytes)} | cairn decode --protocol ${message.protocol} -`;
  await navigator.clipboard.writeText(command);
  tell("The command is in the clipboard.");
}

const savePcap = (message: Message, who: string): void =>
  saveAs(`cairn-${who}-${message.n}.pcap`, "application/vnd.tcpdump.pcap", pcapOf([message]));
