/**
 * The database as paths see it: per link what the network tells, merged with what operators set.
 * Numbers are −1 where nobody tells: a missing metric is never 0.
 */
import type { AdjacencySid } from "./fact.ts";
import type { LinkStore } from "./link_store.ts";
import { EXTERNAL, type Links, OTHER_TOPOLOGY, USABLE } from "./links.ts";
import { designatedRouter } from "./identity.ts";
import type { Nodes } from "./nodes.ts";
import type { Overlay } from "./overlay.ts";
import type { LinkRarities } from "./rare_fact.ts";

/** RFC 5305 §3: a link with this metric is not for the shortest-path calculation. */
export const ISIS_MAXIMUM_METRIC = 0xffffff;

export class LinkReader {
  constructor(
    private readonly nodes: Nodes,
    private readonly halves: LinkStore,
    private readonly links: Links,
    private readonly overlay: Overlay,
  ) {}

  /** One more than the highest link id. */
  get size(): number {
    return this.links.size;
  }
  isThere = (link: number): boolean => this.links.isThere(link);
  /** Both directions are there, between known routers, in the topology that paths run in. */
  isUsable = (link: number): boolean =>
    this.links.isUsable(link) && (this.igp(link) >= 0 || this.te(link) >= 0);
  from = (link: number): number => this.links.columns.at.from[link]!;
  to = (link: number): number => this.links.columns.at.to[link]!;
  reverse = (link: number): number => this.links.columns.at.reverse[link]!;
  isTwoWay = (link: number): boolean => this.links.columns.at.state[link] === USABLE;

  /** Domains (levels, areas) that the link is in, its own first. */
  domains(link: number): readonly number[] {
    if (!this.links.twins.has(link)) return [this.#domain(this.links.halfOf(link))];
    const { mt } = this.halves.columns.at;
    return [
      ...new Set(
        this.links.halvesOf(link).filter((half) => mt[half] === 0).map((h) => this.#domain(h)),
      ),
    ];
  }
  /** The metric that the IGP's SPF uses in a domain (default: the link's own); −1: not in its SPF. */
  igp(link: number, domain?: number): number {
    const half = domain === undefined
      ? this.links.halfOf(link)
      : this.links.halvesOf(link).find((h) =>
        this.#domain(h) === domain && this.halves.columns.at.mt[h] === 0
      );
    if (half === undefined || half < 0) return -1;
    const told = this.halves.columns.at.igp[half]!;
    const metric = told >= 0 ? told : this.overlay.ofLink(link)?.igpMetric ?? -1;
    return metric >= ISIS_MAXIMUM_METRIC && this.#isIsis(half) ? -1 : metric;
  }
  /** As told, also when it is outside SPF. */
  igpShown(link: number): number {
    const told = this.halves.columns.at.igp[this.links.halfOf(link)]!;
    return told >= 0 ? told : this.overlay.ofLink(link)?.igpMetric ?? -1;
  }
  /** TE metric, else the IGP metric. */
  te(link: number): number {
    const told = this.teTold(link);
    return told >= 0 ? told : this.igp(link);
  }
  teTold = (link: number): number =>
    this.overlay.ofLink(link)?.teMetric ?? this.halves.columns.at.te[this.links.halfOf(link)]!;
  /** Microseconds: the minimum (RFC 8571 §3.2), else the average. */
  delay(link: number): number {
    const set = this.overlay.ofLink(link)?.minimumDelayMicroseconds;
    if (set !== undefined) return set;
    const { delayMinimum, delayAverage } = this.halves.columns.at;
    const half = this.links.halfOf(link);
    return delayMinimum[half]! >= 0 ? delayMinimum[half]! : delayAverage[half]!;
  }
  loss = (link: number): number => this.halves.columns.at.loss[this.links.halfOf(link)]!;
  adminGroup = (link: number): readonly number[] =>
    this.overlay.ofLink(link)?.adminGroup ?? this.halves.adminGroupOf(this.links.halfOf(link));
  srlgs(link: number): readonly number[] {
    const told = this.halves.srlgsOf(this.links.halfOf(link));
    const set = this.overlay.ofLink(link)?.srlgs;
    return set ? [...new Set([...told, ...set])].sort((a, b) => a - b) : told;
  }
  /** Bytes per second that may be filled, before subscription and reservations. */
  capacity(link: number): number {
    const half = this.links.halfOf(link);
    return this.overlay.ofLink(link)?.capacityBytesPerSecond ?? this.halves.bundleOf(half) ??
      this.halves.columns.at.maximumBandwidth[half]!;
  }
  msd = (link: number): number | undefined => this.halves.msdOf(this.links.halfOf(link));
  isDrained = (link: number): boolean => this.overlay.ofLink(link)?.drained === true;
  /** Said by either end: no packets should be left on the link, in any direction (RFC 8379 §5). */
  isShutdown(link: number): boolean {
    if (this.halves.isShutdown(this.links.halfOf(link))) return true;
    const back = this.reverse(link);
    return back >= 0 && this.halves.isShutdown(this.links.halfOf(back));
  }
  /** The delay that paths count with is outside what the router is configured to call normal. */
  isAnomalous = (link: number): boolean =>
    this.overlay.ofLink(link)?.minimumDelayMicroseconds === undefined &&
    this.halves.isAnomalous(this.links.halfOf(link));
  /** Why paths leave a link out that is there, both directions or not. */
  aside(link: number): "otherTopology" | "external" | undefined {
    const state = this.links.columns.at.state[link];
    if (state === OTHER_TOPOLOGY) return "otherTopology";
    return state === EXTERNAL ? "external" : undefined;
  }

  /** SIDs that send over exactly this link; of a LAN those for its far end. */
  adjacencySids(link: number): readonly AdjacencySid[] {
    const told = this.#sidsTold(link);
    return told.length > 0 ? told : this.overlay.ofLink(link)?.adjacencySids ?? [];
  }
  sidsAreOperators = (link: number): boolean =>
    this.overlay.ofLink(link)?.adjacencySids !== undefined && this.#sidsTold(link).length === 0;

  /** Local and remote address, "" where unknown. */
  addresses(link: number): readonly [local: string, remote: string] {
    const { lan, far } = this.links.columns.at;
    const [local, remote] = this.halves.ipv4Of(this.links.halfOf(link));
    if (lan[link]! < 0) return [local, remote];
    return [local, far[link]! >= 0 ? this.halves.ipv4Of(far[link]!)[0] : ""];
  }
  ipv6Addresses(link: number): readonly [local: string, remote: string] {
    const { lan, far } = this.links.columns.at;
    if (lan[link]! >= 0) {
      return [
        this.halves.ipv6Of(this.links.halfOf(link))[0],
        far[link]! >= 0 ? this.halves.ipv6Of(far[link]!)[0] : "",
      ];
    }
    for (const half of this.links.halvesOf(link)) {
      const pair = this.halves.ipv6Of(half);
      if (pair[0] !== "" || pair[1] !== "") return pair;
    }
    return ["", ""];
  }
  /** Interface ids, 0 where unknown. */
  interfaceIds = (link: number): readonly [local: number, remote: number] => [
    this.halves.localIdOf(this.links.halfOf(link)),
    this.halves.remoteIdOf(this.links.halfOf(link)),
  ];

  #sidsTold(link: number): readonly AdjacencySid[] {
    if (this.links.columns.at.lan[link]! < 0) {
      for (const half of this.links.halvesOf(link)) {
        const sids = this.halves.sidsOf(half);
        if (sids.length > 0) return sids;
      }
      return [];
    }
    return this.ownOnLan(link, this.halves.sidsOf(this.links.halfOf(link)));
  }
  /** Of the SIDs of a LAN those for the link's far end: plain ones lead to the designated router. */
  ownOnLan<S extends { readonly lanNeighbor?: string }>(
    link: number,
    sids: readonly S[],
  ): readonly S[] {
    const { lan, far } = this.links.columns.at;
    if (far[link]! < 0 || lan[link]! < 0) return [];
    const neighbor = this.nodes.keys[this.halves.columns.at.local[far[link]!]!]!.routerId;
    const designated = designatedRouter(this.nodes.keys[lan[link]!]!) === neighbor;
    return sids.filter((sid) =>
      sid.lanNeighbor === undefined ? designated : sid.lanNeighbor === neighbor
    );
  }
  /**
   * What flexible algorithms see otherwise, SRv6 and peer SIDs, members of a bundle. End.X SIDs may be told in another
   * topology only (IS-IS: that of IPv6); of those of a LAN, the ones for the link's far end.
   */
  rare(link: number): LinkRarities | undefined {
    const own = this.halves.rareOf(this.links.halfOf(link));
    const onLan = this.links.columns.at.lan[link]! >= 0;
    if (own?.endXSids ? !onLan : !onLan && !this.links.twins.has(link)) return own;
    const told = this.#otherHalves(link).map((half) => this.halves.rareOf(half)?.endXSids)
      .find((sids) => sids !== undefined);
    const endXSids = onLan && told ? this.ownOnLan(link, told) : told;
    return endXSids ? { ...own, endXSids } : own;
  }
  /** Half-links that a link stands for, its own first: of a LAN those of its router, in every topology. */
  #otherHalves(link: number): readonly number[] {
    const lan = this.links.columns.at.lan[link]!;
    if (lan < 0) return this.links.halvesOf(link);
    const { local, remote, mt } = this.halves.columns.at;
    const own = this.links.halfOf(link);
    return [...this.links.list(local[own]!, "out")].filter((half) => remote[half] === lan)
      .sort((a, b) => a === own ? -1 : b === own ? 1 : mt[a]! - mt[b]! || a - b);
  }
  #domain(half: number): number {
    return this.nodes.columns.at.domain[this.halves.columns.at.local[half]!]!;
  }
  #isIsis(half: number): boolean {
    return this.nodes.keys[this.halves.columns.at.local[half]!]!.group === "isis";
  }
}
