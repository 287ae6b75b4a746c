/** The top bar: where one is, search, who may change routers, how live the page is, the clock. */
import type { JSX } from "preact";
import { Bar } from "../parts/bar.tsx";
import { age, clockTime, figures, fullTime } from "../parts/format.ts";
import { Icon, type IconName } from "../parts/icon.tsx";
import { now } from "../state/clock.ts";
import { openLayer } from "../state/layers.ts";
import { href, path } from "../state/router.ts";
import { PAGE_WORDS } from "../state/search.ts";
import { connection, ping, status } from "../state/store.ts";
import { micros } from "../state/time.ts";
import { switchTheme } from "../state/theme.ts";
import { HoldBars } from "./hold_bars.tsx";

export function TopBar(): JSX.Element {
  const frozen = status.value?.frozen !== undefined;
  return (
    <header class={frozen ? "top frozen" : "top"}>
      <Crumb />
      <button
        type="button"
        class="find"
        aria-label="Find a router, link, policy, label"
        onClick={() => openLayer({ is: "palette" })}
      >
        <Icon name="find" size={14} />
        <span>Find a router, link, policy, label…</span>
        <kbd>/</kbd>
      </button>
      <div class="top-right">
        <Mode />
        <Live />
        <span class="clock" title={fullTime(now.value)}>
          {clockTime(now.value, now.value)} UTC
        </span>
        <button
          type="button"
          class="icon-button wide"
          aria-label="Switch between dark and light"
          title="Theme (t)"
          onClick={switchTheme}
        >
          <Icon name="theme" />
        </button>
        <button
          type="button"
          class="icon-button wide"
          aria-label="Find or do"
          title="Palette (Ctrl K)"
          onClick={() => openLayer({ is: "palette" })}
        >
          <Icon name="command" />
        </button>
      </div>
    </header>
  );
}

function Crumb(): JSX.Element {
  const [page = "", name, ...more] = path.value;
  const word = PAGE_WORDS.find(([known]) => known === page)?.[1] ?? page;
  if (name === undefined) {
    return (
      <div class="crumb">
        <b>{word}</b>
      </div>
    );
  }
  return (
    <div class="crumb">
      <a href={href(page)}>{word}</a>
      <i>/</i>
      <b>{[name, ...more].filter((part) => part !== "bgp" && part !== "messages").join(" / ")}</b>
    </div>
  );
}

const MODES: Readonly<Record<string, readonly [IconName | undefined, string]>> = {
  observe: ["eye", "Observing"],
  advise: ["advise", "Advising"],
  control: [undefined, "In control"],
};

function Mode(): JSX.Element | null {
  const row = status.value;
  if (row === undefined) return null;
  const at = micros(row.frozenAt);
  if (row.frozen !== undefined) {
    const by = row.frozenBy === undefined ? "" : ` by ${row.frozenBy}`;
    const since = at === undefined ? "" : `, ${age(at, now.value)}`;
    return (
      <button
        type="button"
        class="mode frozen"
        title={`Frozen: ${row.frozen}`}
        onClick={() => openLayer({ is: "thaw" })}
      >
        <Icon name="snow" size={14} />
        Frozen{by}
        {since}
      </button>
    );
  }
  const [icon, word] = MODES[row.mode] ?? [undefined, row.mode];
  return (
    <button
      type="button"
      class={`mode ${row.mode}`}
      title="Who may change routers"
      onClick={() => openLayer({ is: "mode" })}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      {word}
    </button>
  );
}

function Live(): JSX.Element {
  const state = connection.value;
  if (state.state === "connecting") {
    return (
      <span class="live off">
        <i class="dot" />Connecting
      </span>
    );
  }
  if (state.state === "lost") {
    return (
      <span class="live off">
        <i class="dot" />
        Disconnected <em>{age(state.since, Date.now() * 1000)}</em>
      </span>
    );
  }
  const late = state.behindSeconds > 5;
  return (
    <span class={late ? "live behind" : "live"}>
      <i class="dot" />
      Live <em>{figures(Math.max(0.1, Math.round(state.behindSeconds * 10) / 10))} s behind</em>
    </span>
  );
}

/** What holds for every page stands below the top bar: no connection, a topology nobody tells any more, guards. */
export function Bars(): JSX.Element {
  const state = connection.value;
  const tedFrozen = micros(status.value?.tedFrozenSince);
  return (
    <>
      {state.state === "lost" && <LostBar since={state.since} retryAt={state.retryAt} />}
      {state.state !== "lost" && tedFrozen !== undefined && (
        <Bar tone="warn" icon="unplugged">
          <span>
            <b>No feed tells the topology since {clockTime(tedFrozen, now.value)} UTC.</b>{" "}
            It is kept as it was; nothing moves because of that.
          </span>
        </Bar>
      )}
      {state.state !== "lost" && <HoldBars />}
    </>
  );
}

function LostBar({ since, retryAt }: { since: number; retryAt: number }): JSX.Element {
  const current = Date.now() * 1000;
  now.value;
  const wait = Math.max(0, Math.ceil((retryAt - current) / 1e6));
  return (
    <Bar tone="warn" icon="unplugged">
      <span>
        <b>No connection to Cairn for {age(since, current)}.</b> Showing {clockTime(since, current)}
        {" "}
        UTC. {wait > 0 ? `Trying again in ${wait} s.` : "Trying…"}
      </span>
      <button type="button" class="button small" onClick={ping}>Try now</button>
    </Bar>
  );
}
