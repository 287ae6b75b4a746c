/** What few networks tell of a router or link: a section each, and none where nothing is told. */
import type { ComponentChildren, JSX } from "preact";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type {
  EndXSid,
  FlexAlgorithm,
  SidDepth,
  Srv6Sid,
} from "../../src/gen/cairn/v1/segment_routing_pb.ts";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { count, delay, plural, rate, spaced, text } from "./format.ts";
import { notUsed, protocolWords } from "./topology_words.ts";

/** `more`: what is left out of a long list. */
function Listed<T>(
  { title, note, rows, most = 24, children }: {
    title: string;
    note?: string;
    rows: readonly T[];
    most?: number;
    children: (row: T) => ComponentChildren;
  },
): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>
        {title} <span>{note ?? count(rows.length)}</span>
      </h3>
      <ul>
        {rows.slice(0, most).map((row, i) => <li key={i}>{children(row)}</li>)}
        {rows.length > most && <li class="t3">and {count(rows.length - most)} more</li>}
      </ul>
    </section>
  );
}

const words = (parts: readonly (string | false | undefined)[]): JSX.Element => (
  <span class="t3">{parts.filter((part) => part).join(", ")}</span>
);
const depthWords = (depths: readonly SidDepth[]): string =>
  depths.map(({ name, value }) => `${spaced(name)} ${value}`).join(", ");

export function RouterRareFacts({ router }: { router: Router }): JSX.Element {
  return (
    <>
      <Listed title="Odd" rows={router.oddities}>{(sentence) => sentence}</Listed>
      {router.depths.length > 0 && (
        <section>
          <h3>Depths</h3>
          <p>{depthWords(router.depths)}</p>
        </section>
      )}
      <Listed title="Flexible algorithms" rows={router.flexAlgorithms}>
        {(one) => (
          <>
            <code>{one.algorithm}</code> {words(algorithmWords(one))}
          </>
        )}
      </Listed>
      <Listed title="SRv6 locators" rows={router.locators}>
        {(one) => (
          <>
            <code>{one.prefix}</code> {words([
              one.algorithm !== 0 && `algorithm ${one.algorithm}`,
              one.structure && `block ${one.structure.block}, node ${one.structure.node}`,
            ])}
          </>
        )}
      </Listed>
      <Listed title="SRv6 SIDs" rows={router.srv6Sids}>
        {(one) => (
          <>
            <code>{one.sid}</code> {words(sidWords(one))}
          </>
        )}
      </Listed>
      <Listed title="Candidate paths it tells of" rows={router.candidatePaths}>
        {(one) => (
          <>
            <code>{one.color}</code> to {one.endpoint} {words([
              one.policyName || one.pathName,
              `by ${one.origin}`,
              one.preference !== undefined && `preference ${one.preference}`,
              ...one.state.map(spaced),
              one.stale && "stale",
            ])}
          </>
        )}
      </Listed>
    </>
  );
}

function algorithmWords(one: FlexAlgorithm): readonly (string | false)[] {
  return [
    protocolWords(one),
    !one.participates && "only defines it",
    one.definedBy === ""
      ? "nobody defines it"
      : `${METRICS[one.metricType] ?? one.metricType} as ${one.definedBy} says`,
    one.excludeAny.length > 0 && `without affinity ${one.excludeAny.join(" ")}`,
    one.includeAny.length > 0 && `any of ${one.includeAny.join(" ")}`,
    one.includeAll.length > 0 && `all of ${one.includeAll.join(" ")}`,
    one.excludeSrlgs.length > 0 && `without SRLG ${one.excludeSrlgs.join(" ")}`,
    one.unsupported && "not told in full",
    one.otherDefinitions > 0 && `${plural(one.otherDefinitions, "other definition")} lost`,
    plural(one.participants, "router"),
  ];
}
const METRICS: Readonly<Record<string, string>> = { igp: "IGP metric", te: "TE metric" };
const sidWords = (one: Srv6Sid): readonly (string | false)[] => [
  one.behaviorName,
  one.algorithm !== 0 && `algorithm ${one.algorithm}`,
  one.peerAsn !== undefined && `to AS ${one.peerAsn} ${one.peerRouterId ?? ""}`,
  one.stale && "stale",
];
const endXWords = (one: EndXSid): readonly (string | false)[] => [
  one.behaviorName,
  one.algorithm !== 0 && `algorithm ${one.algorithm}`,
  one.backup ? "protected" : "not protected",
  one.set && "shared",
];

/** Of one direction. */
export function LinkRareFacts({ link }: { link: Link }): JSX.Element {
  const flex = link.flexAlgorithm;
  return (
    <>
      <Listed title="Peer SIDs" note={`of ${link.from}`} rows={link.peerSids}>
        {(one) => (
          <>
            <code>{one.label ?? `index ${one.index ?? "?"}`}</code>{" "}
            {words([one.role, one.backup && "protected", one.weight > 0 && `weight ${one.weight}`])}
          </>
        )}
      </Listed>
      <Listed title="End.X SIDs" note={`of ${link.from}`} rows={link.endXSids}>
        {(one) => (
          <>
            <code>{one.sid}</code> {words(endXWords(one))}
          </>
        )}
      </Listed>
      <Listed title="Bundle members" rows={link.bundleMembers}>
        {(one) => (
          <>
            <code>{one.descriptor}</code> {words([
              one.capacityBps !== undefined && text(rate(one.capacityBps)),
              one.delayMicroseconds !== undefined && text(delay(one.delayMicroseconds)),
              one.adjacencySids.length > 0 && `SID ${one.adjacencySids.join(" ")}`,
            ])}
          </>
        )}
      </Listed>
      {flex !== undefined && (
        <section>
          <h3>For flexible algorithms</h3>
          <p>
            {words([
              flex.teMetric !== undefined && `TE metric ${flex.teMetric}`,
              flex.delayMicroseconds !== undefined &&
              `delay ${text(delay(flex.delayMicroseconds))}`,
              flex.adminGroups.length > 0 && `affinity ${flex.adminGroups.join(" ")}`,
              flex.srlgs.length > 0 && `SRLG ${flex.srlgs.join(" ")}`,
            ])}
          </p>
        </section>
      )}
    </>
  );
}

/** Further lines of the table of a link, both directions beside each other. */
export const RARE_ROWS: readonly (readonly [string, (link: Link) => ComponentChildren])[] = [
  ["Told by", protocolWords],
  ["Topologies", (link) => link.topologyIds.some((id) => id > 0) && link.topologyIds.join(", ")],
  ["Not used", (link) => link.unusable && notUsed(link.unusable)],
  ["Name there", (link) => link.interfaceName],
  ["Shutdown", (link) => link.gracefulShutdown && "graceful, used last"],
  [
    "Anomalous",
    (link) =>
      [link.delayAnomalous && "delay", link.lossAnomalous && "loss"].filter((word) => word)
        .join(", "),
  ],
  ["Imposes", (link) => link.msd !== undefined && plural(link.msd, "label")],
  ["Depths", (link) => depthWords(link.depths)],
  ["Protection", (link) => link.protection.map(spaced).join(", ")],
  ["Residual", (link) => link.residualBps !== undefined && text(rate(link.residualBps))],
  ["Available", (link) => link.availableBps !== undefined && text(rate(link.availableBps))],
];
