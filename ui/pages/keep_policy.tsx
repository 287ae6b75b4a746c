/// <reference lib="dom" />
/** A path that was found becomes a document: name and colour, the YAML, what applying it would do, then apply. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Change } from "../../src/gen/cairn/v1/common_pb.ts";
import { Dialog } from "../parts/dialog.tsx";
import { attempt, tell, whyNot } from "../state/actions.ts";
import { api, problemText } from "../state/api.ts";
import { documentOf, type PolicyDocument, type Wish, yamlOf } from "../state/path_wish.ts";
import { go, href } from "../state/router.ts";

export function KeepAsPolicy(
  { wish, document, onClose }: { wish: Wish; document: PolicyDocument; onClose: () => void },
): JSX.Element {
  const [name, setName] = useState(document.name);
  const [color, setColor] = useState(String(document.color));
  const [trial, setTrial] = useState<
    { readonly changes: readonly Change[]; readonly problem: string }
  >({ changes: [], problem: "" });
  const wanted = documentOf(wish, name, Number(color) || 0);
  const yaml = yamlOf(wanted);
  useEffect(() => {
    let current = true;
    const wait = setTimeout(() => {
      if (whyNot.value !== undefined) return;
      api.policies.applyDocuments({ documents: [plainOf(wanted)], dryRun: true }).then(
        ({ changes }) => current && setTrial({ changes, problem: "" }),
        (problem) => current && setTrial({ changes: [], problem: problemText(problem) }),
      );
    }, 200);
    return () => {
      current = false;
      clearTimeout(wait);
    };
  }, [yaml]);
  const apply = async () => {
    const done = await attempt(
      `${name} is applied.`,
      () => api.policies.applyDocuments({ documents: [plainOf(wanted)] }),
    );
    if (!done) return;
    onClose();
    go(href(["policies", name]));
  };
  const off = whyNot.value;
  return (
    <Dialog title="Keep as policy" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void apply();
        }}
      >
        <div class="dialog-body">
          <div class="wish">
            <label class="field">
              Name
              <input
                value={name}
                required
                autofocus
                onInput={(event) => setName(event.currentTarget.value)}
              />
            </label>
            <label class="field">
              Colour
              <input
                value={color}
                required
                inputmode="numeric"
                onInput={(event) => setColor(event.currentTarget.value)}
              />
            </label>
          </div>
          <pre class="yaml" tabIndex={0} aria-label="The document">{yaml}</pre>
          {trial.problem !== "" && <p class="problem">{trial.problem}</p>}
          {trial.changes.length > 0 && (
            <ul class="changes">
              {trial.changes.map((change, i) => (
                <li key={i}>
                  <span class="t3">
                    {change.change === "wouldSend" ? "would send" : change.change}
                  </span>
                  <span>
                    {change.kind} <b>{change.name}</b> {change.detail}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
        <div class="dialog-foot">
          <span class="grow t3 cut">{off}</span>
          <button
            type="button"
            class="button quiet"
            onClick={() =>
              void navigator.clipboard.writeText(yaml).then(() =>
                tell("The document is in the clipboard.")
              )}
          >
            Copy
          </button>
          <button
            type="submit"
            class="button primary"
            disabled={off !== undefined || trial.problem !== ""}
          >
            Apply
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Through JSON: a document is what `cairn apply` would have read from the YAML. */
function plainOf(document: PolicyDocument): JsonObject {
  const value: JsonObject = JSON.parse(JSON.stringify(document));
  return value;
}
