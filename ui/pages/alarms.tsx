/// <reference lib="dom" />
/** Alarms, one a cause: what holds now first, then what is over; acknowledged and shelved beside the table. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Alarm } from "../../src/gen/cairn/v1/event_pb.ts";
import { age, capital, clockTime, count, fullTime, spaced } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Mark, Tag, type Tone } from "../parts/mark.tsx";
import type { Column } from "../parts/table.tsx";
import { acknowledge, shelve, unacknowledge, unshelve, whyNot } from "../state/actions.ts";
import { pageOf } from "../state/attention.ts";
import { now } from "../state/clock.ts";
import type { Fields } from "../state/filter.ts";
import { href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { micros, microsOr } from "../state/time.ts";
import { alarmTone } from "../state/verdict.ts";
import { ListPage, type QuickChip } from "./list_page.tsx";
import { Head } from "./map.tsx";

const FIELDS: Fields<Alarm> = {
  id: (alarm) => alarm.id,
  severity: (alarm) => alarm.severity,
  state: (alarm) => alarm.state,
  kind: (alarm) => alarm.kind,
  subject: (alarm) => alarm.subject,
  text: (alarm) => alarm.text,
  affected: (alarm) => alarm.affected,
  affectedCount: (alarm) => alarm.affectedCount,
  raisedCount: (alarm) => alarm.raisedCount,
  acknowledgedBy: (alarm) => alarm.acknowledgedBy,
  shelvedBy: (alarm) => alarm.shelvedBy,
};
const STATES = ["active", "acknowledged", "shelved", "cleared"];
const WEIGHTS = ["critical", "major", "minor", "warning"];
const toneOf = (alarm: Alarm): Tone =>
  alarm.state === "cleared"
    ? "stale"
    : alarm.state === "shelved"
    ? "info"
    : alarmTone(alarm.severity);

const CHIPS: readonly QuickChip<Alarm>[] = [
  {
    word: "active",
    tone: "bad",
    filter: "state = active",
    is: (alarm) => alarm.state === "active",
  },
  {
    word: "acknowledged",
    filter: "state = acknowledged",
    is: (alarm) => alarm.state === "acknowledged",
  },
  { word: "shelved", filter: "state = shelved", is: (alarm) => alarm.state === "shelved" },
  { word: "cleared", filter: "state = cleared", is: (alarm) => alarm.state === "cleared" },
];

const COLUMNS: readonly Column<Alarm>[] = [
  {
    key: "severity",
    title: "Severity",
    width: 104,
    phone: 1,
    order: (alarm) => WEIGHTS.indexOf(alarm.severity),
    cell: (alarm) => (
      <>
        <Mark tone={toneOf(alarm)} /> <span class="t2">{alarm.severity}</span>
      </>
    ),
  },
  {
    key: "state",
    title: "State",
    width: 118,
    phone: 3,
    order: (alarm) => STATES.indexOf(alarm.state),
    cell: (alarm) => <span class={alarm.state === "active" ? "" : "t3"}>{alarm.state}</span>,
  },
  {
    key: "text",
    title: "What is wrong",
    phone: 2,
    order: (alarm) => alarm.text,
    cell: (alarm) => (
      <b style={{ fontWeight: 500 }} class={alarm.active ? "" : "t3"} title={alarm.text}>
        {alarm.text}
      </b>
    ),
  },
  {
    key: "subject",
    title: "Cause",
    width: 190,
    wide: true,
    order: (alarm) => alarm.subject,
    cell: (alarm) => <span class="t2">{alarm.subject}</span>,
  },
  {
    key: "affected",
    title: "Policies",
    width: 76,
    right: true,
    order: (alarm) => alarm.affectedCount,
    cell: (alarm) => alarm.affectedCount > 0 ? count(alarm.affectedCount) : "",
  },
  {
    key: "times",
    title: "Times",
    width: 64,
    right: true,
    wide: true,
    order: (alarm) => alarm.raisedCount,
    cell: (alarm) => alarm.raisedCount > 1 ? count(alarm.raisedCount) : "",
  },
  {
    key: "raised",
    title: "Raised, UTC",
    width: 128,
    wide: true,
    order: (alarm) => microsOr(alarm.raisedAt),
    cell: (alarm) => (
      <time class="mono t3" title={fullTime(microsOr(alarm.raisedAt))}>
        {clockTime(microsOr(alarm.raisedAt), now.value)}
      </time>
    ),
  },
  {
    key: "age",
    title: "For",
    width: 72,
    right: true,
    phone: 4,
    cell: (alarm) => {
      const end = micros(alarm.clearedAt) ?? now.value;
      return <span class="t2">{age(microsOr(alarm.raisedAt), end)}</span>;
    },
  },
];

export function AlarmsPage(): JSX.Element {
  need("alarm", "link", "router");
  return (
    <ListPage
      title="Alarms"
      one="alarm"
      many="alarms"
      collection={store.alarm}
      columns={COLUMNS}
      fields={FIELDS}
      usual={(a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        (a.active ? WEIGHTS.indexOf(a.severity) - WEIGHTS.indexOf(b.severity) : 0) ||
        Number(b.id) - Number(a.id)}
      chips={CHIPS}
      placeholder="state = active AND severity = major"
      inspector={(alarm, close) => <AlarmInspector key={alarm.id} alarm={alarm} close={close} />}
      empty={<p>Nothing is wrong, and nothing was.</p>}
    />
  );
}

function AlarmInspector({ alarm, close }: { alarm: Alarm; close: () => void }): JSX.Element {
  const cause = pageOf(alarm.subject);
  const quiet = micros(alarm.quietSince);
  return (
    <>
      <Head title={spaced(alarm.kind)} under={alarm.subject} onClose={close} />
      {cause !== undefined && (
        <div class="inspector-actions">
          <a class="button small" href={cause}>{capital(alarm.subject.split(" ")[0] ?? "")}</a>
        </div>
      )}
      <section>
        <p>
          <Tag tone={toneOf(alarm)}>{alarm.severity}</Tag> <span class="t2">{alarm.state}</span>
        </p>
        <p>{alarm.text}</p>
        {quiet !== undefined && (
          <p class="t2">
            It comes and goes: quiet for {age(quiet, now.value)}, cleared after a minute.
          </p>
        )}
      </section>
      {alarm.affected.length > 0 && <Affected alarm={alarm} />}
      <section>
        <dl class="pairs">
          <dt>Raised</dt>
          <dd>{fullTime(microsOr(alarm.raisedAt))}</dd>
          {alarm.raisedCount > 1 && (
            <>
              <dt>Last raised</dt>
              <dd>{fullTime(microsOr(alarm.lastRaisedAt))}, {count(alarm.raisedCount)} times</dd>
            </>
          )}
          {alarm.clearedAt !== undefined && (
            <>
              <dt>Cleared</dt>
              <dd>{fullTime(microsOr(alarm.clearedAt))}</dd>
            </>
          )}
          {alarm.acknowledgedBy !== undefined && (
            <>
              <dt>Acknowledged</dt>
              <dd>{said(alarm.acknowledgedBy, alarm.acknowledgedReason)}</dd>
            </>
          )}
          {alarm.shelvedBy !== undefined && (
            <>
              <dt>Shelved</dt>
              <dd>
                {said(alarm.shelvedBy, alarm.shelvedReason)}
                {alarm.shelvedUntil !== undefined &&
                  `, until ${fullTime(microsOr(alarm.shelvedUntil))}`}
              </dd>
            </>
          )}
        </dl>
      </section>
      <Handling alarm={alarm} />
    </>
  );
}

const said = (by: string, why: string | undefined): string =>
  why === undefined || why === "" ? by : `${by}: ${why}`;

function Affected({ alarm }: { alarm: Alarm }): JSX.Element {
  const more = alarm.affectedCount - alarm.affected.length;
  return (
    <section>
      <h3>
        Policies <span>{count(alarm.affectedCount)}</span>
      </h3>
      <p>
        {alarm.affected.map((name, i) => (
          <>
            {i > 0 && ", "}
            <a class="link inline" href={href(["policies", name])}>{name}</a>
          </>
        ))}
        {more > 0 && <span class="t3">{` and ${count(more)} more`}</span>}
      </p>
    </section>
  );
}

/** Who looks after it, and for how long it need not be seen. */
function Handling({ alarm }: { alarm: Alarm }): JSX.Element {
  const [reason, setReason] = useState("");
  const off = whyNot.value;
  const button = (word: string, title: string, act: () => Promise<boolean>) => (
    <button
      type="button"
      class="button small"
      disabled={off !== undefined}
      title={off ?? title}
      onClick={() => void act().then((done) => done && setReason(""))}
    >
      {word}
    </button>
  );
  const shelf = (word: string, seconds: number) =>
    button(word, `Out of sight for ${word}`, () => shelve(alarm.id, reason, seconds));
  return (
    <section class="handling">
      <label class="field">
        <span>Why, for others</span>
        <input
          type="text"
          value={reason}
          placeholder="the carrier knows, ticket 4711"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="inspector-actions">
        {alarm.acknowledgedBy === undefined
          ? alarm.active && button(
            "Acknowledge",
            "Somebody looks after it",
            () => acknowledge(alarm.id, reason),
          )
          : button("Not acknowledged", "Nobody looks after it", () => unacknowledge(alarm.id))}
        {alarm.shelvedBy !== undefined &&
          button("Off the shelf", "Back among the others", () => unshelve(alarm.id))}
      </div>
      {alarm.shelvedBy === undefined && (
        <div class="inspector-actions">
          <span class="t2">
            <Icon name="pause" size={14} /> Shelve for
          </span>
          {shelf("1 h", 3600)}
          {shelf("8 h", 8 * 3600)}
          {shelf("7 d", 7 * 86400)}
        </div>
      )}
    </section>
  );
}
