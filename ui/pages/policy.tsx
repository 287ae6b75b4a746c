/// <reference lib="dom" />
/** One policy: a sentence, the four records, its candidate paths as metro lines, why this path, its history. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CandidatePath, HistoryEntry, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { MapView } from "../graph/map_view.tsx";
import { age, capital, clockTime, count, delay, fullTime } from "../parts/format.ts";
import { FourRecords } from "../parts/four_records.tsx";
import { Arrow, Icon } from "../parts/icon.tsx";
import { boundsOf } from "../parts/intent_words.ts";
import { Mark, Tag } from "../parts/mark.tsx";
import { Measured } from "../parts/measured.tsx";
import { Metro, type MetroLine } from "../parts/metro.tsx";
import { Notice, Panel, Skeleton } from "../parts/panel.tsx";
import { deletePolicy, reoptimise, whyNot } from "../state/actions.ts";
import { api, problemText } from "../state/api.ts";
import { now } from "../state/clock.ts";
import { useKeys } from "../state/keys.ts";
import { openLayer } from "../state/layers.ts";
import { shownColour } from "../state/map_colour.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { theme } from "../state/theme.ts";
import { micros, microsOr } from "../state/time.ts";
import { mapTopology, pathsOf, topologyReady } from "../state/topology.ts";
import { mainPath, policyTone, stateWord, verdictText } from "../state/verdict.ts";

export function PolicyPage({ name }: { name: string }): JSX.Element {
  need("policy", "router", "link", "node");
  const policy = store.policy.get(name);
  useKeys({
    Escape: () => go(href("policies")),
    v: () => go(href("map", { policy: name })),
    o: () => {
      if (whyNot.value === undefined) void reoptimise(name);
    },
  });
  if (policy === undefined) {
    return (
      <main class="page">
        {store.policy.synced.value
          ? (
            <Notice title={`No policy ${name}`} center>
              <p>It may have been deleted.</p>
              <a class="button" href={href("policies")}>All policies</a>
            </Notice>
          )
          : <Skeleton lines={8} />}
      </main>
    );
  }
  const main = mainPath(policy);
  const session = store.router.get(policy.headend)?.session;
  return (
    <main class="page policy-page">
      <PolicyHead policy={policy} />
      <Sentence policy={policy} />
      <FourRecords
        policy={policy}
        path={main}
        now={now.value}
        sessionHref={session === undefined ? undefined : href(["sessions", session])}
      />
      <div class="policy-columns">
        <div class="column">
          <Candidates policy={policy} />
          <PolicyMap policy={policy} />
        </div>
        <div class="column">
          <Why path={main} />
          <History name={name} version={policy.intentVersion} moves={policy.moves} />
        </div>
      </div>
    </main>
  );
}

function PolicyHead({ policy }: { policy: Policy }): JSX.Element {
  const { name } = policy;
  const off = whyNot.value;
  const labels = Object.entries(policy.intent?.labels ?? {}).map(([key, value]) =>
    `${key}=${value}`
  ).join(", ");
  const remove = () =>
    openLayer({
      is: "confirm",
      title: `Delete ${name}?`,
      text: `Its traffic from ${policy.headend} will follow the IGP.`,
      action: "Delete",
      go: () => void deletePolicy(name).then((done) => done && go(href("policies"))),
    });
  return (
    <div class="page-head">
      <div>
        <h1>{name}</h1>
        <p class="t2">
          {policy.headend}
          <Arrow />
          {policy.endpoint}, colour {policy.color}{" "}
          {labels !== "" && <span class="t3">· {labels}</span>}
        </p>
      </div>
      <div class="page-actions">
        <a class="button" href={href("map", { policy: name })}>
          <Icon name="map" size={14} /> Map
        </a>
        <button
          type="button"
          class="button"
          disabled={off !== undefined}
          title={off ?? "Compute it again now (o)"}
          onClick={() => void reoptimise(name)}
        >
          <Icon name="optimise" size={14} /> Re-optimise
        </button>
        <button
          type="button"
          class="button quiet"
          disabled={off !== undefined || policy.origin !== "operator"}
          title={off ??
            (policy.origin === "operator"
              ? "Delete the policy"
              : `It belongs to a ${policy.origin}`)}
          onClick={remove}
        >
          <Icon name="delete" size={14} /> Delete
        </button>
      </div>
    </div>
  );
}

function Sentence({ policy }: { policy: Policy }): JSX.Element {
  const tone = policyTone(policy);
  const first = policy.candidatePaths.length > 1 && mainPath(policy)?.active === true
    ? ` on ${
      mainPath(policy)?.preference === Math.max(...policy.candidatePaths.map((p) => p.preference))
        ? "its first choice"
        : "a later choice"
    }`
    : "";
  return (
    <p class="sentence">
      {tone === "ok"
        ? <Mark tone="ok" size={12} />
        : <Tag tone={tone}>{capital(stateWord(policy.state))}</Tag>}{" "}
      <b>
        {tone === "ok" ? "Up" : capital(stateWord(policy.state))}
        {first} for {age(microsOr(policy.since), now.value)}.
      </b>{" "}
      <span class="t2">{verdictText(policy)}</span>
    </p>
  );
}

function Candidates({ policy }: { policy: Policy }): JSX.Element {
  const paths = [...policy.candidatePaths].sort((a, b) => b.preference - a.preference);
  return (
    <Panel
      title="Candidate paths"
      more={`${count(paths.length)}, the highest preference that works carries the traffic`}
    >
      {paths.length === 0 && <Notice title="None yet" />}
      {paths.map((path) => <Candidate key={path.id} policy={policy} path={path} />)}
    </Panel>
  );
}

function Candidate({ policy, path }: { policy: Policy; path: CandidatePath }): JSX.Element {
  const main = path === mainPath(policy);
  const { computed } = path;
  const line: MetroLine = computed?.ok !== true ? "no" : main ? "p1" : "p2";
  const bound = boundsOf(policy)?.delayMicroseconds;
  return (
    <div class="candidate">
      <div class="candidate-head">
        <p>
          <i class={`swatch ${line}`} />{" "}
          <b>{path.active ? "Active" : main ? "Preferred" : "Standby"}</b>
        </p>
        <p class="t3">
          preference {path.preference}, {path.type}
        </p>
        <Tag tone={pathTone(path)}>{stateWord(path.state)}</Tag>
      </div>
      {computed?.ok === true
        ? (
          <Measured>
            {(width) => (
              <Metro
                routers={computed.routers}
                segments={computed.segments}
                line={line}
                width={width}
              />
            )}
          </Measured>
        )
        : <p class="t2">{computed?.why ?? "Not computed yet."}</p>}
      {computed?.ok === true && (
        <dl class="figures">
          {computed.delayMicroseconds !== undefined && (
            <div>
              <dt>Delay</dt>
              <dd>
                {delay(computed.delayMicroseconds).number}
                <span class="unit">ms</span>
                {bound !== undefined && <small>of {delay(bound).number}</small>}
              </dd>
            </div>
          )}
          {computed.igpMetric !== undefined && (
            <div>
              <dt>IGP</dt>
              <dd>{count(computed.igpMetric)}</dd>
            </div>
          )}
          <div>
            <dt>Hops</dt>
            <dd>{computed.hops ?? computed.links.length}</dd>
          </div>
        </dl>
      )}
    </div>
  );
}

const pathTone = (path: CandidatePath) =>
  path.state === "up"
    ? "ok"
    : path.state === "noPath" || path.state === "down" || path.state === "failed"
    ? "bad"
    : path.state === "mismatch" || path.state === "conflict"
    ? "warn"
    : "plain";

function PolicyMap({ policy }: { policy: Policy }): JSX.Element | null {
  const paths = pathsOf(policy);
  if (!topologyReady.value || paths.length === 0) return null;
  return (
    <section class="panel overview-map" aria-label="Map">
      <div class="panel-head">
        <h2>On the map</h2>
        <span class="more">
          <a class="link" href={href("map", { policy: policy.name })}>open</a>
        </span>
      </div>
      <div class="overview-stage policy-stage">
        <MapView
          topology={mapTopology.value}
          colourBy={shownColour("plain")}
          paths={paths}
          selected={undefined}
          theme={theme.value}
          label={`Path of ${policy.name}`}
          onPick={(target) => {
            if (target !== undefined) {
              go(
                href("map", { policy: policy.name, sel: `${target.kind}:${target.id}` }),
              );
            }
          }}
        />
      </div>
    </section>
  );
}

function Why({ path }: { path: CandidatePath | undefined }): JSX.Element {
  const computed = path?.computed;
  if (computed === undefined) {
    return (
      <Panel title="Why">
        <Notice title="Not computed yet" />
      </Panel>
    );
  }
  return (
    <Panel title={computed.ok ? "Why this path" : "Why no path"}>
      <div class="panel-body t2">
        {sentences(computed.why).map((sentence, i) => <p key={i}>{sentence}</p>)}
        {computed.remedy !== undefined && (
          <p>
            <Icon name="remedy" size={14} /> {computed.remedy}
          </p>
        )}
      </div>
    </Panel>
  );
}

const sentences = (text: string): readonly string[] =>
  text.split("\n").filter((line) => line !== "");

type Loaded =
  | { readonly is: "loading" }
  | { readonly is: "problem"; readonly text: string }
  | { readonly is: "entries"; readonly entries: readonly HistoryEntry[]; readonly total: number };

function History(
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
