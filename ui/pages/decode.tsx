/// <reference lib="dom" />
/** Octets that somebody pastes, taken apart in the browser by the same rows: nothing is sent anywhere. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { MessageList } from "../parts/message_list.tsx";
import { Notice } from "../parts/panel.tsx";
import { now } from "../state/clock.ts";
import { go, href, query } from "../state/router.ts";
import { readTyped } from "../state/typed_octets.ts";
import { MessageView } from "./message.tsx";

/** Stays while the page is left and come back to. */
const pasted = signal("");

export function DecodePage({ parts }: { parts: readonly string[] }): JSX.Element {
  const text = pasted.value;
  const typed = useMemo(() => readTyped(text), [text]);
  const messages = typed.is === "messages" ? typed.messages : [];
  const chosen = Number(parts[0] ?? 1);
  const shown = messages.find(({ n }) => n === chosen) ?? messages[0];
  const hrefOf = (n: number) => href(["decode", String(n)]);
  return (
    <main class="page fixed session-page decode-page">
      <div class="page-bar">
        <h1>Decode</h1>
        <span class="count">PCEP or BGP octets as hex; they stay in this browser</span>
        <a class="link inline" href={href("protocol")}>All code points</a>
      </div>
      <textarea
        class="decode-box mono"
        aria-label="Octets as hex"
        placeholder="20 01 00 0c 01 10 00 08 20 1e 78 01"
        spellcheck={false}
        rows={3}
        value={text}
        onInput={(event) => {
          pasted.value = event.currentTarget.value;
          if (parts[0] !== undefined) go(href("decode"), "replace");
        }}
      />
      {typed.is === "wrong" && <p class="bad-c" role="alert">{typed.why}</p>}
      {typed.is === "nothing" && (
        <Notice title="Paste octets of one message or of many.">
          <p>
            For files, pcap and pcapng: <code>cairn decode FILE</code>
          </p>
        </Notice>
      )}
      {shown !== undefined && (
        <div class="session-columns">
          <MessageList
            messages={messages}
            selected={shown.n}
            now={now.value}
            following={false}
            onSelect={(n) => go(hrefOf(n), "replace")}
          />
          <MessageView
            message={shown}
            messages={messages}
            who="pasted octets"
            field={query.value.get("field") ?? undefined}
            hrefOf={hrefOf}
          />
        </div>
      )}
    </main>
  );
}
