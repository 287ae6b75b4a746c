/** What is odd in what the network tells of a router, in sentences: somebody has to look at a configuration. */
import type { RouterRow } from "../../ted/row.ts";
import type { Ted } from "../../ted/ted.ts";
import type { Reading } from "../turn.ts";
import { protocolWord, tedName } from "./row_words.ts";

export function odditiesOf(r: Reading, router: RouterRow): readonly string[] {
  return [...contested(r, router), ...sharedSid(r, router), ...overloadedIn(router)];
}

function contested(r: Reading, { contested = [] }: RouterRow): readonly string[] {
  return contested.map(({ address, by }) =>
    by < 0
      ? `${address} is a router-id of very many others too, so nodes are not joined by it.`
      : `${address} is a router-id of ${tedName(r, by)} too: one of them is configured wrong.`
  );
}

function sharedSid(r: Reading, router: RouterRow): readonly string[] {
  const sid = sidOf(router);
  if (sid === undefined) return [];
  const others = (ownersOf(r.caches.ted).get(sid) ?? []).filter((id) => id !== router.id);
  if (others.length === 0) return [];
  const names = others.slice(0, MOST_NAMED).map((id) => tedName(r, id)).join(", ");
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : "";
  const word = router.nodeSidIsLabel ? "label" : "index";
  return [
    `Its node SID, ${word} ${router.nodeSid}, is that of ${names}${more} too: no path uses it, for nobody ` +
    "knows where packets go.",
  ];
}

/** Of several levels, areas or protocols some forbid transit: packets may still cross it in the others. */
function overloadedIn({ nodes, operatorSet }: RouterRow): readonly string[] {
  const told = nodes.filter((node) => node.group !== "bgp" && node.group !== "direct");
  const overloaded = told.filter((node) => node.overload);
  if (overloaded.length === 0 || overloaded.length === told.length) return [];
  if (operatorSet.includes("overload")) return [];
  const places = overloaded.map((node) =>
    node.group === "isis" ? protocolWord(node) : `${protocolWord(node)} ${node.area}`
  );
  return [`It is overloaded in ${places.join(", ")} only.`];
}

/** Which routers have a node SID; made once for each version of the topology. */
function ownersOf(ted: Ted): ReadonlyMap<string, readonly number[]> {
  const known = KNOWN.get(ted);
  if (known?.version === ted.version) return known.owners;
  const owners = new Map<string, number[]>();
  for (const router of ted.routers()) {
    const sid = sidOf(router);
    if (sid === undefined) continue;
    const others = owners.get(sid);
    if (others) others.push(router.id);
    else owners.set(sid, [router.id]);
  }
  KNOWN.set(ted, { version: ted.version, owners });
  return owners;
}
const KNOWN = new WeakMap<
  Ted,
  { readonly version: number; readonly owners: ReadonlyMap<string, readonly number[]> }
>();

const sidOf = ({ topology, nodeSid, nodeSidIsLabel }: RouterRow): string | undefined =>
  nodeSid === undefined
    ? undefined
    : `${topology}/${nodeSidIsLabel ? "label" : "index"}/${nodeSid}`;
const MOST_NAMED = 3;
