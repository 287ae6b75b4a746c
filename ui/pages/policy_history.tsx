/** What happened to a policy, newest first: changes by people, events of the network. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HistoryEntry } from "../../src/gen/cairn/v1/policy_pb.ts";
import { clockTime, count, fullTime } from "../parts/format.ts";
import { Notice, Panel, Skeleton } from "../parts/panel.tsx";
import { api, problemText } from "../state/api.ts";
import { now } from "../state/clock.ts";
import { micros } from "../state/time.ts";

type Loaded =
  | { readonly is: "loading" }
  | { readonly is: "problem"; readonly text: string }
  | { readonly is: "entries"; readonly entries: readonly HistoryEntry[]; readonly total: number };

export function PolicyHistory(
  { name, version, moves }: { name: string; version: number; moves: number },
): JSX.Element {
  const [loaded, setLoaded] = useState<Loaded>({ is: "loading" });
  useEffect(() => {
    let current = true;
    api.policies.listPolicyHistory({ name, pageSize: 30 }).then(
      ({ entries, totalSize }) =>
        current && setLoaded({ is: "entries", entries, total: totalSize }),
      (problem) => current && setLoaded({ is: "problem", text: problemText(problem) }),
    );
    return () => current = false;
  }, [name, version, moves]);
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
        {loaded.entries.map((entry) => <HistoryRow key={entry.id} entry={entry} />)}
      </ol>
      {loaded.entries.length === 0 && <Notice title="Nothing yet" />}
    </Panel>
  );
}

function HistoryRow({ entry }: { entry: HistoryEntry }): JSX.Element {
  const at = micros(entry.at) ?? 0;
  return (
    <li
      class={entry.kind === "change"
        ? "edit"
        : /NoPath|Down|Failed/i.test(entry.kind)
        ? "failed"
        : ""}
    >
      <time class="mono" title={fullTime(at)}>{clockTime(at, now.value)}</time>
      <i />
      <div>
        <p>
          <b>{entry.title}</b>
          {entry.by !== "" && <span class="t3">, {entry.by}</span>}
        </p>
        {entry.detail !== "" && <p class="consequence">{entry.detail}</p>}
      </div>
    </li>
  );
}
