/// <reference lib="dom" />
/** What an operator can do with a session: resynchronise or refresh it, reset it, shut a BGP peer and enable it again. */
import type { JSX } from "preact";
import { Icon, type IconName } from "../parts/icon.tsx";
import {
  enablePeer,
  refreshPeer,
  resetPeer,
  resetSession,
  resyncSession,
  shutPeer,
  whyNot,
} from "../state/actions.ts";
import { openLayer } from "../state/layers.ts";

/** `isShut`: an operator shut this BGP peer. */
export function SessionActions(
  { protocol, id, who, up, isShut }: {
    protocol: "pcep" | "bgp";
    id: string;
    who: string;
    up: boolean;
    isShut: boolean;
  },
): JSX.Element {
  const ask = (title: string, text: string, action: string, go: () => unknown) => () =>
    openLayer({ is: "confirm", title, text, action, go: () => void go() });
  const reset = protocol === "pcep"
    ? ask(
      `Reset the session with ${who}?`,
      "It comes back in about a second; its LSPs stay up.",
      "Reset",
      () => resetSession(id, who),
    )
    : ask(
      `Reset the session with ${who}?`,
      "It comes back by itself; the topology is kept meanwhile.",
      "Reset",
      () => resetPeer(id),
    );
  const resync = ask(
    `Have ${who} tell all its LSPs again?`,
    "Until it has, nothing is sent to it. A router that cannot be asked gets a new session.",
    "Resynchronise",
    () => resyncSession(id, who),
  );
  const shut = ask(
    `Shut the BGP peer ${who}?`,
    "Its session ends and stays down until it is enabled, over restarts too. " +
      "What only this peer tells of the topology goes, if another feed carries it.",
    "Shut",
    () => shutPeer(id),
  );
  return (
    <>
      {protocol === "pcep" && up && (
        <Action icon="optimise" word="Resync" title="Have it tell all its LSPs" go={resync} />
      )}
      {protocol === "bgp" && up && (
        <Action
          icon="optimise"
          word="Refresh"
          title="Have it say its whole table again"
          go={() => void refreshPeer(id)}
        />
      )}
      {protocol === "bgp" &&
        (isShut
          ? <Action icon="play" word="Enable" title="Take it up" go={() => void enablePeer(id)} />
          : <Action icon="pause" word="Shut" title="Keep its session down" go={shut} />)}
      {!isShut && <Action icon="reset" word="Reset" title="Reset the session" go={reset} />}
    </>
  );
}

function Action(
  { icon, word, title, go }: { icon: IconName; word: string; title: string; go: () => void },
): JSX.Element {
  const off = whyNot.value;
  return (
    <button
      type="button"
      class="button"
      disabled={off !== undefined}
      title={off ?? title}
      onClick={go}
    >
      <Icon name={icon} size={14} /> {word}
    </button>
  );
}
