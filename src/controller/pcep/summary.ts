/** One sentence for each PCEP message in a list, and how much of a message had no row. */
import type { InitiateRequest, Message, StateReport } from "../../pcep/codec/message.ts";
import { CLOSE_REASONS } from "../../pcep/registry/codes.ts";
import { errorWords } from "../../pcep/registry/errors.ts";
import { labelsOf } from "./reported_lists.ts";

export function pcepSummary(message: Message): string {
  switch (message.kind) {
    case "open":
      return `Offers keepalive ${message.keepaliveSeconds} s, dead timer ${message.deadTimerSeconds} s.`;
    case "keepalive":
      return "Is alive.";
    case "report":
      return message.reports.map(reportWords).join(" ");
    case "update":
      if (message.trigger) return `Asks for all LSPs (SRP-ID ${message.trigger.srpId}).`;
      return message.updates.map((u) =>
        `Moves PLSP-ID ${u.plspId} to ${labels(u.ero)}${
          u.delegate ? "" : ", hands it back"
        } (SRP-ID ${u.srpId}).`
      ).join(" ");
    case "initiate":
      return message.requests.map(initiateWords).join(" ");
    case "request":
      return message.requests.map((r) => `Asks for a path (request ${r.requestId}).`).join(" ");
    case "reply":
      return message.replies.map((r) =>
        r.noPath
          ? `No path for request ${r.requestId}.`
          : `Path for request ${r.requestId}: ${labels(r.paths[0]?.ero ?? [])}.`
      ).join(" ");
    case "notification":
      return message.notifications.map((n) => `Notifies ${n.type}/${n.value}.`).join(" ");
    case "error":
      return message.errors.map((e) => `${errorWords(e.type, e.value)} (${e.type}/${e.value}).`)
        .join(" ");
    case "close":
      return `Ends the session: ${CLOSE_REASONS[message.reason] ?? `reason ${message.reason}`}.`;
    case "startTls":
      return "Wants to speak TLS.";
    case "unknown":
      return `Unknown message type ${message.type}, kept as it is.`;
  }
}

/** Objects and TLVs that were kept raw. */
export function unknownIn(message: Message): number {
  if (message.kind === "unknown") return 1;
  if (message.kind !== "report") return 0;
  let n = 0;
  for (const { others, lspTlvs } of message.reports) {
    n += others.length;
    for (const tlv of lspTlvs) if (tlv.kind === "unknown" || tlv.kind === "malformed") n++;
  }
  return n;
}

function reportWords(r: StateReport): string {
  if (r.plspId === 0 && !r.sync) return "Has reported all its LSPs.";
  const name = r.symbolicPathName ?? `PLSP-ID ${r.plspId}`;
  if (r.remove) return `${name} is removed.`;
  const path = r.ero ? ` on ${labels(r.ero)}` : "";
  return `${name} is ${OPER[r.operState]}${path}${r.delegate ? ", delegated" : ""}.`;
}
function initiateWords(r: InitiateRequest): string {
  if (r.action === "create") {
    return `Creates ${r.symbolicPathName} on ${labels(r.ero)} (SRP-ID ${r.srpId}).`;
  }
  const verb = r.action === "delete" ? "Deletes" : "Takes over";
  return `${verb} PLSP-ID ${r.plspId} (SRP-ID ${r.srpId}).`;
}
const labels = (ero: StateReport["ero"] & object) =>
  ero.length === 0 ? "no path" : labelsOf(ero).map((l) => l < 0 ? "?" : l).join(" ");
const OPER = {
  down: "down",
  up: "up",
  active: "active",
  goingDown: "going down",
  goingUp: "going up",
} as const;
