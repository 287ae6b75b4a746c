/// <reference lib="dom" />
/** The windows over a page: palette, keys, mode, freeze, thaw, a question before something is destroyed. */
import type { JSX } from "preact";
import { Dialog } from "../parts/dialog.tsx";
import { capital } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Palette } from "../parts/palette.tsx";
import { told } from "../state/actions.ts";
import { closeLayer, layer } from "../state/layers.ts";
import { href } from "../state/router.ts";
import { keyOf, PAGE_WORDS } from "../state/search.ts";
import { FreezeWindow, ModeWindow, ThawWindow } from "./mode_windows.tsx";

export function Layers(): JSX.Element {
  const open = layer.value;
  return (
    <>
      {open?.is === "palette" && <Palette onClose={closeLayer} />}
      {open?.is === "keys" && <Keys />}
      {open?.is === "mode" && <ModeWindow />}
      {open?.is === "freeze" && <FreezeWindow />}
      {open?.is === "thaw" && <ThawWindow />}
      {open?.is === "menu" && <Menu />}
      {open?.is === "confirm" && (
        <Dialog title={open.title} onClose={closeLayer}>
          <div class="dialog-body">
            <p>{open.text}</p>
          </div>
          <div class="dialog-foot">
            <button type="button" class="button quiet" onClick={closeLayer}>Keep</button>
            <button
              type="button"
              class="button danger"
              onClick={() => {
                closeLayer();
                open.go();
              }}
            >
              {open.action}
            </button>
          </div>
        </Dialog>
      )}
      {told.value !== undefined && (
        <div class="toast" role="status">
          <Icon
            name={told.value.bad ? "close" : "check"}
            class={told.value.bad ? "bad-c" : "ok-c"}
          />
          {told.value.text}
        </div>
      )}
    </>
  );
}

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "find"],
  ["Ctrl K", "palette"],
  ["j k", "next, previous row"],
  ["↵", "open"],
  ["v", "on the map"],
  ["n", "new policy"],
  ["[ ]", "earlier, later event; fold the side bar"],
  ["space", "pause the messages"],
  ["t", "dark or light"],
  ["Esc", "one step back"],
  ["?", "these keys"],
];

function Keys(): JSX.Element {
  return (
    <Dialog title="Keys" onClose={closeLayer}>
      <div class="dialog-body">
        <dl class="keys">
          {KEYS.map(([key, word]) => (
            <div key={key}>
              <dt>{key.split(" ").map((part) => <kbd key={part}>{part}</kbd>)}</dt>
              <dd>{word}</dd>
            </div>
          ))}
          {PAGE_WORDS.map(([page, word]) => (
            <div key={page}>
              <dt>
                <kbd>g</kbd>
                <kbd>{keyOf(page)}</kbd>
              </dt>
              <dd>{capital(word)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}

function Menu(): JSX.Element {
  return (
    <Dialog title="Pages" onClose={closeLayer}>
      <nav class="dialog-body" aria-label="All pages" onClick={closeLayer}>
        {PAGE_WORDS.map(([page, word, icon]) => (
          <a key={page} class="nav" href={href(page)} style={{ height: "44px" }}>
            <Icon name={icon} /> {word}
          </a>
        ))}
      </nav>
    </Dialog>
  );
}
