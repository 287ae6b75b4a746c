/** What an empty controller shows: the one next step, for each vendor's PCEP client. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { base } from "../state/router.ts";

const SNIPPETS: Readonly<Record<string, (address: string) => string>> = {
  "FRR": (address) =>
    `segment-routing
 traffic-eng
  pcep
   pce cairn
    address ip ${address}
   pcc
    peer cairn precedence 10`,
  "IOS-XR": (address) =>
    `segment-routing
 traffic-eng
  pcc
   pce address ipv4 ${address}`,
  "Junos": (address) =>
    `set protocols pcep pce cairn destination-ipv4-address ${address}
set protocols pcep pce cairn pce-type active stateful
set protocols pcep pce cairn lsp-provisioning
set protocols pcep pce cairn spring-capability`,
  "SR OS": (address) =>
    `configure router "Base" pcep pcc peer ${address}
configure router "Base" pcep pcc admin-state enable`,
};

export function FirstSteps(): JSX.Element {
  const [vendor, setVendor] = useState("FRR");
  const address = base.hostname;
  return (
    <section class="panel notice center" role="status">
      <h2 class="notice-title">No routers yet</h2>
      <p>
        Point a router's PCEP client at this address; it appears here within a second of connecting.
        A BGP-LS peer in the configuration brings the topology.
      </p>
      <span class="segmented" role="group" aria-label="Vendor">
        {Object.keys(SNIPPETS).map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={name === vendor}
            onClick={() => setVendor(name)}
          >
            {name}
          </button>
        ))}
      </span>
      <pre>{SNIPPETS[vendor]?.(address)}</pre>
    </section>
  );
}
