/** The configuration as the two halves of the program take it: what decides goes to the core, the rest stays here. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Config, TlsMode } from "../../controller/config.ts";
import { EdgeError } from "../edge_error.ts";
import { type PeerGuard, peerGuards } from "../transport/guarded_peers.ts";
import { type PcepsPaths, readPcepsFiles } from "../transport/pceps_files.ts";
import type { Settings } from "./keys.ts";
import { type ConfigProblem, defaultSettings, readConfig } from "./read_config.ts";
import { writtenIn } from "./secrets.ts";
import type { ListenAddress } from "./units.ts";

export interface EdgeConfig {
  readonly dataFolder: string; // absolute
  readonly api: {
    readonly listen: ListenAddress;
    readonly tls?: { readonly certificate: string; readonly key: string }; // paths
  };
  readonly pcepListen: ListenAddress;
  readonly bgpListen?: ListenAddress;
  /** What the sockets of single peers must have; keys as they are written. */
  readonly guards?: readonly PeerGuard[];
  readonly pceps?: PcepsPaths;
  /** Where TLS begins with the first octet (RFC 8253 has StartTLS instead). */
  readonly directTls?: { readonly byDefault: boolean; readonly others: readonly string[] };
  /** Secrets as they are written; looked up at the start. */
  readonly alarms?: {
    readonly webhooks: readonly {
      readonly url: string;
      readonly authorization?: string | undefined;
    }[];
    readonly syslog?: string | undefined;
  };
  readonly log: { readonly level: "error" | "warning" | "info"; readonly format: "text" | "json" };
  readonly journal: {
    readonly keepSeconds: number;
    readonly maximumOctets: number;
    readonly segmentOctets?: number; // what a journal does by itself is meant for production
  };
}
export interface Configuration {
  readonly core: Config;
  readonly edge: EdgeConfig;
}

/** Reads `file` (absent: all defaults). Throws EdgeError with one line per problem. */
export function loadConfig(file: string | undefined, dataFolder?: string): Configuration {
  if (file === undefined) return configurationOf(defaultSettings(), ".", dataFolder);
  const read = readConfig(readText(file), dirname(file));
  if (!read.ok) throw new EdgeError(describeProblems(file, read.problems).join("\n"));
  return configurationOf(read.settings, dirname(file), dataFolder);
}

/** Looks at the files that a good configuration names, as a start would. Throws EdgeError for the first bad one. */
export function checkFiles({ edge }: Configuration): void {
  if (edge.pceps) readPcepsFiles(edge.pceps, Date.now());
}

/** "cairn.yaml:3:5: pcep.keepalve is not a key; did you mean "keepalive"?" */
export const describeProblems = (file: string, problems: readonly ConfigProblem[]): string[] =>
  problems.map(({ line, column, problem }) => `${file}:${line}:${column}: ${problem}`);

/** Paths in the file are relative to its folder; `dataFolder` (of the command line) to the current one. */
export function configurationOf(
  s: Settings,
  folder: string,
  dataFolder?: string,
): Configuration {
  const { certificate, key } = s.api.tls;
  const tls = certificate !== undefined && key !== undefined
    ? { tls: { certificate: resolve(folder, certificate), key: resolve(folder, key) } }
    : {};
  return {
    core: coreConfig(s),
    edge: {
      dataFolder: dataFolder ? resolve(dataFolder) : resolve(folder, s.data),
      api: { listen: s.api.listen, ...tls },
      pcepListen: s.pcep.listen,
      ...(s.bgp.listen && { bgpListen: s.bgp.listen }),
      guards: peerGuards(s).map((guard) => ({
        ...guard,
        ...(guard.md5 !== undefined && { md5: writtenIn(folder, guard.md5) }),
      })),
      ...pcepsOf(s, folder),
      alarms: {
        ...s.alarms,
        webhooks: s.alarms.webhooks.map(({ url, authorization }) => ({
          url: writtenIn(folder, url),
          ...(authorization !== undefined && { authorization: writtenIn(folder, authorization) }),
        })),
      },
      log: s.log,
      journal: { keepSeconds: s.journal.keep, maximumOctets: s.journal.maximum },
    },
  };
}

function pcepsOf({ pcep }: Settings, folder: string): Pick<EdgeConfig, "pceps" | "directTls"> {
  const { certificate, key, authority } = pcep.pceps;
  const byDefault = pcep.tls === "direct";
  const others = pcep.peers.filter(({ tls }) => tls && (tls === "direct") !== byDefault);
  return {
    ...(certificate !== undefined && key !== undefined && authority !== undefined && {
      pceps: {
        certificate: resolve(folder, certificate),
        key: resolve(folder, key),
        authority: resolve(folder, authority),
      },
    }),
    directTls: { byDefault, others: others.map(({ address }) => address) },
  };
}

function coreConfig(s: Settings): Config {
  return {
    network: s.pcep.network,
    namePrefix: s.pcep.namePrefix,
    originator: s.pcep.originator,
    mode: s.mode,
    pcep: {
      keepaliveSeconds: s.pcep.keepalive,
      deadTimerSeconds: s.pcep.deadTimer,
      unknownPeers: s.pcep.unknownPeers,
      sessionsPerAddress: s.pcep.sessionsPerAddress,
      tls: startTlsOf(s.pcep.tls),
      peers: s.pcep.peers.map(({ address, profile, mode, tls, certificateNames }) => ({
        address,
        ...(tls !== undefined && { tls: startTlsOf(tls) }),
        ...(certificateNames.length > 0 && { certificateNames }),
        ...(profile !== undefined && { profile }),
        ...(mode && { mode }),
      })),
    },
    bgp: {
      asn: s.bgp.asn,
      routerId: s.bgp.routerId,
      holdTimeSeconds: s.bgp.holdTime,
      peers: s.bgp.peers.map((peer) => ({
        address: peer.address,
        port: peer.port,
        asn: peer.asn,
        passive: peer.passive,
        multihop: peer.multihop,
        ttlSecurity: peer.ttlSecurity,
        connectRetrySeconds: peer.connectRetry,
        ...(peer.maximumNlri !== undefined && { maximumNlri: peer.maximumNlri }),
      })),
    },
    topologies: s.topologies,
    safety: {
      colors: s.safety.colors,
      staleTed: s.safety.staleTed,
      startQuietSeconds: s.safety.startQuiet,
      startShare: s.safety.startShare,
      optimisationShare: s.safety.optimisationShare,
      confirmDeletesAbove: s.safety.confirmDeletesAbove,
      ...(s.safety.syncGrace !== undefined && { syncGraceSeconds: s.safety.syncGrace }),
      drift: s.safety.drift,
      settleSeconds: s.safety.settle,
      igpConvergenceSeconds: s.safety.igpConvergence,
      lostFeedSeconds: s.safety.lostFeed,
      guards: {
        tedShare: s.safety.tedGuardShare,
        tedPolicies: s.safety.tedGuardPolicies,
        tedWindowSeconds: s.safety.tedGuardWindow,
        tedSlowShare: s.safety.tedGuardSlowShare,
        tedSlowWindowSeconds: s.safety.tedGuardSlowWindow,
        tedMinimum: s.safety.tedGuardMinimum,
        meshWave: s.safety.meshWave,
        breakerShare: s.safety.breakerShare,
      },
      igpConvergenceMaximumSeconds: s.safety.igpConvergenceMaximum,
      quarantineSeconds: s.safety.quarantine,
      quarantineMaximumSeconds: s.safety.quarantineMaximum,
      reoptimizeIntervalSeconds: s.safety.reoptimizeInterval,
      minimumGain: s.safety.minimumGain,
      minimumIntervalSeconds: s.safety.minimumInterval,
      holdDownMaximumSeconds: s.safety.holdDownMaximum,
    },
  };
}

/** Where TLS is there from the first octet, nobody says StartTLS. */
const startTlsOf = (tls: TlsMode | "direct"): TlsMode => tls === "direct" ? "off" : tls;

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`${file} cannot be read: ${why}`);
  }
}
