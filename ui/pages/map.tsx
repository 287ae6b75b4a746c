/// <reference lib="dom" />
/** The map page: the whole screen is the network; a policy, link or router that is picked is in the address. */
import { signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { MapView } from "../graph/map_view.tsx";
import type { ColourBy } from "../graph/link_look.ts";
import type { NetworkMap, Target } from "../graph/network_map.ts";
import { Arrow, Icon, type IconName } from "../parts/icon.tsx";
import { LinkInspector } from "../parts/link_inspector.tsx";
import { Mark } from "../parts/mark.tsx";
import { Notice } from "../parts/panel.tsx";
import { PolicyInspector } from "../parts/policy_inspector.tsx";
import { RouterInspector } from "../parts/router_inspector.tsx";
import { now } from "../state/clock.ts";
import { useKeys } from "../state/keys.ts";
import { colourWays, colourWord, legendOf, shownColour } from "../state/map_colour.ts";
import { go, href, query, setQuery } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { theme } from "../state/theme.ts";
import { bothWays, mapTopology, pathsOf, topologyReady } from "../state/topology.ts";
import { policyTone } from "../state/verdict.ts";
import { type Tip, TipOf } from "./map_tip.tsx";

const tip = signal<Tip | undefined>(undefined);

export function targetOf(text: string | null): Target | undefined {
  const found = /^(router|link):(.+)$/.exec(text ?? "");
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  return { kind: found[1] === "router" ? "router" : "link", id: found[2] };
}

const textOf = (target: Target | undefined): string | undefined =>
  target === undefined ? undefined : `${target.kind}:${target.id}`;

let map: NetworkMap | undefined;

export function MapPage(): JSX.Element {
  need("router", "link", "node", "policy", "event");
  const selected = targetOf(query.value.get("sel"));
  const names = query.value.get("policy")?.split(",").filter((name) => name !== "") ?? [];
  const policies = names.map((name) => store.policy.get(name)).filter((policy) =>
    policy !== undefined
  );
  const paths = useMemo(() => policies.flatMap(pathsOf), [
    policies.map((p) => p.candidatePaths).flat().length,
    ...policies,
  ]);
  const by = shownColour(query.value.get("colour"));
  const pick = (target: Target | undefined) => setQuery({ sel: textOf(target) });
  const clear = () =>
    setQuery({ sel: undefined, ...(selected === undefined ? { policy: undefined } : {}) });
  useKeys({
    Escape: clear,
    "+": () => map?.zoom(1.5),
    "-": () => map?.zoom(1 / 1.5),
    "0": () => map?.fit(),
  });
  const open = selected !== undefined || names.length > 0;
  return (
    <main class={open ? "page bare map-page open" : "page bare map-page"} aria-label="Map">
      {topologyReady.value && mapTopology.value.routers.length === 0
        ? <Notice title="No topology yet" center>A BGP-LS peer brings it.</Notice>
        : topologyReady.value && (
          <MapView
            topology={mapTopology.value}
            colourBy={by}
            paths={paths}
            selected={selected}
            theme={theme.value}
            label="Network map; arrow keys walk from the selected router to its neighbours"
            onPick={pick}
            onPoint={(target, at) => tip.value = target === undefined ? undefined : { target, at }}
            onReady={(made) => map = made}
          />
        )}
      <Tools by={by} />
      <Legend by={by} paths={paths.length > 0} />
      <TipOf tip={tip.value} />
      {open && (
        <aside class="inspector panel" aria-label="Selected">
          {selected !== undefined
            ? <Selected target={selected} onClose={clear} />
            : policies.map((policy) => (
              <div key={policy.id}>
                <Head
                  title={
                    <>
                      <Mark tone={policyTone(policy)} /> {policy.name}
                    </>
                  }
                  under={
                    <>
                      {policy.headend}
                      <Arrow />
                      {policy.endpoint}, colour {policy.color}
                    </>
                  }
                  onClose={clear}
                />
                <div class="inspector-actions">
                  <a class="button small" href={href(["policies", policy.name])}>Open</a>
                </div>
                <PolicyInspector policy={policy} />
              </div>
            ))}
        </aside>
      )}
    </main>
  );
}

function Selected({ target, onClose }: { target: Target; onClose: () => void }): JSX.Element {
  if (target.kind === "link") {
    const [link, back] = bothWays(target.id);
    if (link === undefined) return <Gone what={`link ${target.id}`} onClose={onClose} />;
    return (
      <>
        <Head title={link.name} under={<code>{link.id}</code>} onClose={onClose} />
        <LinkInspector
          link={link}
          back={back}
          now={now.value}
          hrefOfPolicy={(name) => href("map", { ...colourQuery(), policy: name })}
        />
      </>
    );
  }
  const router = store.router.get(target.id);
  if (router === undefined) return <Gone what={`router ${target.id}`} onClose={onClose} />;
  return (
    <>
      <Head title={router.name} under={<code>{router.address}</code>} onClose={onClose} />
      <RouterInspector
        router={router}
        nodes={store.node.all.value.filter((node) => node.router === router.name)}
        links={store.link.all.value.filter((link) => link.from === router.name)}
        hrefOf={{
          link: (id) => href("map", { ...colourQuery(), sel: `link:${id}` }),
          session: (id) => href(["sessions", id]),
          policies: href("policies", { filter: `headend = "${router.name}"` }),
          lsps: href("lsps", { filter: `router = "${router.name}"` }),
        }}
      />
    </>
  );
}

const colourQuery = () => ({ colour: query.value.get("colour") ?? undefined });

function Gone({ what, onClose }: { what: string; onClose: () => void }): JSX.Element {
  return (
    <Notice title={`No ${what} any more`}>
      <button type="button" class="button" onClick={onClose}>Close</button>
    </Notice>
  );
}

export function Head(
  { title, under, onClose }: {
    title: ComponentChildren;
    under: ComponentChildren;
    onClose: () => void;
  },
): JSX.Element {
  return (
    <div class="inspector-head">
      <div>
        <h2>{title}</h2>
        <p class="t2">{under}</p>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label="Close"
        title="Close (Esc)"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function Tools({ by }: { by: ColourBy }): JSX.Element {
  const shown = colourWays.value;
  return (
    <div class="map-tools">
      <span class="segmented" role="group" aria-label="Colour links by">
        {shown.map((way) => (
          <button
            type="button"
            key={way}
            aria-pressed={way === by}
            onClick={() => setQuery({ colour: way }, "replace")}
          >
            {colourWord(way)}
          </button>
        ))}
      </span>
      <span class="segmented" role="group" aria-label="Zoom">
        <Zoom icon="plus" word="Closer (+)" go={() => map?.zoom(1.5)} />
        <Zoom icon="minus" word="Farther (-)" go={() => map?.zoom(1 / 1.5)} />
        <Zoom icon="fit" word="All (0)" go={() => map?.fit()} />
      </span>
      <PolicyChoice />
    </div>
  );
}

/** The way to a policy's path without leaving the map. */
function PolicyChoice(): JSX.Element {
  const chosen = query.value.get("policy") ?? "";
  const names = store.policy.all.value.map((policy) => policy.name).sort();
  return (
    <span class="map-policy">
      <input
        list="map-policies"
        aria-label="Show the path of a policy"
        placeholder="Path of a policy…"
        value={chosen}
        onChange={(event) => {
          const name = event.currentTarget.value;
          if (name === "" || store.policy.get(name) !== undefined) {
            go(href("map", { ...colourQuery(), policy: name }));
          }
        }}
      />
      <datalist id="map-policies">
        {names.slice(0, 2000).map((name) => <option key={name} value={name} />)}
      </datalist>
    </span>
  );
}

function Zoom({ icon, word, go }: { icon: IconName; word: string; go: () => void }): JSX.Element {
  return (
    <button type="button" aria-label={word} title={word} onClick={go}>
      <Icon name={icon} size={14} />
    </button>
  );
}

function Legend({ by, paths }: { by: ColourBy; paths: boolean }): JSX.Element {
  const steps = legendOf(by, mapTopology.value.links);
  return (
    <div class="map-legend panel">
      {steps.length > 0 && (
        <span class="legend-steps">
          {steps.map((step, i) => (
            <span key={i}>
              <i class={step.class} /> {step.word}
            </span>
          ))}
        </span>
      )}
      {paths && (
        <>
          <span>
            <i class="swatch" /> node segment
          </span>
          <span>
            <i class="swatch rail" /> adjacency
          </span>
        </>
      )}
      <span>
        <i class="dots" /> failed
      </span>
    </div>
  );
}
