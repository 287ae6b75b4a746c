/**
 * What tests and commands ask of a lab, whatever it is made of. Network namespaces are one driver;
 * containers can be another.
 */
import type { Output } from "./command.ts";
import type { ConfigOptions } from "./config.ts";
import type { Link, Network } from "./topology.ts";

export type Daemon = "mgmtd" | "zebra" | "staticd" | "isisd" | "ospfd" | "bgpd" | "pathd";

/** How long each step of `up` took. */
export interface UpTimes {
  readonly treeSeconds: number;
  readonly networkSeconds: number;
  readonly daemonSeconds: number;
  readonly convergenceSeconds: number;
}

export interface Capture {
  /** Where the packets are, in pcap format; written packet by packet. */
  readonly file: string;
  stop(): Promise<void>;
}

export interface Driver {
  readonly id: string;
  readonly network: Network;
  /** Makes the lab and waits until the routers reach each other. Throws LabError. */
  up(options: ConfigOptions): Promise<UpTimes>;
  /** Removes everything of this lab, also what a crash left behind; nothing is also fine. */
  down(): Promise<void>;
  /** Where to run a program so that it sees the controller's network, or that of a second one: put
   * before its arguments. */
  controllerPrefix(place?: "ctrl" | "ctrl2"): readonly string[];
  /** Runs a program in a router ("ctrl", "ctrl2": where controllers live). */
  exec(place: string, argv: readonly string[]): Promise<Output>;
  /** Where to run a program of the router's own file system: put before its arguments. */
  shellPrefix(router: string): Promise<readonly string[]>;
  /** Runs commands in one vtysh; answers what it printed. */
  vtysh(router: string, ...commands: readonly string[]): Promise<string>;
  cutLink(link: Link): Promise<void>;
  restoreLink(link: Link): Promise<void>;
  /** Takes a router's management port away: sessions to it get no answer, nothing is reset. */
  cutManagement(router: string): Promise<void>;
  restoreManagement(router: string): Promise<void>;
  /** Takes a controller's way to all routers away and gives it back; packets are lost silently. */
  cutController(place: "ctrl" | "ctrl2"): Promise<void>;
  restoreController(place: "ctrl" | "ctrl2"): Promise<void>;
  daemonAlive(router: string, daemon: Daemon): Promise<boolean>;
  killDaemon(
    router: string,
    daemon: Daemon,
    signal: "TERM" | "KILL" | "STOP" | "CONT",
  ): Promise<void>;
  /** Starts a daemon that is gone and gives it its configuration. */
  respawn(router: string, daemon: Daemon): Promise<void>;
  /** Records what crosses the management bridge; `filter` in the language of tcpdump. */
  capture(filter: string, file: string): Promise<Capture>;
}
