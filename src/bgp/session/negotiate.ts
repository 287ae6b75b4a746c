/** What we say in OPEN, what we ask of the peer's, and what follows from both (RFC 4271 §6.2). */
import type { Capability } from "../registry/capabilities.ts";
import { AFI_LINK_STATE, AS_TRANS, SAFI_LINK_STATE } from "../registry/messages.ts";
import { badOpen } from "../codec/fault.ts";
import type { AddressFamily, Fault, OpenMessage } from "../codec/message.ts";
import type { SessionForm } from "../codec/session_form.ts";

/** This speaker towards one peer, as configured. */
export interface LocalSpeaker {
  readonly asn: number;
  readonly bgpIdentifier: number;
  readonly peerAsn: number;
  /** 0 (never) or at least 3. */
  readonly holdTimeSeconds: number;
  /** Never connects, only accepts. */
  readonly passive: boolean;
  /** For the FQDN capability; "" leaves it out. */
  readonly hostName: string;
  /** Makes the jitter of retries (RFC 4271 §10) the same in every replay. */
  readonly seed: number;
  /** Wait before the first retry, and the longest wait that doubling leads to. */
  readonly retrySeconds: { readonly first: number; readonly longest: number };
}

/** What both OPENs agree on. */
export interface Agreed {
  readonly peerAsn: number;
  /** 0: no hold timer and no keepalives. */
  readonly holdTimeSeconds: number;
  readonly form: SessionForm;
  /** Messages to the peer may have 65,535 octets (RFC 8654 §4). */
  readonly extendedMessages: boolean;
  readonly routeRefresh: boolean;
  readonly enhancedRefresh: boolean;
  /** The peer keeps its BGP-LS through a restart of this many seconds (RFC 4724 §3). */
  readonly restartSeconds: number | undefined;
  /** A NOTIFICATION does not end that either, unless it is a hard reset (RFC 8538 §4). */
  readonly restartAfterNotification: boolean;
  /** The peer marks the end of its table, and waits for ours after a restart (RFC 4724 §3, §4). */
  readonly marksEndOfRib: boolean;
  /** It has just restarted, so its table may take minutes (RFC 4724 §4.1). */
  readonly restarting: boolean;
  /** The peer's FQDN capability; "" without one. */
  readonly peerHostName: string;
}

/** `lean`: only what BGP-LS cannot do without, for a peer that refused more (RFC 5492 §3). */
export function openOf(local: LocalSpeaker, lean = false): OpenMessage {
  return {
    kind: "open",
    version: 4,
    asn: local.asn > 65535 ? AS_TRANS : local.asn,
    holdTimeSeconds: local.holdTimeSeconds,
    bgpIdentifier: local.bgpIdentifier,
    capabilities: lean ? essentialsOf(local) : capabilitiesOf(local),
  };
}

const essentialsOf = (local: LocalSpeaker): readonly Capability[] => [
  { kind: "multiprotocol", value: LINK_STATE },
  { kind: "fourOctetAsn", value: local.asn },
];

function capabilitiesOf(local: LocalSpeaker): readonly Capability[] {
  const { hostName } = local;
  return [
    { kind: "multiprotocol", value: LINK_STATE },
    { kind: "routeRefresh", value: {} },
    { kind: "extendedMessage", value: {} },
    // As helper only: nothing of ours is to be kept (RFC 4724 §3), NOTIFICATION included (RFC 8538).
    { kind: "gracefulRestart", value: { restart: HELPER, families: [] } },
    { kind: "fourOctetAsn", value: local.asn },
    { kind: "enhancedRouteRefresh", value: {} },
    ...(hostName ? [{ kind: "fqdn", value: { host: hostName, domain: "" } } as const] : []),
  ];
}

/** The NOTIFICATION that `open` earns, or what holds from now on. */
export function negotiate(
  open: OpenMessage,
  local: LocalSpeaker,
): { readonly fault: Fault } | { readonly agreed: Agreed } {
  const peerAsn = capability(open, "fourOctetAsn")?.value ?? open.asn;
  const fault = faultIn(open, local, peerAsn);
  if (fault) return { fault };
  const restart = capability(open, "gracefulRestart")?.value;
  const fqdn = capability(open, "fqdn")?.value;
  return {
    agreed: {
      peerAsn,
      holdTimeSeconds: Math.min(open.holdTimeSeconds, local.holdTimeSeconds),
      form: {
        fourOctetAsn: capability(open, "fourOctetAsn") !== undefined,
        internal: peerAsn === local.asn,
        addPath: false, // never announced
      },
      extendedMessages: capability(open, "extendedMessage") !== undefined,
      routeRefresh: capability(open, "routeRefresh") !== undefined,
      enhancedRefresh: capability(open, "enhancedRouteRefresh") !== undefined,
      restartSeconds: restart?.families.some(isLinkState) ? restart.restart.seconds : undefined,
      restartAfterNotification: restart?.restart.notification ?? false,
      marksEndOfRib: restart !== undefined,
      restarting: restart?.restart.restarting ?? false,
      peerHostName: fqdn ? [fqdn.host, fqdn.domain].filter((s) => s !== "").join(".") : "",
    },
  };
}

function faultIn(open: OpenMessage, local: LocalSpeaker, peerAsn: number): Fault | undefined {
  const { version, asn, bgpIdentifier, holdTimeSeconds } = open;
  if (version !== 4) return badOpen(1, `BGP version ${version}`, Uint8Array.of(0, 4));
  const twoOctets = asn === peerAsn || asn === AS_TRANS && peerAsn !== AS_TRANS;
  if (peerAsn !== local.peerAsn || !twoOctets) {
    return badOpen(2, `the peer is AS ${peerAsn}, not ${local.peerAsn}`);
  }
  if (bgpIdentifier === 0) return badOpen(3, "BGP identifier 0");
  if (bgpIdentifier === local.bgpIdentifier && peerAsn === local.asn) { // RFC 6286 §2.2
    return badOpen(3, "the peer has our own BGP identifier");
  }
  if (holdTimeSeconds === 1 || holdTimeSeconds === 2) {
    return badOpen(6, `a hold time of ${holdTimeSeconds} s`);
  }
  const speaksLinkState = open.capabilities.some((c) =>
    c.kind === "multiprotocol" && isLinkState(c.value)
  );
  if (!speaksLinkState) {
    return badOpen(7, "the peer does not speak BGP-LS (16388/71)", LINK_STATE_CAPABILITY);
  }
  return undefined;
}

type OfKind<K> = Extract<Capability, { readonly kind: K }>;
/** The first capability of a kind; duplicates are legal (RFC 5492 §4). */
function capability<K extends Capability["kind"]>(open: OpenMessage, kind: K) {
  return open.capabilities.find((c): c is OfKind<K> => c.kind === kind);
}
const isLinkState = ({ afi, safi }: AddressFamily): boolean =>
  afi === AFI_LINK_STATE && safi === SAFI_LINK_STATE;

const LINK_STATE = { afi: AFI_LINK_STATE, safi: SAFI_LINK_STATE };
const HELPER = { restarting: false, notification: true, seconds: 0 };
const LINK_STATE_CAPABILITY = Uint8Array.of(
  1,
  4,
  AFI_LINK_STATE >> 8,
  AFI_LINK_STATE & 255,
  0,
  SAFI_LINK_STATE,
);
