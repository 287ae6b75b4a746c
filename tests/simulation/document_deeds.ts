/** What an operator does to his documents. */
import { candidatePathsOf, randomMesh, randomPolicy } from "./documents.ts";
import type { Deed } from "./stage.ts";

export const changePolicy: Deed = (stage) => {
  const { random, scene, intents } = stage;
  const slot = random.between(0, SLOTS - 1);
  const before = intents.policies().find(({ name }) => name === `p${slot}`);
  const intent = randomPolicy(random, scene.topology, slot, before);
  if (random.chance(0.1)) return stage.ask({ do: "create", intent });
  stage.ask({ do: "apply", intents: [intent], prune: false, dryRun: random.chance(0.05) });
};

export const deletePolicy: Deed = (stage) => {
  const policies = stage.intents.policies();
  if (policies.length === 0) return;
  const { name } = stage.random.pick(policies);
  stage.ask({ do: "delete", kind: "Policy", name });
};

export const changeMesh: Deed = (stage) => {
  const { random, scene } = stage;
  if (random.chance(0.3)) return stage.ask({ do: "delete", kind: "Mesh", name: "m" });
  const mesh = randomMesh(random, scene.topology);
  stage.ask({ do: "apply", intents: [mesh], prune: false, dryRun: false });
};

export const prune: Deed = (stage) => {
  const { random, scene, intents } = stage;
  const kept = intents.policies().filter(() => random.chance(0.7));
  stage.ask({
    do: "apply",
    intents: [...scene.inventory, ...kept],
    prune: true,
    dryRun: false,
    confirmDeletes: random.between(0, 8),
  });
};

/** The candidate paths of a policy change places, or one goes or comes back. */
export const shufflePaths: Deed = (stage) => {
  const { random, scene, intents } = stage;
  const several = intents.policies().filter((policy) => policy.candidatePaths.length > 1);
  if (several.length === 0) return;
  const before = random.pick(several), { candidatePaths: paths } = before;
  const preferences = paths.map(({ preference }) => preference);
  const turn = random.between(1, paths.length - 1);
  const moved = paths.map((path, n) => ({
    ...path,
    preference: preferences[(n + turn) % paths.length]!,
  })).sort((a, b) => b.preference - a.preference);
  const { headend, endpoint } = before;
  const fresh = candidatePathsOf(random, scene.topology, headend, endpoint)[0]!.path;
  const candidatePaths = random.pick([
    moved,
    moved.slice(1),
    paths.slice(0, -1),
    paths.map((path, n) => n === turn ? { ...path, path: fresh } : path),
  ]);
  stage.ask({
    do: "apply",
    intents: [{ ...before, candidatePaths }],
    prune: false,
    dryRun: false,
  });
};

/** Policies that may be there at a time. */
export const SLOTS = 10;
