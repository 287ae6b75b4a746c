/**
 * The resources of `get` and `describe`: their names, their calls and the columns of their tables. Rows are the API's
 * own messages; the calls are found by name in the service's descriptor.
 */
import { type DescMessage, type DescService, isMessage, type Message } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { AdminService, TokenSchema, UserSchema } from "../gen/cairn/v1/admin_pb.ts";
import {
  AlarmSchema,
  AuditEntrySchema,
  DriftSchema,
  EventSchema,
  EventService,
} from "../gen/cairn/v1/event_pb.ts";
import { LspSchema, LspService } from "../gen/cairn/v1/lsp_pb.ts";
import { MeshSchema, PolicySchema, PolicyService } from "../gen/cairn/v1/policy_pb.ts";
import { RouterSchema, RouterService } from "../gen/cairn/v1/router_pb.ts";
import { BgpPeerSchema, PcepSessionSchema, SessionService } from "../gen/cairn/v1/session_pb.ts";
import type { FlexAlgorithm } from "../gen/cairn/v1/segment_routing_pb.ts";
import {
  AffinitySchema,
  LinkFactsSchema,
  LinkSchema,
  NodeFactsSchema,
  NodeSchema,
  PrefixSchema,
  TopologyService,
} from "../gen/cairn/v1/topology_pb.ts";
import { activePath } from "./active_path.ts";
import type { Column } from "./table.ts";
import { age, bitRate, count, delay, instant, stack } from "./words.ts";

export interface Resource {
  readonly names: readonly string[]; // plural first; what people may type
  readonly service: DescService;
  readonly noun: string; // as in "List" + noun
  readonly one: string; // as in "Get" + one
  readonly schema: DescMessage;
  readonly only?: string; // filter of the rows that count
  /** Of the list, as the API takes it; absent: as it comes. */
  readonly orderBy?: string;
  /** Has the row this name or id? */
  named(row: Message, name: string): boolean;
  table(nowMilliseconds: number): readonly Column<Message>[];
}
export const findResource = (word: string): Resource | undefined =>
  RESOURCES.find(({ names }) => names.some((name) => name.toLowerCase() === word.toLowerCase()));

interface Facts<M extends Message> {
  readonly names: string;
  readonly service: DescService;
  readonly noun: string;
  readonly one: string;
  readonly schema: GenMessage<M>;
  readonly only?: string;
  readonly orderBy?: string;
  readonly keys: (row: M) => readonly string[];
  readonly columns: readonly Wanted<M>[];
}
/** [title, rank, value, "right" or "cut"]; see Column. */
type Wanted<M> = readonly [
  string,
  number,
  (row: M, now: number) => string,
  ("right" | "cut")?,
];

function resource<M extends Message>(facts: Facts<M>): Resource {
  const { schema, columns, keys } = facts;
  return {
    names: facts.names.split(" "),
    service: facts.service,
    noun: facts.noun,
    one: facts.one,
    schema,
    ...(facts.only !== undefined && { only: facts.only }),
    ...(facts.orderBy !== undefined && { orderBy: facts.orderBy }),
    named: (row, name) => isMessage(row, schema) && keys(row).includes(name),
    table: (now) =>
      columns.map(([title, rank, of, how]): Column<Message> => ({
        title,
        rank,
        of: (row) => isMessage(row, schema) ? of(row, now) : "",
        ...(how === "right" && { align: how }),
        ...(how === "cut" && { cut: true }),
      })),
  };
}

const since = (at: Timestamp | undefined, now: number): string =>
  at ? age(new Date(timestampMs(at)).toISOString(), now) : "";
const time = (at: Timestamp | undefined): string =>
  at ? instant(new Date(timestampMs(at)).toISOString()) : "";
/** "128", "128*": only defines it; "128?": nobody does. */
const flexAlgorithm = (a: FlexAlgorithm): string =>
  `${a.algorithm}${a.participates ? "" : "*"}${a.definedBy === "" ? "?" : ""}`;
const yes = (flag: boolean): string => flag ? "yes" : "";

export const RESOURCES: readonly Resource[] = [
  resource({
    names: "policies policy pol",
    service: PolicyService,
    noun: "Policies",
    one: "Policy",
    schema: PolicySchema,
    keys: (p) => [p.name, p.id, p.uid],
    columns: [
      ["NAME", 0, (p) => p.name],
      ["HEADEND", 1, (p) => p.headend],
      ["ENDPOINT", 1, (p) => p.endpoint],
      ["COLOR", 2, (p) => count(p.color), "right"],
      ["STATE", 0, (p) => p.state],
      [
        "LABELS",
        3,
        (p) =>
          activePath(p)?.sent?.hops.join(" ") || stack(
            activePath(p)?.sent?.labels ?? activePath(p)?.computed?.segments.map((s) => s.label),
          ),
        "cut",
      ],
      ["DELAY", 5, (p) => delay(activePath(p)?.computed?.delayMicroseconds), "right"],
      ["IGP", 6, (p) => count(activePath(p)?.computed?.igpMetric), "right"],
      ["MOVES", 6, (p) => count(p.moves), "right"],
      ["SINCE", 4, (p, now) => since(p.since, now), "right"],
      ["ORIGIN", 9, (p) => p.mesh ? `mesh ${p.mesh}` : p.origin],
      ["PATH", 8, (p) => (activePath(p)?.computed?.routers ?? []).join(" "), "cut"],
      ["VERDICT", 9, (p) => p.verdict],
    ],
  }),
  resource({
    names: "routers router",
    service: RouterService,
    noun: "Routers",
    one: "Router",
    schema: RouterSchema,
    keys: (r) => [r.name, r.address, ...r.routerIds],
    columns: [
      ["NAME", 0, (r) => r.name],
      ["ADDRESS", 1, (r) => r.address],
      ["SESSION", 0, (r) => r.sessionState],
      ["MODE", 2, (r) => r.frozen === undefined ? r.mode : "frozen"],
      ["PROFILE", 5, (r) => r.profile],
      ["SID", 3, (r) => count(r.nodeSid), "right"],
      ["MSD", 6, (r) => count(r.msd), "right"],
      ["LINKS", 4, (r) => count(r.linkCount), "right"],
      ["LSPS", 3, (r) => count(r.lspCount), "right"],
      ["POLICIES", 4, (r) => count(r.policyCount), "right"],
      ["ORIGIN", 7, (r) => r.origin],
      ["NOTES", 8, (r) => routerNotes(r), "cut"],
      ["SRGB", 9, (r) => r.srgb.map((b) => `${b.base}-${b.base + b.size - 1}`).join(" ")],
      ["FLEX-ALGO", 9, (r) => r.flexAlgorithms.map(flexAlgorithm).join(" ")],
      ["SRV6", 9, (r) => r.locators.map((l) => l.prefix).join(" ") || yes(r.srv6)],
      ["SITE", 9, (r) => r.site ?? ""],
    ],
  }),
  resource({
    names: "links link",
    service: TopologyService,
    noun: "Links",
    one: "Link",
    schema: LinkSchema,
    keys: (l) => [l.id, l.name],
    columns: [
      ["NAME", 0, (l) => l.name],
      ["FROM", 7, (l) => l.from],
      ["TO", 7, (l) => l.to],
      ["LOCAL", 2, (l) => l.localAddress || count(l.localInterfaceId)],
      ["REMOTE", 6, (l) => l.remoteAddress || count(l.remoteInterfaceId)],
      ["STATE", 0, (l) => l.state],
      ["IGP", 1, (l) => count(l.igpMetric), "right"],
      ["TE", 4, (l) => count(l.teMetric), "right"],
      ["DELAY", 1, (l) => delay(l.delayMicroseconds), "right"],
      ["CAPACITY", 5, (l) => bitRate(l.capacityBps), "right"],
      ["USED", 8, (l) => bitRate(l.utilisedBps), "right"],
      ["ADJ-SIDS", 3, (l) => l.adjacencySids.map((s) => s.label).join(" ")],
      ["POLICIES", 5, (l) => count(l.policies.length), "right"],
      ["PROTOCOL", 9, (l) => l.protocol],
      ["WHY NOT", 8, (l) => l.unusable ?? ""],
      ["PEER-SIDS", 9, (l) => l.peerSids.map((s) => s.label ?? `index ${s.index}`).join(" ")],
      ["END.X", 9, (l) => l.endXSids.map((s) => s.sid).join(" "), "cut"],
      ["SRLG", 9, (l) => l.srlgs.join(" ")],
      ["AFFINITIES", 9, (l) => l.affinities.join(" ")],
      ["SET BY HAND", 9, (l) => l.operatorSet.join(" ")],
      ["CHANGED", 9, (l, now) => since(l.changedAt, now), "right"],
      ["ID", 9, (l) => l.id],
    ],
  }),
  resource({
    names: "nodes node",
    service: TopologyService,
    noun: "Nodes",
    one: "Node",
    schema: NodeSchema,
    keys: (n) => [n.id, n.name, n.routerId],
    columns: [
      ["NAME", 0, (n) => n.name],
      ["ROUTER-ID", 0, (n) => n.routerId],
      ["ROUTER", 5, (n) => n.router],
      ["PROTOCOL", 1, (n) => n.protocol],
      ["AREA", 2, (n) => n.area],
      ["TOPOLOGY", 3, (n) => n.topology],
      ["SRGB", 2, (n) => n.srgb.map((b) => `${b.base}-${b.base + b.size - 1}`).join(" ")],
      ["MSD", 4, (n) => count(n.msd), "right"],
      ["LOOPBACKS", 6, (n) => [...n.ipv4RouterIds, ...n.ipv6RouterIds].join(" "), "cut"],
      [
        "NOTES",
        5,
        (n) =>
          [n.overload && "overload", n.pseudonode && "pseudonode", n.stale && "stale"].filter(
            Boolean,
          ).join(" "),
      ],
      ["FEEDS", 9, (n) => n.feeds.join(" ")],
      ["ID", 9, (n) => n.id],
    ],
  }),
  resource({
    names: "prefixes prefix sids sid",
    service: TopologyService,
    noun: "Prefixes",
    one: "Prefix",
    schema: PrefixSchema,
    keys: (p) => [p.id, p.prefix],
    columns: [
      ["PREFIX", 0, (p) => p.prefix],
      ["ROUTER", 0, (p) => p.router],
      ["METRIC", 2, (p) => count(p.metric), "right"],
      ["SIDS", 0, (p) => p.sids.map((s) => s.label ?? `index ${s.index}`).join(" ")],
      ["NODE-SID", 3, (p) => yes(p.sids.some((s) => s.node))],
      ["ANYCAST", 3, (p) => yes(p.anycast)],
      ["FROM", 5, (p) => p.originator ?? (p.readvertised ? "elsewhere" : "")],
      ["LOCATOR", 6, (p) => p.locators.map((l) => `algorithm ${l.algorithm}`).join(" ")],
      ["OWNERS", 9, (p) => p.owners.join(" ")],
      ["STALE", 4, (p) => yes(p.stale)],
      ["FEEDS", 9, (p) => p.feeds.join(" ")],
    ],
  }),
  resource({
    names: "lsps lsp",
    service: LspService,
    noun: "Lsps",
    one: "Lsp",
    schema: LspSchema,
    keys: (l) => [l.id, l.symbolicPathName],
    columns: [
      ["ROUTER", 0, (l) => l.router],
      ["NAME", 0, (l) => l.symbolicPathName, "cut"],
      ["STATE", 0, (l) => l.operState],
      ["OWNER", 1, (l) => l.ownership],
      ["HOLDER", 7, (l) => l.holder],
      ["PLSP-ID", 6, (l) => count(l.plspId), "right"],
      ["COLOR", 6, (l) => count(l.color), "right"],
      ["LABELS", 2, (l) => l.setupType === "srv6" ? l.hops.join(" ") : stack(l.labels), "cut"],
      ["POLICY", 4, (l) => l.policy ?? "", "cut"],
      ["DESTINATION", 7, (l) => l.destination],
      ["STALE", 7, (l) => yes(l.stale)],
      ["CREATED BY", 9, (l) => l.createdBy],
      ["TYPE", 9, (l) => l.setupType],
      ["REPORTED", 6, (l, now) => since(l.reportedAt, now), "right"],
      ["ERROR", 9, (l) => l.errorCode ?? ""],
    ],
  }),
  resource({
    names: "delegations delegation",
    service: LspService,
    noun: "Lsps",
    one: "Lsp",
    schema: LspSchema,
    only: "delegated = true",
    keys: (l) => [l.id, l.symbolicPathName],
    columns: [
      ["ROUTER", 0, (l) => l.router],
      ["NAME", 0, (l) => l.symbolicPathName, "cut"],
      ["STATE", 0, (l) => l.operState],
      ["OWNER", 1, (l) => l.ownership],
      ["MADE BY", 2, (l) => l.createdBy],
      ["POLICY", 3, (l) => l.policy ?? "", "cut"],
      ["KNOWN TO", 5, (l) => l.knownBy ?? ""],
      ["IF CAIRN DIES", 4, (l) => l.ifCairnDies, "cut"],
    ],
  }),
  resource({
    names: "pcep-sessions pcep-session sessions session",
    service: SessionService,
    noun: "PcepSessions",
    one: "PcepSession",
    schema: PcepSessionSchema,
    keys: (s) => [s.id, s.router, s.peerAddress],
    columns: [
      ["PEER", 0, (s) => s.id],
      ["ROUTER", 0, (s) => s.router],
      ["STATE", 0, (s) => s.state],
      ["PROFILE", 3, (s) => s.profile],
      ["LSPS", 2, (s) => count(s.lspCount), "right"],
      ["IN", 4, (s) => count(s.received), "right"],
      ["OUT", 4, (s) => count(s.sent), "right"],
      ["ERRORS", 3, (s) => count(s.errorsReceived + s.malformed), "right"],
      ["WAITING", 5, (s) => count(s.outstanding + s.waiting), "right"],
      ["SINCE", 1, (s, now) => since(s.since, now), "right"],
      ["LAST ERROR", 8, (s) => s.lastError ?? "", "cut"],
      ["IDENTIFIED BY", 9, (s) => s.identifiedBy],
      ["GUARDED BY", 9, (s) => s.security],
      ["CAPABILITIES", 9, (s) => s.capabilities.join(", ")],
    ],
  }),
  resource({
    names: "bgp-peers bgp-peer peers peer",
    service: SessionService,
    noun: "BgpPeers",
    one: "BgpPeer",
    schema: BgpPeerSchema,
    keys: (p) => [p.id, p.address],
    columns: [
      ["PEER", 0, (p) => p.address],
      ["ASN", 1, (p) => count(p.asn), "right"],
      ["STATE", 0, (p) => p.shutBy === undefined ? p.state : "shut"],
      ["END-OF-RIB", 4, (p) => yes(p.endOfRib)],
      ["NLRI", 2, (p) => count(p.nlriCount), "right"],
      ["BELIEVED", 7, (p) => count(p.believed), "right"],
      ["IN", 3, (p) => count(p.received), "right"],
      ["OUT", 5, (p) => count(p.sent), "right"],
      ["MALFORMED", 6, (p) => count(p.malformed), "right"],
      ["SESSIONS", 8, (p) => count(p.sessions), "right"],
      ["TOPOLOGY", 6, (p) => p.topology],
      ["GUARDED BY", 9, (p) => p.ttlSecurity ? `${p.security}, hops` : p.security],
      ["SINCE", 1, (p, now) => since(p.since, now), "right"],
      ["LAST ERROR", 7, (p) => p.lastError ?? "", "cut"],
      ["CAPABILITIES", 9, (p) => p.capabilities.join(", ")],
    ],
  }),
  resource({
    names: "meshes mesh",
    service: PolicyService,
    noun: "Meshes",
    one: "Mesh",
    schema: MeshSchema,
    keys: (m) => [m.name],
    columns: [
      ["NAME", 0, (m) => m.name],
      ["COLOR", 1, (m) => count(m.color), "right"],
      ["POLICIES", 0, (m) => count(m.policyCount), "right"],
      ["UP", 0, (m) => count(m.upCount), "right"],
      ["ROUTERS", 2, (m) => m.routers.join(" "), "cut"],
    ],
  }),
  resource({
    names: "affinities affinity",
    service: TopologyService,
    noun: "Affinities",
    one: "Affinity",
    schema: AffinitySchema,
    keys: (a) => [a.name],
    columns: [["NAME", 0, (a) => a.name], ["BIT", 0, (a) => count(a.bit), "right"]],
  }),
  resource({
    names: "link-facts linkfacts",
    service: TopologyService,
    noun: "LinkFacts",
    one: "LinkFacts",
    schema: LinkFactsSchema,
    keys: (f) => [f.name],
    columns: [
      ["NAME", 0, (f) => f.name],
      ["LINK", 1, (f) => f.link],
      ["ADJ-SID", 0, (f) => count(f.adjacencySid), "right"],
      ["SRLG", 2, (f) => f.srlgs.join(" ")],
      ["CAPACITY", 3, (f) => bitRate(f.capacityBps), "right"],
      ["DELAY", 3, (f) => delay(f.minimumDelayMicroseconds), "right"],
      ["DRAINED", 1, (f) => yes(f.drained)],
    ],
  }),
  resource({
    names: "node-facts nodefacts",
    service: TopologyService,
    noun: "NodeFacts",
    one: "NodeFacts",
    schema: NodeFactsSchema,
    keys: (f) => [f.name],
    columns: [
      ["NAME", 0, (f) => f.name],
      ["ROUTER", 1, (f) => f.router],
      ["SITE", 0, (f) => f.site ?? ""],
      ["LATITUDE", 2, (f) => count(f.latitude), "right"],
      ["LONGITUDE", 2, (f) => count(f.longitude), "right"],
      ["DRAINED", 1, (f) => yes(f.drained)],
    ],
  }),
  resource({
    names: "events event",
    service: EventService,
    noun: "Events",
    one: "Event",
    schema: EventSchema,
    keys: (e) => [e.id],
    columns: [
      ["TIME", 0, (e) => time(e.at)],
      ["SEVERITY", 2, (e) => e.severity],
      ["KIND", 6, (e) => e.kind],
      ["SUBJECT", 9, (e) => e.subject],
      ["WHAT", 0, (e) => e.title, "cut"],
      ["CONSEQUENCE", 5, (e) => e.detail, "cut"],
      ["ID", 9, (e) => e.id, "right"],
      ["CAUSE", 9, (e) => e.cause ?? "", "right"],
    ],
  }),
  resource({
    names: "alarms alarm",
    service: EventService,
    noun: "Alarms",
    one: "Alarm",
    schema: AlarmSchema,
    orderBy: "active desc, raisedAt desc",
    keys: (a) => [a.id],
    columns: [
      ["ID", 0, (a) => a.id, "right"],
      ["RAISED", 3, (a) => time(a.raisedAt)],
      ["SEVERITY", 0, (a) => a.severity],
      ["STATE", 0, (a) => a.state],
      ["CAUSE", 5, (a) => a.subject, "cut"],
      ["POLICIES", 5, (a) => count(a.affectedCount || undefined), "right"],
      ["TIMES", 6, (a) => a.raisedCount > 1 ? count(a.raisedCount) : "", "right"],
      ["TEXT", 0, (a) => a.text, "cut"],
      ["CLEARED", 6, (a) => time(a.clearedAt)],
      ["AFFECTED", 9, (a) => a.affected.join(" ")],
      ["ACKNOWLEDGED BY", 9, (a) => a.acknowledgedBy ?? ""],
      ["SHELVED BY", 9, (a) => a.shelvedBy ?? ""],
      ["SHELVED UNTIL", 9, (a) => time(a.shelvedUntil)],
      ["REASON", 9, (a) => a.shelvedReason ?? a.acknowledgedReason ?? ""],
      ["KIND", 9, (a) => a.kind],
    ],
  }),
  resource({
    names: "drift",
    service: EventService,
    noun: "Drift",
    one: "Drift",
    schema: DriftSchema,
    keys: (d) => [d.id, d.policy, d.lsp],
    columns: [
      ["POLICY", 0, (d) => d.policy || "–", "cut"],
      ["ROUTER", 0, (d) => d.router],
      ["CLASS", 0, (d) => d.class],
      ["WANTED", 1, (d) => d.wanted, "cut"],
      ["REPORTED", 1, (d) => d.reported, "cut"],
      ["SINCE", 2, (d, now) => since(d.since, now), "right"],
      ["ACTION", 3, (d) => d.action, "cut"],
      ["TREATMENT", 9, (d) => d.treatment],
      ["TRIES", 9, (d) => count(d.tries), "right"],
      ["LSP", 9, (d) => d.lsp],
      ["ID", 9, (d) => d.id, "right"],
    ],
  }),
  resource({
    names: "audit",
    service: EventService,
    noun: "Audit",
    one: "AuditEntry",
    schema: AuditEntrySchema,
    keys: (a) => [a.id],
    columns: [
      ["TIME", 0, (a) => time(a.at)],
      ["BY", 1, (a) => a.by, "cut"],
      ["FROM", 3, (a) => a.from],
      ["ACTION", 0, (a) => a.action],
      ["SUBJECT", 0, (a) => a.subject, "cut"],
      ["BEFORE", 9, (a) => a.before],
      ["AFTER", 9, (a) => a.after],
    ],
  }),
  resource({
    names: "users user",
    service: AdminService,
    noun: "Users",
    one: "User",
    schema: UserSchema,
    keys: (u) => [u.name],
    columns: [
      ["NAME", 0, (u) => u.name],
      ["ROLE", 0, (u) => u.role],
      ["CREATED", 1, (u) => time(u.createdAt)],
    ],
  }),
  resource({
    names: "tokens token",
    service: AdminService,
    noun: "Tokens",
    one: "Token",
    schema: TokenSchema,
    keys: (t) => [t.id],
    columns: [
      ["ID", 0, (t) => t.id],
      ["USER", 0, (t) => t.user],
      ["ROLE", 1, (t) => t.role],
      ["DESCRIPTION", 2, (t) => t.description, "cut"],
      ["EXPIRES", 1, (t) => time(t.expiresAt)],
      ["CREATED", 3, (t) => time(t.createdAt)],
    ],
  }),
];

const routerNotes = (
  r: { overload: boolean; drained: boolean; stale: boolean; inTopology: boolean },
) =>
  [
    r.overload && "overload",
    r.drained && "drained",
    r.stale && "stale",
    !r.inTopology && "not in the topology",
  ].filter(Boolean).join(", ");
