/** A PCRpt from its words in a transcript: `active D C on 16002 16003 answers`. */
import type { Hop, LspTlv, StateReport } from "../../../src/pcep/codec/message.ts";
import { formatIpv4 } from "../../../src/lib/address.ts";
import { FIVE } from "../simulation.ts";
import { PARIS } from "./scripted.ts";

/**
 * State (down up active goingUp goingDown), flags D C S R (A is always set), `on LABELS` or `empty` (without: no ERO),
 * `answers` (the SRP-ID of what Cairn said last), `answers-before` (of the one before), `srp=N`, `error=N`, `color=N`,
 * `to=ROUTER`, `lsp-id=N`, `rsvp`, `srv6`, `no-ends`, `version=N`, `no-name`, `plsp-id=N`.
 */
export function reportOf(
  words: readonly string[],
  name: string,
  plspId: number,
  srpIds: { readonly answers: number; readonly before: number },
): Partial<StateReport> {
  const on = words.indexOf("on"), has = (word: string) => words.includes(word);
  const number = (key: string) => {
    const found = words.find((word) => word.startsWith(`${key}=`));
    return found === undefined ? undefined : Number(found.slice(key.length + 1));
  };
  const state = STATES.find(has) ?? "down";
  const labels = on < 0 ? [] : words.slice(on + 1).filter((word) => /^\d+$/.test(word)).map(Number);
  const to = words.find((word) => word.startsWith("to="))?.slice(3) ?? "rome";
  const endpoint = FIVE.routers.find((router) => router.name === to)!.loopback;
  const color = number("color"), errorCode = number("error");
  return {
    plspId: number("plsp-id") ?? plspId,
    ...(has("no-name") ? {} : { symbolicPathName: name }),
    lspTlvs: versionTlv(number("version")),
    operState: state,
    delegate: has("D"),
    create: has("C"),
    sync: has("S"),
    remove: has("R"),
    srpRemove: has("R") && has("answers"),
    adminUp: true,
    pathSetupType: has("rsvp") ? 0 : has("srv6") ? 3 : 1,
    srpId: has("answers")
      ? srpIds.answers
      : has("answers-before")
      ? srpIds.before
      : number("srp") ?? 0,
    ...(has("no-ends") ? {} : { lspIdentifiers: endsOf(plspId, endpoint, number("lsp-id") ?? 0) }),
    ...(on >= 0 || has("empty") ? { ero: labels.map(hopOf) } : {}),
    ...(color === undefined ? {} : { associations: [associationOf(color, endpoint)] }),
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}

const endsOf = (tunnelId: number, endpoint: number, lspId: number) => ({
  sender: PARIS.loopback,
  lspId,
  tunnelId,
  extendedTunnelId: PARIS.loopback,
  endpoint,
});

/** LSP-DB-VERSION (RFC 8232 §3.3.1). */
export const versionTlv = (version: number | undefined): LspTlv[] =>
  version === undefined ? [] : [{ kind: "lspDbVersion", value: BigInt(version) }];

export const labelsOf = (ero: readonly Hop[]): string =>
  ero.length === 0
    ? "nothing"
    : ero.map((hop) => hop.kind === "sr" ? String(hop.label ?? "?") : "?").join(" ");

/** What a hop stands for, by the names of routers. */
export function naiOf(hop: Hop): string {
  const nai = hop.kind === "sr" ? hop.nai : undefined;
  if (nai?.kind === "ipv4Node") {
    return `node ${FIVE.routers.find(({ loopback }) => loopback === nai.node)?.name}`;
  }
  if (nai?.kind !== "ipv4Adjacency") return "nothing";
  return `adjacency ${formatIpv4(nai.local)} ${formatIpv4(nai.remote)}`;
}

const hopOf = (label: number): Hop => ({ kind: "sr", loose: false, label });
const STATES = ["down", "up", "active", "goingUp", "goingDown"] as const;

/** The SR policy that a configured LSP is in (RFC 9862 §4.2). */
function associationOf(color: number, endpoint: number) {
  const octets = new Uint8Array(8), view = new DataView(octets.buffer);
  view.setUint32(0, color);
  view.setUint32(4, endpoint);
  return {
    type: 6,
    id: 1,
    source: PARIS.loopback,
    removal: false,
    tlvs: [
      { kind: "extendedAssociationId", value: octets },
      {
        kind: "candidatePathId",
        value: {
          protocolOrigin: 30,
          originatorAsn: 65001,
          originator: PARIS.loopback,
          discriminator: 5,
        },
      },
    ],
  } as const;
}
