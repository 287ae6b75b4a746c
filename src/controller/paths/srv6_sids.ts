/** SRv6 SIDs by what the topology tells of them: whose they are, over which link they lead, and what they do there. */
import {
  canonicalIpv6,
  parseAddress,
  parsePrefix,
  type Prefix,
  prefixHolds,
} from "../../lib/address.ts";
import type { Change } from "../../ted/fact.ts";
import type { Ted } from "../../ted/ted.ts";
import type { Srv6Segment } from "../../path/jobs.ts";
import type { CandidatePathIntent, ExplicitSegment } from "../../policy/intent.ts";
import { listsOf } from "../../policy/segment_lists.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";

type Facts = Omit<Srv6Segment, "srv6">;
interface Known {
  readonly version: number;
  readonly sids: ReadonlyMap<string, Facts>;
  readonly locators: readonly { readonly prefix: Prefix; readonly router: number }[]; // longest first
}

/** A SID with what is known of it; a sentence where the topology tells of SRv6 and not of this SID. */
export function srv6Segment(t: Pick<Turn, "caches">, text: string): Srv6Segment | string {
  const sid = canonicalIpv6(text) ?? text; // as the topology spells it
  const { sids, locators } = knownSids(t.caches.ted);
  const facts = sids.get(sid);
  if (facts) return { srv6: sid, ...facts };
  const address = parseAddress(sid);
  const locator = address === undefined
    ? undefined
    : locators.find(({ prefix }) => prefixHolds(prefix, address));
  if (locator) return { srv6: sid, router: locator.router };
  if (sids.size + locators.length === 0) return { srv6: sid }; // nobody tells of SRv6 at all
  return `SRv6 SID ${sid} is not in the topology, nor in a locator of it.`;
}

/** How many SIDs the headend may push: H.Encaps of its node or of its Open (RFC 9352 §4.3); absent: nobody says. */
export function maximumSids(t: Turn, headend: Router): number | undefined {
  const ted = headend.ted === undefined ? undefined : t.caches.ted.router(headend.ted);
  const session = headend.session === undefined ? undefined : t.s.pcep.get(headend.session);
  const told = ted?.depths?.find(({ type }) => type === H_ENCAPS)?.value ?? openDepth(session);
  return told === undefined ? undefined : Math.max(1, told); // 0: one SID, without a header
}

function openDepth(session: ReturnType<Turn["s"]["pcep"]["get"]>): number | undefined {
  if (session?.fsm.is !== "up") return undefined;
  for (const tlv of session.fsm.peer.tlvs) {
    if (tlv.kind !== "pathSetupTypes") continue;
    for (const sub of tlv.value.subTlvs) {
      if (sub.kind !== "srv6PceCapability") continue;
      const depth = sub.value.msds.find(({ type }) => type === H_ENCAPS);
      if (depth) return depth.value;
    }
  }
  return undefined;
}

const isSrv6 = (segment: ExplicitSegment): boolean => "srv6" in segment;
/** Is it installed by SRv6 SIDs? Documents mix no kinds (check_paths.ts). */
export const isSrv6Path = ({ path }: CandidatePathIntent): boolean =>
  path.type === "explicit" && listsOf(path).some(({ segments }) => segments.some(isSrv6));

/** SIDs came or went: paths that name some are looked at again. */
export function srv6Follows(t: Turn, changes: readonly Change[]): void {
  const concerned = changes.some(({ change }) =>
    change === "putSrv6Sid" || change === "dropSrv6Sid"
  );
  if (!concerned) return;
  for (const policy of t.s.policies.values()) {
    if (policy.paths.some(({ intent }) => isSrv6Path(intent))) t.s.dirtyPolicies.add(policy.id);
  }
}

/** Made once for each version of the topology. */
function knownSids(ted: Ted): Known {
  const before = KNOWN.get(ted);
  if (before?.version === ted.version) return before;
  const sids = new Map<string, Facts>(), locators: { prefix: Prefix; router: number }[] = [];
  for (let router = 0; router < ted.routerSize; router++) {
    for (const { sid, behavior, structure } of ted.srv6SidsOf(router)) {
      const facts = {
        router,
        ...(behavior !== undefined && { behavior }),
        ...(structure && { structure }),
      };
      if (!sids.has(sid)) sids.set(sid, facts);
    }
  }
  for (let link = 0; link < ted.linkSize; link++) {
    const told = ted.reader.rare(link)?.endXSids ?? [];
    const onLan = told.some(({ lanNeighbor }) => lanNeighbor !== undefined);
    const own = onLan ? ted.reader.ownOnLan(link, told) : told;
    for (const { sid, behavior, structure } of own) {
      sids.set(sid, { link, behavior, ...(structure && { structure }) });
    }
  }
  for (let id = 0; id < ted.prefixSize; id++) {
    const row = ted.prefix(id);
    const prefix = row?.locators && parsePrefix(row.prefix);
    if (prefix && row.router !== undefined) locators.push({ prefix, router: row.router });
  }
  locators.sort((a, b) => b.prefix.length - a.prefix.length);
  const known = { version: ted.version, sids, locators };
  KNOWN.set(ted, known);
  return known;
}
const KNOWN = new WeakMap<Ted, Known>();

const H_ENCAPS = 44; // MSD type "Maximum H.Encaps"
