/// <reference lib="dom" />
/** What routers report otherwise than it is wanted, and what Cairn does about each. */
import type { JSX } from "preact";
import type { Drift } from "../../src/gen/cairn/v1/event_pb.ts";
import { age, spaced } from "../parts/format.ts";
import { Mark } from "../parts/mark.tsx";
import { Panel } from "../parts/panel.tsx";
import { type Column, compareNames } from "../parts/table.tsx";
import { now } from "../state/clock.ts";
import type { Fields } from "../state/filter.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { microsOr } from "../state/time.ts";
import { ListPage, type QuickChip } from "./list_page.tsx";

const FIELDS: Fields<Drift> = {
  policy: (drift) => drift.policy,
  router: (drift) => drift.router,
  lsp: (drift) => drift.lsp,
  class: (drift) => drift.class,
  wanted: (drift) => drift.wanted,
  reported: (drift) => drift.reported,
  treatment: (drift) => drift.treatment,
  action: (drift) => drift.action,
};
const CHIPS: readonly QuickChip<Drift>[] = [
  { word: "paths", one: "path", filter: "class = path", is: (drift) => drift.class === "path" },
  {
    word: "only reported",
    filter: "treatment = report",
    is: (drift) => drift.treatment === "report",
  },
  { word: "unknown LSPs", filter: "class = unknown", is: (drift) => drift.class === "unknown" },
];
const COLUMNS: readonly Column<Drift>[] = [
  {
    key: "policy",
    title: "Policy",
    width: 190,
    phone: 1,
    order: (drift) => drift.policy,
    cell: (drift) =>
      drift.policy === ""
        ? <span class="t3" title={drift.lsp}>{drift.lsp}</span>
        : <b style={{ fontWeight: 500 }}>{drift.policy}</b>,
  },
  {
    key: "router",
    title: "Router",
    width: 110,
    phone: 4,
    order: (drift) => drift.router,
    cell: (drift) => <span class="t2">{drift.router}</span>,
  },
  {
    key: "class",
    title: "What differs",
    width: 112,
    phone: 2,
    order: (drift) => drift.class,
    cell: (drift) => spaced(drift.class),
  },
  {
    key: "wanted",
    title: "Wanted",
    width: 170,
    cell: (drift) => <code>{drift.wanted}</code>,
  },
  {
    key: "reported",
    title: "Reported",
    width: 170,
    phone: 3,
    cell: (drift) => <code class="warn-c">{drift.reported}</code>,
  },
  {
    key: "action",
    title: "What Cairn does",
    cell: (drift) => <span class="t2" title={drift.action}>{drift.action}</span>,
  },
  {
    key: "since",
    title: "For",
    width: 68,
    right: true,
    order: (drift) => microsOr(drift.since),
    cell: (drift) => <span class="t2">{age(microsOr(drift.since), now.value)}</span>,
  },
];

export function DriftPage(): JSX.Element {
  need("drift");
  return (
    <ListPage
      title="Drift"
      one="difference"
      many="differences"
      collection={store.drift}
      columns={COLUMNS}
      fields={FIELDS}
      usual={(a, b) => compareNames(a.router, b.router) || Number(a.id) - Number(b.id)}
      chips={CHIPS}
      placeholder="class = path AND router = paris"
      onOpen={(drift) => drift.policy !== "" && go(href(["policies", drift.policy]))}
      empty={<p>Every router reports its LSPs as they are wanted.</p>}
    />
  );
}

/** On the page of a policy; nothing where nothing drifts. */
export function PolicyDrift({ name }: { name: string }): JSX.Element | null {
  need("drift");
  const rows = store.drift.all.value.filter((drift) => drift.policy === name);
  if (rows.length === 0) return null;
  return (
    <Panel title="Drift" more={<a class="link" href={href("drift")}>all</a>}>
      <ul class="drift">
        {rows.map((drift) => (
          <li key={drift.id}>
            <p>
              <Mark tone="warn" size={9} /> <b>{spaced(drift.class)}</b>: wanted{" "}
              <code>{drift.wanted}</code>, {drift.router} reports{" "}
              <code class="warn-c">{drift.reported}</code>{" "}
              <span class="t3">for {age(microsOr(drift.since), now.value)}</span>
            </p>
            <p class="consequence">{drift.action}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
