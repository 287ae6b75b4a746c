/**
 * The table of configuration keys: each with its type, default, unit and one line of explanation. check-config, the
 * commented file of `cairn init` and the reading of the file are all made from it.
 */
import * as v from "valibot";
import { PROFILE_NAMES } from "../../pcep/profiles/detect.ts";
import * as types from "./key_types.ts";

const { address, by, duration, flag, listen, maybe, number, oneOf, path, percent } = types;
const { range, secret, size, text } = types;
const MODE = ["observe", "advise", "control"] as const;
const PROFILES = ["auto", ...PROFILE_NAMES] as const;
const TLS = ["off", "optional", "required", "direct"] as const;
const TREATMENTS = ["correct", "report"] as const;
const NAME = /^[a-z0-9][a-z0-9-]{0,11}$/;

const API = v.strictObject({
  listen: by("[::]:8443", listen("gRPC, Connect, REST and the UI, with TLS")),
  tls: v.optional(
    v.strictObject({
      certificate: maybe(path("PEM file; without it a self-signed one is kept in the data folder")),
      key: maybe(path("PEM file of its private key")),
    }),
    {},
  ),
});
const PCEP_PEER = v.strictObject({
  address: address("where the router connects from"),
  profile: maybe(oneOf(PROFILES, "the vendor's habits; auto or absent: taken from its Open")),
  mode: maybe(oneOf(MODE, "overrides the network's mode for this router")),
  md5: maybe(secret("TCP-MD5 key (RFC 2385), at most 80 octets; Linux")),
  tls: maybe(oneOf(TLS, "overrides pcep.tls for this router")),
  certificateNames: v.optional(
    v.array(text("name in its certificate (subjectAltName), or sha256: and its fingerprint", {
      expected: "a name, an address, or sha256: and 64 hex digits without colons",
      pattern: /^(sha256:[0-9a-fA-F]{64}|(?!sha256:)\S+)$/,
    })),
    [],
  ),
});
const PCEP = v.strictObject({
  listen: by("[::]:4189", listen("where routers connect (RFC 5440 §5)")),
  keepalive: by("30s", duration("between two Keepalives of ours", { whole: true, maximum: 255 })),
  deadTimer: by(
    "120s",
    duration("silence after which a session is dead, told to the router", {
      whole: true,
      maximum: 255,
    }),
  ),
  tls: by(
    "off",
    oneOf(TLS, "PCEPS (RFC 8253): StartTLS refused, taken or insisted on; direct: TLS at once"),
  ),
  pceps: v.optional(
    v.strictObject({
      certificate: maybe(path("PEM file of our certificate, with those between it and its root")),
      key: maybe(path("PEM file of its private key")),
      authority: maybe(path("PEM file of what signs the routers' certificates")),
    }),
    {},
  ),
  originator: v.optional(
    v.strictObject({
      asn: by(
        65001,
        number("autonomous system of the cluster", { minimum: 1, maximum: 0xffffffff }),
      ),
      address: by("192.0.2.254", address("of the cluster; never change it once policies exist")),
    }),
    {},
  ),
  namePrefix: by(
    "cairn",
    text("first part of every LSP name; never change it once policies exist", {
      expected: "up to 12 small letters, digits or hyphens",
      pattern: NAME,
    }),
  ),
  network: by(
    "core",
    text("second part of every LSP name; never change it once policies exist", {
      expected: "up to 12 small letters, digits or hyphens",
      pattern: NAME,
    }),
  ),
  unknownPeers: by(
    "observe",
    oneOf(["observe", "refuse"], "routers that no key and no feed names"),
  ),
  sessionsPerAddress: by(
    1,
    number("PCCs that may come from one address: more than 1 for routers behind NAT", {
      minimum: 1,
      maximum: 1000,
    }),
  ),
  peers: v.optional(v.array(PCEP_PEER), []),
});
const BGP_PEER = v.strictObject({
  address: address("of the BGP-LS speaker"),
  asn: number("its autonomous system", { minimum: 1, maximum: 0xffffffff }),
  port: by(179, number("its TCP port", { minimum: 1, maximum: 65535 })),
  passive: by(false, flag("wait for it to connect; needs bgp.listen")),
  multihop: by(2, number("hops it may be away", { minimum: 1, maximum: 255 })),
  ttlSecurity: by(false, flag("drop what comes from farther away (RFC 5082); set it there too")),
  connectRetry: by("5s", duration("between two attempts", { minimum: 1, maximum: 3600 })),
  maximumNlri: maybe(number("more of them end the session (RFC 4486)", { minimum: 1 })),
  md5: maybe(secret("TCP-MD5 key (RFC 2385), at most 80 octets; Linux")),
});
const BGP = v.strictObject({
  asn: by(65001, number("our autonomous system", { minimum: 1, maximum: 0xffffffff })),
  routerId: by("192.0.2.254", address("our BGP identifier", { ipv4: true })),
  holdTime: by(
    "90s",
    duration("silence after which a peer is dead", { whole: true, maximum: 65535 }),
  ),
  listen: maybe(listen("for passive peers; 179 needs privilege, any port works")),
  peers: v.optional(v.array(BGP_PEER), []),
});
const TOPOLOGY = v.strictObject({
  name: text("what people call it", { expected: "a short name", pattern: /^\S{1,40}$/ }),
  instances: v.optional(v.array(number("BGP-LS identifiers (RFC 9552 §5.2.1.4)")), [0]),
  asns: v.optional(v.array(number("autonomous systems in it")), []),
});
const DRIFT = v.strictObject({
  path: by("correct", oneOf(TREATMENTS, "a list that the router changed")),
  color: by("report", oneOf(TREATMENTS, "another colour than the policy's")),
  preference: by("report", oneOf(TREATMENTS, "another preference than the candidate path's")),
  bindingSid: by("report", oneOf(TREATMENTS, "another binding SID than the policy asks for")),
  admin: by("report", oneOf(TREATMENTS, "shut on the router, wanted up")),
  delegation: by("correct", oneOf(TREATMENTS, "an orphan of ours; correct takes it over")),
  unknown: by("report", oneOf(["report"], "an LSP with our name that no policy knows")),
});
const SAFETY = v.strictObject({
  colors: by("1000-1999", range("colours that belong to Cairn")),
  staleTed: by("keep", oneOf(["keep"], "what happens to the map when the last feed is gone")),
  startQuiet: by("10s", duration("a feed that is quiet for so long after the start has told all")),
  startShare: by(
    "90%",
    percent("of the last run's nodes and links that must be back before sending"),
  ),
  optimisationShare: by(
    "5%",
    percent("of all policies that may be moved for a better path a minute"),
  ),
  confirmDeletesAbove: by(25, number("deletions in one apply that need --confirm-deletes")),
  syncGrace: maybe(duration("after a router's End-of-Sync; its profile's when absent")),
  drift: v.optional(DRIFT, {}),
  settle: by("5s", duration("a path that is down for so long is down")),
  lostFeed: by("5m", duration("what only a lost feed told is kept so long while another tells")),
  tedGuardShare: by(
    "20%",
    percent("of nodes or links gone at once: hold until that is confirmed; 0% is never"),
  ),
  tedGuardPolicies: by("10%", percent("of policies without a path at once: the same")),
  tedGuardWindow: by("10s", duration("what goes within so long went at once")),
  tedGuardSlowShare: by(
    "40%",
    percent("of nodes or links gone in a trickle: the same; 0% is never"),
  ),
  tedGuardSlowWindow: by("10m", duration("what goes within so long, and stays away, is a trickle")),
  tedGuardMinimum: by(
    10,
    number("links or policies that must be gone at least; half as many routers", { minimum: 1 }),
  ),
  meshWave: by(5, number("policies of a mesh that go first, the rest when they are up; 0 is all")),
  breakerShare: by(
    "5%",
    percent("of a router's requests in a minute that may go wrong; 0% is any"),
  ),
  igpConvergence: by("2s", duration("the routers' own repair gets so long")),
  igpConvergenceMaximum: by("30s", duration("the same where links fail again and again")),
  quarantine: by(
    "60s",
    duration("a link that came back is used for no better path, for each of its recent failures"),
  ),
  quarantineMaximum: by("15m", duration("the longest quarantine")),
  reoptimizeInterval: by("30m", duration("every policy is computed again so often")),
  minimumGain: by("5%", percent("of its cost that a better path must save")),
  minimumInterval: by("1m", duration("from a policy's move to the next for a better path")),
  holdDownMaximum: by("15m", duration("the same for one that moves again and again")),
});

const WEBHOOK = v.strictObject({
  url: text("where word of alarms is posted as JSON; ${NAME} is taken from the environment", {
    expected: "a URL like https://example.net/alarms, or file:PATH with one",
    pattern: /^(https?:\/\/|file:|\$\{)/,
  }),
  authorization: maybe(secret("the Authorization header that it wants")),
});
const ALARMS = v.strictObject({
  webhooks: v.optional(v.array(WEBHOOK), []),
  syslog: maybe(text("host:port that takes RFC 5424 over UDP", {
    expected: "host:port, like 192.0.2.9:514",
    pattern: /^(\[[0-9a-f:.]+\]|[^\s:[\]]+):\d{1,5}$/i,
  })),
});

export const CONFIG = v.strictObject({
  data: by("./cairn-data", path("folder of the store, the journal and the certificate")),
  mode: by("observe", oneOf(MODE, "who may change routers: observe sends nothing")),
  api: v.optional(API, {}),
  pcep: v.optional(PCEP, {}),
  bgp: v.optional(BGP, {}),
  topologies: v.optional(v.array(TOPOLOGY), []),
  safety: v.optional(SAFETY, {}),
  alarms: v.optional(ALARMS, {}),
  store: by("sqlite", text("where intent is kept", { expected: "sqlite", pattern: /^sqlite$/ })),
  log: v.optional(
    v.strictObject({
      level: by("info", oneOf(["error", "warning", "info"], "the least that is logged")),
      format: by("text", oneOf(["text", "json"], "for people or for machines")),
    }),
    {},
  ),
  journal: v.optional(
    v.strictObject({
      keep: by("7d", duration("how long what was received and answered is kept")),
      maximum: by("2GiB", size("most that all segments take", { minimum: 2 ** 20 })),
    }),
    {},
  ),
});
export type Settings = v.InferOutput<typeof CONFIG>;
