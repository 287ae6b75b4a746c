/** One sentence for each BGP message in a list. */
import type { MessageContent } from "../../bgp/codec/encode_message.ts";
import type { MalformedMessage, Message, UpdateMessage } from "../../bgp/codec/message.ts";
import { notificationWords } from "../../bgp/registry/notifications.ts";

export function bgpSummary(message: Message | MalformedMessage | MessageContent): string {
  switch (message.kind) {
    case "open":
      return `Offers hold time ${message.holdTimeSeconds} s and ${message.capabilities.length} capabilities.`;
    case "keepalive":
      return "Is alive.";
    case "notification":
      return `Ends the session: ${
        notificationWords(message.code, message.subcode, message.octets)
      }.`;
    case "routeRefresh":
      return "Asks for everything again.";
    case "malformed":
      return `Cannot be read: ${message.fault.why}.`;
    case "update":
      return "reach" in message && "errors" in message ? updateSummary(message) : "Announces.";
  }
}

function updateSummary(update: UpdateMessage): string {
  if (update.endOfRib) return "Has told everything (End-of-RIB).";
  const parts: string[] = [];
  if (update.reach.length > 0) parts.push(`announces ${kinds(update.reach)}`);
  if (update.unreach.length > 0) parts.push(`withdraws ${kinds(update.unreach)}`);
  if (update.errors.length > 0) parts.push(`has ${update.errors.length} unreadable parts`);
  const text = parts.join(", ") || "says nothing about BGP-LS";
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function kinds(list: readonly { readonly type: string }[]): string {
  if (list.length === 1) return `1 ${WORDS[list[0]!.type] ?? list[0]!.type}`; // nearly all
  const counts = new Map<string, number>();
  for (const { type } of list) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, n]) => `${n} ${WORDS[type] ?? type}${n === 1 ? "" : "s"}`).join(
    ", ",
  );
}

const WORDS: Readonly<Record<string, string>> = {
  node: "node",
  link: "half-link",
  ipv4Prefix: "IPv4 prefix",
  ipv6Prefix: "IPv6 prefix",
  srv6Sid: "SRv6 SID",
  srPolicy: "SR policy candidate path",
  unknown: "unknown NLRI",
};
