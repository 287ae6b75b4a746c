/** PCEP and BGP messages in one line of words, for transcripts of the simulation. */
import { formatAddress } from "../../src/lib/address.ts";
import type { Message as BgpMessage, UpdateMessage } from "../../src/bgp/codec/message.ts";
import type { LsNlri, NodeDescriptor } from "../../src/bgp/codec/ls_nlri.ts";
import type { Hop, InitiateRequest, LspFields, Message } from "../../src/pcep/codec/message.ts";

/** `PCRpt srp 7 cairn.core.1.1 plsp 3 active D A C [16004 24001]`, … */
export function pcepWords(message: Message): string {
  switch (message.kind) {
    case "open":
      return `Open ka ${message.keepaliveSeconds} dt ${message.deadTimerSeconds}`;
    case "keepalive":
      return "Keepalive";
    case "startTls":
      return "StartTLS";
    case "close":
      return `Close ${message.reason}`;
    case "error":
      return `PCErr ${
        message.errors.map(({ type, value, srpIds, requestIds }) =>
          `${type}/${value}${srpIds.map((id) => ` srp ${id}`).join("")}${
            requestIds.map((id) => ` rp ${id}`).join("")
          }`
        ).join(", ")
      }`;
    case "notification":
      return `PCNtf ${
        message.notifications.map(({ type, value }) => `${type}/${value}`).join(" ")
      }`;
    case "report":
      return `PCRpt ${
        message.reports.map((report) =>
          report.plspId === 0 && !report.sync
            ? "end of sync"
            : `${srp(report.srpId)}${lspWords(report)} ${listWords(report.ero)}`
        ).join("; ")
      }`;
    case "update":
      return `PCUpd ${
        message.updates.map((update) =>
          `${srp(update.srpId)}${lspWords(update)} ${listWords(update.ero)}`
        ).join("; ")
      }`;
    case "initiate":
      return `PCInitiate ${message.requests.map(initiateWords).join("; ")}`;
    case "request":
      return `PCReq ${
        message.requests.map(({ requestId, endpoints }) =>
          `rp ${requestId} to ${endpoints ? formatAddress(endpoints.destination) : "?"}`
        ).join("; ")
      }`;
    case "reply":
      return `PCRep ${
        message.replies.map(({ requestId, noPath, paths }) =>
          `rp ${requestId} ${noPath ? "no path" : paths.map(({ ero }) => listWords(ero)).join(" ")}`
        ).join("; ")
      }`;
    case "unknown":
      return `message type ${message.type}`;
  }
}

/** `UPDATE + link 1→2 10.0.0.1, …` with at most four NLRI named. */
export function bgpWords(message: BgpMessage): string {
  switch (message.kind) {
    case "open":
      return `OPEN as ${message.asn} hold ${message.holdTimeSeconds}`;
    case "keepalive":
      return "KEEPALIVE";
    case "notification":
      return `NOTIFICATION ${message.code}/${message.subcode}`;
    case "routeRefresh":
      return `ROUTE-REFRESH ${message.afi}/${message.safi} ${message.subtype}`;
    case "update":
      return updateWords(message);
  }
}

function updateWords(update: UpdateMessage): string {
  if (update.endOfRib) return `End-of-RIB ${update.endOfRib.afi}/${update.endOfRib.safi}`;
  const all = [
    ...update.reach.map((nlri) => `+ ${nlriWords(nlri)}`),
    ...update.unreach.map((nlri) => `- ${nlriWords(nlri)}`),
  ];
  const more = all.length > 4 ? ` and ${all.length - 4} more` : "";
  return `UPDATE ${all.slice(0, 4).join(", ")}${more}`;
}

function nlriWords(nlri: LsNlri): string {
  switch (nlri.type) {
    case "node":
      return `node ${nodeWords(nlri.localNode)}`;
    case "link": {
      const at = nlri.link.ipv4Interface;
      return `link ${nodeWords(nlri.localNode)}→${nodeWords(nlri.remoteNode)}${
        at === undefined ? "" : ` ${formatAddress(at)}`
      }`;
    }
    case "ipv4Prefix":
    case "ipv6Prefix":
      return `prefix ${formatAddress(nlri.address)}/${nlri.prefixLength}`;
    case "srv6Sid":
      return `sid ${nlri.sid}`;
    case "srPolicy": {
      const { color, endpoint } = nlri.candidatePath;
      return `policy ${nodeWords(nlri.localNode)} color ${color} to ${formatAddress(endpoint)}`;
    }
    case "unknown":
      return `NLRI type ${nlri.nlriType}`;
  }
}
/** A system-id without its leading zeros. */
const nodeWords = (node: NodeDescriptor) => node.igpRouterId.replace(/^0+(?=.)/, "");

function initiateWords(request: InitiateRequest): string {
  switch (request.action) {
    case "create":
      return `${srp(request.srpId)}create ${request.symbolicPathName} ${listWords(request.ero)}`;
    case "delete":
      return `${srp(request.srpId)}delete plsp ${request.plspId}`;
    case "takeOver":
      return `${srp(request.srpId)}take over plsp ${request.plspId}`;
  }
}

function lspWords(lsp: LspFields): string {
  const flags = [
    lsp.sync ? "S" : "",
    lsp.delegate ? "D" : "",
    lsp.adminUp ? "A" : "",
    lsp.create ? "C" : "",
    lsp.remove ? "R" : "",
  ].join("");
  const name = lsp.symbolicPathName === undefined ? "" : `${lsp.symbolicPathName} `;
  return `${name}plsp ${lsp.plspId} ${lsp.operState}${flags && ` ${flags}`}`;
}

const srp = (id: number) => id === 0 ? "" : `srp ${id} `;

function listWords(hops: readonly Hop[] | undefined): string {
  if (!hops) return "no ERO";
  const words = hops.map((hop) => hop.kind === "sr" ? `${hop.label ?? "?"}` : hop.kind);
  return `[${words.join(" ")}]`;
}
