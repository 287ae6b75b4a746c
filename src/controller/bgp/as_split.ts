/**
 * The AS in a node descriptor is no part of a node's identity: speakers of one network disagree about it or leave it
 * out. But one router-id under two ASes is two routers, and the later AS a topology of its own, unless the configuration
 * puts both into one topology by name (rules I.13).
 */
import type { LsNlri, NodeDescriptor } from "../../bgp/codec/ls_nlri.ts";
import type { Change, NodeKey } from "../../ted/fact.ts";
import { note, type Turn } from "../turn.ts";

export interface Asns {
  /** Topology → protocol → router-id → the AS that it was first told under. */
  readonly first: Map<string, Map<string, Map<string, number>>>;
  /** Of the pairs of a topology and an AS that were split, what people were told. */
  readonly told: Set<string>;
}
export const noAsns = (): Asns => ({ first: new Map(), told: new Set() });

/** The change that ingest made of this NLRI, with its nodes where their AS belongs. */
export function splitByAs(t: Turn, nlri: LsNlri, change: Change): Change {
  if (nlri.type === "unknown") return change;
  switch (change.change) {
    case "putNode":
    case "dropNode": {
      const key = placed(t, change.key, nlri.localNode);
      return key === change.key ? change : { ...change, key };
    }
    case "putLink":
    case "dropLink": {
      if (nlri.type !== "link") return change;
      const local = placed(t, change.key.local, nlri.localNode);
      const remote = placed(t, change.key.remote, nlri.remoteNode);
      const same = local === change.key.local && remote === change.key.remote;
      return same ? change : { ...change, key: { ...change.key, local, remote } };
    }
    case "putSrv6Sid":
    case "dropSrv6Sid": {
      const node = placed(t, change.key.node, nlri.localNode);
      return node === change.key.node ? change : { ...change, key: { ...change.key, node } };
    }
    case "putPrefix":
    case "dropPrefix": {
      const node = placed(t, change.key.node, nlri.localNode);
      return node === change.key.node ? change : { ...change, key: { ...change.key, node } };
    }
  }
  return change;
}

/** The very key, or one in the topology of its AS. A pseudonode goes where its router goes. */
function placed(t: Turn, key: NodeKey, { asn }: NodeDescriptor): NodeKey {
  if (asn === undefined || key.group === "bgp" || key.group === "direct") return key;
  const router = key.routerId.slice(0, key.group === "isis" ? 12 : 8);
  const known = inside(inside(t.s.asns.first, key.topology), key.group);
  const first = known.get(router);
  if (first === asn) return key;
  if (first === undefined) {
    known.set(router, asn);
    return key;
  }
  const { topology } = key;
  const named = t.s.config.topologies.find(({ name }) => name === topology);
  if (named?.asns.includes(asn) && named.asns.includes(first)) return key; // meant to be one
  tell(t, topology, router, first, asn);
  return { ...key, topology: `${topology}-as${asn}` };
}

/** Asked for every node of every NLRI: no text is put together for it. */
function inside<V>(map: Map<string, Map<string, V>>, name: string): Map<string, V> {
  let found = map.get(name);
  if (!found) map.set(name, found = new Map());
  return found;
}

/** Once for each AS: its other routers of that kind say nothing new. */
function tell(t: Turn, topology: string, router: string, first: number, asn: number): void {
  const pair = `${topology}/${asn}`;
  if (t.s.asns.told.has(pair)) return;
  t.s.asns.told.add(pair);
  note(t, {
    severity: "warning",
    kind: "asnConflict",
    subject: `topology ${topology}`,
    title: `Router-id ${router} is told under AS ${first} and AS ${asn}: these are two routers.`,
    detail: `What AS ${asn} tells of router-ids that AS ${first} has too is topology ` +
      `${topology}-as${asn}. If they are one network, name both ASes in one entry of topologies.`,
  });
}
