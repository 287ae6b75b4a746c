/** Where word of alarms goes: webhooks (HTTP POST of JSON) and syslog (RFC 5424 over UDP, RFC 5426). */
import { createSocket } from "node:dgram";
import { hostname } from "node:os";
import process from "node:process";
import type { AlarmRow } from "../../controller/view/view.ts";
import { plainText } from "../../lib/plain_text.ts";

export type What = "raised" | "changed" | "acknowledged" | "cleared";
export interface Word {
  readonly what: What;
  readonly alarm: AlarmRow;
  readonly network: string;
}
/** Settles when the word is out; "refused" is not tried again. */
export interface Target {
  readonly name: string; // without secrets
  send(word: Word): Promise<"sent" | "refused">;
  close(): void;
}

/** Rejects while the other side cannot be reached or is busy. */
export function webhook(url: string, authorization: string | undefined): Target {
  const leaving = new AbortController();
  return {
    name: `webhook ${new URL(url).host}`, // its path may be a secret
    async send(word) {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(authorization !== undefined && { authorization }),
        },
        body: JSON.stringify(webhookBody(word)),
        redirect: "error",
        signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(PATIENCE)]),
      });
      await response.body?.cancel();
      if (response.ok) return "sent";
      const later = response.status >= 500 || response.status === 408 || response.status === 429;
      if (later) throw new Error(`it answers ${response.status}`);
      return "refused";
    },
    close: () => leaving.abort(),
  };
}

export const webhookBody = ({ what, alarm, network }: Word) => ({
  event: what,
  network,
  id: alarm.id,
  severity: alarm.severity,
  kind: alarm.kind,
  subject: alarm.subject,
  text: alarm.text,
  state: alarm.state,
  raisedAt: time(alarm.raisedAt),
  ...(alarm.clearedAt !== undefined && { clearedAt: time(alarm.clearedAt) }),
  raisedCount: alarm.raisedCount,
  affectedCount: alarm.affectedCount,
  affected: alarm.affected,
  ...(alarm.acknowledgedBy !== undefined && { acknowledgedBy: alarm.acknowledgedBy }),
});

export function syslog(host: string, port: number): Target {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("error", () => {}); // each send says its own
  socket.unref();
  return {
    name: `syslog ${host}:${port}`,
    send: (word) =>
      new Promise((resolve, reject) => {
        socket.send(syslogMessage(word), port, host, (error) => {
          if (error) reject(error);
          else resolve("sent");
        });
      }),
    close: () => void socket.close(),
  };
}

/** `<PRI>VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG` (RFC 5424 §6). */
export function syslogMessage({ what, alarm, network }: Word): string {
  const severity = what === "cleared" || what === "acknowledged"
    ? NOTICE
    : SEVERITY[alarm.severity];
  const at = what === "cleared" ? alarm.clearedAt : alarm.lastRaisedAt;
  const facts: Readonly<Record<string, string>> = {
    id: alarm.id,
    kind: alarm.kind,
    subject: alarm.subject,
    network,
    affected: String(alarm.affectedCount),
  };
  const data = Object.entries(facts).map(([name, value]) => ` ${name}="${escaped(value)}"`).join(
    "",
  );
  const head = [
    `<${DAEMON * 8 + severity}>1`,
    time(at ?? alarm.raisedAt),
    printable(hostname(), 255),
    "cairn",
    String(process.pid),
    `alarm${what.charAt(0).toUpperCase()}${what.slice(1)}`,
  ].join(" ");
  return `${head} [alarm@${ENTERPRISE}${data}] \ufeff${plainText(alarm.text)}`;
}

const time = (microseconds: number): string => new Date(microseconds / 1000).toISOString();
/** RFC 5424 §6.3.3. */
const escaped = (value: string) => plainText(value).replaceAll(/["\\\]]/g, "\\$&");
const printable = (text: string, most: number) =>
  text.replaceAll(/[^\x21-\x7e]/g, "-").slice(0, most) || "-";

const PATIENCE = 10_000;
const DAEMON = 3, NOTICE = 5;
const ENTERPRISE = 32473; // for examples (RFC 5612 §2): Cairn has no number of its own
const SEVERITY: Readonly<Record<AlarmRow["severity"], number>> = {
  critical: 2,
  major: 3,
  minor: 4,
  warning: 4,
};
