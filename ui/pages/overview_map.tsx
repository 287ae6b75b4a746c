/** The network in a panel of the overview: the same map, smaller. */
import type { JSX } from "preact";
import { Panel } from "../parts/panel.tsx";

export function OverviewMap(): JSX.Element {
  return (
    <Panel title="Network">
      <div />
    </Panel>
  );
}
