/** What can be counted in a simulated network, and which LSPs lie: reported up while packets are lost. */
import type { Network } from "./network.ts";

export interface NetworkStats {
  readonly linksDown: number;
  readonly routersDown: number;
  readonly sessionsUp: number;
  readonly feedsUp: number;
  readonly lsps: number;
  readonly lspsUp: number;
  readonly violations: readonly string[];
}

export function statsOf({ topology, igp, pccs, speakers }: Network): NetworkStats {
  const lsps = pccs.flatMap((pcc) => pcc.lsps.lsps);
  return {
    linksDown: topology.links.filter((_, n) => !igp.linkUp(n)).length,
    routersDown: topology.routers.filter((_, n) => !igp.routerUp(n)).length,
    sessionsUp: pccs.filter((pcc) => pcc.state === "up").length,
    feedsUp: speakers.filter((speaker) => speaker.state === "established").length,
    lsps: lsps.length,
    lspsUp: lsps.filter(({ state }) => state === "active" || state === "up").length,
    violations: pccs.flatMap((pcc, i) =>
      pcc.violations.map((text) => `${topology.routers[i]!.name}: ${text}`)
    ),
  };
}

/** Reported up or active, and yet packets do not reach the endpoint: one line each. */
export function undelivered({ topology, igp, pccs }: Network): readonly string[] {
  const owners = new Map(topology.routers.map((router, i) => [router.loopback, i]));
  return pccs.flatMap((pcc, router) =>
    pcc.lsps.lsps.flatMap((lsp) => {
      if (lsp.state !== "active" && lsp.state !== "up") return [];
      const end = typeof lsp.endpoint === "number" ? owners.get(lsp.endpoint) : undefined;
      const sent = igp.forwarding.deliver(router, lsp.labels);
      if (end === undefined || sent.delivered && sent.at === end) return [];
      const at = topology.routers[sent.at]!.name;
      const why = sent.delivered ? `packets end at ${at}` : `dropped at ${at}: ${sent.why}`;
      return [`${topology.routers[router]!.name} ${lsp.name} [${lsp.labels.join(" ")}]: ${why}`];
    })
  );
}
