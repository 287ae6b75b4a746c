/** The API in this process: the core's loop, the accounts of the store and the log behind one TLS port. */
import { createApi } from "../../api/api.ts";
import type { Accounts, Controller, StaticFiles } from "../../api/ports.ts";
import type { Clock } from "../clock.ts";
import type { ListenAddress } from "../config/units.ts";
import type { Log } from "../log.ts";
import type { Certificate } from "./certificates.ts";
import { type HttpListener, listenHttp } from "./http_listener.ts";

export interface ApiParts {
  readonly controller: Controller;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
  readonly listen: ListenAddress;
  readonly certificate: Certificate;
  readonly version: string;
  /** Absent: no UI in this program. */
  readonly files?: StaticFiles;
}

/** Rejects with an EdgeError where the address cannot be had. */
export async function serveApi(parts: ApiParts): Promise<HttpListener> {
  const { controller, accounts, clock, log, listen, certificate, version, files } = parts;
  const report = (error: unknown) => log.failure("an API call failed", error);
  const api = await createApi({
    controller,
    accounts,
    clock: { now: clock },
    scheduler: {
      yield: () => new Promise((resolve) => void setImmediate(resolve)),
      pause: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
    },
    notices: {
      note: ({ severity, subject, title, by }) => log.say(severity, subject, `${title} (${by})`),
    },
    report,
    ...(files === undefined ? {} : { files }),
  }, { version });
  return await listenHttp(api, { ...listen, certificate, report });
}
