/** What is under the pointer, in a line: enough to know whether to click. */
import type { JSX } from "preact";
import type { Target } from "../graph/network_map.ts";
import type { Point } from "../graph/screen.ts";
import { delay, figures, plural, rate, spaced, text } from "../parts/format.ts";
import { Arrow } from "../parts/icon.tsx";
import { loadOf } from "../state/load.ts";
import { store } from "../state/store.ts";

export interface Tip {
  readonly target: Target;
  readonly at: Point;
}

export function TipOf({ tip }: { tip: Tip | undefined }): JSX.Element | null {
  if (tip === undefined) return null;
  const words = tip.target.kind === "link"
    ? <LinkWords id={tip.target.id} />
    : <RouterWords name={tip.target.id} />;
  return (
    <div
      class="map-tip"
      style={{ left: `${tip.at.x + 14}px`, top: `${tip.at.y + 14}px` }}
      aria-hidden="true"
    >
      {words}
    </div>
  );
}

function LinkWords({ id }: { id: string }): JSX.Element | null {
  const link = store.link.get(id);
  if (link === undefined) return null;
  const load = loadOf(link);
  const facts = [
    link.state === "up" ? "" : spaced(link.state),
    load === undefined ? "" : `${figures(load * 100)} %`,
    link.capacityBps === undefined ? "" : text(rate(link.capacityBps)),
    link.igpMetric === undefined ? "" : `metric ${link.igpMetric}`,
    link.delayMicroseconds === undefined ? "" : text(delay(link.delayMicroseconds)),
    link.policies.length === 0 ? "" : plural(link.policies.length, "policy", "policies"),
  ].filter((fact) => fact !== "");
  return (
    <>
      <b>
        {link.from}
        <Arrow />
        {link.to}
      </b>
      <br />
      <span class="t2">{facts.join(", ")}</span>
    </>
  );
}

function RouterWords({ name }: { name: string }): JSX.Element | null {
  const router = store.router.get(name);
  if (router === undefined) return null;
  const facts = [
    router.nodeSid === undefined ? "" : `node SID ${router.nodeSid}`,
    router.sessionState === "up"
      ? ""
      : router.sessionState === "none"
      ? "no session"
      : `session ${spaced(router.sessionState)}`,
    router.overload ? "overload" : "",
    plural(router.policyCount, "policy", "policies"),
  ].filter((fact) => fact !== "");
  return (
    <>
      <b>{router.name}</b> <code class="t3">{router.address}</code>
      <br />
      <span class="t2">{facts.join(", ")}</span>
    </>
  );
}
