/** The part of frr.conf that pathd reads: policies made by hand, PCEP sessions and their timers. */
import type { ConfigOptions, ConfiguredPolicy } from "./config.ts";
import type { Network, Router } from "./topology.ts";

/** `segment-routing` / `traffic-eng` of one router. */
export function trafficEngineeringLines(
  network: Network,
  router: Router,
  options: ConfigOptions,
): readonly string[] {
  const sessionTimeout = options.sessionTimeoutSecondsOf?.[router.name] ??
    options.sessionTimeoutSeconds;
  const pceLines = options.pces.flatMap((pce) => [
    `   pce ${pce.name}`,
    "    config COMMON",
    `    address ip ${pce.address} port ${pce.port}`,
    "    pce-initiated",
    "   exit",
  ]);
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
    ...pceLines,
    "   pcc",
    `    msd ${network.maximumSegments}`,
    ...options.pces.map((pce) => `    peer ${pce.name} precedence ${pce.precedence}`),
    "   exit",
    "  exit",
    " exit",
    "exit",
  ];
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
