/** The part of frr.conf that pathd reads: policies made by hand, PCEP sessions and their timers. */
import type { ConfigOptions, ConfiguredPolicy, PceDeclaration } from "./config.ts";
import type { Network, Router } from "./topology.ts";

/** `segment-routing` / `traffic-eng` of one router. */
export function trafficEngineeringLines(
  network: Network,
  router: Router,
  options: ConfigOptions,
): readonly string[] {
  const sessionTimeout = options.sessionTimeoutSecondsOf?.[router.name] ??
    options.sessionTimeoutSeconds;
  return [
    "segment-routing",
    " traffic-eng",
    "  mpls-te on",
    `  mpls-te import ${options.variant === "ospf" ? "ospfv2" : "isis"}`,
    ...options.policies.filter((policy) => policy.router === router.name)
      .flatMap(policyLines).map((line) => `  ${line}`),
    "  pcep",
    "   pce-config COMMON",
    `    source-address ip ${router.loopback}`,
    "    pce-initiated",
    `    timer pcep-request ${options.pcepRequestSeconds} session-timeout-interval ` +
    `${sessionTimeout} delegation-timeout ${options.delegationTimeoutSeconds}`,
    "   exit",
    ...options.pces.flatMap(pceLines).map((line) => `   ${line}`),
    ...peerLines(options.pces, [` msd ${network.maximumSegments}`]).map((line) => `   ${line}`),
    "  exit",
    " exit",
    "exit",
  ];
}

/** `pce …` as entered below `pcep`. */
export function pceLines({ name, address, port }: PceDeclaration): readonly string[] {
  return [
    `pce ${name}`,
    " config COMMON",
    ` address ip ${address} port ${port}`,
    " pce-initiated",
    "exit",
  ];
}

/** `pcc` with the PCEs that it connects to. */
export function peerLines(
  pces: readonly PceDeclaration[],
  more: readonly string[] = [],
): readonly string[] {
  const peers = pces.map(({ name, precedence }) => ` peer ${name} precedence ${precedence}`);
  return ["pcc", ...more, ...peers, "exit"];
}

/** `policy …` and its `segment-list` as entered below `segment-routing` / `traffic-eng`. */
export function policyLines(policy: ConfiguredPolicy): readonly string[] {
  const path = `candidate-path preference ${policy.preference} name ${policy.name}`;
  const list = `${policy.name}-list`;
  return [
    ...(policy.segments === "dynamic" ? [] : [
      `segment-list ${list}`,
      ...policy.segments.map((label, index) => ` index ${(index + 1) * 10} mpls label ${label}`),
      "exit",
    ]),
    `policy color ${policy.color} endpoint ${policy.endpoint}`,
    ` name ${policy.name}`,
    ...(policy.bindingSid === undefined ? [] : [` binding-sid ${policy.bindingSid}`]),
    ...(policy.segments === "dynamic"
      ? [` ${path} dynamic`, " exit"]
      : [` ${path} explicit segment-list ${list}`]),
    "exit",
  ];
}
