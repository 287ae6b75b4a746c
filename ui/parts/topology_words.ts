/** What the topology's own words mean to people: protocols with their level or area, why no path takes a link. */

/** "isisL2" → "IS-IS level 2", "ospfv3" in "0.0.0.1" → "OSPFv3 area 0.0.0.1". */
export function protocolWords({ protocol, area }: Told): string {
  const level = /^isisL(\d)$/.exec(protocol);
  const name = level ? `IS-IS level ${level[1]}` : NAMES[protocol] ?? protocol;
  return area === "" ? name : `${name} area ${area}`;
}
interface Told {
  readonly protocol: string;
  readonly area: string;
}
const NAMES: Readonly<Record<string, string>> = {
  isis: "IS-IS",
  ospfv2: "OSPFv2",
  ospfv3: "OSPFv3",
  bgp: "BGP",
  direct: "direct",
};

/** Why no path takes a link that is there. */
export const notUsed = (why: string): string => REASONS[why] ?? why;
const REASONS: Readonly<Record<string, string>> = {
  oneWay: "told by one end only",
  noRouter: "an end is not told",
  otherTopology: "of another topology",
  noMetric: "without a metric",
  outsideSpf: "metric outside SPF",
  external: "leads to a BGP peer",
};
