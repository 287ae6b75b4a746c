/**
 * One LSP, request or path while its objects are being gathered: order hardly matters inside it,
 * because routers of the drafts' time send another one than the RFCs' (protocol.md §8).
 */
import type { WireError } from "../../wire/error.ts";
import type { Profile } from "../profiles/profile.ts";
import type { Hop } from "../registry/hop.ts";
import type { ObjectValue } from "../registry/objects.ts";
import { NEITHER_SID_NOR_NAI, UNKNOWN_NAI } from "../registry/sr_fields.ts";
import { type Mutable, operationalState, setupTypeIn } from "./lsp_fields.ts";
import { asOther, type Item } from "./objects.ts";
import type {
  Association,
  Bandwidth,
  Endpoints,
  Exclusions,
  Lspa,
  Metric,
  OtherObject,
  PathAttributes,
  SegmentList,
  VendorInformation,
} from "./path.ts";

/** Why a block cannot be taken, as a PCErr. */
export interface Refusal {
  readonly type: number;
  readonly value: number;
  readonly detail: string;
}

export class Block {
  srp: ObjectValue<"srp"> | undefined = undefined;
  lsp: ObjectValue<"lsp"> | undefined = undefined;
  endpoints: Endpoints | undefined = undefined;
  ero: readonly Hop[] | undefined = undefined;
  rro: readonly Hop[] | undefined = undefined;
  lspa: Lspa | undefined = undefined;
  iro: readonly Hop[] | undefined = undefined;
  xro: Exclusions | undefined = undefined;
  objectiveFunction: number | undefined = undefined;
  bandwidths: Bandwidth[] = [];
  metrics: Metric[] = [];
  actualBandwidths: Bandwidth[] = [];
  actualMetrics: Metric[] = [];
  associations: Association[] = [];
  vendor: VendorInformation[] = [];
  others: OtherObject[] = [];
  segmentLists: Mutable<SegmentList>[] = [];
  refusal: Refusal | undefined = undefined;
  lspRefused = false; // there was an LSP object, and it is malformed
  warning: Refusal | undefined = undefined; // what was wrong with an RRO: the LSP lives without it
  #pathAttributes: ObjectValue<"pathAttributes"> | undefined = undefined;
  #severalPaths = false;
  #askedBeforeRro = false; // LSPA or IRO between ERO and RRO: the drafts' order

  constructor(readonly message: Uint8Array, readonly profile: Profile) {}

  take(item: Item): void {
    switch (item.kind) {
      case "srp":
        this.srp ??= item.value;
        return;
      case "lsp":
        this.lsp ??= item.value;
        return;
      case "endpoints4":
        this.endpoints = { kind: "ipv4", ...item.value };
        return;
      case "endpoints6":
        this.endpoints = { kind: "ipv6", ...item.value };
        return;
      case "ero":
        return this.#takeEro(item.value);
      case "rro":
        return this.#takeRro(item.value);
      case "pathAttributes":
        this.#pathAttributes = item.value;
        this.#severalPaths = true;
        return;
      case "other":
        return this.#takeOther(item, item.value);
      default:
        if (!this.#takeAttribute(item)) this.others.push(asOther(item, this.message));
    }
  }

  #takeAttribute(item: Item): boolean {
    switch (item.kind) {
      case "metric":
        this.metrics.push(metricOf(item.value));
        return true;
      case "bandwidth":
        this.bandwidths.push({ kind: "requested", bytesPerSecond: item.value });
        return true;
      case "existingBandwidth":
        this.bandwidths.push({ kind: "existing", bytesPerSecond: item.value });
        return true;
      case "bandwidthUsage":
        this.bandwidths.push({ kind: "usage", samplesBytesPerSecond: item.value });
        return true;
      case "lspa":
        this.lspa = lspaOf(item.value);
        this.#askedBeforeRro = true;
        return true;
      case "iro":
        this.iro = item.value;
        this.#askedBeforeRro = true;
        return true;
      case "xro":
        this.xro = { fail: item.value.flags.fail, hops: item.value.hops };
        return true;
      case "objectiveFunction":
        this.objectiveFunction = item.value.code;
        return true;
      case "association4":
      case "association6": {
        const { type, id, source, flags, tlvs } = item.value;
        this.associations.push({ type, id, source, removal: flags.removal, tlvs });
        return true;
      }
      case "vendorInformation":
        this.vendor.push(item.value);
        return true;
      default:
        return false;
    }
  }

  #takeEro(ero: readonly Hop[]): void {
    if (this.ero === undefined) this.ero = ero;
    else this.#severalPaths = true;
    this.segmentLists.push({ ...this.#nextPath(), ero });
  }

  #takeRro(rro: readonly Hop[]): void {
    this.rro ??= rro;
    const path = this.#nextPath();
    const same = this.segmentLists.find((list) => list.pathId === path.pathId && !list.rro);
    if (same) same.rro = rro;
    else this.segmentLists.push({ ...path, rro });
    if (this.#askedBeforeRro) return;
    // RFC 8231 §6.1: between ERO and RRO stand the values in force, after it those asked for.
    this.actualBandwidths.push(...this.bandwidths.splice(0));
    this.actualMetrics.push(...this.metrics.splice(0));
  }

  #nextPath(): Mutable<SegmentList> {
    const attributes = this.#pathAttributes;
    this.#pathAttributes = undefined;
    return attributes
      ? {
        pathId: attributes.pathId,
        remove: attributes.flags.remove,
        operState: operationalState(attributes.flags.operState),
        tlvs: attributes.tlvs,
      }
      : { pathId: 0, remove: false, operState: "down", tlvs: [] };
  }

  /** A malformed ERO, SRP, LSP or RP makes its block useless; another object costs itself. */
  #takeOther(item: Item, error: WireError | undefined): void {
    this.others.push(asOther(item, this.message));
    if (error === undefined) return;
    if (item.class === 32) this.lspRefused = true;
    if (this.refusal) return;
    const needed = item.class === 7 || item.class === 32 || item.class === 33;
    if (needed) this.refusal = refusalOf(error);
    if (item.class === 8) this.warning ??= warningOf(error);
  }

  /** The segment lists, if there is more to say than one ERO and one RRO. */
  severalLists(): readonly SegmentList[] {
    return this.#severalPaths ? this.segmentLists : [];
  }

  pathSetupType(): number {
    return setupTypeIn(this.srp?.tlvs) ?? setupTypeIn(this.lsp?.tlvs) ?? 0;
  }

  attributes(): Mutable<PathAttributes> {
    const out: Mutable<PathAttributes> = {
      bandwidths: this.bandwidths,
      metrics: this.metrics,
      associations: this.associations,
      vendor: this.vendor,
      others: this.others,
    };
    this.addAttributes(out);
    return out;
  }

  /** Those attributes that may be absent. */
  addAttributes(out: Mutable<PathAttributes>): void {
    if (this.lspa !== undefined) out.lspa = this.lspa;
    if (this.iro !== undefined) out.iro = this.iro;
    if (this.xro !== undefined) out.xro = this.xro;
    if (this.objectiveFunction !== undefined) out.objectiveFunction = this.objectiveFunction;
  }
}

function metricOf({ type, value, flags }: ObjectValue<"metric">): Metric {
  return { type, value, bound: flags.bound, computed: flags.computed };
}

function lspaOf(value: ObjectValue<"lspa">): Lspa {
  return { // written out: a spread of all but one costs as much as reading it
    excludeAny: value.excludeAny,
    includeAny: value.includeAny,
    includeAll: value.includeAll,
    setupPriority: value.setupPriority,
    holdingPriority: value.holdingPriority,
    tlvs: value.tlvs,
    localProtection: value.flags.localProtection,
  };
}

/** The same of an RRO (RFC 8664 §5.2.1, RFC 9603 §5.2.2). */
function warningOf(error: WireError): Refusal {
  const { type, value, detail } = refusalOf(error);
  return { type, value: value === 6 ? error.path.includes("SRv6") ? 35 : 7 : value, detail };
}

/** The PCErr of an object that is malformed inside (RFC 8664 §5.2.1). */
function refusalOf(error: WireError): Refusal {
  const value = error.detail === NEITHER_SID_NOR_NAI ? 6 : error.detail === UNKNOWN_NAI ? 13 : 11;
  return { type: 10, value, detail: error.message };
}
