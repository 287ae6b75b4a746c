/** GoBGP as a BGP-LS speaker on an address of its own; its command line puts NLRI into it. */
import { mustRun } from "../frr/command.ts";
import type { Gobgp } from "./packages.ts";
import { freePort, type Program, startProgram } from "./program.ts";

export interface GobgpOptions {
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly asn: number;
  readonly routerId: string;
  /** Where Cairn comes from; `port` where it listens, when GoBGP is to connect too. */
  readonly peer: { readonly address: string; readonly asn: number; readonly port?: number };
  readonly holdTimeSeconds: number;
  readonly restartSeconds?: number;
  /** It says that it has just restarted, and waits for our End-of-RIB. */
  readonly restarts?: boolean;
}
export interface Gobgpd {
  readonly program: Program;
  /** `gobgp WORDS…`; answers what it prints. */
  tell(...words: readonly string[]): Promise<string>;
}

export async function startGobgpd(gobgp: Gobgp, options: GobgpOptions): Promise<Gobgpd> {
  const file = `${options.folder}/gobgpd.toml`, api = freePort(options.address);
  await Deno.writeTextFile(file, configOf(options));
  const where = `${options.address}:${api}`;
  const program = startProgram(
    [gobgp.gobgpd, "-f", file, "--api-hosts", where, ...(options.restarts ? ["-r"] : [])],
    `${options.folder}/gobgpd.log`,
  );
  const target = ["-u", options.address, "-p", String(api)];
  return { program, tell: (...words) => mustRun([gobgp.gobgp, ...target, ...words]) };
}

function configOf(options: GobgpOptions): string {
  const { peer, restartSeconds } = options;
  const active = peer.port === undefined
    ? "passive-mode = true"
    : `remote-port = ${peer.port}\n    local-address = "${options.address}"`;
  const restart = restartSeconds === undefined ? "" : `
  [neighbors.graceful-restart.config]
    enabled = true
    notification-enabled = true
    restart-time = ${restartSeconds}`;
  const family = restartSeconds === undefined ? "" : `
    [neighbors.afi-safis.mp-graceful-restart.config]
      enabled = true`;
  return `[global.config]
  as = ${options.asn}
  router-id = "${options.routerId}"
  port = ${options.port}
  local-address-list = ["${options.address}"]
[[neighbors]]
  [neighbors.config]
    neighbor-address = "${peer.address}"
    peer-as = ${peer.asn}
  [neighbors.transport.config]
    ${active}
  [neighbors.timers.config]
    connect-retry = 5
    hold-time = ${options.holdTimeSeconds}
    keepalive-interval = ${Math.floor(options.holdTimeSeconds / 3)}${restart}
  [[neighbors.afi-safis]]
    [neighbors.afi-safis.config]
      afi-safi-name = "ls"${family}
`;
}
