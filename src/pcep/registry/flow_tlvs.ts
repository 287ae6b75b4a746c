/**
 * What a FLOW-FILTER TLV holds (RFC 9168 §7): the components of a BGP flow specification
 * (RFC 8955 §4.2.2, RFC 8956 §3) as TLVs, in ascending order; their values as BGP writes them.
 */
import { bytes, octets } from "../../wire/field.ts";
import { row, tlvRegistry } from "../../wire/tlv.ts";
import { flowBits, flowNumbers, flowPrefix } from "./flow_values.ts";

export const FLOW_COMPONENTS = tlvRegistry({
  title: "PCEP FlowSpec TLV Types",
  align: 4,
  rows: {
    destinationPrefix: row(1, "Destination Prefix", "RFC 9168 §7", flowPrefix),
    sourcePrefix: row(2, "Source Prefix", "RFC 9168 §7", flowPrefix),
    ipProtocol: row(3, "IP Protocol or Upper-Layer Protocol", "RFC 9168 §7", flowNumbers),
    port: row(4, "Port", "RFC 9168 §7", flowNumbers),
    destinationPort: row(5, "Destination Port", "RFC 9168 §7", flowNumbers),
    sourcePort: row(6, "Source Port", "RFC 9168 §7", flowNumbers),
    icmpType: row(7, "ICMP Type", "RFC 9168 §7", flowNumbers),
    icmpCode: row(8, "ICMP Code", "RFC 9168 §7", flowNumbers),
    tcpFlags: row(9, "TCP Flags", "RFC 9168 §7", flowBits),
    packetLength: row(10, "Packet Length", "RFC 9168 §7", flowNumbers),
    dscp: row(11, "DSCP", "RFC 9168 §7", flowNumbers),
    fragment: row(12, "Fragment", "RFC 9168 §7", flowBits),
    flowLabel: row(13, "Flow Label", "RFC 9168 §7", flowNumbers),
    routeDistinguisher: row(256, "Route Distinguisher", "RFC 9168 §7", octets(8)),
    ipv4Multicast: row(257, "IPv4 Multicast Flow", "RFC 9168 §7", bytes),
    ipv6Multicast: row(258, "IPv6 Multicast Flow", "RFC 9168 §7", bytes),
  },
});
