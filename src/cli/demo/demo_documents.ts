/** What the demo wants of its network: the documents that somebody would `cairn apply`, as plain JSON. */
import { sourceAddressOf } from "../../../lab/sim/tcp.ts";
import type { Topology } from "../../../lab/sim/topology.ts";
import { formatIpv4 } from "../../lib/address.ts";

type Document = Readonly<Record<string, unknown>>;

export const demoDocuments = (topology: Topology): Document[] => [
  ...inventory(topology),
  ...policies(topology),
];

/** Routers by where their sessions come from, places for the map, names of affinity bits. */
function inventory({ routers, affinities }: Topology): Document[] {
  return [
    ...Object.entries(affinities).map(([name, bit]) => ({ kind: "Affinity", name, bit })),
    ...routers.map(({ name, loopback }, i) => ({
      kind: "Router",
      name,
      address: formatIpv4(loopback),
      labels: { role: "core" },
      pcep: { sourceAddress: sourceAddressOf(i) },
    })),
    ...routers.map(({ name, latitude, longitude }) => ({
      kind: "NodeFacts",
      name,
      router: name,
      coordinates: { latitude, longitude },
    })),
  ];
}

/** A mesh by IGP metric, the fastest ways between routers far apart, one by affinity, one by hand. */
function policies(topology: Topology): Document[] {
  const { routers, affinities } = topology;
  const names = routers.map(({ name }) => name);
  const meshed = spread(names, 5);
  const documents: Document[] = [{
    kind: "Mesh",
    name: "core",
    routers: { names: meshed },
    template: { color: 1000, candidatePaths: [{ preference: 100, dynamic: { metric: "igp" } }] },
  }];
  for (const [headend, endpoint] of pairs(spread(names, 8)).slice(0, 12)) {
    documents.push({
      kind: "Policy",
      name: `fast-${headend}-${endpoint}`,
      headend,
      endpoint,
      color: 1100,
      candidatePaths: [{ preference: 200, dynamic: { metric: "delay" } }, {
        preference: 100,
        dynamic: { metric: "igp" },
      }],
    });
  }
  const [first = "", , third = ""] = spread(names, 3);
  if ("red" in affinities) {
    documents.push({
      kind: "Policy",
      name: `not-red-${first}-${third}`,
      headend: first,
      endpoint: third,
      color: 1200,
      candidatePaths: [{
        preference: 100,
        dynamic: { metric: "igp", affinity: { excludeAny: ["red"] } },
      }],
    });
  }
  const [far = "", last = ""] = [names[names.length >> 1], names.at(-1)];
  documents.push({
    kind: "Policy",
    name: `by-hand-${first}-${far}`,
    headend: first,
    endpoint: far,
    color: 1300,
    candidatePaths: [
      { preference: 200, explicit: { segments: [{ router: last }, { router: far }] } },
      { preference: 100, dynamic: { metric: "te" } },
    ],
  });
  return documents;
}

/** At most `count` of them, evenly from the list. */
function spread(names: readonly string[], count: number): string[] {
  const n = Math.min(count, names.length);
  return Array.from({ length: n }, (_, i) => names[Math.floor(i * names.length / n)]!);
}
/** Each with the one half the list further on, both ways. */
function pairs(names: readonly string[]): [string, string][] {
  const half = names.length >> 1;
  return names.flatMap((name, i): [string, string][] => {
    const other = names[(i + half) % names.length]!;
    return name === other || i >= (i + half) % names.length ? [] : [[name, other], [other, name]];
  });
}
