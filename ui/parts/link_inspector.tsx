/** Everything known of a link, both directions beside each other. */
import type { ComponentChildren, JSX } from "preact";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { loadOf } from "../state/load.ts";
import { micros } from "../state/time.ts";
import { linkTone } from "../state/verdict.ts";
import { age, count, delay, figures, rate, spaced } from "./format.ts";
import { Arrow } from "./icon.tsx";
import { Tag } from "./mark.tsx";
import { Value } from "./panel.tsx";
import { LinkRareFacts, RARE_ROWS } from "./rare_facts.tsx";

type Cell = (link: Link) => ComponentChildren;

const ROWS: readonly (readonly [string, Cell])[] = [
  ["IGP metric", (link) => link.igpMetric === undefined ? undefined : count(link.igpMetric)],
  ["TE metric", (link) => link.teMetric === undefined ? undefined : count(link.teMetric)],
  ["Delay", (link) => delayCell(link.delayMicroseconds)],
  ["Lowest delay", (link) => delayCell(link.delayMinimumMicroseconds)],
  ["Highest delay", (link) => delayCell(link.delayMaximumMicroseconds)],
  ["Variation", (link) => delayCell(link.delayVariationMicroseconds)],
  ["Loss", (link) => link.lossPercent === undefined ? undefined : `${figures(link.lossPercent)} %`],
  ["Load", (link) => {
    const load = loadOf(link);
    return load === undefined
      ? undefined
      : <Value of={{ number: figures(load * 100), unit: "%" }} />;
  }],
  [
    "Measured",
    (link) => link.utilisedBps === undefined ? undefined : <Value of={rate(link.utilisedBps)} />,
  ],
  [
    "Capacity",
    (link) => link.capacityBps === undefined ? undefined : <Value of={rate(link.capacityBps)} />,
  ],
  [
    "Reservable",
    (link) =>
      link.reservableBps === undefined ? undefined : <Value of={rate(link.reservableBps)} />,
  ],
  ["Address", (link) => <code>{link.localAddress || undefined}</code>],
  ["Interface", (link) => link.localInterfaceId],
  ["Affinities", (link) => link.affinities.join(", ") || undefined],
  ["SRLGs", (link) => link.srlgs.join(", ") || undefined],
  ["Policies across", (link) => count(link.policies.length)],
];

const delayCell = (value: number | undefined): ComponentChildren =>
  value === undefined ? undefined : <Value of={delay(value)} />;

export function LinkTable({ link, back }: { link: Link; back: Link | undefined }): JSX.Element {
  const directions = back === undefined ? [link] : [link, back];
  const rows = [...ROWS, ...RARE_ROWS].map(([name, cell]) =>
    [name, directions.map((one) => cell(one) || undefined)] as const
  ).filter(([, cells]) => cells.some((cell) => cell !== undefined));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <span class="sr">Attribute</span>
          </th>
          {directions.map((one) => (
            <th key={one.id} scope="col" class="right">
              {one.from}
              <Arrow />
              {one.to}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>State</td>
          {directions.map((one) => (
            <td key={one.id} class="right">
              <Tag tone={linkTone(one.state)}>{spaced(one.state)}</Tag>
            </td>
          ))}
        </tr>
        {rows.map(([name, cells]) => (
          <tr key={name}>
            <td>{name}</td>
            {cells.map((cell, i) => (
              <td key={i} class="right">{cell ?? <span class="t3">–</span>}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function LinkInspector(
  { link, back, now, hrefOfPolicy }: {
    link: Link;
    back: Link | undefined;
    now: number;
    hrefOfPolicy: (name: string) => string;
  },
): JSX.Element {
  const changed = micros(link.changedAt);
  const policies = [...new Set([...link.policies, ...back?.policies ?? []])];
  return (
    <>
      <LinkTable link={link} back={back} />
      <section>
        <h3>
          Adjacency SIDs <span>of {link.from}</span>
        </h3>
        {link.adjacencySids.length === 0
          ? (
            <p class="t3">
              {link.unusable === "external"
                ? "None: peer SIDs lead over it."
                : "None told; LinkFacts can add one."}
            </p>
          )
          : (
            <ul>
              {link.adjacencySids.map((sid) => (
                <li key={sid.label}>
                  <code>{sid.label}</code>{" "}
                  <span class="t3">
                    {[
                      sid.protected ? "protected" : "not protected",
                      sid.backup ? "backup" : "",
                      sid.operatorSet ? "set by operator" : "",
                    ].filter((word) => word !== "").join(", ")}
                  </span>
                </li>
              ))}
            </ul>
          )}
      </section>
      {(back === undefined ? [link] : [link, back]).map((one) => (
        <LinkRareFacts key={one.id} link={one} />
      ))}
      <section>
        <h3>
          Policies across it <span>{count(policies.length)}, both ways</span>
        </h3>
        <p class="list-links">
          {policies.slice(0, 24).map((name) => (
            <a key={name} class="link" href={hrefOfPolicy(name)}>{name}</a>
          ))}
          {policies.length > 24 && <span class="t3">and {count(policies.length - 24)} more</span>}
          {policies.length === 0 && <span class="t3">none</span>}
        </p>
      </section>
      <section>
        <dl class="pairs">
          <dt>Id</dt>
          <dd>
            <code>{link.id}</code>
          </dd>
          <dt>Told by</dt>
          <dd>{link.feeds.join(", ") || "nobody now"}</dd>
          {link.operatorSet.length > 0 && (
            <>
              <dt>Set by operator</dt>
              <dd>{link.operatorSet.map(spaced).join(", ")}</dd>
            </>
          )}
          {changed !== undefined && (
            <>
              <dt>Changed</dt>
              <dd>{age(changed, now)} ago</dd>
            </>
          )}
        </dl>
      </section>
    </>
  );
}
