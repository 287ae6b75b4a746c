/** The candidate paths of a policy as metro lines, with their figures. */
import type { JSX } from "preact";
import type { CandidatePath, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import { count, delay } from "../parts/format.ts";
import { boundsOf } from "../parts/intent_words.ts";
import { Tag } from "../parts/mark.tsx";
import { Measured } from "../parts/measured.tsx";
import { Metro, type MetroLine } from "../parts/metro.tsx";
import { Notice, Panel } from "../parts/panel.tsx";
import { mainPath, stateWord } from "../state/verdict.ts";

export function Candidates({ policy }: { policy: Policy }): JSX.Element {
  const paths = [...policy.candidatePaths].sort((a, b) => b.preference - a.preference);
  return (
    <Panel
      title="Candidate paths"
      more={`${count(paths.length)}, the highest preference that works carries the traffic`}
    >
      {paths.length === 0 && <Notice title="None yet" />}
      {paths.map((path) => <Candidate key={path.id} policy={policy} path={path} />)}
    </Panel>
  );
}

function Candidate({ policy, path }: { policy: Policy; path: CandidatePath }): JSX.Element {
  const main = path === mainPath(policy);
  const { computed } = path;
  const line: MetroLine = computed?.ok !== true ? "no" : main ? "p1" : "p2";
  const bound = boundsOf(policy)?.delayMicroseconds;
  return (
    <div class="candidate">
      <div class="candidate-head">
        <p>
          <i class={`swatch ${line}`} />{" "}
          <b>{path.active && computed?.ok === true ? "Active" : main ? "Preferred" : "Standby"}</b>
        </p>
        <p class="t3">
          preference {path.preference}, {path.type}
        </p>
        <Tag tone={pathTone(path)}>{stateWord(path.state)}</Tag>
      </div>
      {computed?.ok === true
        ? (
          <Measured>
            {(width) => (
              <Metro
                routers={computed.routers}
                segments={computed.segments}
                line={line}
                width={width}
              />
            )}
          </Measured>
        )
        : <p class="t2">{computed?.why ?? "Not computed yet."}</p>}
      {computed?.ok === true && computed.lists.length > 0 && <p class="t2">{path.validity?.why}</p>}
      {computed?.ok === true && (
        <dl class="figures">
          {computed.delayMicroseconds !== undefined && (
            <div>
              <dt>Delay</dt>
              <dd>
                {delay(computed.delayMicroseconds).number}
                <span class="unit">ms</span>
                {bound !== undefined && <small>of {delay(bound).number}</small>}
              </dd>
            </div>
          )}
          {computed.igpMetric !== undefined && (
            <div>
              <dt>IGP</dt>
              <dd>{count(computed.igpMetric)}</dd>
            </div>
          )}
          <div>
            <dt>Hops</dt>
            <dd>{computed.hops ?? computed.links.length}</dd>
          </div>
        </dl>
      )}
    </div>
  );
}

const pathTone = (path: CandidatePath) =>
  path.state === "up"
    ? "ok"
    : path.state === "noPath" || path.state === "down" || path.state === "failed"
    ? "bad"
    : path.state === "mismatch" || path.state === "conflict"
    ? "warn"
    : "plain";
