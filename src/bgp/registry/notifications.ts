/**
 * NOTIFICATION codes and subcodes in words, for both directions.
 * @see https://www.iana.org/assignments/bgp-parameters/bgp-parameters.xhtml#bgp-parameters-3
 */

export interface NotificationRow {
  readonly code: number;
  readonly name: string;
  readonly ref: string;
  readonly subcodes: Readonly<Record<number, string>>;
}

export const NOTIFICATIONS = {
  header: row(1, "message header error", "RFC 4271 §6.1", {
    1: "connection not synchronized",
    2: "bad message length",
    3: "bad message type",
  }),
  open: row(2, "OPEN message error", "RFC 4271 §6.2", {
    1: "unsupported version number",
    2: "bad peer AS",
    3: "bad BGP identifier",
    4: "unsupported optional parameter",
    5: "authentication failure (deprecated)",
    6: "unacceptable hold time",
    7: "unsupported capability",
    11: "role mismatch",
  }),
  update: row(3, "UPDATE message error", "RFC 4271 §6.3", {
    1: "malformed attribute list",
    2: "unrecognized well-known attribute",
    3: "missing well-known attribute",
    4: "attribute flags error",
    5: "attribute length error",
    6: "invalid ORIGIN attribute",
    7: "AS routing loop (deprecated)",
    8: "invalid NEXT_HOP attribute",
    9: "optional attribute error",
    10: "invalid network field",
    11: "malformed AS_PATH",
  }),
  holdTimer: row(4, "hold timer expired", "RFC 4271 §6.5", {}),
  stateMachine: row(5, "finite state machine error", "RFC 4271 §6.6", {
    1: "unexpected message in OpenSent",
    2: "unexpected message in OpenConfirm",
    3: "unexpected message in Established",
  }),
  cease: row(6, "cease", "RFC 4271 §6.7", {
    1: "maximum number of prefixes reached",
    2: "administrative shutdown",
    3: "peer de-configured",
    4: "administrative reset",
    5: "connection rejected",
    6: "other configuration change",
    7: "connection collision resolution",
    8: "out of resources",
    9: "hard reset",
    10: "BFD down",
  }),
  routeRefresh: row(7, "ROUTE-REFRESH message error", "RFC 7313 §5", {
    1: "invalid message length",
  }),
  sendHoldTimer: row(8, "send hold timer expired", "RFC 9687 §6", {}),
} as const;

const BY_CODE = new Map(Object.values(NOTIFICATIONS).map((r) => [r.code, r]));

/** The row of a code; undefined for codes without one. */
export const notificationRow = (code: number): NotificationRow | undefined => BY_CODE.get(code);

/** A cease that ends the session without graceful restart; its octets are the NOTIFICATION it stands for. */
export const HARD_RESET = 9;
/** Does a NOTIFICATION hold another one (RFC 8538 §3.1)? */
export const isHardReset = (code: number, subcode: number): boolean =>
  code === NOTIFICATIONS.cease.code && subcode === HARD_RESET;

/**
 * "cease: administrative shutdown (6/2)", with what the sender wrote if it did (RFC 9003 §2) and what a hard
 * reset stands for (RFC 8538 §3.1).
 */
export function notificationWords(code: number, subcode: number, octets?: Uint8Array): string {
  const found = BY_CODE.get(code);
  const name = found?.name ?? "unknown error";
  const detail = found?.subcodes[subcode];
  const words = `${name}${detail ? `: ${detail}` : ""} (${code}/${subcode})`;
  const [innerCode, innerSubcode] = octets ?? [];
  if (
    isHardReset(code, subcode) && octets && innerCode !== undefined && innerSubcode !== undefined
  ) {
    // One step only: a hard reset inside a hard reset says nothing more.
    const inner = isHardReset(innerCode, innerSubcode) ? undefined : octets.subarray(2);
    return `${words}, ${notificationWords(innerCode, innerSubcode, inner)}`;
  }
  const said = octets && shutdownText(code, subcode, octets);
  return said ? `${words}, "${said}"` : words;
}

/** The text of an administrative shutdown or reset, up to 255 octets; "" when there is none. Never throws. */
export function shutdownText(code: number, subcode: number, octets: Uint8Array): string {
  if (code !== NOTIFICATIONS.cease.code || (subcode !== 2 && subcode !== 4)) return "";
  const length = octets[0] ?? 0;
  const text = new TextDecoder().decode(octets.subarray(1, 1 + length));
  // A peer's words go into logs and terminals: no line breaks, no escape sequences.
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
}

function row(
  code: number,
  name: string,
  ref: string,
  subcodes: Readonly<Record<number, string>>,
): NotificationRow {
  return { code, name, ref, subcodes };
}
