/** A policy beside the map: its steps with the numbers of the pills, the candidates compared, why this path. */
import type { JSX } from "preact";
import type { CandidatePath, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { mainPath, policyTone, stateWord, verdictText } from "../state/verdict.ts";
import { delay, rate } from "./format.ts";
import { Notice, Value } from "./panel.tsx";
import { Tag } from "./mark.tsx";
import { wordsOf } from "./metro.tsx";
import { boundsOf } from "./intent_words.ts";
import { capital } from "./format.ts";

export function PolicyInspector({ policy }: { policy: Policy }): JSX.Element {
  const main = mainPath(policy);
  const others = policy.candidatePaths.filter((path) => path !== main);
  const computed = main?.computed;
  return (
    <>
      <section>
        <p>
          <Tag tone={policyTone(policy)}>{stateWord(policy.state)}</Tag>{" "}
          <span class="t2">{verdictText(policy)}</span>
        </p>
      </section>
      {main !== undefined && computed?.ok === true && (
        <section>
          <h3>
            <i class="swatch" /> {main.active ? "Active path" : "Preferred path"}
            <span>preference {main.preference}</span>
          </h3>
          <ol class="steps">
            {computed.segments.map((segment, i) => (
              <li key={i}>
                <b class="step-number">{i + 1}</b>
                <code>{segment.sid ?? segment.label}</code>
                <i class={segment.type === "adjacency" ? "swatch rail" : "swatch"} />
                <span>{capital(wordsOf(segment))}</span>
              </li>
            ))}
            {computed.segments.length === 0 && (
              <li class="t3">No labels: the path follows the IGP.</li>
            )}
          </ol>
        </section>
      )}
      {others.filter((path) => path.computed?.ok === true).map((path) => (
        <section key={path.id}>
          <h3>
            <i class="swatch p2" /> Standby path <span>preference {path.preference}</span>
          </h3>
        </section>
      ))}
      {computed?.ok === true && main !== undefined && (
        <Compared policy={policy} paths={[main, ...others]} />
      )}
      {computed !== undefined && (
        <section>
          <h3>{computed.ok ? "Why this path" : "Why no path"}</h3>
          <p class="t2">{computed.why}</p>
          {computed.remedy !== undefined && <p class="t2">{computed.remedy}</p>}
        </section>
      )}
      {computed === undefined && <Notice title="Not computed yet" />}
    </>
  );
}

function Compared(
  { policy, paths }: { policy: Policy; paths: readonly CandidatePath[] },
): JSX.Element {
  const shown = paths.filter((path) => path.computed?.ok === true).slice(0, 2);
  const bounds = boundsOf(policy);
  const row = (
    name: string,
    cell: (path: CandidatePath) => JSX.Element | string | undefined,
    bound?: JSX.Element | string,
  ) => (
    <tr key={name}>
      <td>{name}</td>
      {shown.map((path) => <td key={path.id} class="right">{cell(path) ?? "–"}</td>)}
      <td class="right t3">{bound ?? "none"}</td>
    </tr>
  );
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <span class="sr">Figure</span>
          </th>
          {shown.map((path, i) => (
            <th key={path.id} scope="col" class="right">{i === 0 ? "Active" : "Standby"}</th>
          ))}
          <th scope="col" class="right">Bound</th>
        </tr>
      </thead>
      <tbody>
        {row(
          "Delay",
          ({ computed }) =>
            computed?.delayMicroseconds === undefined
              ? undefined
              : <Value of={delay(computed.delayMicroseconds)} />,
          bounds?.delayMicroseconds === undefined
            ? undefined
            : <Value of={delay(bounds.delayMicroseconds)} />,
        )}
        {row("IGP metric", ({ computed }) =>
          computed?.igpMetric?.toString(), bounds?.igpMetric?.toString())}
        {row("TE metric", ({ computed }) =>
          computed?.teMetric?.toString(), bounds?.teMetric?.toString())}
        {row("Hops", ({ computed }) =>
          computed?.hops?.toString(), bounds?.hops?.toString())}
        {row("Labels", ({ computed }) =>
          computed?.segments.length.toString(), bounds?.segments?.toString())}
        {policy.intent !== undefined && policy.intent.bandwidthBps > 0 && row(
          "Bandwidth",
          () => <Value of={rate(policy.intent?.bandwidthBps ?? 0)} />,
        )}
      </tbody>
    </table>
  );
}
