/// <reference lib="dom" />
/** One event: the cause as title, the consequence as sentence, what it led to and when, and where on the map. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Event } from "../../src/gen/cairn/v1/event_pb.ts";
import { MapView } from "../graph/map_view.tsx";
import type { Target } from "../graph/network_map.ts";
import {
  age,
  clockTime,
  count,
  duration,
  fullTime,
  plural,
  spaced,
  text,
} from "../parts/format.ts";
import { iconOf, toneClass } from "../parts/event_list.tsx";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { Notice, Panel, Skeleton } from "../parts/panel.tsx";
import { SmallMetro } from "../parts/metro.tsx";
import { pageOf } from "../state/attention.ts";
import { now } from "../state/clock.ts";
import { useKeys } from "../state/keys.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { theme } from "../state/theme.ts";
import { micros, microsOr } from "../state/time.ts";
import { mapTopology, topologyReady } from "../state/topology.ts";
import { eventTone, mainPath, policyTone, stateWord } from "../state/verdict.ts";

export function EventPage({ id }: { id: string }): JSX.Element {
  need("event", "policy", "router", "link", "node");
  const event = store.event.get(id);
  const all = store.event.all.value;
  const step = (by: number) => {
    const ids = all.map((row) => Number(row.id)).sort((a, b) => a - b);
    const next = ids[ids.indexOf(Number(id)) + by];
    if (next !== undefined) go(href(["events", String(next)]));
  };
  useKeys({ "[": () => step(-1), "]": () => step(1), Escape: () => go(href("events")) });
  if (event === undefined) {
    return (
      <main class="page">
        {store.event.synced.value
          ? (
            <Notice title={`Event ${id} is not kept any more.`} center>
              <a class="button" href={href("events")}>All events</a>
            </Notice>
          )
          : <Skeleton lines={6} />}
      </main>
    );
  }
  const at = microsOr(event.at);
  const cause = event.cause === undefined ? undefined : store.event.get(event.cause);
  return (
    <main class="page">
      <div class="page-head">
        <div>
          <h1>
            <Mark tone={eventTone(event.severity)} size={12} /> {event.title}
          </h1>
          <p class="t2">
            <time class="mono" title={fullTime(at)}>{clockTime(at, now.value, true)} UTC</time>,
            {" "}
            {age(at, now.value)} ago · {spaced(event.kind)}
          </p>
        </div>
        <div class="page-actions">
          <button type="button" class="button" onClick={() => step(-1)}>
            <Icon name="left" size={14} /> Earlier <kbd>[</kbd>
          </button>
          <button type="button" class="button" onClick={() => step(1)}>
            Later <kbd>]</kbd> <Icon name="right" size={14} />
          </button>
        </div>
      </div>
      <p class="sentence">
        {event.detail === ""
          ? <span class="t2">Nothing followed that is on record.</span>
          : event.detail}
      </p>
      <div class="policy-columns">
        <div class="column">
          <Followed event={event} all={all} />
          <Crossed event={event} />
        </div>
        <div class="column">
          {cause !== undefined && (
            <Panel title="Cause">
              <p class="panel-body">
                <a class="link" href={href(["events", cause.id])}>{cause.title}</a>
              </p>
            </Panel>
          )}
          <Subject event={event} />
        </div>
      </div>
    </main>
  );
}

/** Lanes in words: when each thing followed, counted from the cause. */
function Followed({ event, all }: { event: Event; all: readonly Event[] }): JSX.Element {
  const start = microsOr(event.at);
  const led = useMemo(() => followers(event.id, all), [event.id, all]);
  return (
    <Panel title="What happened when" more="counted from the cause">
      <ol class="history">
        <li class={event.severity === "error" ? "failed" : ""}>
          <time class="mono">{clockTime(start, now.value, true)}</time>
          <i />
          <p>
            <b>{event.title}</b>
          </p>
        </li>
        {led.slice(0, 60).map((row) => (
          <li key={row.id} class={row.severity === "error" ? "failed" : ""}>
            <time class="mono">+ {text(duration(Math.max(0, microsOr(row.at) - start)))}</time>
            <i />
            <div>
              <p>
                <a class="plain-link" href={href(["events", row.id])}>
                  <Icon name={iconOf(row.kind)} size={14} class={toneClass(row.severity)} />{" "}
                  {row.title}
                </a>
              </p>
              {row.detail !== "" && <p class="consequence">{row.detail}</p>}
            </div>
          </li>
        ))}
      </ol>
      {led.length > 60 && <p class="panel-body t3">and {count(led.length - 60)} more</p>}
      {led.length === 0 && <p class="panel-body t2">Nothing followed from it.</p>}
    </Panel>
  );
}

function followers(id: string, all: readonly Event[]): readonly Event[] {
  const found: Event[] = [];
  const wanted = new Set([id]);
  for (const event of [...all].sort((a, b) => Number(a.id) - Number(b.id))) {
    if (event.cause === undefined || !wanted.has(event.cause)) continue;
    wanted.add(event.id);
    found.push(event);
  }
  return found;
}

function Crossed({ event }: { event: Event }): JSX.Element | null {
  const names = [...new Set(event.policies)];
  if (names.length === 0) return null;
  return (
    <Panel title="Policies it concerned" more={plural(names.length, "policy", "policies")}>
      <ul class="crossed">
        {names.slice(0, 40).map((name) => {
          const policy = store.policy.get(name);
          const computed = policy === undefined ? undefined : mainPath(policy)?.computed;
          return (
            <li key={name}>
              <a href={href(["policies", name])}>
                {policy === undefined
                  ? <Mark tone="stale" word="gone" />
                  : <Mark tone={policyTone(policy)} word={stateWord(policy.state)} />}
                <span class="cut">{name}</span>
                {computed?.ok === true
                  ? (
                    <SmallMetro
                      routers={computed.routers}
                      segments={computed.segments}
                      width={98}
                    />
                  )
                  : <span />}
                <span class="t2 right nowrap">
                  {policy === undefined ? "deleted" : `${stateWord(policy.state)} now`}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
      {names.length > 40 && <p class="panel-body t3">and {count(names.length - 40)} more</p>}
    </Panel>
  );
}

function Subject({ event }: { event: Event }): JSX.Element {
  const to = pageOf(event.subject);
  const target = targetOf(event.subject);
  return (
    <section class="panel overview-map" aria-label="Where">
      <div class="panel-head">
        <h2>Where</h2>
        <span class="more">
          {to === undefined ? event.subject : <a class="link" href={to}>{event.subject}</a>}
        </span>
      </div>
      {target !== undefined && topologyReady.value && (
        <div class="overview-stage policy-stage">
          <MapView
            topology={mapTopology.value}
            colourBy="plain"
            paths={NONE}
            selected={target}
            theme={theme.value}
            label={event.subject}
            onPick={(picked) => {
              if (picked !== undefined) go(href("map", { sel: `${picked.kind}:${picked.id}` }));
            }}
          />
        </div>
      )}
      <dl class="pairs panel-body">
        <dt>Event</dt>
        <dd>{event.id}</dd>
        <dt>At</dt>
        <dd>{fullTime(micros(event.at) ?? 0)}</dd>
      </dl>
    </section>
  );
}

const NONE = [] as const;

function targetOf(subject: string): Target | undefined {
  const [kind = "", ...rest] = subject.split(" ");
  const name = rest.join(" ");
  if (kind === "router" && store.router.get(name) !== undefined) {
    return { kind: "router", id: name };
  }
  if (kind !== "link") return undefined;
  const link = store.link.get(name) ?? store.link.all.value.find((row) => row.name === name);
  return link === undefined ? undefined : { kind: "link", id: link.id };
}
