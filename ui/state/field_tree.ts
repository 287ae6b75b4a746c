/** The fields of a message as lines: the tree of the rows that decode, flattened, each with its address. */
import { dissect as dissectBgp } from "../../src/bgp/codec/dissect.ts";
import { dissect as dissectPcep } from "../../src/pcep/codec/dissect.ts";
import type { Dissection } from "../../src/wire/dissect.ts";

export interface FieldLine {
  /** Places in the tree from the message down: "2.0.1"; the message itself is "". */
  readonly path: string;
  readonly depth: number;
  readonly field: Dissection;
}

export function dissectMessage(protocol: string, bytes: Uint8Array): Dissection {
  return protocol === "bgp" ? dissectBgp(bytes) : dissectPcep(bytes);
}

/** The lines that are to be seen: children of what is open. */
export function linesOf(
  root: Dissection,
  isOpen: (path: string, depth: number) => boolean,
): readonly FieldLine[] {
  const lines: FieldLine[] = [];
  const walk = (field: Dissection, path: string, depth: number): void => {
    lines.push({ path, depth, field });
    if (field.children.length === 0 || !isOpen(path, depth)) return;
    field.children.forEach((child, i) =>
      walk(child, path === "" ? String(i) : `${path}.${i}`, depth + 1)
    );
  };
  walk(root, "", 0);
  return lines;
}

export function fieldAt(root: Dissection, path: string): Dissection | undefined {
  let field: Dissection | undefined = root;
  for (const step of path === "" ? [] : path.split(".")) field = field?.children[Number(step)];
  return field;
}

export const parentOf = (path: string): string =>
  path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";

/** All that contain it, the message first: "2.0.1" → "", "2", "2.0". */
export function ancestors(path: string): readonly string[] {
  if (path === "") return [];
  const steps = path.split(".");
  return ["", ...steps.slice(0, -1).map((_, i) => steps.slice(0, i + 1).join("."))];
}

/** The innermost field that holds an octet. */
export function pathAtOctet(root: Dissection, octet: number): string {
  let path = "";
  let field = root;
  for (;;) {
    const i = field.children.findIndex((child) =>
      octet >= child.offset && octet < child.offset + child.length
    );
    const child = field.children[i];
    if (child === undefined) return path;
    path = path === "" ? String(i) : `${path}.${i}`;
    field = child;
  }
}

/** The value of the first field of that name, anywhere. */
export function findValue(root: Dissection, name: string): string | undefined {
  if (root.name === name && root.value !== undefined) return root.value;
  for (const child of root.children) {
    const value = findValue(child, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export const hasNote = (field: Dissection): boolean =>
  field.note !== undefined || field.children.some(hasNote);

/** "RFC 8231 §7.3" → where it can be read. */
export function rfcAddress(ref: string): string | undefined {
  const found = /^RFC (\d+)(?: §([\w.]+))?/.exec(ref);
  if (found?.[1] === undefined) return undefined;
  const section = found[2] === undefined ? "" : `#section-${found[2].replace(/\.$/, "")}`;
  return `https://www.rfc-editor.org/rfc/rfc${found[1]}${section}`;
}
