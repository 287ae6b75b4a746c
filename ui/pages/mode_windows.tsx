/// <reference lib="dom" />
/** Who may change routers: the mode with a preview of every message, freeze with a reason, thaw with what goes out. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Change } from "../../src/gen/cairn/v1/common_pb.ts";
import { Dialog } from "../parts/dialog.tsx";
import { age, plural } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { freeze, previewMode, previewThaw, setMode, thaw, whyNot } from "../state/actions.ts";
import { problemText } from "../state/api.ts";
import { now } from "../state/clock.ts";
import { closeLayer, openLayer } from "../state/layers.ts";
import { status } from "../state/store.ts";
import { micros } from "../state/time.ts";

const MODES = [
  [
    "observe",
    "Observing",
    "Learns, computes and shows. No router is told anything, and none can delegate.",
  ],
  ["advise", "Advising", "As observing, and shows each message that would be sent."],
  ["control", "In control", "Initiates, updates and removes LSPs."],
] as const;

export function ModeWindow(): JSX.Element {
  const current = status.value?.mode ?? "observe";
  const [wanted, setWanted] = useState<string>(current);
  const preview = usePreview(wanted === current ? undefined : wanted, previewMode);
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

/** Asks anew when `key` is another; undefined: nothing to ask. */
function usePreview(
  key: string | undefined,
  ask: (key: string) => Promise<readonly Change[]>,
): Preview {
  const [preview, setPreview] = useState<Preview>({ is: "none" });
  useEffect(() => {
    if (key === undefined || whyNot.value !== undefined) return setPreview({ is: "none" });
    let current = true;
    setPreview({ is: "loading" });
    ask(key).then(
      (changes) => current && setPreview({ is: "changes", changes }),
      (problem) => current && setPreview({ is: "problem", text: problemText(problem) }),
    );
    return () => current = false;
  }, [key]);
  return preview;
}

function Changes({ of: preview, none }: { of: Preview; none: string }): JSX.Element | null {
  if (preview.is === "none") return null;
  if (preview.is === "loading") return <p class="t3">Looking what would be sent…</p>;
  if (preview.is === "problem") return <p class="problem">{preview.text}</p>;
  const those = (kind: string) => preview.changes.filter(({ change }) => change === kind);
  const messages = those("wouldSend"), stops = those("wouldStop"), waits = those("wouldWait");
  return (
    <>
      {messages.length === 0 && stops.length === 0 && <p>{none}</p>}
      <Lines of={messages} title={`${plural(messages.length, "message")} would go out first:`} />
      <Lines of={stops} title="From then on:" />
      <Lines of={waits} title="Still held:" />
    </>
  );
}

function Lines({ of, title }: { of: readonly Change[]; title: string }): JSX.Element | null {
  if (of.length === 0) return null;
  return (
    <>
      <p>
        <b>{title}</b>
      </p>
      <ul class="changes">
        {of.slice(0, 200).map((change, i) => (
          <li key={i}>
            <span class="t3 cut">{change.name}</span>
            <span>{change.detail}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function FreezeWindow(): JSX.Element {
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
export function ThawWindow(): JSX.Element {
  const preview = usePreview("thaw", previewThaw);
  const row = status.value;
  const at = micros(row?.frozenAt);
  return (
    <Dialog title="Thaw the network" onClose={closeLayer}>
      <div class="dialog-body">
        <p>
          Frozen{row?.frozenBy === undefined ? "" : ` by ${row.frozenBy}`}
          {at === undefined ? "" : ` for ${age(at, now.value)}`}: <b>{row?.frozen}</b>
        </p>
        <Changes of={preview} none="Nothing is held back: no message goes out at once." />
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
