/**
 * A whole Cairn: the controller process with its API behind one TLS port. `cairn serve` and `cairn demo` are this with
 * different configurations.
 */
import { randomInt } from "node:crypto";
import { hostname } from "node:os";
import { createApi } from "../api/api.ts";
import { firstAdmin } from "../api/auth/auth.ts";
import { checkPassword } from "../api/auth/passwords.ts";
import type { Clock, Notices, Ports, Scheduler } from "../api/ports.ts";
import { createClock } from "./clock.ts";
import type { Configuration, EdgeConfig } from "./config/config.ts";
import { type RunningController, startController } from "./controller_process.ts";
import { EdgeError } from "./edge_error.ts";
import { uiFolder } from "./home.ts";
import { type Certificate, givenCertificate, keptCertificate } from "./http/certificates.ts";
import { folderFiles } from "./http/folder_files.ts";
import { listenHttp } from "./http/http_listener.ts";
import type { Log } from "./log.ts";
import { computer, createCore } from "./parts.ts";
import { createBackups } from "./store/backups.ts";
import { createAccounts } from "./store/sqlite_accounts.ts";
import type { SqliteStore } from "./store/sqlite_store.ts";
import { VERSION } from "./version.ts";

export interface ServeOptions {
  /** Of the first start; random when absent. */
  readonly adminPassword?: string | undefined;
  readonly log?: Log;
}
export interface RunningCairn {
  readonly controller: RunningController;
  /** "https://localhost:8443" */
  readonly url: string;
  /** PEM that clients may trust: of the self-signed certificate, or the one that was given. */
  readonly certificate: string;
  readonly certificateFile: string;
  /** Made at the first start: to be shown once. */
  readonly admin?: { readonly user: string; readonly password: string };
  readonly hasUi: boolean;
  stop(): Promise<void>;
}

/** Rejects with an EdgeError in words for the person who started it. */
export async function serve(
  configuration: Configuration,
  { adminPassword, log }: ServeOptions = {},
): Promise<RunningCairn> {
  const { edge } = configuration;
  const parts = { createCore, computer, ...(log && { log }) };
  const controller = await startController(configuration, parts);
  try {
    const certificate = await certificateFor(edge);
    const ports = apiPorts(controller);
    const admin = await firstAdmin(ports, () => adminPassword ?? newPassword());
    const api = await createApi(ports, { version: VERSION });
    const { host } = edge.api.listen;
    const listener = await listenHttp(api, {
      ...edge.api.listen,
      certificate,
      report: (error) => controller.log.failure("answering a request", error),
    });
    const name = host === "::" || host === "0.0.0.0" || isLoopback(host) ? "localhost" : host;
    return {
      controller,
      url: `https://${name.includes(":") ? `[${name}]` : name}:${listener.port}`,
      certificate: certificate.certificate,
      certificateFile: certificate.file ?? edge.api.tls?.certificate ?? "",
      ...(admin && { admin }),
      hasUi: ports.files !== undefined,
      async stop() {
        await listener.close();
        await controller.stop();
      },
    };
  } catch (error) {
    await controller.stop();
    throw error;
  }
}

/** Makes what a first start makes, and nothing else: the certificate and the first user. */
export async function prepareDataFolder(
  edge: EdgeConfig,
  store: SqliteStore,
  adminPassword: string | undefined,
): Promise<{
  readonly certificate: Certificate;
  readonly admin: { readonly user: string; readonly password: string } | undefined;
}> {
  const certificate = await certificateFor(edge);
  const ports = { accounts: createAccounts(store), clock: { now: createClock() } };
  return { certificate, admin: await firstAdmin(ports, () => adminPassword ?? newPassword()) };
}

/** A password that was given must be good enough before anything is made with it; throws EdgeError. */
export function checkAdminPassword(password: string | undefined): string | undefined {
  if (password === undefined) return undefined;
  try {
    checkPassword(password);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`CAIRN_ADMIN_PASSWORD cannot be taken: ${why}`);
  }
  return password;
}

function apiPorts({ loop, store, log }: RunningController): Ports {
  const clock: Clock = { now: createClock() };
  const scheduler: Scheduler = {
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  const notices: Notices = {
    note: ({ severity, kind, subject, title, by }) => {
      log.say(severity, subject, `${title} (by ${by})`);
      if (kind === "loginFailed" || kind === "loginSlowed") return; // anybody could fill the audit
      void loop.command(by, { do: "recordAccess", action: kind, subject, words: title });
    },
  };
  const folder = uiFolder();
  return {
    controller: loop,
    clock,
    scheduler,
    accounts: createAccounts(store),
    backup: createBackups(store),
    notices,
    report: (error) => log.failure("answering a call", error),
    ...(folder !== undefined && { files: folderFiles(folder) }),
  };
}

async function certificateFor({ api, dataFolder }: EdgeConfig): Promise<Certificate> {
  try {
    if (api.tls) return await givenCertificate(api.tls);
    const { host } = api.listen;
    const names = [hostname(), ...(host === "::" || host === "0.0.0.0" ? [] : [host])];
    return await keptCertificate(dataFolder, names);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`the API's certificate cannot be had: ${why}; see api.tls`);
  }
}

/** 20 characters that nobody confuses, in groups: 99 bits of chance. */
const newPassword = (): string =>
  Array.from(
    { length: 4 },
    () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join(""),
  ).join("-");
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const isLoopback = (host: string): boolean => host === "::1" || host.startsWith("127.");
