/**
 * What may never leave a controller, checked on captured packets after every test with routers:
 * rules of RFC 8231 and RFC 8281, and the ways in which FRR 10.7 wedges or crashes.
 */
import {
  labelsOf,
  lspOf,
  PCERR,
  PCINITIATE,
  PCREP,
  PCRPT,
  PCUPD,
  srpOf,
  type WireMessage,
} from "./wire.ts";

/** Answers one sentence for every message of the controller that breaks a rule. */
export function findOffences(
  messages: readonly WireMessage[],
  controller: string,
): readonly string[] {
  const offences: string[] = [];
  const delegations = new Map<string, boolean>();
  messages.forEach((message, index) => {
    if (message.from !== controller && message.to !== controller) return; // of another one
    const router = message.from === controller ? message.to : message.from;
    if (message.from !== controller) {
      learn(delegations, router, message);
      return;
    }
    const problems = [...checkShape(message), ...checkDelegation(delegations, router, message)];
    offences.push(...problems.map((problem) => `message ${index} to ${router}: ${problem}`));
  });
  return offences;
}

/** A new Open begins a new session; reports in it say what is delegated. */
function learn(delegations: Map<string, boolean>, router: string, message: WireMessage): void {
  if (message.type === OPEN) {
    for (const key of delegations.keys()) {
      if (key.startsWith(`${router} `)) delegations.delete(key);
    }
  }
  const lsp = message.type === PCRPT ? lspOf(message) : undefined;
  if (lsp === undefined || lsp.plspId === 0) return;
  if (lsp.remove) delegations.delete(`${router} ${lsp.plspId}`);
  else delegations.set(`${router} ${lsp.plspId}`, lsp.delegated);
}

function checkShape(message: WireMessage): readonly string[] {
  const problems: string[] = [];
  const classes = message.objects.map((object) => object.class);
  const count = (wanted: number) => classes.filter((found) => found === wanted).length;
  if (message.type === PCUPD || message.type === PCINITIATE) {
    const lsp = lspOf(message);
    const remove = srpOf(message)?.remove === true;
    if (count(33) !== 1 || count(32) !== 1) problems.push("not exactly one SRP and one LSP");
    if (remove && (lsp?.plspId ?? 0) === 0) problems.push("deletes every LSP (PLSP-ID 0)");
    if (remove && message.type === PCUPD) problems.push("PCUpd with the R flag");
    if (!remove && message.type === PCUPD && count(7) !== 1) problems.push("PCUpd without ERO");
    if (!remove && message.type === PCINITIATE && count(4) !== 1 && lsp?.plspId === 0) {
      problems.push("PCInitiate without END-POINTS crashes pathd");
    }
    if ((labelsOf(message)?.length ?? 0) > 9) problems.push("more than 9 segments");
  }
  if (message.type === PCERR && classes[0] !== 13) {
    problems.push("PCErr that does not begin with PCEP-ERROR wedges pathd");
  }
  if (message.type === PCNTF && classes[0] !== 12) {
    problems.push("PCNtf that does not begin with NOTIFICATION wedges pathd");
  }
  if (message.type === KEEPALIVE && message.bytes.length !== 4) {
    problems.push("Keepalive with body");
  }
  const unknown = classes.filter((found) => !ACCEPTED_CLASSES.has(found));
  if (unknown.length > 0) problems.push(`object class ${unknown.join(", ")} wedges pathd`);
  if (!ACCEPTED_TYPES.has(message.type)) problems.push(`message type ${message.type} wedges pathd`);
  return problems;
}

function checkDelegation(
  delegations: ReadonlyMap<string, boolean>,
  router: string,
  message: WireMessage,
): readonly string[] {
  const plspId = lspOf(message)?.plspId ?? 0;
  const addressed = message.type === PCUPD ||
    (message.type === PCINITIATE && srpOf(message)?.remove === true);
  if (!addressed) return [];
  const delegated = delegations.get(`${router} ${plspId}`);
  if (delegated === undefined) {
    return [`PLSP-ID ${plspId} was not reported in this session: crashes pathd`];
  }
  return delegated ? [] : [`PLSP-ID ${plspId} is not delegated to us (D=0)`];
}

const OPEN = 1;
const KEEPALIVE = 2;
const PCNTF = 5;
const CLOSE = 7;
const ACCEPTED_TYPES = new Set([OPEN, KEEPALIVE, PCREP, PCNTF, PCERR, CLOSE, PCUPD, PCINITIATE]);
// OPEN, RP, NO-PATH, END-POINTS, BANDWIDTH, METRIC, ERO, LSPA, NOTIFICATION, PCEP-ERROR, CLOSE,
// OF, LSP, SRP, VENDOR-INFO, ASSOCIATION
const ACCEPTED_CLASSES = new Set([1, 2, 3, 4, 5, 6, 7, 9, 12, 13, 15, 21, 32, 33, 34, 40]);
