/// <reference lib="dom" />
/** The network in a panel of the overview: the same map; what is picked opens on the map page. */
import type { JSX } from "preact";
import { MapView } from "../graph/map_view.tsx";
import { count } from "../parts/format.ts";
import { Notice } from "../parts/panel.tsx";
import { legendOf, shownColour } from "../state/map_colour.ts";
import { go, href } from "../state/router.ts";
import { need } from "../state/store.ts";
import { theme } from "../state/theme.ts";
import { mapTopology, topologyReady } from "../state/topology.ts";

export function OverviewMap(): JSX.Element {
  need("router", "link", "node", "event");
  const by = shownColour(null);
  const topology = mapTopology.value;
  const steps = legendOf(by, topology.links);
  return (
    <section class="panel overview-map" aria-label="Network">
      <div class="panel-head">
        <h2>Network</h2>
        <span class="more map-key">
          {steps.length > 0
            ? (
              <>
                {steps.map((step, i) => (
                  <span key={i}>
                    <i class={step.class} /> {step.word}
                  </span>
                ))}
              </>
            )
            : `${count(topology.routers.length)} routers`}
          <a class="link" href={href("map")}>open</a>
        </span>
      </div>
      <div class="overview-stage">
        {topologyReady.value && topology.routers.length === 0
          ? <Notice title="No topology yet">A BGP-LS peer brings it.</Notice>
          : topologyReady.value && (
            <MapView
              topology={topology}
              colourBy={by}
              paths={NONE}
              selected={undefined}
              theme={theme.value}
              label="Network"
              onPick={(target) => {
                if (target !== undefined) go(href("map", { sel: `${target.kind}:${target.id}` }));
              }}
            />
          )}
      </div>
    </section>
  );
}

const NONE = [] as const;
