/** What keeps messages from leaving, in words, on every page: guards, breakers, freezes, rollouts, the start. */
import type { JSX } from "preact";
import type { Hold } from "../../src/gen/cairn/v1/system_pb.ts";
import { Bar } from "../parts/bar.tsx";
import { age } from "../parts/format.ts";
import type { IconName } from "../parts/icon.tsx";
import { confirmMesh, confirmTopology, openGate, thawOne, whyNot } from "../state/actions.ts";
import { now } from "../state/clock.ts";
import { openLayer } from "../state/layers.ts";
import { status } from "../state/store.ts";
import { micros } from "../state/time.ts";

/** The top bar says the network's mode and freeze; a frozen topology has a bar of its own; routers' modes their page. */
export function HoldBars(): JSX.Element {
  const holds = (status.value?.holds ?? []).filter(({ kind, subject }) =>
    kind !== "mode" && kind !== "tedFrozen" && !(kind === "freeze" && subject === "")
  );
  const [start, ...later] = holds.filter(({ kind }) => kind === "start");
  const others = holds.filter(({ kind }) => kind !== "start");
  const shown = others.slice(0, MOST);
  return (
    <>
      {start !== undefined && <HoldBar hold={start} more={later.length} />}
      {shown.map((hold) => <HoldBar key={`${hold.kind} ${hold.subject}`} hold={hold} more={0} />)}
      {others.length > shown.length && (
        <Bar tone="info" icon="snow">
          <span>{others.length - shown.length} more routers or policies are held.</span>
        </Bar>
      )}
    </>
  );
}

function HoldBar({ hold, more }: { hold: Hold; more: number }): JSX.Element {
  const since = micros(hold.since);
  const way = wayOut(hold);
  return (
    <Bar tone={isUrgent(hold) ? "warn" : "info"} icon={ICONS[hold.kind] ?? "snow"}>
      <span>
        <b>{hold.text}</b>
        {more > 0 ? ` And ${more} more.` : ""}
        {since === undefined ? "" : ` For ${age(since, now.value)}.`}
      </span>
      {way !== undefined && (
        <button
          type="button"
          class="button small"
          disabled={whyNot.value !== undefined}
          title={whyNot.value ?? hold.ends}
          onClick={() => openLayer({ is: "confirm", ...way })}
        >
          {way.action}…
        </button>
      )}
    </Bar>
  );
}

/** The question that ends it; undefined: it ends by itself. */
function wayOut({ kind, subject, ends, by }: Hold) {
  if (ends === undefined) return undefined;
  switch (kind) {
    case "start":
      return {
        title: "Open the start gate",
        text: "What is still missing is then taken for gone.",
        action: "Open now",
        go: () => void openGate(),
      };
    case "tedGuard":
      return {
        title: "Is it gone?",
        text: "All policies that were touched are computed by what is left of the topology. " +
          "Those without a path do what their documents say.",
        action: "It is gone",
        go: () => void confirmTopology(),
      };
    case "rollout":
      return {
        title: `Send the rest of mesh ${subject}`,
        text: "All policies that wait are sent, although the first did not all come up.",
        action: "Send the rest",
        go: () => void confirmMesh(subject),
      };
    case "freeze": {
      const policy = ends.includes("--policy");
      return {
        title: `Thaw ${subject}`,
        text: `What is held for ${subject} is sent${by === undefined ? "" : `; frozen by ${by}`}.`,
        action: "Thaw",
        go: () => void thawOne(policy ? { policy: subject } : { router: subject }, subject),
      };
    }
  }
  return undefined;
}

const isUrgent = ({ kind, by, ends }: Hold): boolean =>
  kind === "tedGuard" || by === "circuit breaker" || (kind === "rollout" && ends !== undefined);
const ICONS: Readonly<Record<string, IconName>> = {
  tedGuard: "unplugged",
  freeze: "snow",
};
const MOST = 4;
