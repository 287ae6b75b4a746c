/// <reference lib="dom" />
/** The palette: one field that finds things and does things, by keyboard alone. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Hit, search } from "../state/search.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";

export function Palette({ onClose }: { onClose: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const hits = search(text);
  const chosen = Math.min(at, hits.length - 1);
  const open = (hit: Hit | undefined) => {
    if (hit === undefined) return;
    onClose();
    hit.open();
  };
  return (
    <Dialog title="Find or do" class="palette" plain onClose={onClose}>
      <div class="palette-find">
        <Icon name="find" />
        <input
          value={text}
          placeholder="Find a router, link, policy, label…"
          aria-label="Find"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={`hit-${chosen}`}
          autocomplete="off"
          spellcheck={false}
          autofocus
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
            if (by !== 0) setAt(Math.max(0, Math.min(hits.length - 1, chosen + by)));
            else if (event.key === "Enter") open(hits[chosen]);
            else return;
            event.preventDefault();
          }}
        />
        <kbd>esc</kbd>
      </div>
      <div class="palette-list" id="palette-list" role="listbox" aria-label="Found">
        {hits.length === 0 && (
          <p class="t3" style={{ padding: "8px" }}>Nothing has “{text}” in it.</p>
        )}
        {hits.map((hit, i) => (
          <div key={`${hit.group}/${hit.text}/${hit.where}`}>
            {hit.group !== hits[i - 1]?.group && <h3 aria-hidden="true">{hit.group}</h3>}
            <div
              role="option"
              id={`hit-${i}`}
              aria-selected={i === chosen}
              ref={(element) => {
                if (i === chosen) element?.scrollIntoView({ block: "nearest" });
              }}
              onPointerMove={() => setAt(i)}
              onClick={() => open(hit)}
            >
              <Icon name={hit.icon} />
              <Marked text={hit.text} part={text.trim()} />
              <span class="where">{hit.where}</span>
            </div>
          </div>
        ))}
      </div>
      <div class="palette-foot">
        <span>
          <kbd>↵</kbd> open
        </span>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> move
        </span>
      </div>
    </Dialog>
  );
}

function Marked({ text, part }: { text: string; part: string }): JSX.Element {
  const at = part === "" ? -1 : text.toLowerCase().indexOf(part.toLowerCase());
  if (at < 0) return <span class="cut">{text}</span>;
  return (
    <span class="cut">
      {text.slice(0, at)}
      <mark>{text.slice(at, at + part.length)}</mark>
      {text.slice(at + part.length)}
    </span>
  );
}
