/** Meshes: policies between all chosen routers, kept as routers come and go. */
import type { JSX } from "preact";
import type { Mesh } from "../../src/gen/cairn/v1/policy_pb.ts";
import { count } from "../parts/format.ts";
import { Mark } from "../parts/mark.tsx";
import { type Column, compareNames } from "../parts/table.tsx";
import type { Fields } from "../state/filter.ts";
import { go, href } from "../state/router.ts";
import { need, store } from "../state/store.ts";
import { ListPage } from "./list_page.tsx";

const tone = (mesh: Mesh) => mesh.upCount < mesh.policyCount ? "warn" : "ok";

const COLUMNS: readonly Column<Mesh>[] = [
  {
    key: "up",
    title: "Up",
    width: 110,
    phone: 1,
    order: (mesh) => mesh.upCount - mesh.policyCount,
    cell: (mesh) => (
      <>
        <Mark tone={tone(mesh)} word={tone(mesh) === "ok" ? "all up" : "not all up"} />{" "}
        {count(mesh.upCount)}
        <span class="unit">of {count(mesh.policyCount)}</span>
      </>
    ),
  },
  {
    key: "name",
    title: "Name",
    width: 220,
    phone: 2,
    order: (mesh) => mesh.name,
    cell: (mesh) => <b style={{ fontWeight: 500 }}>{mesh.name}</b>,
  },
  {
    key: "color",
    title: "Colour",
    width: 80,
    right: true,
    phone: 3,
    order: (mesh) => mesh.color,
    cell: (mesh) => mesh.color,
  },
  {
    key: "routers",
    title: "Routers",
    phone: 4,
    order: (mesh) => mesh.routers.length,
    cell: (mesh) => <span class="t2">{mesh.routers.join(", ")}</span>,
  },
];

const FIELDS: Fields<Mesh> = {
  name: (mesh) => mesh.name,
  color: (mesh) => mesh.color,
  routers: (mesh) => mesh.routers,
  policies: (mesh) => mesh.policyCount,
  up: (mesh) => mesh.upCount,
};

export function MeshesPage(): JSX.Element {
  need("mesh");
  return (
    <ListPage
      title="Meshes"
      one="mesh"
      many="meshes"
      collection={store.mesh}
      columns={COLUMNS}
      fields={FIELDS}
      usual={(a, b) =>
        (a.upCount - a.policyCount) - (b.upCount - b.policyCount) || compareNames(a.name, b.name)}
      placeholder="routers : paris"
      onOpen={(mesh) => go(href("policies", { filter: `mesh = "${mesh.name}"` }))}
      empty={
        <>
          <p>A mesh keeps policies between all chosen routers. Apply a document:</p>
          <pre>{MESH}</pre>
        </>
      }
    />
  );
}

const MESH = `kind: Mesh
name: core
routers: { label: core }
template:
  color: 10
  candidatePaths: [ { preference: 100, dynamic: { metric: igp } } ]`;
