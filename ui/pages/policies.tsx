/// <reference lib="dom" />
/** All policies: worst first, then the newest change; each row with its four stones, its path and its reason. */
import type { JSX } from "preact";
import type { Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { age, delay, rate } from "../parts/format.ts";
import { Arrow, Icon } from "../parts/icon.tsx";
import { boundsOf } from "../parts/intent_words.ts";
import { PlainLabels } from "../parts/labels.tsx";
import { Mark } from "../parts/mark.tsx";
import { SmallMetro } from "../parts/metro.tsx";
import { Value } from "../parts/panel.tsx";
import { Stones } from "../parts/stones.tsx";
import { type Column, compareNames } from "../parts/table.tsx";
import { now } from "../state/clock.ts";
import type { Fields } from "../state/filter.ts";
import { useKeys } from "../state/keys.ts";
import { go, href, query } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { microsOr } from "../state/time.ts";
import {
  fourOf,
  mainPath,
  policyTone,
  SEVERITY,
  stateWord,
  verdictText,
} from "../state/verdict.ts";
import { ListPage, type QuickChip } from "./list_page.tsx";

const labelsOf = (policy: Policy): readonly (number | string)[] =>
  mainPath(policy)?.computed?.segments.map((segment) => segment.sid ?? segment.label) ?? [];
const delayOf = (policy: Policy): number | undefined =>
  mainPath(policy)?.computed?.delayMicroseconds;

const COLUMNS: readonly Column<Policy>[] = [
  {
    key: "state",
    title: "State",
    width: 108,
    phone: 1,
    order: (policy) => SEVERITY[policy.state] ?? 9,
    cell: (policy) => (
      <>
        <Mark tone={policyTone(policy)} word={stateWord(policy.state)} />
        <Stones four={fourOf(mainPath(policy))} />
      </>
    ),
  },
  {
    key: "name",
    title: "Name",
    phone: 2,
    order: (policy) => policy.name,
    cell: (policy) => (
      <a class="plain-link" href={href(["policies", policy.name])}>
        <b style={{ fontWeight: 500 }}>{policy.name}</b>
      </a>
    ),
  },
  {
    key: "headend",
    title: "From and to",
    width: 196,
    order: (policy) => `${policy.headend} ${policy.endpoint}`,
    cell: (policy) => (
      <span class="t2">
        {policy.headend}
        <Arrow />
        {policy.endpoint}
      </span>
    ),
  },
  {
    key: "color",
    title: "Colour",
    width: 70,
    right: true,
    wide: true,
    order: (policy) => policy.color,
    cell: (policy) => policy.color,
  },
  {
    key: "path",
    title: "Path",
    width: 118,
    order: (policy) => mainPath(policy)?.computed?.hops ?? 99,
    cell: (policy) => {
      const computed = mainPath(policy)?.computed;
      return computed?.ok === true
        ? <SmallMetro routers={computed.routers} segments={computed.segments} width={98} />
        : <span class="t3">none</span>;
    },
  },
  {
    key: "labels",
    title: "Labels",
    width: 190,
    wide: true,
    order: (policy) => labelsOf(policy).length,
    cell: (policy) => <PlainLabels labels={labelsOf(policy)} />,
  },
  {
    key: "delay",
    title: "Delay",
    width: 158,
    right: true,
    phone: 3,
    order: (policy) => delayOf(policy) ?? Infinity,
    cell: (policy) => <DelayOfBound policy={policy} />,
  },
  {
    key: "bandwidth",
    title: "Bandwidth",
    width: 92,
    right: true,
    order: (policy) => policy.intent?.bandwidthBps ?? 0,
    cell: (policy) => {
      const asked = policy.intent?.bandwidthBps ?? 0;
      return asked > 0 ? <Value of={rate(asked)} /> : <span class="t3">–</span>;
    },
  },
  {
    key: "changed",
    title: "Since",
    width: 76,
    right: true,
    order: (policy) => -microsOr(policy.since),
    cell: (policy) => <span class="t2">{age(microsOr(policy.since), now.value)}</span>,
  },
  {
    key: "why",
    title: "Why so",
    phone: 4,
    cell: (policy) => {
      const tone = policyTone(policy);
      return (
        <span class={tone === "bad" ? "bad-c" : tone === "warn" ? "warn-c" : "t2"}>
          {verdictText(policy)}
        </span>
      );
    },
  },
];

function DelayOfBound({ policy }: { policy: Policy }): JSX.Element {
  const found = delayOf(policy);
  const bound = boundsOf(policy)?.delayMicroseconds;
  if (bound === undefined) {
    return found === undefined ? <span class="t3">–</span> : <Value of={delay(found)} />;
  }
  const part = found === undefined ? 0 : found / bound;
  return (
    <>
      {found === undefined ? "–" : delay(found).number}
      <span class="unit">of {delay(bound).number} ms</span>
      <span class="bar-of" aria-hidden="true">
        <i class={part > 0.9 ? "high" : ""} style={{ width: `${Math.min(100, part * 100)}%` }} />
      </span>
    </>
  );
}

const FIELDS: Fields<Policy> = {
  name: (policy) => policy.name,
  headend: (policy) => policy.headend,
  endpoint: (policy) => policy.endpoint,
  color: (policy) => policy.color,
  state: (policy) => policy.state,
  origin: (policy) => policy.origin,
  mesh: (policy) => policy.mesh,
  delay: delayOf,
  bandwidth: (policy) => policy.intent?.bandwidthBps,
  hops: (policy) => mainPath(policy)?.computed?.hops,
  labels: (policy) => labelsOf(policy).map(String),
  router: (policy) => mainPath(policy)?.computed?.routers,
  link: (policy) => mainPath(policy)?.computed?.crossed,
  verdict: (policy) => policy.verdict,
  moves: (policy) => policy.moves,
};

const CHIPS: readonly QuickChip<Policy>[] = [
  {
    word: "without a path",
    tone: "bad",
    filter: "state = noPath",
    is: (p) => p.state === "noPath",
  },
  { word: "down", tone: "bad", filter: "state = down", is: (p) => p.state === "down" },
  { word: "refused", tone: "bad", filter: "state = failed", is: (p) => p.state === "failed" },
  { word: "mismatch", tone: "warn", filter: "state = mismatch", is: (p) => p.state === "mismatch" },
  { word: "conflict", tone: "warn", filter: "state = conflict", is: (p) => p.state === "conflict" },
  { word: "waiting", filter: "state = waiting", is: (p) => p.state === "waiting" },
  { word: "held", filter: "state = held", is: (p) => p.state === "held" },
];

export function PoliciesPage(): JSX.Element {
  need("policy", "alarm");
  const selected = query.value.get("sel");
  useKeys({
    v: () => selected !== null && go(href("map", { policy: selected })),
    n: () => go(href("paths")),
  });
  return (
    <ListPage
      title="Policies"
      one="policy"
      many="policies"
      collection={store.policy}
      columns={COLUMNS}
      fields={FIELDS}
      usual={(a, b) =>
        (SEVERITY[a.state] ?? 9) - (SEVERITY[b.state] ?? 9) ||
        microsOr(b.since) - microsOr(a.since) ||
        compareNames(a.name, b.name)}
      chips={CHIPS}
      placeholder="state != up AND headend = paris AND delay > 10ms"
      rowClass={(policy) => policyTone(policy) === "bad" ? "bad-row" : ""}
      onOpen={(policy) => go(href(["policies", policy.name]))}
      actions={
        <a class="button primary" href={href("paths")}>
          <Icon name="plus" size={14} /> New policy <kbd>n</kbd>
        </a>
      }
      foot={
        <>
          <span class="stone-hint">
            <Stones
              four={{ wanted: "agrees", computed: "agrees", sent: "agrees", reported: "agrees" }}
            />{" "}
            wanted, computed, sent, reported
          </span>
          <span class="keys-hint">
            <kbd>v</kbd> on the map
          </span>
        </>
      }
      empty={
        <>
          <p>Find a path and keep it as a policy, or apply a document:</p>
          <pre>cairn apply -f policy.yaml</pre>
        </>
      }
    />
  );
}
