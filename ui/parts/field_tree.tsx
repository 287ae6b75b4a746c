/// <reference lib="dom" />
/** The fields of a message as a tree: name, value in words, where it is written down, which octets. */
import type { JSX } from "preact";
import { capital } from "./format.ts";
import { type FieldLine, rfcAddress } from "../state/field_tree.ts";
import { Icon } from "./icon.tsx";
import { Mark } from "./mark.tsx";

export function FieldTree(
  { lines, selected, hovered, isOpen, onSelect, onHover, onToggle }: {
    lines: readonly FieldLine[];
    selected: string | undefined;
    hovered: string | undefined;
    isOpen: (path: string, depth: number) => boolean;
    onSelect: (path: string) => void;
    onHover: (path: string | undefined) => void;
    onToggle: (path: string) => void;
  },
): JSX.Element {
  return (
    <div
      class="fields"
      role="tree"
      aria-label="Fields"
      tabIndex={0}
      onMouseLeave={() => onHover(undefined)}
      onKeyDown={(event) => {
        const at = lines.findIndex((line) => line.path === selected);
        const line = lines[at];
        const next = event.key === "ArrowDown"
          ? lines[at + 1]
          : event.key === "ArrowUp"
          ? lines[at - 1]
          : undefined;
        if (next !== undefined) onSelect(next.path);
        else if (
          line !== undefined && event.key === "ArrowRight" && !isOpen(line.path, line.depth)
        ) onToggle(line.path);
        else if (
          line !== undefined && event.key === "ArrowLeft" && isOpen(line.path, line.depth)
        ) onToggle(line.path);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {lines.map((line) => (
        <Line
          key={line.path}
          line={line}
          on={line.path === (hovered ?? selected)}
          around={(hovered ?? selected)?.startsWith(`${line.path}.`) === true}
          open={isOpen(line.path, line.depth)}
          selected={line.path === selected}
          onSelect={onSelect}
          onHover={onHover}
          onToggle={onToggle}
        />
      ))}
    </div>
  );
}

function Line(
  { line: { path, depth, field }, on, around, open, selected, onSelect, onHover, onToggle }: {
    line: FieldLine;
    on: boolean;
    around: boolean;
    open: boolean;
    selected: boolean;
    onSelect: (path: string) => void;
    onHover: (path: string | undefined) => void;
    onToggle: (path: string) => void;
  },
): JSX.Element {
  const branch = field.children.length > 0;
  const last = field.offset + field.length - 1;
  const name = /^[a-z]/.test(field.name) ? fieldWords(field.name) : field.name;
  return (
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      {...(branch ? { "aria-expanded": open } : {})}
      class={`field-line${on ? " on" : around ? " around" : ""}${
        field.note === undefined ? "" : " noted"
      }`}
      style={{ paddingLeft: `${10 + depth * 13}px` }}
      onMouseEnter={() => onHover(path)}
      onClick={() => onSelect(path)}
      onDblClick={() => branch && onToggle(path)}
      ref={(element) => {
        if (selected) element?.scrollIntoView({ block: "nearest" });
      }}
    >
      <span
        class="twist"
        onClick={(event) => {
          if (!branch) return;
          event.stopPropagation();
          onToggle(path);
        }}
      >
        {branch && <Icon name={open ? "down" : "right"} size={13} />}
      </span>
      <span class="field-name">{name}</span>
      <span class="field-value">{field.value}</span>
      {field.note !== undefined && (
        <span class="warn-c field-note">
          <Mark tone="warn" size={8} /> {field.note}
        </span>
      )}
      {field.ref !== undefined && <RfcLink value={field.ref} />}
      <span class="field-range">
        {field.length === 0 ? "–" : field.length === 1 ? field.offset : `${field.offset}–${last}`}
      </span>
    </div>
  );
}

export function RfcLink({ value }: { value: string }): JSX.Element {
  const address = rfcAddress(value);
  if (address === undefined) return <span class="rfc">{value}</span>;
  return (
    <a
      class="rfc"
      href={address}
      target="_blank"
      rel="noreferrer"
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      {value}
    </a>
  );
}

/** "srpId" → "SRP-ID"; other names of leaves are words already. */
export function fieldWords(name: string): string {
  const known = KNOWN[name];
  if (known !== undefined) return known;
  return capital(
    name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`),
  );
}

const KNOWN: Readonly<Record<string, string>> = {
  srpId: "SRP-ID",
  plspId: "PLSP-ID",
  lspId: "LSP-ID",
  tunnelId: "Tunnel ID",
  extendedTunnelId: "Extended tunnel ID",
  lsp: "PLSP-ID and flags",
};
