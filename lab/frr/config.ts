/**
 * Writes frr.conf of one lab router from the network's declaration. What is written and why it is
 * needed was found out with FRR 10.7: `mpls-te export` feeds both BGP-LS and pathd's own TED.
 */
import {
  CONTROLLER,
  endsOf,
  type Link,
  type Network,
  type Router,
  SECOND_CONTROLLER,
} from "./topology.ts";
import { trafficEngineeringLines } from "./traffic_engineering_lines.ts";

/** What the routers speak: SR-MPLS, SRv6, both (IS-IS), or SR-MPLS under OSPFv2. */
export type Variant = "sr" | "both" | "srv6" | "ospf";

export interface PceDeclaration {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** FRR delegates to the lowest. */
  readonly precedence: number;
}

/** A policy that the operator of the router configured by hand. */
export interface ConfiguredPolicy {
  readonly router: string;
  readonly name: string;
  readonly color: number;
  /** A loopback address. */
  readonly endpoint: string;
  readonly preference: number;
  readonly bindingSid?: number;
  /** Labels from the top, or "dynamic": asked of the PCE and delegated to it. */
  readonly segments: readonly number[] | "dynamic";
}

export interface ConfigOptions {
  readonly variant: Variant;
  readonly pces: readonly PceDeclaration[];
  readonly policies: readonly ConfiguredPolicy[];
  readonly pcepRequestSeconds: number;
  /** How long FRR keeps the lists of a PCE that is gone. */
  readonly sessionTimeoutSeconds: number;
  /** Routers that keep them for another time, by name. */
  readonly sessionTimeoutSecondsOf?: Readonly<Record<string, number>>;
  readonly delegationTimeoutSeconds: number;
  /** The controller's BGP port if it listens; FRR only waits for it when absent. */
  readonly controllerBgpPort?: number;
}

export const defaultOptions: ConfigOptions = {
  variant: "sr",
  pces: [{
    name: "CAIRN",
    address: CONTROLLER.address,
    port: CONTROLLER.pcepPort,
    precedence: 10,
  }],
  policies: [],
  pcepRequestSeconds: 2, // longer than the controller waits after a synchronisation
  sessionTimeoutSeconds: 30, // as FRR has it
  delegationTimeoutSeconds: 2,
};

/** Daemons a router needs, in the order they have to start, with their arguments. */
export function daemonsOf(
  network: Network,
  router: Router,
  { variant }: ConfigOptions,
): readonly string[] {
  return [
    "mgmtd",
    "zebra",
    "staticd",
    variant === "ospf" ? "ospfd -a" : "isisd",
    ...(router.name === network.speaker ? ["bgpd -n"] : []),
    "pathd -M pathd_pcep",
  ];
}

/** The whole frr.conf of a router. */
export function writeConfig(network: Network, router: Router, options: ConfigOptions): string {
  const igp = options.variant === "ospf" ? ospfLines : isisLines;
  const lines = [
    `hostname ${router.name}`,
    `log file /var/log/frr/frr.log`,
    "log timestamp precision 3",
    "debug pathd pcep basic",
    "debug pathd pcep path",
    ...(hasSrv6(options) ? srv6Lines(router) : []),
    ...interfaceLines(network, router, options),
    ...igp(network, router, options),
    ...(router.name === network.speaker ? bgpLines(network, router, options) : []),
    ...trafficEngineeringLines(network, router, options),
  ];
  return lines.join("\n") + "\n";
}

function hasSrv6({ variant }: ConfigOptions): boolean {
  return variant === "srv6" || variant === "both";
}

function hasMpls({ variant }: ConfigOptions): boolean {
  return variant !== "srv6";
}

function srv6Lines(router: Router): readonly string[] {
  return [
    "segment-routing",
    " srv6",
    "  encapsulation",
    `   source-address ${router.loopback6}`,
    "  exit",
    "  locators",
    "   locator MAIN",
    `    prefix fcbb:bb00:${router.number}::/48 block-len 32 node-len 16 func-bits 16`,
    "   exit",
    "  exit",
    " exit",
    "exit",
  ];
}

function interfaceLines(
  network: Network,
  router: Router,
  options: ConfigOptions,
): readonly string[] {
  const ospf = options.variant === "ospf";
  const igp = ospf
    ? [" ip ospf area 0"]
    : [" ip router isis 1", ...(hasSrv6(options) ? [" ipv6 router isis 1"] : [])];
  const loopback = ["interface lo", ...igp, ospf ? " ip ospf passive" : " isis passive", "exit"];
  const links = endsOf(network, router.name).flatMap(({ link, end }) => [
    `interface ${end.interfaceName}`,
    ...igp,
    ...(ospf
      ? [
        " ip ospf network point-to-point",
        ` ip ospf cost ${link.igpMetric}`,
        " ip ospf hello-interval 1",
        " ip ospf dead-interval 4",
      ]
      : [
        " isis network point-to-point",
        ` isis metric ${link.igpMetric}`,
        " isis hello-interval 1",
        // Cuts are seen by the carrier; a busy machine must not lose a neighbour.
        " isis hello-multiplier 10",
      ]),
    ...linkParameterLines(network, link),
    "exit",
  ]);
  return [...loopback, ...links];
}

function linkParameterLines(network: Network, link: Link): readonly string[] {
  const bandwidth = network.linkBandwidthBytesPerSecond;
  const { delayMicroseconds, minimumDelayMicroseconds, maximumDelayMicroseconds } = link;
  return [
    " link-params",
    `  admin-grp 0x${link.affinity.toString(16)}`,
    `  metric ${link.teMetric}`,
    `  max-bw ${bandwidth}`,
    `  max-rsv-bw ${bandwidth}`,
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((priority) => `  unrsv-bw ${priority} ${bandwidth}`),
    `  delay ${delayMicroseconds} min ${minimumDelayMicroseconds} max ${maximumDelayMicroseconds}`,
    "  delay-variation 50",
    "  packet-loss 0.5",
    `  res-bw ${bandwidth * 0.08}`,
    `  ava-bw ${bandwidth * 0.8}`,
    `  use-bw ${bandwidth * 0.04}`,
    " exit-link-params",
  ];
}

function segmentRoutingLines(network: Network, router: Router): readonly string[] {
  const last = network.labelBase + network.labelRange - 1;
  return [
    " segment-routing on",
    ` segment-routing global-block ${network.labelBase} ${last}`,
    ` segment-routing node-msd ${network.maximumSegments}`,
    ` segment-routing prefix ${router.loopback}/32 index ${router.nodeSidIndex}`,
  ];
}

function isisLines(network: Network, router: Router, options: ConfigOptions): readonly string[] {
  const srv6 = hasSrv6(options);
  return [
    "router isis 1",
    ` net 49.0001.${router.systemId}.00`,
    " is-type level-2-only",
    " metric-style wide",
    ...(srv6 ? [" topology ipv6-unicast"] : []),
    " mpls-te on",
    ` mpls-te router-address ${router.loopback}`,
    ...(srv6 ? [` mpls-te router-address ipv6 ${router.loopback6}`] : []),
    " mpls-te export",
    " lsp-gen-interval 1",
    " spf-interval 1",
    ...(hasMpls(options) ? segmentRoutingLines(network, router) : []),
    ...(srv6
      ? [
        " segment-routing srv6",
        "  locator MAIN",
        "  node-msd",
        "   max-segs-left 3",
        "   max-end-pop 3",
        "   max-h-encaps 2",
        "   max-end-d 5",
        "  exit",
        " exit",
      ]
      : []),
    "exit",
  ];
}

function ospfLines(network: Network, router: Router): readonly string[] {
  return [
    "router ospf",
    ` ospf router-id ${router.loopback}`,
    " capability opaque",
    " mpls-te on",
    ` mpls-te router-address ${router.loopback}`,
    " mpls-te export",
    " router-info area",
    ...segmentRoutingLines(network, router),
    " timers throttle spf 10 50 500",
    "exit",
  ];
}

function bgpLines(network: Network, router: Router, options: ConfigOptions): readonly string[] {
  const port = options.controllerBgpPort;
  const neighbors = [CONTROLLER, SECOND_CONTROLLER].map(({ address }) => ` neighbor ${address}`);
  return [
    `router bgp ${network.asn}`,
    ` bgp router-id ${router.loopback}`,
    " no bgp ebgp-requires-policy",
    " no bgp default ipv4-unicast",
    ...neighbors.flatMap((neighbor) => [
      `${neighbor} remote-as ${CONTROLLER.asn}`,
      `${neighbor} timers connect 1`,
      ...(port === undefined ? [`${neighbor} passive`] : [`${neighbor} port ${port}`]),
    ]),
    " address-family link-state link-state",
    ...neighbors.map((neighbor) => ` ${neighbor} activate`),
    " exit-address-family",
    "exit",
  ];
}
