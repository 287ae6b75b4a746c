/** All routers, declared or discovered, with their session and segment routing. */
import type { JSX } from "preact";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import { count, spaced } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Mark } from "../parts/mark.tsx";
import { ranges, RouterInspector } from "../parts/router_inspector.tsx";
import { type Column, compareNames } from "../parts/table.tsx";
import type { Fields } from "../state/filter.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { routerTone } from "../state/verdict.ts";
import { ListPage, type QuickChip } from "./list_page.tsx";
import { Head } from "./map.tsx";

const TONES: Readonly<Record<string, number>> = { warn: 0, stale: 1, work: 2, ok: 3 };

const COLUMNS: readonly Column<Router>[] = [
  {
    key: "session",
    title: "Session",
    width: 116,
    phone: 1,
    order: (router) => TONES[routerTone(router)] ?? 9,
    cell: (router) => (
      <>
        <Mark tone={routerTone(router)} /> <span class="t2">{spaced(router.sessionState)}</span>
      </>
    ),
  },
  {
    key: "name",
    title: "Name",
    phone: 2,
    order: (router) => router.name,
    cell: (router) => <b style={{ fontWeight: 500 }}>{router.name}</b>,
  },
  {
    key: "address",
    title: "Address",
    width: 140,
    phone: 4,
    order: (router) => router.address,
    cell: (router) => <code>{router.address}</code>,
  },
  {
    key: "profile",
    title: "Profile",
    width: 84,
    order: (router) => router.profile,
    cell: (router) => <span class="t2">{router.profile}</span>,
  },
  {
    key: "nodeSid",
    title: "Node SID",
    width: 84,
    right: true,
    phone: 3,
    order: (router) => router.nodeSid ?? 0,
    cell: (router) => <code>{router.nodeSid ?? "–"}</code>,
  },
  {
    key: "srgb",
    title: "SRGB",
    width: 150,
    wide: true,
    cell: (router) => <code>{ranges(router.srgb)}</code>,
  },
  {
    key: "msd",
    title: "Labels",
    width: 72,
    right: true,
    order: (router) => router.msd ?? 0,
    cell: (router) => router.msd ?? <span class="t3">–</span>,
  },
  {
    key: "mode",
    title: "Mode",
    width: 96,
    order: (router) => router.mode,
    cell: (router) => (
      <span class={router.modeSource === "router" ? "" : "t2"}>
        {router.frozen !== undefined && <Icon name="snow" size={12} />} {router.mode}
      </span>
    ),
  },
  {
    key: "links",
    title: "Links",
    width: 64,
    right: true,
    order: (router) => router.linkCount,
    cell: (router) => count(router.linkCount),
  },
  {
    key: "policies",
    title: "Policies",
    width: 76,
    right: true,
    order: (router) => router.policyCount,
    cell: (router) => count(router.policyCount),
  },
  {
    key: "lsps",
    title: "LSPs",
    width: 64,
    right: true,
    order: (router) => router.lspCount,
    cell: (router) => count(router.lspCount),
  },
];

const FIELDS: Fields<Router> = {
  name: (router) => router.name,
  address: (router) => router.address,
  routerIds: (router) => router.routerIds,
  session: (router) => router.sessionState,
  profile: (router) => router.profile,
  mode: (router) => router.mode,
  nodeSid: (router) => router.nodeSid,
  msd: (router) => router.msd,
  overload: (router) => router.overload,
  stale: (router) => router.stale,
  drained: (router) => router.drained,
  site: (router) => router.site,
  policies: (router) => router.policyCount,
};

const CHIPS: readonly QuickChip<Router>[] = [
  {
    word: "without session",
    tone: "warn",
    filter: "session = down",
    is: (router) => router.sessionState === "down",
  },
  { word: "stale", tone: "stale", filter: "stale = true", is: (router) => router.stale },
  { word: "overloaded", tone: "warn", filter: "overload = true", is: (router) => router.overload },
  { word: "drained", tone: "work", filter: "drained = true", is: (router) => router.drained },
];

export function RoutersPage(): JSX.Element {
  need("router", "link", "node");
  return (
    <ListPage
      title="Routers"
      one="router"
      many="routers"
      collection={store.router}
      columns={COLUMNS}
      fields={FIELDS}
      usual={(a, b) =>
        (TONES[routerTone(a)] ?? 9) - (TONES[routerTone(b)] ?? 9) || compareNames(a.name, b.name)}
      chips={CHIPS}
      placeholder="session != up OR name = p*"
      onOpen={(router) => go(href("map", { sel: `router:${router.name}` }))}
      inspector={(router, close) => (
        <>
          <Head title={router.name} under={<code>{router.address}</code>} onClose={close} />
          <div class="inspector-actions">
            <a class="button small" href={href("map", { sel: `router:${router.name}` })}>
              <Icon name="target" size={14} /> On the map
            </a>
            {router.session !== undefined && (
              <a class="button small" href={href(["sessions", router.session])}>
                <Icon name="sessions" size={14} /> Session
              </a>
            )}
          </div>
          <RouterInspector
            router={router}
            nodes={store.node.all.value.filter((node) => node.router === router.name)}
            links={store.link.all.value.filter((link) => link.from === router.name)}
            hrefOf={{
              link: (id) => href("links", { sel: id }),
              session: (id) => href(["sessions", id]),
              policies: href("policies", { filter: `headend = "${router.name}"` }),
              lsps: href("lsps", { filter: `router = "${router.name}"` }),
            }}
          />
        </>
      )}
      empty={<p>Point a router's PCEP client here, or configure a BGP-LS peer.</p>}
    />
  );
}
