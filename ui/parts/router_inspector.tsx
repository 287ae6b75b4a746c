/** Everything known of a router: who it is, its segment routing, its session, what runs from it. */
import type { JSX } from "preact";
import type { LabelRange } from "../../src/gen/cairn/v1/common_pb.ts";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type { Link, Node } from "../../src/gen/cairn/v1/topology_pb.ts";
import { linkTone } from "../state/verdict.ts";
import { count, delay, plural, spaced, text } from "./format.ts";
import { Mark } from "./mark.tsx";
import { RouterRareFacts } from "./rare_facts.tsx";
import { protocolWords } from "./topology_words.ts";

export const ranges = (blocks: readonly LabelRange[]): string =>
  blocks.map(({ base, size }) => `${base} – ${base + size - 1}`).join(", ");

export function RouterInspector(
  { router, nodes, links, hrefOf }: {
    router: Router;
    nodes: readonly Node[];
    links: readonly Link[];
    hrefOf: {
      readonly link: (id: string) => string;
      readonly session: (id: string) => string;
      readonly policies: string;
      readonly lsps: string;
    };
  },
): JSX.Element {
  return (
    <>
      <section>
        <dl class="pairs">
          <dt>Address</dt>
          <dd>
            <code>{router.address || "not known"}</code>
          </dd>
          {router.routerIds.length > 1 && (
            <>
              <dt>Router-ids</dt>
              <dd>
                <code>{router.routerIds.join(", ")}</code>
              </dd>
            </>
          )}
          <dt>Known by</dt>
          <dd>{router.origin === "declared" ? "declaration" : "discovery"}</dd>
          <dt>Mode</dt>
          <dd>
            {router.mode}, {router.modeSource === "router" ? "its own" : "as the network"}
          </dd>
          {router.frozen !== undefined && (
            <>
              <dt>Frozen</dt>
              <dd>{router.frozen}</dd>
            </>
          )}
          {router.site !== undefined && (
            <>
              <dt>Site</dt>
              <dd>{router.site}</dd>
            </>
          )}
        </dl>
      </section>
      <section>
        <h3>Segment routing</h3>
        <dl class="pairs">
          <dt>Node SID</dt>
          <dd>
            {router.nodeSid === undefined ? "none" : (
              <>
                <code>{router.nodeSid}</code>{" "}
                {router.nodeSidIndex !== undefined && (
                  <span class="t3">index {router.nodeSidIndex}</span>
                )}
              </>
            )}
          </dd>
          <dt>SRGB</dt>
          <dd>
            <code>{ranges(router.srgb) || "not told"}</code>
          </dd>
          {router.srlb.length > 0 && (
            <>
              <dt>SRLB</dt>
              <dd>
                <code>{ranges(router.srlb)}</code>
              </dd>
            </>
          )}
          <dt>Imposes</dt>
          <dd>
            {router.msd === undefined
              ? "not known how many labels"
              : `${plural(router.msd, "label")}, ${router.labelReserve} kept for services`}
          </dd>
          {router.algorithms.length > 0 && (
            <>
              <dt>Algorithms</dt>
              <dd>{router.algorithms.join(", ")}</dd>
            </>
          )}
        </dl>
      </section>
      <section>
        <h3>
          PCEP <span>{router.profile}</span>
        </h3>
        <dl class="pairs">
          <dt>Session</dt>
          <dd>
            {router.session === undefined
              ? "none"
              : (
                <a class="link" href={hrefOf.session(router.session)}>
                  {spaced(router.sessionState)}
                </a>
              )}
          </dd>
          <dt>Policies</dt>
          <dd>
            <a class="link" href={hrefOf.policies}>{count(router.policyCount)}</a>
          </dd>
          <dt>LSPs</dt>
          <dd>
            <a class="link" href={hrefOf.lsps}>{count(router.lspCount)} reported</a>
          </dd>
          <dt>Delegations</dt>
          <dd>{router.delegations === "return" ? "given back" : "accepted"}</dd>
          {router.ifCairnDies !== "" && (
            <>
              <dt>If Cairn dies</dt>
              <dd>{router.ifCairnDies}</dd>
            </>
          )}
        </dl>
      </section>
      <RouterRareFacts router={router} />
      {nodes.length > 0 && (
        <section>
          <h3>
            IGP <span>{plural(nodes.length, "node")}</span>
          </h3>
          <ul>
            {nodes.map((node) => (
              <li key={node.id}>
                <code>{node.routerId}</code>{" "}
                <span class="t3">
                  {protocolWords(node)}
                  {node.overload ? ", overload" : ""}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>
          Links <span>{count(links.length)}</span>
        </h3>
        <ul>
          {links.map((link) => (
            <li key={link.id} style={{ display: "flex", gap: "8px" }}>
              <Mark tone={linkTone(link.state)} size={8} word={link.state} />
              <a class="link cut" href={hrefOf.link(link.id)}>{link.name}</a>
              <span class="t3 nowrap" style={{ marginLeft: "auto" }}>
                {link.igpMetric === undefined ? "" : `metric ${link.igpMetric}`}
                {link.delayMicroseconds === undefined
                  ? ""
                  : `, ${text(delay(link.delayMicroseconds))}`}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
