/**
 * PCReq: a router asks before it delegates (RFC 5440 §6.4). The answer installs a path, so it passes the gate like an
 * update; while it may not, the answer is NO-PATH with "PCE currently unavailable".
 */
import { formatAddress } from "../../lib/address.ts";
import {
  type Message,
  NO_ATTRIBUTES,
  type NoPathReason,
  type PathRequest,
} from "../../pcep/codec/message.ts";
import { passage } from "../../policy/gate.ts";
import type { PathResult } from "../../path/jobs.ts";
import type { PolicyIntent } from "../../policy/intent.ts";
import { submit } from "../planner.ts";
import { policiesAt } from "../policies.ts";
import { resolvePath } from "../resolve.ts";
import { constraintsOf } from "../router_policies.ts";
import { endpointAddress } from "../lanes.ts";
import type { Purpose, Router } from "../state.ts";
import { note, type Turn } from "../turn.ts";
import { hop } from "./express.ts";
import { say, sendChange } from "./outgoing.ts";
import type { PcepSessionState } from "./session.ts";

export function takeRequest(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  request: PathRequest,
): void {
  const { endpoints, requestId, pathSetupType } = request;
  const gate = passage(t.s.gate, router.name, "");
  if (!endpoints || !gate.open) {
    return say(t, session, noPath(request, "pceUnavailable"));
  }
  const destination = formatAddress(endpoints.destination);
  if (mayBeOurs(t, session, router, destination)) {
    note(t, {
      severity: "info",
      kind: "requestLeft",
      subject: `router ${router.name}`,
      title: `${router.name} asks for a path to ${destination} without a name.`,
      detail:
        "It may be a policy of Cairn that it forgot the list of, so that one is restored first.",
    });
    return say(t, session, noPath(request, "pceUnavailable"));
  }
  const { path, bandwidthBps, priority } = constraintsOf(t, request);
  const intent: PolicyIntent = {
    kind: "Policy",
    name: "",
    headend: router.name,
    endpoint: destination,
    color: 0,
    bandwidthBps,
    priority,
    onNoPath: "keep",
    adminUp: true,
    labels: {},
    candidatePaths: [{ preference: 100, path }],
  };
  const resolved = resolvePath(t, 0, intent, intent.candidatePaths[0]!);
  if (!resolved.ok) return say(t, session, noPath(request, "unknownSource"));
  submit(t, [resolved.job], [{
    for: "request",
    session: session.id,
    connection: session.connection!,
    requestId,
    pathSetupType,
  }]);
}

export function answerRequest(
  t: Turn,
  purpose: Purpose & { for: "request" },
  result: PathResult,
): void {
  const session = t.s.pcep.get(purpose.session);
  const router = session?.router === undefined ? undefined : t.s.routers.get(session.router);
  if (!session || !router || session.connection !== purpose.connection) return;
  const request = { requestId: purpose.requestId, pathSetupType: purpose.pathSetupType };
  if (!result.ok) {
    const unknown = result.reason === "endpointUnknown";
    return say(t, session, unknown ? noPath(request, "unknownDestination") : noPath(request));
  }
  if (!passage(t.s.gate, router.name, "").open) {
    return say(t, session, noPath(request, "pceUnavailable"));
  }
  sendChange(t, session, router.name, "", {
    kind: "reply",
    problems: [],
    replies: [{
      ...request,
      paths: [{
        ...NO_ATTRIBUTES,
        ero: result.segments.map((s) => hop(s)),
        metrics: [{ type: 1, value: result.igpMetric, bound: false, computed: true }],
      }],
    }],
  });
}

/** After a long outage some routers ask anew, namelessly, for LSPs that a PCE had made (lab: FRR). */
function mayBeOurs(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  destination: string,
): boolean {
  if (!session.profile.requestsFirst) return false;
  return policiesAt(t, router).some((policy) =>
    policy.origin !== "router" && endpointAddress(t, policy) === destination &&
    [...policy.lanes.values()].some((lane) => {
      const lsp = lane.lsp === undefined ? undefined : t.s.lsps.get(lane.lsp);
      return lane.sent !== undefined && (!lsp || lsp.stale || !lsp.labels?.length);
    })
  );
}

function noPath(
  request: { readonly requestId: number; readonly pathSetupType: number },
  ...reasons: NoPathReason[]
): Message {
  return {
    kind: "reply",
    problems: [],
    replies: [{
      requestId: request.requestId,
      pathSetupType: request.pathSetupType,
      noPath: { ...NO_ATTRIBUTES, nature: 0, reasons, constraintsFollow: false },
      paths: [],
    }],
  };
}
