/** The targets that the configuration names, with their secrets looked up. */
import type { EdgeConfig } from "../config/config.ts";
import { secretOf } from "../config/secrets.ts";
import { EdgeError } from "../edge_error.ts";
import { syslog, type Target, webhook } from "./alarm_targets.ts";

/** Throws EdgeError that names the key, never its value. */
export function alarmTargets({ alarms }: Pick<EdgeConfig, "alarms">): Target[] {
  const targets = (alarms?.webhooks ?? []).map(({ url, authorization }, i) => {
    const key = `alarms.webhooks[${i}]`;
    const address = secretOf(url, `${key}.url`);
    if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
      throw new EdgeError(`${key}.url is no URL that begins with http:// or https://`);
    }
    const header = authorization && secretOf(authorization, `${key}.authorization`);
    return webhook(address, header);
  });
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(alarms?.syslog ?? "") ??
    [];
  const host = bracketed ?? plain;
  return host === undefined ? targets : [...targets, syslog(host, Number(port))];
}
