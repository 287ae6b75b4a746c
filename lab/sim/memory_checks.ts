/** What must hold in every run: of each write of the controller, and of all policies once it is calm. */
import type { PolicyRow, View } from "../../src/controller/view/view.ts";
import { decodeMessage as decodeBgp } from "../../src/bgp/codec/decode_message.ts";
import { decodeMessage as decodePcep } from "../../src/pcep/codec/decode.ts";
import { WireError } from "../../src/wire/error.ts";
import type { Pipe } from "./memory_pipes.ts";
import type { Network } from "./network.ts";
import { messagesIn } from "./tape.ts";
import { nameOfHalf } from "./topology.ts";

/** On an open connection with room: whole messages that can be read, none that deletes more than one LSP. */
export function inspectWrite(pipe: Pipe | undefined, bytes: Uint8Array): readonly string[] {
  if (!pipe || pipe.ended) return ["a write to a closed connection"];
  const { protocol } = pipe;
  const faults: string[] = [];
  pipe.room -= bytes.length;
  if (pipe.room < 0) faults.push(`a write of ${-pipe.room} octets more than there was room for`);
  for (const one of messagesIn(protocol, bytes)) {
    const length = protocol === "pcep" ? one[2]! << 8 | one[3]! : one[16]! << 8 | one[17]!;
    if (length !== one.length) faults.push(`a ${protocol} write that ends inside a message`);
    try {
      if (protocol === "bgp") {
        if (decodeBgp(one).kind === "malformed") faults.push("a malformed BGP message");
        continue;
      }
      const message = decodePcep(one);
      if (message.kind === "initiate" || message.kind === "update") {
        faults.push(...message.problems.map(({ detail }) => `a ${message.kind}: ${detail}`));
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      faults.push(`a malformed ${protocol} message: ${error.detail}`);
    }
  }
  return faults;
}

/**
 * Policies that are not what they should be in a calm network: with a path and not up, reported
 * otherwise than sent, or with packets that end elsewhere or leave the links that were computed.
 */
export function policyFaults(view: View, network: Network): readonly string[] {
  const faults: string[] = [];
  for (const id of view.ids("policy")) {
    const policy = view.row("policy", id);
    if (policy) faults.push(...faultsOf(policy, network).map((text) => `${policy.name}: ${text}`));
  }
  return faults;
}

function faultsOf(policy: PolicyRow, network: Network): readonly string[] {
  const { topology, igp } = network;
  const path = policy.candidatePaths.find(({ active }) => active) ??
    policy.candidatePaths.find(({ computed }) => computed?.ok);
  if (!path?.computed?.ok || !policy.intent.adminUp) return [];
  if (policy.state !== "up") return [`has a path and is ${policy.state}: ${policy.verdict}`];
  const { sent, reported, computed } = path;
  if (!reported) return ["is up and nothing is reported"];
  const labels = reported.labels.join(" ");
  if (sent && sent.labels.join(" ") !== labels) {
    return [`was sent [${sent.labels.join(" ")}] and has [${labels}]`];
  }
  if (computed.segments.some(({ type }) => type === "srv6")) { // no packets of SRv6 are simulated
    return sent?.hops?.join() === reported.hops?.join() ? [] : ["has other SIDs than it was sent"];
  }
  const headend = topology.routers.findIndex(({ name }) => name === policy.headend);
  const endpoint = topology.routers.findIndex(({ name }) => name === policy.endpoint);
  const packets = igp.forwarding.deliver(headend, reported.labels);
  if (!packets.delivered) {
    return [`[${labels}] is dropped at ${topology.routers[packets.at]!.name}: ${packets.why}`];
  }
  if (packets.at !== endpoint) {
    return [`[${labels}] ends at ${topology.routers[packets.at]!.name}`];
  }
  const allowed = new Set(computed.crossed);
  const astray = packets.crossed.map((half) => nameOfHalf(topology, half))
    .filter((link) => !allowed.has(link));
  return astray.length > 0 ? [`[${labels}] also crosses ${astray.join(", ")}`] : [];
}
