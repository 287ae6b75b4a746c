/** What a router says of an LSP beside its path: groups, vendors' objects, several lists. */
import { given } from "../../lib/given.ts";
import { ASSOCIATION_TYPES } from "../../pcep/registry/codes.ts";
import type { Lsp, LspAssociation } from "../../policy/records.ts";
import { controlWords } from "../pcep/control_answers.ts";
import { othersIn } from "../pcep/groups.ts";
import type { Reading } from "../turn.ts";
import type { LspAssociationRow, LspRow } from "./view.ts";

export function lspExtras(
  r: Reading,
  lsp: Lsp,
): Pick<LspRow, "associations" | "vendor" | "details" | "lists"> {
  const { associations, vendor, details, lists } = lsp;
  return given({
    associations: associations?.map((one) => associationRow(r, lsp, one)),
    vendor,
    details: lsp.control ? [...details ?? [], controlWords(lsp.control)] : details,
    lists,
  });
}

function associationRow(r: Reading, lsp: Lsp, is: LspAssociation): LspAssociationRow {
  const { type, id, source, words, key } = is;
  const others = othersIn(r, lsp, key).slice(0, MOST_OTHERS);
  return {
    type: ASSOCIATION_TYPES[type] ?? String(type),
    id,
    source,
    words,
    others: others.map((other) => `${r.s.routers.get(other.router)?.name ?? ""}/${other.name}`),
  };
}
const MOST_OTHERS = 100;
