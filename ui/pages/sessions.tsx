/** PCEP sessions and BGP peers: two tables on one page, what is not up first. */
import type { JSX } from "preact";
import type { BgpPeer, PcepSession } from "../../src/gen/cairn/v1/session_pb.ts";
import { age, count, octets, spaced } from "../parts/format.ts";
import { Mark } from "../parts/mark.tsx";
import { Notice, Skeleton, Value } from "../parts/panel.tsx";
import { type Column, compareNames, ordered, Table } from "../parts/table.tsx";
import { now } from "../state/clock.ts";
import { go, href, query, setQuery } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { microsOr } from "../state/time.ts";
import { sessionTone } from "../state/verdict.ts";

const warning = (number: number): JSX.Element | string =>
  number > 0 ? <span class="warn-c">{count(number)}</span> : "0";

const PCEP: readonly Column<PcepSession>[] = [
  {
    key: "state",
    title: "State",
    width: 128,
    phone: 1,
    order: (row) => row.state === "up" ? 1 : 0,
    cell: (row) => (
      <>
        <Mark tone={sessionTone(row.state)} /> <span class="t2">{spaced(row.state)}</span>
      </>
    ),
  },
  {
    key: "router",
    title: "Router",
    phone: 2,
    order: (row) => row.router,
    cell: (row) => (
      <a class="plain-link" href={href(["sessions", row.id])}>
        <b style={{ fontWeight: 500 }}>{row.router === "" ? "not identified" : row.router}</b>
      </a>
    ),
  },
  {
    key: "peer",
    title: "Peer",
    width: 170,
    phone: 4,
    order: (row) => row.id,
    cell: (row) => <code>{row.id}</code>, // with its port where several share an address
  },
  {
    key: "profile",
    title: "Profile",
    width: 84,
    order: (row) => row.profile,
    cell: (row) => <span class="t2">{row.profile}</span>,
  },
  {
    key: "capabilities",
    title: "Capabilities",
    wide: true,
    cell: (row) => <span class="t2">{row.capabilities.join(", ")}</span>,
  },
  {
    key: "lsps",
    title: "LSPs",
    width: 64,
    right: true,
    order: (row) => row.lspCount,
    cell: (row) => count(row.lspCount),
  },
  {
    key: "received",
    title: "In",
    width: 76,
    right: true,
    order: (row) => row.received,
    cell: (row) => count(row.received),
  },
  {
    key: "sent",
    title: "Out",
    width: 76,
    right: true,
    order: (row) => row.sent,
    cell: (row) => count(row.sent),
  },
  {
    key: "octets",
    title: "Octets in",
    width: 92,
    right: true,
    wide: true,
    order: (row) => row.receivedOctets,
    cell: (row) => <Value of={octets(row.receivedOctets)} />,
  },
  {
    key: "errors",
    title: "Errors",
    width: 68,
    right: true,
    order: (row) => row.errorsReceived + row.malformed,
    cell: (row) => warning(row.errorsReceived + row.malformed),
  },
  {
    key: "outstanding",
    title: "Unanswered",
    width: 94,
    right: true,
    order: (row) => row.outstanding,
    cell: (row) => count(row.outstanding),
  },
  {
    key: "since",
    title: "Since",
    width: 76,
    right: true,
    phone: 3,
    order: (row) => -microsOr(row.since),
    cell: (row) => <span class="t2">{age(microsOr(row.upAt, microsOr(row.since)), now.value)}
    </span>,
  },
];

const BGP: readonly Column<BgpPeer>[] = [
  {
    key: "state",
    title: "State",
    width: 128,
    phone: 1,
    order: (row) => row.state === "established" ? 1 : 0,
    cell: (row) => (
      <>
        <Mark tone={row.stale ? "stale" : sessionTone(row.state)} />{" "}
        <span class="t2">{spaced(row.state)}</span>
      </>
    ),
  },
  {
    key: "address",
    title: "Peer",
    phone: 2,
    order: (row) => row.address,
    cell: (row) => (
      <a class="plain-link" href={href(["sessions", "bgp", row.id])}>
        <b style={{ fontWeight: 500 }}>{row.address}</b>
      </a>
    ),
  },
  {
    key: "asn",
    title: "AS",
    width: 84,
    right: true,
    order: (row) => row.asn,
    cell: (row) => row.asn,
  },
  {
    key: "topology",
    title: "Topology",
    width: 120,
    phone: 4,
    order: (row) => row.topology,
    cell: (row) => <span class="t2">{row.topology}</span>,
  },
  {
    key: "rib",
    title: "End-of-RIB",
    width: 94,
    order: (row) => Number(row.endOfRib),
    cell: (row) => <span class="t2">{row.endOfRib ? "seen" : "waiting"}</span>,
  },
  {
    key: "nlri",
    title: "NLRI",
    width: 76,
    right: true,
    order: (row) => row.nlriCount,
    cell: (row) => count(row.nlriCount),
  },
  {
    key: "received",
    title: "In",
    width: 76,
    right: true,
    order: (row) => row.received,
    cell: (row) => count(row.received),
  },
  {
    key: "sent",
    title: "Out",
    width: 76,
    right: true,
    order: (row) => row.sent,
    cell: (row) => count(row.sent),
  },
  {
    key: "malformed",
    title: "Malformed",
    width: 92,
    right: true,
    order: (row) => row.malformed,
    cell: (row) => warning(row.malformed),
  },
  {
    key: "unknown",
    title: "Kept raw",
    width: 84,
    right: true,
    order: (row) => row.unknownKept,
    cell: (row) => count(row.unknownKept),
  },
  {
    key: "since",
    title: "Since",
    width: 76,
    right: true,
    phone: 3,
    order: (row) => -microsOr(row.since),
    cell: (row) => <span class="t2">{age(microsOr(row.since), now.value)}</span>,
  },
];

export function SessionsPage(): JSX.Element {
  need("pcepSession", "bgpPeer");
  const order = query.value.get("order") ?? "";
  const bgpOrder = query.value.get("bgp") ?? "";
  const selected = query.value.get("sel") ?? undefined;
  const pcep = ordered(
    store.pcepSession.all.value,
    PCEP,
    order,
    (a, b) =>
      Number(a.state === "up") - Number(b.state === "up") || compareNames(a.router, b.router),
  );
  const bgp = ordered(
    store.bgpPeer.all.value,
    BGP,
    bgpOrder,
    (a, b) =>
      Number(a.state === "established") - Number(b.state === "established") ||
      compareNames(a.address, b.address),
  );
  const down = pcep.filter((row) => row.state !== "up").length +
    bgp.filter((row) => row.state !== "established").length;
  return (
    <main class="page fixed">
      <div class="page-bar">
        <h1>Sessions</h1>
        <span class="count">
          <b>{count(pcep.length + bgp.length)}</b> in all
        </span>
        {down > 0 && (
          <span class="chip">
            <Mark tone="warn" size={8} /> {count(down)} not up
          </span>
        )}
      </div>
      <h2 class="table-title">
        BGP-LS <span class="t3">who tells the topology</span>
      </h2>
      <div class="panel session-table bgp">
        {!store.bgpPeer.synced.value
          ? <Skeleton lines={1} />
          : bgp.length === 0
          ? <Notice title="No BGP peers.">A peer in the configuration brings the topology.</Notice>
          : (
            <Table
              label="BGP peers"
              columns={BGP}
              rows={bgp}
              order={bgpOrder}
              onOrder={(order) => setQuery({ bgp: order }, "replace")}
              selected={selected}
              onSelect={(row) => go(href(["sessions", "bgp", row.id]))}
            />
          )}
      </div>
      <h2 class="table-title">
        PCEP <span class="t3">routers that are steered</span>
      </h2>
      <div class="panel session-table">
        {!store.pcepSession.synced.value
          ? <Skeleton lines={5} />
          : pcep.length === 0
          ? <Notice title="No PCEP sessions.">Point a router's PCEP client at this address.</Notice>
          : (
            <Table
              label="PCEP sessions"
              columns={PCEP}
              rows={pcep}
              order={order}
              onOrder={(order) => setQuery({ order }, "replace")}
              selected={selected}
              onSelect={(row) => go(href(["sessions", row.id]))}
              rowClass={(row) => row.state === "down" ? "warn-row" : ""}
            />
          )}
      </div>
    </main>
  );
}
