/** Intent, computed, sent, reported beside each other, with the time that passed between them; never one record. */
import type { ComponentChildren, JSX } from "preact";
import type { ComputedPath } from "../../src/gen/cairn/v1/path_pb.ts";
import type { CandidatePath, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { micros } from "../state/time.ts";
import { fourOf, type StoneState } from "../state/verdict.ts";
import { clockTime, count, delay, duration, fullTime, spaced, text } from "./format.ts";
import { Icon } from "./icon.tsx";
import { intentLines } from "./intent_words.ts";
import { Mark } from "./mark.tsx";
import { type Lists, PathLists } from "./path_lists.tsx";
import { Stone } from "./stones.tsx";

export function FourRecords(
  { policy, path, now, sessionHref }: {
    policy: Policy;
    path: CandidatePath | undefined;
    now: number;
    /** Where the messages of the headend are; undefined: it has no session. */
    sessionHref: string | undefined;
  },
): JSX.Element {
  const four = fourOf(path);
  const { computed, sent, reported } = path ?? {};
  return (
    <section class="records" aria-label="Intent, computed, sent, reported">
      <Record
        title="Intent"
        stone={four.wanted}
        at={micros(policy.intentAt)}
        now={now}
        under={`version ${policy.intentVersion}`}
      >
        <dl class="pairs">
          {intentLines(policy.intent).map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
        <footer>
          {policy.origin === "operator"
            ? policy.intentBy
            : policy.mesh === undefined
            ? `by the ${policy.origin}`
            : `mesh ${policy.mesh}`}
        </footer>
      </Record>
      <Gap />
      <Record
        title="Computed"
        stone={four.computed}
        at={micros(computed?.at)}
        now={now}
        tone={computed !== undefined && !computed.ok ? "bad" : undefined}
        under={computed === undefined
          ? "not yet"
          : `topology ${count(Number(computed.topologyVersion))}`}
      >
        {computed?.ok === false && <p class="record-word bad-c">No path</p>}
        {computed?.ok === true && (
          <>
            <PathLists path={listsOf(computed)} />
            <dl class="pairs">
              {computed.delayMicroseconds !== undefined && (
                <>
                  <dt>Delay</dt>
                  <dd>{text(delay(computed.delayMicroseconds))}</dd>
                </>
              )}
              {computed.igpMetric !== undefined && (
                <>
                  <dt>IGP</dt>
                  <dd>{count(computed.igpMetric)}</dd>
                </>
              )}
              <dt>Hops</dt>
              <dd>{computed.hops ?? computed.links.length}</dd>
            </dl>
          </>
        )}
        {computed?.ok === false && computed.remedy !== undefined && (
          <p class="t2">{computed.remedy}</p>
        )}
        <footer>
          {computed?.tookMicroseconds !== undefined &&
            `in ${text(duration(computed.tookMicroseconds))}`}
        </footer>
      </Record>
      <Gap from={micros(computed?.at)} to={micros(sent?.at)} />
      <Record
        title="Sent"
        stone={four.sent}
        at={micros(sent?.at)}
        now={now}
        tone={four.sent === "failed" ? "bad" : path?.held !== undefined ? "warn" : undefined}
        under={sent === undefined ? "nothing" : `${sent.message}, SRP ${count(sent.srpId)}`}
      >
        {path?.held !== undefined && <p class="warn-c">Held: {path.held}</p>}
        {sent === undefined ? null : (
          <>
            <PathLists
              path={sent}
              instead={computed?.ok === true && sent.hops.length === 0
                ? computed.segments.map((segment) => segment.label)
                : undefined}
            />
            <dl class="pairs">
              <dt>To</dt>
              <dd>
                {policy.headend} <span class="t3">{policy.headendAddress}</span>
              </dd>
              {sent.plspId !== undefined && (
                <>
                  <dt>PLSP-ID</dt>
                  <dd>{sent.plspId}</dd>
                </>
              )}
              <dt>Answer</dt>
              <dd class={four.sent === "failed" ? "bad-c" : ""}>{spaced(sent.outcome)}</dd>
              {sent.error !== undefined && (
                <>
                  <dt>Error</dt>
                  <dd class="bad-c">{sent.error}</dd>
                </>
              )}
            </dl>
          </>
        )}
        <footer>
          {sessionHref !== undefined && sent !== undefined && (
            <a class="link" href={sessionHref}>Message and bytes</a>
          )}
        </footer>
      </Record>
      <Gap from={micros(sent?.at)} to={micros(reported?.at)} />
      <Record
        title="Reported"
        stone={four.reported === "agrees" ? "same" : four.reported}
        at={micros(reported?.at)}
        now={now}
        tone={four.reported === "failed" ? "warn" : undefined}
        under={reported === undefined
          ? (four.reported === "waiting" ? "waiting" : "nothing")
          : "by PCRpt"}
      >
        {reported !== undefined && (
          <>
            <PathLists path={reported} instead={sent?.labels} />
            <dl class="pairs">
              <dt>State</dt>
              <dd>
                <Mark
                  tone={reported.operState === "up" || reported.operState === "active"
                    ? "ok"
                    : reported.operState === "down"
                    ? "bad"
                    : "info"}
                  size={8}
                />{" "}
                {spaced(reported.operState)}
              </dd>
              {reported.bindingSids.length > 0 && (
                <>
                  <dt>Binding SID</dt>
                  <dd>{reported.bindingSids.join(" ")}</dd>
                </>
              )}
              {reported.stale && (
                <>
                  <dt>Heard</dt>
                  <dd class="warn-c">not since {clockTime(micros(reported.at) ?? 0, now)}</dd>
                </>
              )}
            </dl>
          </>
        )}
        <footer>
          {reported !== undefined && !reported.stale && sent !== undefined && (reported.same
            ? (
              <span class="ok-c">
                <Icon name="check" size={13} /> same as sent
              </span>
            )
            : <span class="warn-c">not what was sent</span>)}
        </footer>
      </Record>
    </section>
  );
}

/** Of what was computed: the valid ones, or the far addresses of strict hops. */
function listsOf({ segments, lists }: ComputedPath): Lists {
  const labels = segments.map((segment) => segment.label);
  const strict = segments.some(({ type }) => type === "hop");
  return {
    labels,
    lists: lists.filter(({ ok }) => ok).map((list) => ({
      weight: list.weight,
      labels: list.segments.map((segment) => segment.label),
    })),
    hops: strict
      ? segments.map((segment) => segment.remoteAddress ?? "")
      : segments.flatMap((segment) => segment.sid ?? []),
  };
}

function Record(
  { title, stone, at, now, under, tone, children }: {
    title: string;
    stone: StoneState;
    at: number | undefined;
    now: number;
    under: string;
    tone?: "bad" | "warn" | undefined;
    children: ComponentChildren;
  },
): JSX.Element {
  return (
    <div class={`record ${tone ?? ""}`}>
      <header>
        <h3>
          <Stone state={stone} /> {title}
        </h3>
        {at !== undefined && (
          <time class="mono" title={fullTime(at)}>{clockTime(at, now, true)}</time>
        )}
      </header>
      <p class="t3 record-under">{under}</p>
      {children}
    </div>
  );
}

function Gap({ from, to }: { from?: number | undefined; to?: number | undefined }): JSX.Element {
  const took = from === undefined || to === undefined || to <= from ? undefined : to - from;
  return (
    <div class="record-gap">
      {took !== undefined && took < 30e6 && <span>{text(duration(took))}</span>}
      <Icon name="arrow" />
    </div>
  );
}
