/** The overview: the verdict in a sentence, the ladder, what needs attention, what changed, the map. */
import type { ComponentChildren, JSX } from "preact";
import { EventRows, groupEvents } from "../parts/event_list.tsx";
import { age, count, plural } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { Notice, Panel, Skeleton } from "../parts/panel.tsx";
import { openGate, whyNot } from "../state/actions.ts";
import { type Attention, attention, verdict } from "../state/attention.ts";
import { now } from "../state/clock.ts";
import { href } from "../state/router.ts";
import { need, status, store } from "../state/store.ts";
import { micros } from "../state/time.ts";
import { linkCounts } from "../state/topology.ts";
import { FirstSteps } from "./first_steps.tsx";
import { OverviewMap } from "./overview_map.tsx";
import { BusiestLinks, ControllerPanel } from "./overview_side.tsx";

export function OverviewPage(): JSX.Element {
  need("policy", "alarm", "event", "router", "link");
  const row = status.value;
  const empty = row !== undefined && row.routers === 0 && row.pcepSessions === 0 &&
    row.bgpPeersUp === 0;
  return (
    <main class="page overview">
      <div class="headline">
        <h1>{verdict.value.sentence === "" ? "…" : verdict.value.sentence}</h1>
        <p class="t2">{verdict.value.rest}</p>
      </div>
      <Ladder />
      {empty ? <FirstSteps /> : (
        <div class="overview-columns">
          <div class="column">
            {row !== undefined && !row.ready && <StartGate />}
            <NeedsAttention />
            <WhatChanged />
          </div>
          <div class="column column-map">
            <OverviewMap />
          </div>
          <div class="column column-side">
            <BusiestLinks />
            <ControllerPanel />
          </div>
        </div>
      )}
    </main>
  );
}

function Ladder(): JSX.Element {
  const row = status.value;
  const none = row === undefined;
  const lost = none ? 0 : row.policies - row.policiesWithPath;
  const notUp = none ? 0 : row.policiesWithPath - row.policiesUp;
  const holds = !none && (row.mode !== "control" || row.frozen !== undefined || !row.ready);
  const changed = micros(row?.topologyChangedAt);
  const links = linkCounts.value ?? { all: 0, up: 0 };
  const linksDown = links.all - links.up;
  return (
    <section class="ladder" aria-label="From what is learnt to what routers report">
      <Rung
        title="Learnt"
        value={row?.routers}
        unit="routers"
        line={none ? "" : linksDown > 0
          ? (
            <span class="warn-c">
              <Mark tone="warn" size={8} /> {count(links.up)} of {count(links.all)} links
            </span>
          )
          : `${plural(links.all, "link")}`}
        more={none ? "" : `BGP-LS ${row.bgpPeersUp} of ${plural(row.bgpPeers, "peer")}`}
        tone={linksDown > 0 ? "warn" : undefined}
      />
      <Rung
        title="Wanted"
        value={row?.policies}
        unit={row?.policies === 1 ? "policy" : "policies"}
        line={none ? "" : `topology ${count(Number(row.topologyVersion))}`}
        more={changed === undefined ? "" : `changed ${age(changed, now.value)} ago`}
      />
      <Rung
        title="Computed"
        value={row?.policiesWithPath}
        unit="have a path"
        tone={lost > 0 ? "bad" : undefined}
        line={lost > 0
          ? (
            <span class="bad-c">
              <Mark tone="bad" size={8} /> {lost} {lost === 1 ? "has none" : "have none"}
            </span>
          )
          : "none is without"}
        more={none || row.waitingToCompute === 0
          ? "none waiting"
          : `${count(row.waitingToCompute)} waiting`}
      />
      <Rung
        title="Sent"
        value={none ? undefined : row.policiesWithPath - row.policiesHeld}
        unit="to routers"
        tone={none || row.policiesHeld === 0 ? undefined : "warn"}
        line={none ? "" : row.policiesHeld > 0
          ? (
            <span class="warn-c">
              <Mark tone="warn" size={8} /> {holds ? "would send" : "held"}{" "}
              {count(row.policiesHeld)}
            </span>
          )
          : `${count(row.waitingToSend)} waiting`}
        more={none
          ? ""
          : row.frozen !== undefined
          ? "frozen"
          : row.mode === "control"
          ? (row.ready ? "in control" : "start gate closed")
          : `in ${row.mode}`}
      />
      <Rung
        title="Reported"
        value={row?.policiesUp}
        unit="up"
        tone={notUp > 0 && !none && row.policiesHeld < notUp ? "warn" : undefined}
        line={notUp > 0
          ? (
            <span class={!none && row.policiesHeld < notUp ? "warn-c" : ""}>
              {count(notUp)} not reported up
            </span>
          )
          : "as sent"}
        more={none ? "" : `${row.pcepSessionsUp} of ${plural(row.pcepSessions, "session")}`}
      />
    </section>
  );
}

function Rung(
  { title, value, unit, line, more, tone }: {
    title: string;
    value: number | undefined;
    unit: string;
    line: ComponentChildren;
    more: ComponentChildren;
    tone?: "bad" | "warn" | undefined;
  },
): JSX.Element {
  return (
    <div class={`rung ${tone ?? ""}`}>
      <h2>{title}</h2>
      <p class="rung-value">
        <b>{value === undefined ? "–" : count(value)}</b> {unit}
      </p>
      <p class="rung-line">{line}</p>
      <p class="rung-more">{more}</p>
      <Icon name="right" size={14} class="rung-next" />
    </div>
  );
}

function StartGate(): JSX.Element {
  const row = status.value;
  return (
    <Panel title="Start gate" more="nothing is sent before">
      <ul class="gate">
        {row?.waitingFor.map((line) => (
          <li key={line}>
            <Mark tone="warn" word="waiting" /> {line}
          </li>
        ))}
      </ul>
      <div class="panel-body">
        <button
          type="button"
          class="button small"
          disabled={whyNot.value !== undefined}
          title={whyNot.value ?? "Do not wait any longer"}
          onClick={() => void openGate()}
        >
          Open now
        </button>
      </div>
    </Panel>
  );
}

function NeedsAttention(): JSX.Element | null {
  if (!store.alarm.synced.value && store.alarm.refused.value === undefined) {
    return (
      <Panel title="Needs attention">
        <Skeleton lines={3} />
      </Panel>
    );
  }
  const rows = attention.value;
  if (rows.length === 0) {
    return (
      <section class="panel quiet-line" aria-label="Needs attention">
        <Mark tone="ok" /> Nothing needs attention.
      </section>
    );
  }
  return (
    <Panel
      title="Needs attention"
      more={rows.length > 8 ? `${rows.length}, worst first` : "worst first"}
    >
      <ul>{rows.slice(0, 8).map((row) => <AttentionRow key={row.id} row={row} />)}</ul>
    </Panel>
  );
}

function AttentionRow({ row }: { row: Attention }): JSX.Element {
  return (
    <li class={`attention ${row.tone}`}>
      <Mark tone={row.tone} size={11} word={row.tone === "bad" ? "down" : "at risk"} />
      <div>
        <p class="what">{row.title}</p>
        {row.text !== "" && <p class="consequence">{row.text}</p>}
      </div>
      <div class="attention-right">
        <time>{age(row.since, now.value)}</time>
        <span class="attention-actions">
          {row.actions.map((action) => (
            <a key={action.word} class="button small" href={action.href}>{action.word}</a>
          ))}
        </span>
      </div>
    </li>
  );
}

function WhatChanged(): JSX.Element {
  const more = <a class="link" href={href("events")}>all events</a>;
  if (!store.event.synced.value) {
    return (
      <Panel title="What changed" more={more}>
        <Skeleton />
      </Panel>
    );
  }
  const groups = groupEvents(store.event.all.value).slice(0, 9);
  return (
    <Panel title="What changed" more={more}>
      {groups.length === 0
        ? <Notice title="Nothing yet">Events are listed here as they happen.</Notice>
        : (
          <EventRows
            groups={groups}
            now={now.value}
            hrefOf={(event) => href(["events", event.id])}
          />
        )}
    </Panel>
  );
}
