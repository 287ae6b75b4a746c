/** All LSPs as routers report them, ours or not. */
import type { JSX } from "preact";
import type { Lsp } from "../../src/gen/cairn/v1/lsp_pb.ts";
import { age, spaced } from "../parts/format.ts";
import { Arrow } from "../parts/icon.tsx";
import { Labels, PlainLabels } from "../parts/labels.tsx";
import { LspExtras } from "../parts/lsp_extras.tsx";
import { Mark, Tag } from "../parts/mark.tsx";
import { type Column, compareNames } from "../parts/table.tsx";
import { now } from "../state/clock.ts";
import type { Fields } from "../state/filter.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { microsOr } from "../state/time.ts";
import { lspTone } from "../state/verdict.ts";
import { ListPage, type QuickChip } from "./list_page.tsx";
import { Head } from "./map.tsx";

const TONES: Readonly<Record<string, number>> = { bad: 0, warn: 1, info: 2, ok: 3 };

const COLUMNS: readonly Column<Lsp>[] = [
  {
    key: "state",
    title: "State",
    width: 106,
    phone: 1,
    order: (lsp) => TONES[lspTone(lsp.operState)] ?? 9,
    cell: (lsp) => (
      <>
        <Mark tone={lsp.stale ? "stale" : lspTone(lsp.operState)} />{" "}
        <span class="t2">{lsp.stale ? "stale" : spaced(lsp.operState)}</span>
      </>
    ),
  },
  {
    key: "name",
    title: "Symbolic path name",
    phone: 2,
    order: (lsp) => lsp.symbolicPathName,
    cell: (lsp) => <b style={{ fontWeight: 500 }}>{lsp.symbolicPathName}</b>,
  },
  {
    key: "router",
    title: "Router",
    width: 120,
    phone: 4,
    order: (lsp) => lsp.router,
    cell: (lsp) => <span class="t2">{lsp.router}</span>,
  },
  {
    key: "plspId",
    title: "PLSP-ID",
    width: 76,
    right: true,
    wide: true,
    order: (lsp) => lsp.plspId,
    cell: (lsp) => lsp.plspId,
  },
  {
    key: "ownership",
    title: "Whose",
    width: 112,
    order: (lsp) => lsp.ownership,
    cell: (lsp) => <span class={lsp.ownership === "ours" ? "t2" : ""}>{spaced(lsp.ownership)}
    </span>,
  },
  {
    key: "color",
    title: "Colour",
    width: 70,
    right: true,
    order: (lsp) => lsp.color ?? -1,
    cell: (lsp) => lsp.color ?? <span class="t3">–</span>,
  },
  {
    key: "setup",
    title: "Setup",
    width: 84,
    order: (lsp) => lsp.setupType,
    cell: (lsp) => <span class="t2">{lsp.setupType}</span>,
  },
  {
    key: "labels",
    title: "Labels",
    phone: 3,
    order: (lsp) => lsp.labels.length,
    cell: (lsp) => <PlainLabels labels={lsp.labels} />,
  },
  {
    key: "reported",
    title: "Reported",
    width: 84,
    right: true,
    order: (lsp) => -microsOr(lsp.reportedAt),
    cell: (lsp) => <span class="t2">{age(microsOr(lsp.reportedAt), now.value)}</span>,
  },
];

const FIELDS: Fields<Lsp> = {
  id: (lsp) => lsp.id,
  symbolicPathName: (lsp) => lsp.symbolicPathName,
  router: (lsp) => lsp.router,
  operState: (lsp) => lsp.operState,
  ownership: (lsp) => lsp.ownership,
  holder: (lsp) => lsp.holder,
  knownBy: (lsp) => lsp.knownBy,
  delegated: (lsp) => lsp.delegated,
  createdBy: (lsp) => lsp.createdBy,
  setupType: (lsp) => lsp.setupType,
  destination: (lsp) => lsp.destination,
  color: (lsp) => lsp.color,
  policy: (lsp) => lsp.policy,
  labels: (lsp) => lsp.labels.map(String),
  bindingSids: (lsp) => lsp.bindingSids,
  stale: (lsp) => lsp.stale,
};

const CHIPS: readonly QuickChip<Lsp>[] = [
  { word: "down", tone: "bad", filter: "operState = down", is: (lsp) => lsp.operState === "down" },
  { word: "stale", tone: "stale", filter: "stale = true", is: (lsp) => lsp.stale },
  {
    word: "orphan",
    tone: "warn",
    filter: "ownership = orphan",
    is: (lsp) => lsp.ownership === "orphan",
  },
  {
    word: "held elsewhere",
    filter: "ownership = heldElsewhere",
    is: (lsp) => lsp.ownership === "heldElsewhere",
  },
  { word: "not ours", filter: "ownership = foreign", is: (lsp) => lsp.ownership === "foreign" },
];

export function LspsPage(): JSX.Element {
  need("lsp");
  return (
    <ListPage
      title="LSPs reported"
      one="LSP"
      many="LSPs"
      collection={store.lsp}
      columns={COLUMNS}
      fields={FIELDS}
      usual={(a, b) =>
        (TONES[lspTone(a.operState)] ?? 9) - (TONES[lspTone(b.operState)] ?? 9) ||
        compareNames(a.router, b.router) || compareNames(a.symbolicPathName, b.symbolicPathName)}
      chips={CHIPS}
      placeholder="ownership != ours AND router = paris"
      rowClass={(lsp) => lsp.operState === "down" ? "bad-row" : ""}
      onOpen={(lsp) => lsp.policy !== undefined && go(href(["policies", lsp.policy]))}
      inspector={(lsp, close) => <LspInspector lsp={lsp} close={close} />}
      empty={<p>Routers report their LSPs when a stateful PCEP session is up.</p>}
    />
  );
}

function LspInspector({ lsp, close }: { lsp: Lsp; close: () => void }): JSX.Element {
  return (
    <>
      <Head
        title={lsp.symbolicPathName}
        under={`on ${lsp.router}, PLSP-ID ${lsp.plspId}`}
        onClose={close}
      />
      <div class="inspector-actions">
        {lsp.policy !== undefined && (
          <a class="button small" href={href(["policies", lsp.policy])}>Policy</a>
        )}
        {lsp.session !== "" && (
          <a class="button small" href={href(["sessions", lsp.session])}>Session</a>
        )}
      </div>
      <section>
        <p>
          <Tag tone={lspTone(lsp.operState)}>{spaced(lsp.operState)}</Tag>{" "}
          <span class="t2">reported {age(microsOr(lsp.reportedAt), now.value)} ago</span>
        </p>
      </section>
      <section>
        <h3>
          Path <span>{lsp.setupType}</span>
        </h3>
        <p>
          <Labels labels={lsp.labels} />
        </p>
        <p class="t2">{lsp.hops.join(", ")}</p>
      </section>
      <section>
        <dl class="pairs">
          <dt>From, to</dt>
          <dd>
            <code>{lsp.source}</code>
            <Arrow />
            <code>{lsp.destination}</code>
          </dd>
          <dt>Whose</dt>
          <dd>{spaced(lsp.ownership)}, held by {lsp.holder}</dd>
          {lsp.knownBy !== undefined && (
            <>
              <dt>Known to</dt>
              <dd>{lsp.knownBy}, who said that it is as it should be</dd>
            </>
          )}
          {lsp.ifCairnDies !== "" && (
            <>
              <dt>If Cairn dies</dt>
              <dd>{lsp.ifCairnDies}</dd>
            </>
          )}
          <dt>Created by</dt>
          <dd>{lsp.createdBy}</dd>
          <dt>Delegated</dt>
          <dd>{lsp.delegated ? "yes, to Cairn" : "no"}</dd>
          <dt>Admin</dt>
          <dd>{lsp.adminUp ? "up" : "down"}</dd>
          {lsp.color !== undefined && (
            <>
              <dt>Colour</dt>
              <dd>{lsp.color}</dd>
            </>
          )}
          {lsp.preference !== undefined && (
            <>
              <dt>Preference</dt>
              <dd>{lsp.preference}</dd>
            </>
          )}
          {lsp.bindingSids.length > 0 && (
            <>
              <dt>Binding SID</dt>
              <dd>
                <code>{lsp.bindingSids.join(", ")}</code>
              </dd>
            </>
          )}
          {lsp.errorCode !== undefined && (
            <>
              <dt>Error</dt>
              <dd class="bad-c">{lsp.errorCode}</dd>
            </>
          )}
        </dl>
      </section>
      <LspExtras lsp={lsp} />
    </>
  );
}
