import assert from "node:assert/strict";
import type { MeshIntent } from "../../src/policy/intent.ts";
import { expandMesh, meshMembers } from "../../src/policy/mesh.ts";

const mesh: MeshIntent = {
  kind: "Mesh",
  name: "core",
  routers: { labels: { role: "core" } },
  template: {
    color: 10,
    bandwidthBps: 0,
    priority: { setup: 7, hold: 7 },
    onNoPath: "keep",
    adminUp: true,
    labels: {},
    candidatePaths: [],
  },
};
const routers = [
  { name: "rome", labels: { role: "core" }, hasNodeSid: true },
  { name: "paris", labels: { role: "core" }, hasNodeSid: true },
  { name: "edge", labels: { role: "edge" }, hasNodeSid: true },
  { name: "bare", labels: { role: "core" }, hasNodeSid: false },
];

Deno.test("`meshMembers()` chooses by label, and only routers that have a node SID", () => {
  assert.deepEqual(meshMembers(mesh, routers), ["paris", "rome"]);
  assert.deepEqual(meshMembers({ ...mesh, routers: { labels: {} } }, routers), [
    "edge",
    "paris",
    "rome",
  ]);
  assert.deepEqual(meshMembers({ ...mesh, routers: { names: ["bare", "rome"] } }, routers), [
    "bare",
    "rome",
  ]);
});

Deno.test("`expandMesh()` makes one policy for each ordered pair", () => {
  const policies = expandMesh(mesh, ["a", "b", "c"]);
  assert.deepEqual(
    policies.map((p) => p.name),
    ["core:a:b", "core:a:c", "core:b:a", "core:b:c", "core:c:a", "core:c:b"],
  );
  assert.ok(policies.every((p) => p.kind === "Policy" && p.color === 10));
});
