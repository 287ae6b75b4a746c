/// <reference lib="dom" />
/** The path finder: compute without installing, see it on the map, keep it as a policy – shown as YAML first. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { ComputedPath } from "../../src/gen/cairn/v1/path_pb.ts";
import { MapView } from "../graph/map_view.tsx";
import { count, delay, duration, text } from "../parts/format.ts";
import { Arrow, Icon } from "../parts/icon.tsx";
import { Measured } from "../parts/measured.tsx";
import { Metro } from "../parts/metro.tsx";
import { Notice, Panel } from "../parts/panel.tsx";
import { api, problemText } from "../state/api.ts";
import { shownColour } from "../state/map_colour.ts";
import { documentOf, freeColour, requestOf, type Wish, wishOf } from "../state/path_wish.ts";
import { query, setQuery } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { theme } from "../state/theme.ts";
import { mapTopology, topologyReady } from "../state/topology.ts";
import { KeepAsPolicy } from "./keep_policy.tsx";

type Answer =
  | { readonly is: "nothing" }
  | { readonly is: "problem"; readonly text: string }
  | { readonly is: "path"; readonly path: ComputedPath };

export function PathsPage(): JSX.Element {
  need("router", "link", "node", "event", "policy");
  const wish = wishOf(query.value);
  const { answer, busy } = useAnswer(wish);
  const [keeping, setKeeping] = useState(false);
  const path = answer.is === "path" ? answer.path : undefined;
  const paths = useMemo(
    () =>
      path?.ok === true
        ? [{
          id: "found",
          line: "active" as const,
          links: path.links,
          routers: path.routers,
          segments: path.segments,
        }]
        : [],
    [path],
  );
  const pick = (name: string) =>
    wish.from === "" || (wish.from !== "" && wish.to !== "")
      ? setQuery({ from: name, to: undefined })
      : setQuery({ to: name });
  return (
    <main class="page fixed paths-page">
      <div class="page-bar">
        <h1>Path finder</h1>
        <span class="count">computes on the newest topology; nothing is installed</span>
      </div>
      <div class="paths-columns">
        <div class="column paths-left">
          <WishForm wish={wish} />
          <Result answer={answer} busy={busy} wish={wish} onKeep={() => setKeeping(true)} />
        </div>
        <section class="panel paths-map" aria-label="Map">
          {topologyReady.value && mapTopology.value.routers.length > 0 && (
            <MapView
              topology={mapTopology.value}
              colourBy={shownColour("plain")}
              paths={paths}
              selected={wish.from === "" ? undefined : { kind: "router", id: wish.from }}
              theme={theme.value}
              label="Network; pick where the path begins and ends"
              onPick={(target) => {
                if (target?.kind === "router") pick(target.id);
              }}
            />
          )}
        </section>
      </div>
      {keeping && (
        <KeepAsPolicy
          wish={wish}
          document={documentOf(wish, undefined, freeColour(wish, store.policy.all.value))}
          onClose={() => setKeeping(false)}
        />
      )}
    </main>
  );
}

function WishForm({ wish }: { wish: Wish }): JSX.Element {
  const set = (name: keyof Wish) => (event: { currentTarget: { value: string } }) =>
    setQuery({ [name]: event.currentTarget.value }, "replace");
  const names = store.router.all.value.filter((router) => router.inTopology).map((router) =>
    router.name
  ).sort();
  return (
    <Panel title="From, to, and what matters">
      <form class="wish" onSubmit={(event) => event.preventDefault()}>
        <datalist id="router-names">
          {names.map((name) => <option key={name} value={name} />)}
        </datalist>
        <label class="field">
          From
          <input
            list="router-names"
            value={wish.from}
            placeholder="a router"
            onInput={set("from")}
          />
        </label>
        <label class="field">
          To
          <input
            list="router-names"
            value={wish.to}
            placeholder="a router or an address"
            onInput={set("to")}
          />
        </label>
        <label class="field">
          Lowest
          <select value={wish.metric} onChange={set("metric")}>
            <option value="igp">IGP metric</option>
            <option value="te">TE metric</option>
            <option value="delay">delay</option>
            <option value="hops">hops</option>
          </select>
        </label>
        <label class="field">
          Bandwidth
          <input value={wish.bandwidth} placeholder="2Gbps" onInput={set("bandwidth")} />
        </label>
        <label class="field">
          Delay at most
          <input value={wish.delay} placeholder="20ms" onInput={set("delay")} />
        </label>
        <label class="field">
          Hops at most
          <input value={wish.hops} placeholder="8" inputmode="numeric" onInput={set("hops")} />
        </label>
        <label class="field">
          Avoid affinities
          <input value={wish.avoid} placeholder="red" onInput={set("avoid")} />
        </label>
        <label class="field">
          Through
          <input
            list="router-names"
            value={wish.through}
            placeholder="routers, in order"
            onInput={set("through")}
          />
        </label>
      </form>
    </Panel>
  );
}

function Result(
  { answer, busy, wish, onKeep }: {
    answer: Answer;
    busy: boolean;
    wish: Wish;
    onKeep: () => void;
  },
): JSX.Element {
  if (answer.is === "nothing") {
    return (
      <section class="panel">
        <Notice title="From where to where?">
          Choose two routers above, or pick them on the map.
        </Notice>
      </section>
    );
  }
  if (answer.is === "problem") {
    return (
      <section class="panel">
        <Notice title="That can't be computed.">
          <p class="problem">{answer.text}</p>
        </Notice>
      </section>
    );
  }
  const { path } = answer;
  const took = path.tookMicroseconds === undefined
    ? ""
    : `in ${text(duration(path.tookMicroseconds))}, `;
  return (
    <Panel
      title={path.ok ? "The path" : "No path"}
      more={`${took}topology ${count(Number(path.topologyVersion))}`}
      class={busy ? "result dim" : "result"}
    >
      {path.ok
        ? (
          <div class="panel-body">
            <p class="t2">
              {wish.from}
              <Arrow />
              {wish.to}, {path.segments.length === 0
                ? "without labels"
                : `by ${path.segments.map((s) => s.sid ?? s.label).join(" ")}`}
            </p>
            <Measured>
              {(width) => <Metro routers={path.routers} segments={path.segments} width={width} />}
            </Measured>
            <dl class="figures">
              {path.delayMicroseconds !== undefined && (
                <div>
                  <dt>Delay</dt>
                  <dd>
                    {delay(path.delayMicroseconds).number}
                    <span class="unit">ms</span>
                  </dd>
                </div>
              )}
              {path.igpMetric !== undefined && (
                <div>
                  <dt>IGP</dt>
                  <dd>{count(path.igpMetric)}</dd>
                </div>
              )}
              {path.teMetric !== undefined && (
                <div>
                  <dt>TE</dt>
                  <dd>{count(path.teMetric)}</dd>
                </div>
              )}
              <div>
                <dt>Hops</dt>
                <dd>{path.hops ?? path.links.length}</dd>
              </div>
            </dl>
            <p class="t2">{path.why}</p>
            <button type="button" class="button primary" onClick={onKeep}>
              <Icon name="plus" size={14} /> Keep as policy
            </button>
          </div>
        )
        : (
          <div class="panel-body">
            <p>{path.why}</p>
            {path.remedy !== undefined && (
              <p class="t2">
                <Icon name="remedy" size={14} /> {path.remedy}
              </p>
            )}
          </div>
        )}
    </Panel>
  );
}

/** Asks 120 ms after the last key; the old answer stays, dimmed, till the new one is there. */
function useAnswer(wish: Wish): { answer: Answer; busy: boolean } {
  const [answer, setAnswer] = useState<Answer>({ is: "nothing" });
  const [busy, setBusy] = useState(false);
  const topology = store.link.version.value;
  useEffect(() => {
    if (wish.from === "" || wish.to === "") return setAnswer({ is: "nothing" });
    const stop = new AbortController();
    setBusy(true);
    const wait = setTimeout(() => {
      api.paths.computePath(requestOf(wish), { signal: stop.signal }).then(
        ({ path }) => {
          if (stop.signal.aborted) return;
          setAnswer(
            path === undefined
              ? { is: "problem", text: "The answer was empty." }
              : { is: "path", path },
          );
          setBusy(false);
        },
        (problem) => {
          if (stop.signal.aborted) return;
          setAnswer({ is: "problem", text: problemText(problem) });
          setBusy(false);
        },
      );
    }, 120);
    return () => {
      stop.abort();
      clearTimeout(wait);
    };
  }, [...Object.values(wish), topology]);
  return { answer, busy };
}
