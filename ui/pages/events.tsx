/// <reference lib="dom" />
/** Events, newest first, grouped by cause; what is filtered and what is selected is in the address. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Event } from "../../src/gen/cairn/v1/event_pb.ts";
import { age, count, spaced } from "../parts/format.ts";
import { groupEvents, iconOf, ledWords, toneClass } from "../parts/event_list.tsx";
import { Icon } from "../parts/icon.tsx";
import type { Column } from "../parts/table.tsx";
import { now } from "../state/clock.ts";
import type { Fields } from "../state/filter.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { micros, microsOr } from "../state/time.ts";
import { clockTime, fullTime } from "../parts/format.ts";
import { ListPage, type QuickChip } from "./list_page.tsx";

const FIELDS: Fields<Event> = {
  id: (event) => event.id,
  kind: (event) => event.kind,
  severity: (event) => event.severity,
  subject: (event) => event.subject,
  title: (event) => event.title,
  detail: (event) => event.detail,
  policies: (event) => event.policies,
  cause: (event) => event.cause,
};

const CHIPS: readonly QuickChip<Event>[] = [
  {
    word: "errors",
    one: "error",
    tone: "bad",
    filter: "severity = error",
    is: (event) => event.severity === "error",
  },
  {
    word: "warnings",
    one: "warning",
    tone: "warn",
    filter: "severity = warning",
    is: (event) => event.severity === "warning",
  },
  { word: "of links", filter: "kind = link*", is: (event) => event.kind.startsWith("link") },
  { word: "of policies", filter: "kind = policy*", is: (event) => event.kind.startsWith("policy") },
];

export function EventsPage(): JSX.Element {
  need("event");
  const led = useMemo(
    () => new Map(groupEvents(store.event.all.value).map((group) => [group.event.id, group.led])),
    [
      store.event.version.value,
    ],
  );
  const columns: readonly Column<Event>[] = [
    {
      key: "at",
      title: "Time, UTC",
      width: 142,
      phone: 1,
      order: (event) => microsOr(event.at),
      cell: (event) => (
        <time class="mono t3" title={fullTime(microsOr(event.at))}>
          {clockTime(microsOr(event.at), now.value, true)}
        </time>
      ),
    },
    {
      key: "title",
      title: "What happened",
      phone: 2,
      order: (event) => event.title,
      cell: (event) => (
        <a class="plain-link" href={href(["events", event.id])}>
          <Icon name={iconOf(event.kind)} size={14} class={toneClass(event.severity)} />{" "}
          <b style={{ fontWeight: 500 }}>{event.title.replace(/\.$/, "")}</b>
        </a>
      ),
    },
    {
      key: "detail",
      title: "What followed",
      phone: 4,
      cell: (event) => (
        <span class="t2">
          {[event.detail, ledWords(led.get(event.id) ?? [])].filter((part) => part !== "").join(
            " · ",
          )}
        </span>
      ),
    },
    {
      key: "policies",
      title: "Policies",
      width: 76,
      right: true,
      order: (event) => event.policies.length,
      cell: (event) => event.policies.length > 0 ? count(event.policies.length) : "",
    },
    {
      key: "kind",
      title: "Kind",
      width: 132,
      wide: true,
      order: (event) => event.kind,
      cell: (event) => <span class="t3">{spaced(event.kind)}</span>,
    },
    {
      key: "age",
      title: "Age",
      width: 72,
      right: true,
      phone: 3,
      cell: (event) => <span class="t2">{age(micros(event.at) ?? 0, now.value)}</span>,
    },
  ];
  return (
    <ListPage
      title="Events"
      one="event"
      many="events"
      collection={store.event}
      columns={columns}
      fields={FIELDS}
      usual={(a, b) => Number(b.id) - Number(a.id)}
      chips={CHIPS}
      placeholder="severity = error AND kind = link*"
      onOpen={(event) => go(href(["events", event.id]))}
      empty={<p>They are listed here as they happen.</p>}
    />
  );
}
