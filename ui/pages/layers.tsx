/// <reference lib="dom" />
/** The windows over a page: palette, keys, mode, freeze, thaw, a question before something is destroyed. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Change } from "../../src/gen/cairn/v1/common_pb.ts";
import { Dialog } from "../parts/dialog.tsx";
import { age, capital, plural } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Palette } from "../parts/palette.tsx";
import { freeze, previewMode, setMode, thaw, told, whyNot } from "../state/actions.ts";
import { problemText } from "../state/api.ts";
import { now } from "../state/clock.ts";
import { closeLayer, layer, openLayer } from "../state/layers.ts";
import { href } from "../state/router.ts";
import { keyOf, PAGE_WORDS } from "../state/search.ts";
import { need, status, store } from "../state/store.ts";
import { micros } from "../state/time.ts";

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

const MODES = [
  [
    "observe",
    "Observing",
    "Learns, computes and shows. No router is told anything, and none can delegate.",
  ],
  ["advise", "Advising", "As observing, and shows each message that would be sent."],
  ["control", "In control", "Initiates, updates and removes LSPs."],
] as const;

function ModeWindow(): JSX.Element {
  const current = status.value?.mode ?? "observe";
  const [wanted, setWanted] = useState<string>(current);
  const preview = usePreview(wanted === current ? undefined : wanted);
  return (
    <Dialog title="Who may change routers" onClose={closeLayer}>
      <div class="dialog-body">
        {MODES.map(([mode, word, text]) => (
          <label key={mode} style={{ display: "flex", gap: "10px", alignItems: "baseline" }}>
            <input
              type="radio"
              name="mode"
              style={{ height: "auto" }}
              checked={wanted === mode}
              onChange={() =>
                setWanted(mode)}
            />
            <span>
              <b class={wanted === mode ? "" : "t2"}>{word}</b>
              {mode === current ? <span class="t3">, now</span> : null}
              <br />
              {text}
            </span>
          </label>
        ))}
        <Changes of={preview} none="No message would go out." />
      </div>
      <div class="dialog-foot">
        {status.value?.frozen === undefined && (
          <button
            type="button"
            class="button quiet"
            disabled={whyNot.value !== undefined}
            onClick={() => openLayer({ is: "freeze" })}
          >
            <Icon name="snow" size={14} /> Freeze…
          </button>
        )}
        <span class="grow t3 cut">{whyNot.value}</span>
        <button
          type="button"
          class="button primary"
          disabled={whyNot.value !== undefined || wanted === current}
          onClick={() => void setMode(wanted).then((done) => done && closeLayer())}
        >
          {wanted === "control" ? "Take control" : `Change to ${wanted}`}
        </button>
      </div>
    </Dialog>
  );
}

type Preview =
  | { readonly is: "none" }
  | { readonly is: "loading" }
  | { readonly is: "problem"; readonly text: string }
  | { readonly is: "changes"; readonly changes: readonly Change[] };

function usePreview(mode: string | undefined): Preview {
  const [preview, setPreview] = useState<Preview>({ is: "none" });
  useEffect(() => {
    if (mode === undefined || whyNot.value !== undefined) return setPreview({ is: "none" });
    let current = true;
    setPreview({ is: "loading" });
    previewMode(mode).then(
      (changes) => current && setPreview({ is: "changes", changes }),
      (problem) => current && setPreview({ is: "problem", text: problemText(problem) }),
    );
    return () => current = false;
  }, [mode]);
  return preview;
}

function Changes({ of: preview, none }: { of: Preview; none: string }): JSX.Element | null {
  if (preview.is === "none") return null;
  if (preview.is === "loading") return <p class="t3">Looking what would be sent…</p>;
  if (preview.is === "problem") return <p class="problem">{preview.text}</p>;
  const messages = preview.changes.filter((change) => change.change === "wouldSend");
  if (messages.length === 0) return <p>{none}</p>;
  return (
    <>
      <p>
        <b>{plural(messages.length, "message")} would go out first:</b>
      </p>
      <ul class="changes">
        {messages.slice(0, 200).map((change, i) => (
          <li key={i}>
            <span class="t3 cut">{change.name}</span>
            <span>{change.detail}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function FreezeWindow(): JSX.Element {
  const [reason, setReason] = useState("");
  return (
    <Dialog title="Freeze the network" onClose={closeLayer}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void freeze(reason.trim()).then((done) => done && closeLayer());
        }}
      >
        <div class="dialog-body">
          <p>
            No message that changes a router leaves any more. Learning, computing and watching go
            on, and the freeze outlives a restart.
          </p>
          <label class="field">
            Reason
            <input
              value={reason}
              autofocus
              required
              placeholder="for example: fibre work in Lyon"
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
        </div>
        <div class="dialog-foot">
          <span class="grow t3 cut">{whyNot.value}</span>
          <button
            type="submit"
            class="button primary"
            disabled={reason.trim() === "" || whyNot.value !== undefined}
          >
            <Icon name="snow" size={14} /> Freeze
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the gate holds now is what would go out first. */
function ThawWindow(): JSX.Element {
  need("policy");
  const row = status.value;
  const at = micros(row?.frozenAt);
  const held = store.policy.all.value.filter((policy) => policy.state === "held");
  return (
    <Dialog title="Thaw the network" onClose={closeLayer}>
      <div class="dialog-body">
        <p>
          Frozen{row?.frozenBy === undefined ? "" : ` by ${row.frozenBy}`}
          {at === undefined ? "" : ` for ${age(at, now.value)}`}: <b>{row?.frozen}</b>
        </p>
        {held.length === 0 ? <p>Nothing is held back: no message goes out at once.</p> : (
          <>
            <p>
              <b>{plural(held.length, "policy", "policies")} would be sent first:</b>
            </p>
            <ul class="changes">
              {held.slice(0, 200).map((policy) => (
                <li key={policy.id}>
                  <span class="t3 cut">{policy.headend}</span>
                  <span class="cut">
                    <b>{policy.name}</b> {policy.candidatePaths.map((path) =>
                      path.wanted === undefined
                        ? ""
                        : `${path.wanted.action} ${path.wanted.labels.join(" ")}`
                    ).join(" · ")}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div class="dialog-foot">
        <span class="grow t3 cut">{whyNot.value}</span>
        <button type="button" class="button quiet" onClick={closeLayer}>Stay frozen</button>
        <button
          type="button"
          class="button primary"
          disabled={whyNot.value !== undefined}
          onClick={() => void thaw().then((done) => done && closeLayer())}
        >
          <Icon name="thaw" size={14} /> Thaw
        </button>
      </div>
    </Dialog>
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
