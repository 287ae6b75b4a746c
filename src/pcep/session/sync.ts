/**
 * How a session synchronises (RFC 8231 §5.6, RFC 8232): what both Opens agree on, in one place. Whether what is told
 * is right is the controller's to watch.
 */
import type { Open } from "../codec/message.ts";
import { statefulOf } from "./open.ts";

export interface AgreedSync {
  /** S: the LSPs come with the version of the database that they are in. */
  readonly versions: boolean;
  /** "skipped": both have the same version; "delta": what changed since ours; "full": everything. */
  readonly how: "full" | "delta" | "skipped";
  /** F: the PCC waits until it is asked. */
  readonly onTrigger: boolean;
  /** T: it can be asked for everything, or for one LSP, again. */
  readonly again: boolean;
}

export function agreedSync(ours: Open, theirs: Open): AgreedSync {
  const mine = statefulOf(ours), peer = statefulOf(theirs);
  const versions = (mine?.includeDbVersion && peer?.includeDbVersion) ?? false;
  const have = versions ? versionIn(ours) : undefined;
  const has = versions ? versionIn(theirs) : undefined;
  const delta = mine?.deltaSync && peer?.deltaSync;
  return {
    versions,
    how: have === undefined || has === undefined
      ? "full"
      : have === has
      ? "skipped"
      : delta
      ? "delta"
      : "full",
    onTrigger: (mine?.triggeredInitialSync && peer?.triggeredInitialSync) ?? false,
    again: (mine?.triggeredResync && peer?.triggeredResync) ?? false,
  };
}

/** LSP-DB-VERSION; undefined also for the two values that are reserved (RFC 8232 §3.3.1). */
export function versionIn(open: Open): bigint | undefined {
  for (const tlv of open.tlvs) {
    if (tlv.kind === "lspDbVersion") return isVersion(tlv.value) ? tlv.value : undefined;
  }
  return undefined;
}
export const isVersion = (value: bigint): boolean => value > 0n && value < 0xffff_ffff_ffff_ffffn;
