/** The LSPs of one simulated headend, driven by hand: what it says, in words, with the second. */
import { PccLsps } from "../../lab/sim/pcc_lsps.ts";
import { labelHop } from "../../lab/sim/pcc_lsp.ts";
import type { Personality } from "../../lab/sim/personality.ts";
import { pcepWords } from "../../lab/sim/words.ts";
import {
  type Association,
  type Hop,
  type InitiateCreate,
  type Message,
  NO_ATTRIBUTES,
  PLAIN_LSP,
  plspId,
} from "../../src/pcep/codec/message.ts";

export const OWN = 0x0aff0001, ROME = 0x0aff0003, SECOND = 1_000_000;
export const PCE = { stateful: true, update: true, initiate: true };

/** Labels up to 20000 resolve unless they are in `dead`. */
export function headend(personality: Personality) {
  const dead = new Set<number>(), lines: string[] = [], messages: Message[] = [];
  const lsps = new PccLsps({
    personality,
    own: OWN,
    msd: 5,
    resolves: (label) => label <= 20000 && !dead.has(label),
    firstBindingLabel: 15000,
  });
  let now = 0;
  const heard = (said: readonly Message[]) => {
    messages.push(...said);
    lines.push(...said.map((message) => `${now / SECOND} ${pcepWords(message)}`));
  };
  const until = (at: number) => {
    while (lsps.wakeAt <= at) {
      now = lsps.wakeAt;
      heard(lsps.woke(now));
    }
    now = at;
  };
  return {
    lsps,
    dead,
    until,
    up: () => heard(lsps.sessionUp(PCE, now)),
    down: () => lsps.sessionDown(now),
    told: (message: Message) => heard(lsps.received(message, now)),
    heard,
    take: () => lines.splice(0),
    messages: () => messages.splice(0),
  };
}

export const hop = (label: number): Hop => ({
  kind: "sr",
  loose: false,
  label,
  nai: { kind: "ipv4Node", node: ROME },
});
/** Asks for an LSP to ROME with these hops, or bare labels. */
export function create(
  srpId: number,
  name: string,
  hops: readonly (number | Hop)[],
  associations: readonly Association[] = [],
): Message {
  const { ...lsp } = PLAIN_LSP;
  const request: InitiateCreate = {
    ...lsp,
    ...NO_ATTRIBUTES,
    action: "create",
    srpId,
    pathSetupType: 1,
    symbolicPathName: name,
    endpoints: { kind: "ipv4", source: OWN, destination: ROME },
    adminUp: true,
    delegate: true,
    associations,
    ero: hops.map((one) => typeof one === "number" ? labelHop(one) : one),
    segmentLists: [],
  };
  return { kind: "initiate", requests: [request], problems: [] };
}
export function update(srpId: number, id: number, labels: readonly number[]): Message {
  const request = {
    ...PLAIN_LSP,
    ...NO_ATTRIBUTES,
    plspId: plspId(id)!,
    srpId,
    pathSetupType: 1,
    delegate: true,
    adminUp: true,
    ero: labels.map(hop),
    segmentLists: [],
  };
  return { kind: "update", updates: [request], problems: [] };
}
