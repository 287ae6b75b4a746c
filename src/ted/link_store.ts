/**
 * The attributes of half-links in columns: numbers in typed arrays, what is rare or long in one
 * interned object, adjacency SIDs packed into small integers. Some 190 bytes a half-link.
 */
import { formatIpv4 } from "../lib/address.ts";
import { Columns, type SavedColumns } from "./columns.ts";
import type { AdjacencySid, DelayMicroseconds, LinkAttributes, LinkKey } from "./fact.ts";
import type { LinkRarities } from "./rare_fact.ts";
import type { Store } from "./register.ts";
import { packed, type Sids, unpack } from "./packed_sids.ts";
import { same } from "./same.ts";

/** Bits of `LinkStore.compare()`. */
export const METRIC = 1, ATTRIBUTES = 2, SIDS = 4, SHOWN = 8, IDS = 16, LEAVING = 32;
const ABSENT = -1;

const SCHEMA = {
  local: ["i32", -1], // node ids
  remote: ["i32", -1],
  next: ["i32", -1], // the next half-link out of the local node
  nextIn: ["i32", -1], // the next half-link into the remote node
  mt: ["u16", 0],
  localId: ["u32", 0],
  remoteId: ["u32", 0],
  localIpv4: ["u32", 0],
  remoteIpv4: ["u32", 0],
  igp: ["i32", ABSENT],
  te: ["f64", ABSENT],
  delayMinimum: ["i32", ABSENT],
  delayMaximum: ["i32", ABSENT],
  delayAverage: ["i32", ABSENT],
  delayVariation: ["i32", ABSENT],
  loss: ["f64", ABSENT],
  adminGroup: ["u32", 0],
  maximumBandwidth: ["f64", ABSENT],
  reservable: ["f64", ABSENT],
  utilized: ["f64", ABSENT],
  flags: ["u8", 0],
  attributeLocalId: ["u32", 0],
  attributeRemoteId: ["u32", 0],
  link: ["i32", -1], // the link that stands for it when it stands for itself; for ever
  shows: ["i32", -1], // the link that it shows in now
} as const;
const ANOMALOUS = 1, SHUTDOWN = 2, HAS_GROUP = 4;

/** What few links have. */
interface Rest {
  readonly moreAdminGroup?: readonly number[];
  readonly srlgs?: readonly number[];
  readonly unreserved?: readonly number[];
  readonly bundle?: number;
  readonly msd?: number;
  readonly name?: string;
}
export interface SavedLinkStore {
  readonly columns: SavedColumns;
  readonly rest: ReadonlyMap<number, Rest>;
  readonly sids: ReadonlyMap<number, Sids>;
  readonly rare: ReadonlyMap<number, LinkRarities>;
  readonly ipv6: ReadonlyMap<number, readonly [string, string]>;
}

export class LinkStore implements Store<LinkAttributes> {
  readonly columns = new Columns(SCHEMA);
  readonly #rest: (Rest | undefined)[] = [];
  readonly #sids: (Sids | undefined)[] = [];
  readonly #ipv6 = new Map<number, readonly [local: string, remote: string]>();
  readonly #rare = new Map<number, LinkRarities>();
  readonly #interned = new Map<string, Rest>();

  /** Descriptors of a new half-link; its attributes come by `write()`. */
  describe(id: number, key: LinkKey): void {
    const at = this.columns.at;
    at.mt[id] = key.mt ?? 0;
    at.localId[id] = key.localId ?? 0;
    at.remoteId[id] = key.remoteId ?? 0;
    at.localIpv4[id] = addressOf(key.localIpv4);
    at.remoteIpv4[id] = addressOf(key.remoteIpv4);
    if (key.localIpv6 || key.remoteIpv6) {
      this.#ipv6.set(id, [key.localIpv6 ?? "", key.remoteIpv6 ?? ""]);
    } else this.#ipv6.delete(id);
  }

  /** TLV 258 as descriptor, else as attribute; 0: unknown. */
  localIdOf = (id: number): number =>
    this.columns.at.localId[id]! || this.columns.at.attributeLocalId[id]!;
  remoteIdOf = (id: number): number =>
    this.columns.at.remoteId[id]! || this.columns.at.attributeRemoteId[id]!;
  /** Local and remote, "" when absent. */
  ipv6Of = (id: number): readonly [string, string] => this.#ipv6.get(id) ?? NO_IPV6;
  ipv4Of = (id: number): readonly [string, string] => {
    const { localIpv4, remoteIpv4 } = this.columns.at;
    return [textOf(localIpv4[id]!), textOf(remoteIpv4[id]!)];
  };
  rareOf = (id: number): LinkRarities | undefined => this.#rare.get(id);
  srlgsOf = (id: number): readonly number[] => this.#rest[id]?.srlgs ?? [];
  msdOf = (id: number): number | undefined => this.#rest[id]?.msd;
  bundleOf = (id: number): number | undefined => this.#rest[id]?.bundle;
  adminGroupOf(id: number): readonly number[] {
    const { flags, adminGroup } = this.columns.at;
    if ((flags[id]! & HAS_GROUP) === 0) return [];
    return [adminGroup[id]!, ...this.#rest[id]?.moreAdminGroup ?? []];
  }
  isShutdown = (id: number): boolean => (this.columns.at.flags[id]! & SHUTDOWN) !== 0;
  isAnomalous = (id: number): boolean => (this.columns.at.flags[id]! & ANOMALOUS) !== 0;
  sidsOf(id: number): readonly AdjacencySid[] {
    const sids = this.#sids[id];
    return sids === undefined ? [] : unpack(sids);
  }

  compare(id: number, a: LinkAttributes): number {
    const at = this.columns.at;
    let bits = 0;
    if (
      at.igp[id] !== (a.igpMetric ?? ABSENT) || at.te[id] !== (a.teMetric ?? ABSENT) ||
      at.delayMinimum[id] !== (a.delay?.minimum ?? ABSENT) ||
      at.delayAverage[id] !== (a.delay?.average ?? ABSENT) ||
      ((at.flags[id]! ^ flagsOf(a)) & (ANOMALOUS | SHUTDOWN)) !== 0
    ) bits |= METRIC;
    if (((at.flags[id]! ^ flagsOf(a)) & SHUTDOWN) !== 0) bits |= LEAVING;
    const rest = this.#rest[id];
    if (
      at.adminGroup[id] !== (a.adminGroup?.[0] ?? 0) >>> 0 ||
      at.maximumBandwidth[id] !== finite(a.maximumBandwidthBytesPerSecond) ||
      at.reservable[id] !== finite(a.reservableBandwidthBytesPerSecond) ||
      at.loss[id] !== finite(a.lossPercent) ||
      ((at.flags[id]! ^ flagsOf(a)) & HAS_GROUP) !== 0 || !same(rest, this.#restOf(a))
    ) bits |= ATTRIBUTES;
    if (!same(this.#sids[id], packed(a))) bits |= SIDS;
    if (
      at.delayMaximum[id] !== (a.delay?.maximum ?? ABSENT) ||
      at.delayVariation[id] !== (a.delayVariationMicroseconds ?? ABSENT) ||
      at.utilized[id] !== finite(a.utilizedBandwidthBytesPerSecond) ||
      !same(this.#rare.get(id), a.rare)
    ) bits |= SHOWN;
    if (
      at.attributeLocalId[id] !== (a.localId ?? 0) || at.attributeRemoteId[id] !== (a.remoteId ?? 0)
    ) bits |= IDS | SHOWN;
    return bits;
  }

  write(id: number, a: LinkAttributes): void {
    this.columns.reserve(id + 1);
    const at = this.columns.at;
    at.igp[id] = a.igpMetric ?? ABSENT;
    at.te[id] = a.teMetric ?? ABSENT;
    at.delayMinimum[id] = a.delay?.minimum ?? ABSENT;
    at.delayMaximum[id] = a.delay?.maximum ?? ABSENT;
    at.delayAverage[id] = a.delay?.average ?? ABSENT;
    at.delayVariation[id] = a.delayVariationMicroseconds ?? ABSENT;
    at.loss[id] = finite(a.lossPercent);
    at.adminGroup[id] = a.adminGroup?.[0] ?? 0;
    at.maximumBandwidth[id] = finite(a.maximumBandwidthBytesPerSecond);
    at.reservable[id] = finite(a.reservableBandwidthBytesPerSecond);
    at.utilized[id] = finite(a.utilizedBandwidthBytesPerSecond);
    at.flags[id] = flagsOf(a);
    at.attributeLocalId[id] = a.localId ?? 0;
    at.attributeRemoteId[id] = a.remoteId ?? 0;
    this.#rest[id] = this.#restOf(a);
    this.#sids[id] = packed(a);
    if (a.rare) this.#rare.set(id, a.rare);
    else this.#rare.delete(id);
  }

  read(id: number): LinkAttributes {
    const at = this.columns.at, rest = this.#rest[id];
    const delay = this.delayOf(id), adminGroup = this.adminGroupOf(id), sids = this.sidsOf(id);
    const flags = at.flags[id]!;
    return {
      ...(at.igp[id]! >= 0 && { igpMetric: at.igp[id]! }),
      ...(at.te[id]! >= 0 && { teMetric: at.te[id]! }),
      ...(delay && { delay }),
      ...(at.delayVariation[id]! >= 0 && { delayVariationMicroseconds: at.delayVariation[id]! }),
      ...(at.loss[id]! >= 0 && { lossPercent: at.loss[id]! }),
      ...(adminGroup.length > 0 && { adminGroup }),
      ...(rest?.srlgs && { srlgs: rest.srlgs }),
      ...(at.maximumBandwidth[id]! >= 0 &&
        { maximumBandwidthBytesPerSecond: at.maximumBandwidth[id]! }),
      ...(at.reservable[id]! >= 0 && { reservableBandwidthBytesPerSecond: at.reservable[id]! }),
      ...(rest?.unreserved && { unreservedBandwidthBytesPerSecond: rest.unreserved }),
      ...(rest?.bundle !== undefined && { bundleBandwidthBytesPerSecond: rest.bundle }),
      ...(at.utilized[id]! >= 0 && { utilizedBandwidthBytesPerSecond: at.utilized[id]! }),
      ...(sids.length > 0 && { adjacencySids: sids }),
      ...(rest?.msd !== undefined && { msd: rest.msd }),
      ...(at.attributeLocalId[id] !== 0 && { localId: at.attributeLocalId[id]! }),
      ...(at.attributeRemoteId[id] !== 0 && { remoteId: at.attributeRemoteId[id]! }),
      ...(rest?.name !== undefined && { name: rest.name }),
      ...((flags & SHUTDOWN) !== 0 && { gracefulShutdown: true }),
      ...(this.#rare.has(id) && { rare: this.#rare.get(id)! }),
    };
  }

  delayOf(id: number): DelayMicroseconds | undefined {
    const { delayMinimum, delayMaximum, delayAverage } = this.columns.at;
    const [minimum, maximum, average] = [delayMinimum[id]!, delayMaximum[id]!, delayAverage[id]!];
    if (minimum < 0 && maximum < 0 && average < 0) return undefined;
    return {
      ...(minimum >= 0 && { minimum }),
      ...(maximum >= 0 && { maximum }),
      ...(average >= 0 && { average }),
      ...(this.isAnomalous(id) && { anomalous: true }),
    };
  }

  save(rows: number): SavedLinkStore {
    const rest = new Map<number, Rest>(), sids = new Map<number, Sids>();
    for (let id = 0; id < rows; id++) {
      if (this.#rest[id]) rest.set(id, this.#rest[id]!);
      if (this.#sids[id]) sids.set(id, this.#sids[id]!);
    }
    const columns = this.columns.save(rows);
    return { columns, rest, sids, rare: new Map(this.#rare), ipv6: new Map(this.#ipv6) };
  }
  load(saved: SavedLinkStore, rows: number): void {
    this.columns.load(saved.columns, rows);
    for (let id = 0; id < rows; id++) {
      const rest = saved.rest.get(id);
      this.#rest[id] = rest && this.#intern(rest);
      this.#sids[id] = saved.sids.get(id);
    }
    for (const [id, rare] of saved.rare) this.#rare.set(id, rare);
    for (const [id, pair] of saved.ipv6) this.#ipv6.set(id, pair);
  }

  #restOf(a: LinkAttributes): Rest | undefined {
    const more = a.adminGroup !== undefined && a.adminGroup.length > 1;
    if (
      !more && !a.srlgs?.length && !a.unreservedBandwidthBytesPerSecond && a.msd === undefined &&
      a.bundleBandwidthBytesPerSecond === undefined && a.name === undefined
    ) return undefined;
    return this.#intern({
      ...(more && { moreAdminGroup: a.adminGroup.slice(1) }),
      ...(a.srlgs?.length && { srlgs: [...a.srlgs].sort((x, y) => x - y) }),
      ...(a.unreservedBandwidthBytesPerSecond &&
        { unreserved: a.unreservedBandwidthBytesPerSecond.map((b) => Math.max(0, finite(b))) }),
      ...(a.bundleBandwidthBytesPerSecond !== undefined &&
        { bundle: finite(a.bundleBandwidthBytesPerSecond) }),
      ...(a.msd !== undefined && { msd: a.msd }),
      ...(a.name !== undefined && { name: a.name }),
    });
  }
  /** Links of one kind share one object; the table is thrown away when it has grown too large. */
  #intern(rest: Rest): Rest {
    const key = JSON.stringify(rest);
    const known = this.#interned.get(key);
    if (known) return known;
    if (this.#interned.size > 4096) this.#interned.clear();
    this.#interned.set(key, rest);
    return rest;
  }
}

const NO_IPV6 = ["", ""] as const;

/** Like `parseIpv4()`, without its garbage: half of the work of a full table is here. */
export function addressOf(text: string | undefined): number {
  if (!text) return 0;
  let address = 0, octet = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) octet = octet * 10 + digit;
    else {
      address = address * 256 + octet;
      octet = 0;
    }
  }
  return address * 256 + octet;
}
const textOf = (address: number): string => address === 0 ? "" : formatIpv4(address);
/** NaN, infinity and negative numbers come from broken routers: as good as absent. */
const finite = (value: number | undefined): number =>
  value !== undefined && value >= 0 && value < Infinity ? value : ABSENT;

function flagsOf(a: LinkAttributes): number {
  return (a.delay?.anomalous ? ANOMALOUS : 0) | (a.gracefulShutdown ? SHUTDOWN : 0) |
    (a.adminGroup && a.adminGroup.length > 0 ? HAS_GROUP : 0);
}
