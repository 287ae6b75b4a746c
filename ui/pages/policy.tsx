/// <reference lib="dom" />
/** One policy: a sentence, the four records, its candidate paths as metro lines, why this path, its history. */
import type { JSX } from "preact";
import type { CandidatePath, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { MapView } from "../graph/map_view.tsx";
import { age, capital } from "../parts/format.ts";
import { FourRecords } from "../parts/four_records.tsx";
import { Arrow, Icon } from "../parts/icon.tsx";
import { Mark, Tag } from "../parts/mark.tsx";
import { Notice, Panel, Skeleton } from "../parts/panel.tsx";
import { deletePolicy, reoptimise, whyNot } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import { useKeys } from "../state/keys.ts";
import { openLayer } from "../state/layers.ts";
import { shownColour } from "../state/map_colour.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { theme } from "../state/theme.ts";
import { microsOr } from "../state/time.ts";
import { mapTopology, pathsOf, topologyReady } from "../state/topology.ts";
import { mainPath, policyTone, stateWord, verdictText } from "../state/verdict.ts";
import { Candidates } from "./policy_candidates.tsx";
import { PolicyDrift } from "./drift.tsx";
import { PolicyHistory } from "./policy_history.tsx";

export function PolicyPage({ name }: { name: string }): JSX.Element {
  need("policy", "router", "link", "node", "event");
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
          <PolicyDrift name={name} />
          <PolicyHistory policy={policy} />
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
