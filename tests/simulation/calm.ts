/** What must be so once everything is restored and time has passed: each line is something that is not. */
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { ConfiguredLsp } from "../../lab/sim/pcc_lsp.ts";
import { FRR } from "../../lab/sim/personality.ts";
import { labelOf, nameOfHalf } from "../../lab/sim/topology.ts";
import type { PolicyRow } from "../../src/controller/view/view.ts";
import type {
  CandidatePathIntent,
  ExplicitPath,
  PolicyIntent,
  RouterIntent,
} from "../../src/policy/intent.ts";
import type { IntentModel } from "./intent_model.ts";
import { PathOracle } from "./path_oracle.ts";
import { isRefused, listsOf } from "./refused.ts";
import { toldWrongly } from "./told.ts";
import type { Scene } from "./scene.ts";

export interface Life {
  readonly scene: Scene;
  readonly sim: MemorySimulation;
  readonly intents: IntentModel;
  readonly oracle: PathOracle;
  /** What routers configured, by "router/name". */
  readonly configured: ReadonlyMap<string, ConfiguredLsp>;
  readonly watcher: { readonly revived: ReadonlySet<string> };
}

export function unrest(life: Life): string[] {
  const faults = [
    ...topologyFaults(life),
    ...policyFaults(life),
    ...routerPolicyFaults(life),
    ...lspFaults(life),
    ...toldWrongly(life.sim),
  ];
  return faults.length > 0 ? faults : costFaults(life);
}

/** No policy is on a list that costs so much more than the cheapest one that it should have moved. */
function costFaults({ sim, scene, intents, oracle }: Life): string[] {
  const { minimumGain } = scene.config.safety;
  return [...sim.view.ids("policy")].flatMap((id) => {
    const row = sim.view.row("policy", id)!, { intent } = row;
    const [only, more] = row.candidatePaths, path = intent.candidatePaths[0]!.path;
    if (row.state !== "up" || more || path.type !== "dynamic" || !only?.reported) return [];
    const most = mostLabels({ scene, intents }, oracle.routerOf(intent.headend));
    const cost = oracle.cost(intent, path, only.reported.labels);
    const best = oracle.best(intent, path, most);
    return best !== undefined && cost - best > minimumGain * cost
      ? [`${row.name} costs ${cost} ${path.metric}, ${best} is possible`]
      : [];
  });
}

/** Sessions, feeds, and the map that the controller has. */
function topologyFaults({ sim, scene }: Life): string[] {
  const { topology } = scene, faults: string[] = [];
  const status = sim.view.row("status", 0)!;
  if (status.waitingFor.length > 0) faults.push(`still starting: ${status.waitingFor.join()}`);
  if (status.links !== 2 * topology.links.length) {
    faults.push(`knows ${status.links} half-links of ${2 * topology.links.length}`);
  }
  const back = [...sim.view.ids("link")].map((id) => sim.view.row("link", id)!)
    .find((link) => link.quarantinedUntil !== undefined);
  if (back) faults.push(`link ${back.id} came back and is not counted on yet`);
  sim.network.pccs.forEach((pcc, i) => {
    if (pcc.state !== "up") faults.push(`${topology.routers[i]!.name} has no session`);
  });
  sim.network.speakers.forEach((speaker, i) => {
    if (speaker.state !== "established") faults.push(`feed ${i + 1} is ${speaker.state}`);
  });
  return faults;
}

/** Every document has its policy, and every policy that has a path is up on a list that keeps what it asks. */
function policyFaults(life: Life): string[] {
  const expected = life.intents.expected(), faults: string[] = [];
  const seen = new Set<string>();
  for (const id of life.sim.view.ids("policy")) {
    const row = life.sim.view.row("policy", id)!;
    if (row.origin === "router") continue;
    const intent = expected.get(row.name);
    seen.add(row.name);
    if (!intent) faults.push(`${row.name} is there without a document`);
    else if (JSON.stringify(intent) !== JSON.stringify(row.intent)) {
      faults.push(`${row.name} is another than its document`);
    } else faults.push(...standing(life, row).map((text) => `${row.name}: ${text}`));
  }
  for (const name of expected.keys()) if (!seen.has(name)) faults.push(`${name} is missing`);
  return faults;
}

/** The LSPs that must stand for a policy, by candidate path, and whether they do. */
function standing(life: Life, row: PolicyRow): string[] {
  const { intent } = row, { oracle } = life;
  const headend = oracle.routerOf(intent.headend);
  const beyond = beyondReach(life);
  const held = row.candidatePaths.some((path) => beyond.has(path.symbolicPathName));
  if (!intent.adminUp || held) return [];
  const found = intent.candidatePaths.filter((path) => existsFor(life, headend, intent, path));
  const one = life.scene.personalities[headend] === FRR;
  const faults: string[] = [];
  if (row.verdict.includes("A better path is known")) faults.push("is not on its better path yet");
  if (found.length > 0 && row.state !== "up") {
    faults.push(`has a path and is ${row.state}: ${row.verdict}`);
  }
  const reports = row.candidatePaths.filter(({ reported }) => reported);
  for (const { preference } of one ? found.slice(0, 1) : found) {
    const there = reports.some((p) =>
      one ? p.preference >= preference : p.preference === preference
    );
    if (!there) faults.push(`${preference} has a path and nothing is reported`);
  }
  for (const shown of row.candidatePaths) {
    const { wanted, reported, preference, computed } = shown;
    if (!reported) continue;
    const path = intent.candidatePaths.find((one) => one.preference === preference)!.path;
    if (reported.stale) faults.push(`${preference} is stale`);
    if (wanted?.action !== "install" || !computed?.ok) continue;
    if (isRefused(life.scene.personalities[headend]!, path)) continue;
    if (wanted.labels.join() !== reported.labels.join()) {
      faults.push(`${preference} wants [${wanted.labels}] and has [${reported.labels}]`);
    }
    faults.push(...oracle.faults(intent, path, reported.labels).map((f) => `${preference} ${f}`));
  }
  return faults;
}

function existsFor(
  life: Life,
  headend: number,
  policy: PolicyIntent,
  { path }: CandidatePathIntent,
): boolean {
  const most = mostLabels(life, headend);
  if (isRefused(life.scene.personalities[headend]!, path)) return false;
  if (path.type === "dynamic") return life.oracle.exists(policy, path, most);
  return listsOf(path).some(({ segments }) => {
    const labels = labelsOf(life, headend, segments);
    return labels !== undefined && labels.length <= most &&
      life.oracle.faults(policy, path, labels).length === 0;
  });
}

/** MSD less the reserve of its document; FRR takes nine at most. */
function mostLabels({ scene, intents }: Pick<Life, "scene" | "intents">, headend: number): number {
  const { name, msd } = scene.topology.routers[headend]!;
  const document = intents.documents.get(`Router/${name}`) as RouterIntent | undefined;
  const cut = scene.personalities[headend]!.cutsAtLabels ?? 16;
  return Math.min(msd - (document?.pcep.labelReserve ?? 1), cut);
}

/** An explicit list as labels, each in the block of the router where it is looked up. */
function labelsOf(
  { scene, sim }: Life,
  headend: number,
  segments: ExplicitPath["segments"],
): number[] | undefined {
  const { topology } = scene, labels: number[] = [];
  let at = headend;
  for (const segment of segments) {
    if ("label" in segment) labels.push(segment.label);
    else if ("router" in segment) {
      const to = topology.routers.findIndex(({ name }) => name === segment.router);
      const label = labelOf(topology.routers[at]!.srgb, topology.routers[to]!.sidIndex);
      if (label === undefined) return undefined;
      labels.push(label);
      at = to;
    } else if ("adjacency" in segment) {
      const half = sim.network.igp.forwarding.halvesOf(at)
        .find((one) => nameOfHalf(topology, one) === segment.adjacency);
      if (half === undefined) return undefined;
      const link = topology.links[half >> 1]!;
      labels.push((half & 1 ? link.b : link.a).adjacencySid);
      at = (half & 1 ? link.a : link.b).router;
    }
  }
  return labels;
}

/** What routers delegate is computed, unless its document says that delegations go back. */
function routerPolicyFaults(life: Life): string[] {
  const { sim, scene, intents, oracle } = life;
  return sim.network.pccs.flatMap((pcc, router) => {
    const { name } = scene.topology.routers[router]!;
    const document = intents.documents.get(`Router/${name}`) as RouterIntent | undefined;
    if (document?.pcep.delegations === "return") return [];
    return pcc.lsps.lsps.flatMap((lsp) => {
      if (lsp.origin !== "dynamic") return [];
      const id = sim.view.find("policy", `${name}/${lsp.name}`);
      const row = id === undefined ? undefined : sim.view.row("policy", id);
      // FRR asks once, and after a refusal says nothing until its next synchronisation.
      if (!row) return pcc.options.personality.noPathEnds ? [] : [`${name}/${lsp.name} is missing`];
      const [path] = row.intent.candidatePaths;
      const asked = life.configured.get(`${name}/${lsp.name}`)?.path;
      const metric = asked?.kind === "dynamic" ? METRICS[asked.metrics[0]?.type ?? 1] : undefined;
      if (path!.path.type === "dynamic" && path!.path.metric !== metric) {
        return [`${row.name} is computed by ${path!.path.metric}, ${metric} was asked`];
      }
      const found = existsFor(life, router, row.intent, path!);
      if (found && lsp.state !== "active" && lsp.state !== "up") {
        return [`${row.name} has a path and is ${lsp.state} (${row.state}): ${row.verdict}`];
      }
      if (!found) return [];
      return oracle.faults(row.intent, path!.path, lsp.labels).map((f) => `${row.name}: ${f}`);
    });
  });
}

/** No LSP of ours without its intent, none twice. */
function lspFaults({ sim, scene, watcher }: Life): string[] {
  const wanted = new Map<string, string>(); // uid.discriminator → headend
  const faults: string[] = [];
  const waiting = new Set<string>(); // until what replaces them is up
  const policies = storedPolicies(sim, "policy"), beyond = beyondReach({ sim, scene });
  for (const { uid, discriminators, intent } of policies) {
    if (intent.adminUp) {
      for (const one of discriminators) wanted.set(`${uid}.${one}`, intent.headend);
      wanted.set(uid, intent.headend);
    }
  }
  for (const { uid, discriminators, intent, successor } of storedPolicies(sim, "tombstone")) {
    const next = policies.find((policy) => policy.uid === successor);
    const id = next && sim.view.find("policy", next.intent.name);
    const held = discriminators.some((one) => beyond.has(`cairn.sim.${uid}.${one}`));
    if (held) continue;
    if (id === undefined || sim.view.row("policy", id)!.state === "up") {
      faults.push(`${intent.name} is deleted and not yet gone`);
    } else waiting.add(uid);
  }
  sim.network.pccs.forEach((pcc, router) => {
    const { name: at } = scene.topology.routers[router]!;
    // Where a policy has one LSP, it keeps the name that it was given, whichever candidate path it carries.
    const { onePerColorAndEndpoint: one } = scene.personalities[router]!;
    const seen = new Set<string>();
    for (const lsp of pcc.lsps.lsps) {
      const ours = (one ? /^cairn\.sim\.([^.]*)/ : /^cairn\.sim\.(.*)$/).exec(lsp.name)?.[1];
      if (ours === undefined || lsp.hidden || beyond.has(lsp.name)) continue;
      if (watcher.revived.has(`${at} ${lsp.name}`) && !wanted.has(ours)) continue;
      if (seen.has(ours)) faults.push(`${at} has ${lsp.name} twice`);
      seen.add(ours);
      if (wanted.get(ours) !== at && !waiting.has(ours.split(".")[0]!)) {
        faults.push(`${at} has ${lsp.name} without an intent`);
      }
      if (!lsp.delegated && !isHandedBack(sim, ours)) {
        faults.push(`${at} has ${lsp.name}, not delegated`);
      }
    }
  });
  return faults;
}

/** FRR's that it took back while we were away: it knows no take-over (RFC 8281 §6), so nobody may touch them. */
function beyondReach({ sim, scene }: Pick<Life, "sim" | "scene">): Set<string> {
  return new Set(
    sim.network.pccs.flatMap((pcc, router) =>
      scene.personalities[router]!.takeOver
        ? []
        : pcc.lsps.lsps.filter((lsp) => !lsp.delegated).map((lsp) => lsp.name)
    ),
  );
}

/** Without a path, and its document says that it is then the router's (onNoPath: return). */
function isHandedBack(sim: MemorySimulation, ours: string): boolean {
  const uid = ours.split(".")[0];
  const policy = storedPolicies(sim, "policy").find((one) => one.uid === uid);
  const id = policy && sim.view.find("policy", policy.intent.name);
  const row = id === undefined ? undefined : sim.view.row("policy", id);
  return policy?.intent.onNoPath === "return" &&
    row?.candidatePaths.some(({ computed }) => computed?.ok === false) === true;
}

const METRICS: Readonly<Record<number, string>> = { 1: "igp", 2: "te", 3: "hops", 12: "delay" };

interface StoredPolicy {
  readonly uid: string;
  readonly discriminators: readonly number[];
  readonly intent: PolicyIntent;
  readonly successor?: string; // uid
}
const storedPolicies = (sim: MemorySimulation, of: "policy" | "tombstone"): StoredPolicy[] =>
  sim.stored.rows().flatMap(({ table, value }) =>
    table === of && value !== null ? [JSON.parse(value) as StoredPolicy] : []
  );
