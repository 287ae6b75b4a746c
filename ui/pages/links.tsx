/** All half-links; the inspector shows both directions beside each other. */
import type { JSX } from "preact";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { age, count, delay, figures, rate, spaced } from "../parts/format.ts";
import { Arrow, Icon } from "../parts/icon.tsx";
import { LinkInspector } from "../parts/link_inspector.tsx";
import { Mark } from "../parts/mark.tsx";
import { Value } from "../parts/panel.tsx";
import { type Column, compareNames } from "../parts/table.tsx";
import { now } from "../state/clock.ts";
import type { Fields } from "../state/filter.ts";
import { loadOf, loadStep } from "../state/load.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { microsOr } from "../state/time.ts";
import { bothWays } from "../state/topology.ts";
import { linkTone } from "../state/verdict.ts";
import { ListPage, type QuickChip } from "./list_page.tsx";
import { Head } from "./map.tsx";

const NONE = <span class="t3">–</span>;
const STATES: Readonly<Record<string, number>> = {
  down: 0,
  oneWay: 1,
  stale: 2,
  drained: 3,
  up: 4,
};

const COLUMNS: readonly Column<Link>[] = [
  {
    key: "state",
    title: "State",
    width: 96,
    phone: 1,
    order: (link) => STATES[link.state] ?? 9,
    cell: (link) => (
      <>
        <Mark tone={linkTone(link.state)} /> <span class="t2">{spaced(link.state)}</span>
      </>
    ),
  },
  {
    key: "name",
    title: "Name",
    order: (link) => link.name,
    cell: (link) => <b style={{ fontWeight: 500 }}>{link.name}</b>,
  },
  {
    key: "from",
    title: "From and to",
    phone: 2,
    order: (link) => `${link.from} ${link.to}`,
    cell: (link) => (
      <span class="t2">
        {link.from}
        <Arrow />
        {link.to}
      </span>
    ),
  },
  {
    key: "address",
    title: "Address",
    width: 130,
    wide: true,
    order: (link) => link.localAddress,
    cell: (link) => <code>{link.localAddress}</code>,
  },
  {
    key: "igp",
    title: "IGP",
    width: 64,
    right: true,
    order: (link) => link.igpMetric ?? Infinity,
    cell: (link) => link.igpMetric ?? NONE,
  },
  {
    key: "te",
    title: "TE",
    width: 64,
    right: true,
    wide: true,
    order: (link) => link.teMetric ?? Infinity,
    cell: (link) => link.teMetric ?? NONE,
  },
  {
    key: "delay",
    title: "Delay",
    width: 84,
    right: true,
    phone: 3,
    order: (link) => link.delayMicroseconds ?? Infinity,
    cell: (link) =>
      link.delayMicroseconds === undefined ? NONE : <Value of={delay(link.delayMicroseconds)} />,
  },
  {
    key: "load",
    title: "Load",
    width: 118,
    right: true,
    order: (link) => loadOf(link) ?? -1,
    cell: (link) => {
      const load = loadOf(link);
      if (load === undefined) return NONE;
      return (
        <>
          {figures(load * 100)}
          <span class="unit">%</span>
          <span class="bar-of" aria-hidden="true">
            <i class={`u${loadStep(load)}`} style={{ width: `${Math.min(100, load * 100)}%` }} />
          </span>
        </>
      );
    },
  },
  {
    key: "capacity",
    title: "Capacity",
    width: 96,
    right: true,
    order: (link) => link.capacityBps ?? -1,
    cell: (link) => link.capacityBps === undefined ? NONE : <Value of={rate(link.capacityBps)} />,
  },
  {
    key: "policies",
    title: "Policies",
    width: 76,
    right: true,
    order: (link) => link.policies.length,
    cell: (link) => count(link.policies.length),
  },
  {
    key: "adjacency",
    title: "Adjacency SIDs",
    width: 150,
    wide: true,
    cell: (link) => <code>{link.adjacencySids.map((sid) => sid.label).join(" ")}</code>,
  },
  {
    key: "changed",
    title: "Changed",
    width: 84,
    right: true,
    order: (link) => -microsOr(link.changedAt),
    cell: (link) => <span class="t2">{age(microsOr(link.changedAt), now.value)}</span>,
  },
];

const FIELDS: Fields<Link> = {
  id: (link) => link.id,
  name: (link) => link.name,
  from: (link) => link.from,
  to: (link) => link.to,
  state: (link) => link.state,
  localAddress: (link) => link.localAddress,
  remoteAddress: (link) => link.remoteAddress,
  igpMetric: (link) => link.igpMetric,
  teMetric: (link) => link.teMetric,
  delay: (link) => link.delayMicroseconds,
  capacity: (link) => link.capacityBps,
  load: (link) => {
    const load = loadOf(link);
    return load === undefined ? undefined : load * 100;
  },
  affinities: (link) => link.affinities,
  srlgs: (link) => link.srlgs.map(String),
  policies: (link) => link.policies,
  label: (link) => link.adjacencySids.map((sid) => String(sid.label)),
};

const CHIPS: readonly QuickChip<Link>[] = [
  { word: "down", tone: "bad", filter: "state = down", is: (link) => link.state === "down" },
  {
    word: "one way",
    tone: "warn",
    filter: "state = oneWay",
    is: (link) => link.state === "oneWay",
  },
  { word: "stale", tone: "stale", filter: "state = stale", is: (link) => link.state === "stale" },
  {
    word: "above 70 %",
    tone: "warn",
    filter: "load >= 70",
    is: (link) => (loadOf(link) ?? 0) >= 0.7,
  },
];

export function LinksPage(): JSX.Element {
  need("link", "router");
  return (
    <ListPage
      title="Links"
      one="half-link"
      many="half-links"
      collection={store.link}
      columns={COLUMNS}
      fields={FIELDS}
      usual={(a, b) =>
        (STATES[a.state] ?? 9) - (STATES[b.state] ?? 9) || compareNames(a.name, b.name)}
      chips={CHIPS}
      placeholder="from = paris AND delay > 5ms"
      rowClass={(link) => link.state === "down" ? "bad-row" : ""}
      onOpen={(link) => go(href("map", { sel: `link:${link.id}` }))}
      inspector={(link, close) => {
        const [, back] = bothWays(link.id);
        return (
          <>
            <Head title={link.name} under={<code>{link.id}</code>} onClose={close} />
            <div class="inspector-actions">
              <a class="button small" href={href("map", { sel: `link:${link.id}` })}>
                <Icon name="target" size={14} /> On the map
              </a>
            </div>
            <LinkInspector
              link={link}
              back={back}
              now={now.value}
              hrefOfPolicy={(name) => href(["policies", name])}
            />
          </>
        );
      }}
      empty={<p>A BGP-LS peer brings the topology.</p>}
    />
  );
}
