/** What became of a policy, newest first: versions of its intent, paths that were sent and why, events of the network. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HistoryEntry, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { clockTime, count, fullTime, spaced } from "../parts/format.ts";
import { Notice, Panel, Skeleton } from "../parts/panel.tsx";
import { previewRollback, rollback, whyNot } from "../state/actions.ts";
import { api, problemText } from "../state/api.ts";
import { now } from "../state/clock.ts";
import { openLayer } from "../state/layers.ts";
import { micros } from "../state/time.ts";

type Loaded =
  | { readonly is: "loading" }
  | { readonly is: "problem"; readonly text: string }
  | { readonly is: "entries"; readonly entries: readonly HistoryEntry[]; readonly total: number };

export function PolicyHistory({ policy }: { policy: Policy }): JSX.Element {
  const { name, intentVersion, moves, state } = policy;
  const [loaded, setLoaded] = useState<Loaded>({ is: "loading" });
  useEffect(() => {
    let current = true;
    api.policies.listPolicyHistory({ name, pageSize: 40 }).then(
      ({ entries, totalSize }) =>
        current && setLoaded({ is: "entries", entries, total: totalSize }),
      (problem) => current && setLoaded({ is: "problem", text: problemText(problem) }),
    );
    return () => current = false;
  }, [name, intentVersion, moves, state, sentAt(policy)]);
  if (loaded.is === "loading") {
    return (
      <Panel title="History">
        <Skeleton lines={3} />
      </Panel>
    );
  }
  if (loaded.is === "problem") {
    return (
      <Panel title="History">
        <p class="panel-body problem">{loaded.text}</p>
      </Panel>
    );
  }
  return (
    <Panel
      title="History"
      more={`${count(Math.max(loaded.total, loaded.entries.length))}, newest first`}
    >
      <ol class="history">
        {loaded.entries.map((entry) => <HistoryRow key={entry.id} entry={entry} policy={policy} />)}
      </ol>
      {loaded.entries.length === 0 && <Notice title="Nothing yet" />}
    </Panel>
  );
}

/** Of the last message: each has an entry, and so has what the router made of it. */
const sentAt = (policy: Policy): string =>
  policy.candidatePaths.map(({ sent }) => `${micros(sent?.at) ?? ""} ${sent?.outcome ?? ""}`)
    .join();

function HistoryRow({ entry, policy }: { entry: HistoryEntry; policy: Policy }): JSX.Element {
  const at = micros(entry.at) ?? 0;
  return (
    <li class={classOf(entry)}>
      <time class="mono" title={fullTime(at)}>{clockTime(at, now.value)}</time>
      <i />
      <div>
        <p>
          <b>{entry.title}</b>
          {entry.by !== "" && <span class="t3">, {entry.by}</span>}
          {entry.cause !== "" && <span class="t3">{` · ${spaced(entry.cause)}`}</span>}
        </p>
        {entry.detail !== "" && <p class="consequence">{entry.detail}</p>}
        <BackTo entry={entry} policy={policy} />
      </div>
    </li>
  );
}

function classOf({ kind, outcome }: HistoryEntry): string {
  if (kind === "intent") return "edit";
  return BAD.has(outcome) || /NoPath|Down|Failed/i.test(kind) ? "failed" : "";
}
const BAD: ReadonlySet<string> = new Set([
  "noPath",
  "refused",
  "timeout",
  "mismatch",
  "conflict",
  "down",
]);

/** Back to that version, with the difference shown first. */
function BackTo(
  { entry, policy }: { entry: HistoryEntry; policy: Policy },
): JSX.Element | null {
  const { version } = entry;
  if (version === undefined || entry.after === "" || policy.origin !== "operator") return null;
  if (version === policy.intentVersion) return null;
  const off = whyNot.value;
  const ask = async () => {
    const text = await previewRollback(policy.name, version);
    if (text === undefined) return;
    openLayer({
      is: "confirm",
      title: `Roll ${policy.name} back to version ${version}?`,
      text: text === "" ? "It is as it was then." : text,
      action: "Roll back",
      go: () => void rollback(policy.name, version),
    });
  };
  return (
    <button
      type="button"
      class="link"
      disabled={off !== undefined}
      title={off ?? "Shows the difference first"}
      onClick={() => void ask()}
    >
      back to version {version}
    </button>
  );
}
