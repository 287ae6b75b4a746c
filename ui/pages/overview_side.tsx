/** The right column of the overview: busiest links where there are measurements, and how the controller does. */
import type { JSX } from "preact";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { age, count, duration, figures, rate, text } from "../parts/format.ts";
import { Arrow } from "../parts/icon.tsx";
import { Panel } from "../parts/panel.tsx";
import { now } from "../state/clock.ts";
import { loadOf, loadStep } from "../state/load.ts";
import { href } from "../state/router.ts";
import { connection, status, store } from "../state/store.ts";
import { micros } from "../state/time.ts";

export function BusiestLinks(): JSX.Element | null {
  const measured = store.link.all.value
    .map((link) => ({ link, load: loadOf(link) }))
    .filter((row): row is { link: Link; load: number } => row.load !== undefined)
    .sort((a, b) => b.load - a.load);
  if (measured.length === 0) return null;
  return (
    <Panel title="Busiest links" more={`by direction, ${count(measured.length)} measured`}>
      <ul class="busiest">
        {measured.slice(0, 6).map(({ link, load }) => (
          <li key={link.id}>
            <a href={href("links", { sel: link.id })}>
              <span class="cut">
                {link.from}
                <Arrow />
                {link.to}
              </span>
              <span class="load">
                <i
                  class={`u${loadStep(load)}`}
                  style={{ width: `${Math.min(100, load * 100)}%` }}
                />
              </span>
              <span class="right">
                <b>{figures(load * 100)}</b>
                <span class="unit">%</span>
              </span>
              <span class="t2 right nowrap">of {text(rate(link.capacityBps ?? 0))}</span>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function ControllerPanel(): JSX.Element {
  const row = status.value;
  const started = micros(row?.startedAt);
  const behind = connection.value;
  const more = row === undefined || started === undefined
    ? ""
    : `cairn ${row.version}, up ${age(started, now.value)}`;
  const took = row?.lastMoveMicroseconds;
  return (
    <Panel title="Controller" more={more}>
      <dl class="pairs spread panel-body">
        <dt>Page behind controller</dt>
        <dd>
          {behind.state === "live"
            ? (
              <>
                {figures(Math.max(0.01, Math.round(behind.behindSeconds * 100) / 100))}
                <span class="unit">s</span>
              </>
            )
            : "not connected"}
        </dd>
        <dt>Topology</dt>
        <dd>{row === undefined ? "–" : `version ${count(Number(row.topologyVersion))}`}</dd>
        <dt>Paths waiting to be computed</dt>
        <dd>{row === undefined ? "–" : count(row.waitingToCompute)}</dd>
        <dt>Updates waiting to be sent</dt>
        <dd>{row === undefined ? "–" : count(row.waitingToSend)}</dd>
        {took !== undefined && (
          <>
            <dt>Last move, from failure to last report</dt>
            <dd>
              {duration(took).number}
              <span class="unit">{duration(took).unit}</span>
            </dd>
          </>
        )}
        <dt>LSPs reported</dt>
        <dd>{row === undefined ? "–" : count(row.lsps)}</dd>
      </dl>
    </Panel>
  );
}
