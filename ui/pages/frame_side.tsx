/** The side bar: where one can go, and a mark and a count where something is wrong there. Tabs below on a phone. */
import type { JSX } from "preact";
import { Icon, type IconName } from "../parts/icon.tsx";
import { Mark, type Tone } from "../parts/mark.tsx";
import { count } from "../parts/format.ts";
import { api } from "../state/api.ts";
import { goHints } from "../state/keys.ts";
import { openLayer } from "../state/layers.ts";
import { forget, person } from "../state/login.ts";
import { href, path } from "../state/router.ts";
import { keyOf, PAGE_WORDS } from "../state/search.ts";
import { need, status } from "../state/store.ts";
import { linkCounts } from "../state/topology.ts";

interface Count {
  readonly text: string;
  readonly tone?: Tone;
}

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ["", ["", "map", "events", "alarms"]],
  ["Steer", ["policies", "paths", "meshes"]],
  ["Network", ["routers", "links", "lsps", "drift", "sessions"]],
  ["System", ["protocol"]],
];

/** In a network of usual size the counts know of links that failed a moment ago. */
const SMALL = 5000;

export function SideBar(): JSX.Element {
  if ((status.value?.links ?? Infinity) <= SMALL) need("link", "event", "router");
  return (
    <aside class="side">
      <a class="brand" href={href("")}>
        <Logo />
        <span class="word">Cairn</span>
        <span class="network">{status.value?.network ?? "…"}</span>
      </a>
      <nav aria-label="Main">
        {GROUPS.map(([title, pages]) => (
          <div key={title}>
            {title !== "" && <h2>{title}</h2>}
            {pages.map((page) => <Item key={page} page={page} />)}
          </div>
        ))}
        <div>
          <a class="nav" href={href("docs")} data-outside="" target="_self" title="API">
            <Icon name="api" />
            <span class="word">API</span>
          </a>
        </div>
      </nav>
      <WhoIsThis />
    </aside>
  );
}

/** Pages without a line of their own, and the one that they belong to. */
const WITHIN: Readonly<Record<string, string>> = { decode: "protocol" };

function Item({ page }: { page: string }): JSX.Element {
  const [, word, icon] = PAGE_WORDS.find(([name]) => name === page)!;
  const here = path.value[0] ?? "";
  const on = here === page || WITHIN[here] === page;
  const found = countOf(page);
  return (
    <a
      class={on ? "nav on" : "nav"}
      href={href(page)}
      title={`${word} (g ${keyOf(page)})`}
      {...(on ? { "aria-current": "page" } : {})}
    >
      <Icon name={icon} />
      <span class="word">{word}</span>
      {goHints.value
        ? <kbd class="hint">{keyOf(page)}</kbd>
        : found !== undefined && (
          <span class={`count ${found.tone ?? ""}`}>
            {found.tone !== undefined && <Mark tone={found.tone} size={8} />} {found.text}
          </span>
        )}
    </a>
  );
}

/** Calm unless something is wrong: then how many, with mark and colour. */
function countOf(page: string): Count | undefined {
  const now = status.value;
  if (now === undefined) return undefined;
  switch (page) {
    case "policies": {
      const lost = now.policies - now.policiesWithPath;
      return lost > 0 ? { text: count(lost), tone: "bad" } : { text: count(now.policies) };
    }
    case "routers":
      return { text: count(now.routers) };
    case "links": {
      const { all, up } = linkCounts.value ?? { all: 0, up: 0 };
      return up < all ? { text: `${count(up)}/${count(all)}`, tone: "warn" } : { text: count(all) };
    }
    case "alarms":
      return now.alarms > 0 ? { text: count(now.alarms), tone: "warn" } : undefined;
    case "lsps":
      return { text: count(now.lsps) };
    case "sessions": {
      const [all, up] = [now.pcepSessions + now.bgpPeers, now.pcepSessionsUp + now.bgpPeersUp];
      return up < all ? { text: `${count(up)}/${count(all)}`, tone: "warn" } : { text: count(all) };
    }
    default:
      return undefined;
  }
}

function WhoIsThis(): JSX.Element | null {
  const someone = person.value;
  if (someone === undefined) return null;
  const leave = () => {
    void api.admin.logout({}).catch(() => undefined).then(() => forget("left"));
  };
  return (
    <div class="side-foot">
      <span class="avatar" aria-hidden="true">{someone.user.slice(0, 2)}</span>
      <span class="who">
        {someone.user}
        <small>{someone.role}</small>
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label="Log out"
        title="Log out"
        onClick={leave}
      >
        <Icon name="leave" />
      </button>
    </div>
  );
}

const TABS: readonly (readonly [string, string, IconName])[] = [
  ["", "Overview", "overview"],
  ["map", "Map", "map"],
  ["policies", "Policies", "policies"],
  ["events", "Events", "events"],
];

export function TabsBelow(): JSX.Element {
  return (
    <nav class="tabs-below" aria-label="Main">
      {TABS.map(([page, word, icon]) => {
        const on = (path.value[0] ?? "") === page;
        return (
          <a
            key={page}
            href={href(page)}
            class={on ? "on" : ""}
            {...(on ? { "aria-current": "page" } : {})}
          >
            <Icon name={icon} size={20} />
            <span>{word}</span>
          </a>
        );
      })}
      <button type="button" onClick={() => openLayer({ is: "menu" })}>
        <Icon name="menu" size={20} />
        <span>More</span>
      </button>
    </nav>
  );
}

/** Four stones, the topmost in the accent: a cairn, and a label stack. */
function Logo(): JSX.Element {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" class="logo">
      <ellipse cx="11" cy="18" rx="8.6" ry="2.9" />
      <ellipse cx="11.4" cy="12.2" rx="6.2" ry="2.5" />
      <ellipse cx="10.7" cy="7.2" rx="4.1" ry="2" />
      <ellipse cx="11.3" cy="3" rx="2.2" ry="1.5" />
    </svg>
  );
}
