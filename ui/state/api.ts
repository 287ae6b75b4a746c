/// <reference lib="dom" />
/** The calls of cairn.v1 over Connect, on the address the page came from. Nothing else in the UI talks to a server. */
import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { AdminService } from "../../src/gen/cairn/v1/admin_pb.ts";
import { EventService } from "../../src/gen/cairn/v1/event_pb.ts";
import { LspService } from "../../src/gen/cairn/v1/lsp_pb.ts";
import { PathService } from "../../src/gen/cairn/v1/path_pb.ts";
import { PolicyService } from "../../src/gen/cairn/v1/policy_pb.ts";
import { RouterService } from "../../src/gen/cairn/v1/router_pb.ts";
import { SessionService } from "../../src/gen/cairn/v1/session_pb.ts";
import { SystemService } from "../../src/gen/cairn/v1/system_pb.ts";
import { TopologyService } from "../../src/gen/cairn/v1/topology_pb.ts";
import { forget, person } from "./login.ts";
import { base } from "./router.ts";

const authorise: Interceptor = (next) => async (request) => {
  const token = person.value?.token;
  if (token !== undefined) request.header.set("Authorization", `Bearer ${token}`);
  try {
    return await next(request);
  } catch (problem) {
    if (token !== undefined && token === person.value?.token && isLoggedOut(problem)) {
      forget("expired");
    }
    throw problem;
  }
};

const transport = createConnectTransport({
  baseUrl: base.href.replace(/\/$/, ""),
  useBinaryFormat: true,
  interceptors: [authorise],
  // Without "omit" a browser may answer a 401 with its own password window.
  fetch: (input, init) => fetch(input, { ...init, credentials: "omit" }),
});

export const api = {
  admin: createClient(AdminService, transport),
  events: createClient(EventService, transport),
  lsps: createClient(LspService, transport),
  paths: createClient(PathService, transport),
  policies: createClient(PolicyService, transport),
  routers: createClient(RouterService, transport),
  sessions: createClient(SessionService, transport),
  system: createClient(SystemService, transport),
  topology: createClient(TopologyService, transport),
};

export const isLoggedOut = (problem: unknown): boolean =>
  ConnectError.from(problem).code === Code.Unauthenticated;

/** What to tell a person: the server's sentence, and the code after it. */
export function problemText(problem: unknown): string {
  const { rawMessage, code } = ConnectError.from(problem);
  if (code === Code.PermissionDenied) {
    return rawMessage || `This needs operator; you are ${person.value?.role ?? "nobody"}.`;
  }
  if (code === Code.Unknown || code === Code.Unavailable) {
    return rawMessage === "" || /fetch/i.test(rawMessage)
      ? "No answer from Cairn. Is it running, and can this browser reach it?"
      : rawMessage;
  }
  return rawMessage === "" ? `The call was refused (${Code[code]}).` : rawMessage;
}

/** The code as it is written in the answer: "permission_denied". */
export const problemCode = (problem: unknown): string =>
  Code[ConnectError.from(problem).code].replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
