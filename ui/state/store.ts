/// <reference lib="dom" />
/** Every kind of rows the pages show, each a live collection, and how the connection to the controller is doing. */
import { timestampNow } from "@bufbuild/protobuf/wkt";
import { computed, effect, signal, untracked } from "@preact/signals";
import type { Alarm, Drift, Event } from "../../src/gen/cairn/v1/event_pb.ts";
import type { Lsp } from "../../src/gen/cairn/v1/lsp_pb.ts";
import type { Mesh, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type { BgpPeer, PcepSession } from "../../src/gen/cairn/v1/session_pb.ts";
import type { Status } from "../../src/gen/cairn/v1/system_pb.ts";
import type { Link, Node } from "../../src/gen/cairn/v1/topology_pb.ts";
import { api, isLoggedOut } from "./api.ts";
import { freezeClock } from "./clock.ts";
import { Collection, type Trouble } from "./collection.ts";
import { person } from "./login.ts";

export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live"; readonly behindSeconds: number }
  | { readonly state: "lost"; readonly since: number; readonly retryAt: number };

export const connection = signal<Connection>({ state: "connecting" });

const trouble: Trouble = { lost: () => ping(), found: () => ping() };

export const store = {
  router: new Collection<Router>((signal) => api.routers.watchRouters({}, { signal }), trouble),
  node: new Collection<Node>((signal) => api.topology.watchNodes({}, { signal }), trouble),
  link: new Collection<Link>((signal) => api.topology.watchLinks({}, { signal }), trouble, {
    linger: { milliseconds: 600_000, as: failed },
  }),
  policy: new Collection<Policy>((signal) => api.policies.watchPolicies({}, { signal }), trouble),
  mesh: new Collection<Mesh>((signal) => api.policies.watchMeshes({}, { signal }), trouble),
  lsp: new Collection<Lsp>((signal) => api.lsps.watchLsps({}, { signal }), trouble),
  pcepSession: new Collection<PcepSession>(
    (signal) => api.sessions.watchPcepSessions({}, { signal }),
    trouble,
  ),
  bgpPeer: new Collection<BgpPeer>((signal) => api.sessions.watchBgpPeers({}, { signal }), trouble),
  event: new Collection<Event>(
    (signal) => api.events.watchEvents({ newest: 500 }, { signal }),
    trouble,
    { most: 2000 },
  ),
  alarm: new Collection<Alarm>((signal) => api.events.watchAlarms({}, { signal }), trouble),
  drift: new Collection<Drift>((signal) => api.events.watchDrift({}, { signal }), trouble),
  status: new Collection<Status>((signal) => api.system.watchStatus({}, { signal }), trouble),
};

/** A link that no feed tells any more stays for ten minutes, as failed. */
function failed(link: Link): Link {
  return link.state === "down" ? link : { ...link, state: "down", changedAt: timestampNow() };
}

export type Kind = keyof typeof store;

export const status = computed<Status | undefined>(() => store.status.all.value[0]);
/** True while nothing a person sees could be acted upon: actions are off with that reason. */
export const disconnected = computed(() => connection.value.state === "lost");

/** Starts the kinds a page needs; they stay live while the tab lives, so that going back shows at once. */
export function need<K extends Kind>(...kinds: readonly K[]): void {
  if (person.value === undefined) return;
  for (const kind of kinds) store[kind].start();
}

const PING_EVERY = 2000;
const PING_WAITS = 8000;
const LATE_AFTER = 5000;

let pinging: AbortController | undefined;
let next: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

export function startStore(): void {
  effect(() => {
    const someone = person.value;
    untracked(() => someone === undefined ? forgetAll() : begin());
  });
  effect(() => freezeClock(disconnected.value));
  setInterval(growLate, 500);
}

function begin(): void {
  need("status");
  ping();
}

/** Nobody may see what the one before saw. */
function forgetAll(): void {
  for (const kind of Object.values(store)) kind.stop();
  clearTimeout(next);
  connection.value = { state: "connecting" };
}

let askedAt = 0;

/** Asks for the status: how long that takes bounds how far the page is behind the controller. */
export function ping(): void {
  if (pinging !== undefined || person.peek() === undefined) return;
  clearTimeout(next);
  const stop = new AbortController();
  pinging = stop;
  askedAt = performance.now();
  const timeout = setTimeout(() => stop.abort(), PING_WAITS);
  api.system.getStatus({}, { signal: stop.signal }).then(
    () => {
      failures = 0;
      connection.value = { state: "live", behindSeconds: (performance.now() - askedAt) / 1000 };
      return PING_EVERY;
    },
    (problem) => isLoggedOut(problem) ? undefined : lose(),
  ).then((wait) => {
    clearTimeout(timeout);
    pinging = undefined;
    if (wait !== undefined) next = setTimeout(ping, wait);
  });
}

function lose(): number {
  const wait = Math.min(1000 * 2 ** failures++, 15_000);
  const old = connection.peek();
  const at = Date.now() * 1000;
  connection.value = {
    state: "lost",
    since: old.state === "lost" ? old.since : at,
    retryAt: at + wait * 1000,
  };
  return wait;
}

function growLate(): void {
  const waited = performance.now() - askedAt;
  if (pinging === undefined || connection.peek().state !== "live" || waited < LATE_AFTER) return;
  connection.value = { state: "live", behindSeconds: waited / 1000 };
}
