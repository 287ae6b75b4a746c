/** A small REST client for a controller under test, and its command line for what people type. */
import { AssertionError } from "node:assert";
import * as v from "valibot";
import { type Output, run } from "../../lab/frr/command.ts";
import { Alarm, Changes, Link, Lsp, Node, PcepSession, Policy, Prefix, Status } from "./rows.ts";

export interface Api {
  /** Throws with status and text where the answer is not 2xx. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  status(): Promise<v.InferOutput<typeof Status>>;
  nodes(): Promise<readonly v.InferOutput<typeof Node>[]>;
  links(): Promise<readonly v.InferOutput<typeof Link>[]>;
  prefixes(): Promise<readonly v.InferOutput<typeof Prefix>[]>;
  lsps(): Promise<readonly Lsp[]>;
  policies(): Promise<readonly Policy[]>;
  policy(name: string): Promise<Policy>;
  sessions(): Promise<readonly v.InferOutput<typeof PcepSession>[]>;
  /** Alarms that are raised now. */
  alarms(): Promise<readonly v.InferOutput<typeof Alarm>[]>;
  createPolicy(policy: Readonly<Record<string, unknown>>): Promise<void>;
  apply(documents: readonly unknown[]): Promise<void>;
  setMode(mode: string, dryRun: boolean): Promise<v.InferOutput<typeof Changes>["changes"]>;
  /** Runs `cairn …` against this controller, to its end. */
  cairn(...words: readonly string[]): Promise<Output>;
}

/** `url` without a slash at its end, e.g. "https://127.0.0.1:8443"; the file is the controller's
 * certificate. */
export function createApi(url: string, certificateFile: string): Api {
  const call = (method: string, path: string, body?: unknown) => request(url, method, path, body);
  const list = async <T>(schema: v.GenericSchema<unknown, T>, name: string) => {
    const rows: T[] = [];
    let token = "";
    do {
      const query = `pageSize=1000&pageToken=${encodeURIComponent(token)}`;
      const page = v.parse(Page, await call("GET", `/v1/${name}?${query}`));
      rows.push(...v.parse(v.array(schema), page[name] ?? []));
      token = v.parse(v.optional(v.string(), ""), page["nextPageToken"]);
    } while (token !== "");
    return rows;
  };
  return {
    call,
    status: async () => v.parse(Status, await call("GET", "/v1/status")),
    nodes: () => list(Node, "nodes"),
    links: () => list(Link, "links"),
    prefixes: () => list(Prefix, "prefixes"),
    lsps: () => list(Lsp, "lsps"),
    policies: () => list(Policy, "policies"),
    policy: async (name) => v.parse(Policy, await call("GET", `/v1/policies/${name}`)),
    sessions: () => list(PcepSession, "pcepSessions"),
    alarms: async () => (await list(Alarm, "alarms")).filter(({ active }) => active),
    createPolicy: async (policy) => {
      await call("POST", "/v1/policies", policy);
    },
    apply: async (documents) => {
      await call("POST", "/v1/policies:apply", { documents });
    },
    setMode: async (mode, dryRun) =>
      v.parse(Changes, await call("POST", "/v1/mode", { mode, dryRun })).changes,
    cairn: (...words) =>
      runCairn(words, {
        CAIRN_SERVER: url,
        CAIRN_USER: "admin",
        CAIRN_PASSWORD: PASSWORD,
        CAIRN_CA: certificateFile,
      }),
  };
}

/** The command line as a program of its own. */
export function runCairn(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Output> {
  return run([Deno.execPath(), "run", "-A", "--no-check", `${ROOT}main.ts`, ...words], {
    env: { NO_COLOR: "1", ...env },
  });
}

async function request(url: string, method: string, path: string, body?: unknown) {
  const response = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(20_000),
    headers: {
      authorization: `Basic ${btoa(`admin:${PASSWORD}`)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new AssertionError({ message: `${method} ${path}: ${response.status} ${text}` });
  }
  const answer: unknown = text === "" ? {} : JSON.parse(text);
  return answer;
}

export const ROOT = decodeURIComponent(new URL("../..", import.meta.url).pathname);
export const PASSWORD = "a-password-for-the-lab-only";
const Page = v.record(v.string(), v.unknown());
