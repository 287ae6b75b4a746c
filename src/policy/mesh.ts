/** Which policies a mesh stands for: one between each ordered pair of the chosen routers. */
import type { MeshIntent, PolicyIntent } from "./intent.ts";

export interface MeshMember {
  readonly name: string;
  /** Everything else that it is known by: addresses and earlier names. */
  readonly words?: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly hasNodeSid: boolean;
}

/** Names of the routers that the mesh chooses, sorted. */
export function meshMembers(mesh: MeshIntent, routers: Iterable<MeshMember>): string[] {
  const chosen: string[] = [];
  for (const router of routers) {
    const canCarry = "names" in mesh.routers || router.hasNodeSid;
    if (canCarry && !meshExcludes(mesh, router)) chosen.push(router.name);
  }
  return chosen.sort();
}

/** Does the document leave it out? A router that is merely not seen now is still a member: nobody said it should go. */
export function meshExcludes(
  { routers, exclude = [] }: MeshIntent,
  router: Omit<MeshMember, "hasNodeSid">,
): boolean {
  const isOne = (names: readonly string[]) =>
    names.includes(router.name) || !!router.words?.some((word) => names.includes(word));
  if (isOne(exclude)) return true;
  return "names" in routers
    ? !isOne(routers.names)
    : !Object.entries(routers.labels).every(([key, value]) => router.labels[key] === value);
}

/** The policies of a mesh by name, `<mesh>:<headend>:<endpoint>`. */
export function expandMesh(mesh: MeshIntent, members: readonly string[]): PolicyIntent[] {
  return members.flatMap((headend) =>
    members.filter((endpoint) => endpoint !== headend).map((endpoint) => ({
      ...mesh.template,
      kind: "Policy" as const,
      name: `${mesh.name}:${headend}:${endpoint}`,
      headend,
      endpoint,
    }))
  );
}

/** Do two meshes of one colour choose by the very same rule? Then any pair of routers would be in both. */
export function meshConflict(a: MeshIntent, b: MeshIntent): boolean {
  return a.template.color === b.template.color && choiceOf(a) === choiceOf(b);
}
function choiceOf({ routers, exclude = [] }: MeshIntent): string {
  const rule = "names" in routers
    ? [...routers.names].sort()
    : Object.entries(routers.labels).sort(([a], [b]) => a < b ? -1 : 1);
  return JSON.stringify([rule, [...exclude].sort()]);
}
