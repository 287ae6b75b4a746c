/// <reference lib="dom" />
/** Octets in rows of eight or sixteen: zeros grey, the field in the accent, what holds it in grey. Hover tells which. */
import type { JSX } from "preact";

export interface OctetRange {
  readonly offset: number;
  readonly length: number;
}

export function HexView(
  { bytes, field, parent, perRow, onHover, onPick }: {
    bytes: Uint8Array;
    field: OctetRange | undefined;
    parent: OctetRange | undefined;
    perRow: 8 | 16;
    onHover: (octet: number | undefined) => void;
    onPick: (octet: number) => void;
  },
): JSX.Element {
  const octetOf = (event: Event): number | undefined => {
    if (!(event.target instanceof HTMLElement)) return undefined;
    const text = event.target.dataset["o"];
    return text === undefined ? undefined : Number(text);
  };
  const rows = Array.from({ length: Math.ceil(bytes.length / perRow) }, (_, i) => i * perRow);
  return (
    <div
      class="hex"
      role="img"
      aria-label={`${bytes.length} octets in hexadecimal`}
      onMouseOver={(event) => onHover(octetOf(event))}
      onMouseLeave={() => onHover(undefined)}
      onClick={(event) => {
        const octet = octetOf(event);
        if (octet !== undefined) onPick(octet);
      }}
    >
      {rows.map((start) => {
        const octets = [...bytes.subarray(start, start + perRow)];
        return (
          <div class="hex-row" key={start}>
            <span class="hex-at">{start.toString(16).padStart(4, "0")}</span>
            <span class="hex-octets">
              {octets.map((octet, i) => (
                <i
                  key={i}
                  data-o={start + i}
                  class={classOf(start + i, octet, field, parent, i === perRow / 2)}
                >
                  {octet.toString(16).padStart(2, "0")}
                </i>
              ))}
            </span>
            <span class="hex-text">
              {octets.map((octet, i) => (
                <i
                  key={i}
                  data-o={start + i}
                  class={classOf(start + i, octet, field, parent, false)}
                >
                  {octet > 32 && octet < 127 ? String.fromCharCode(octet) : "·"}
                </i>
              ))}
            </span>
          </div>
        );
      })}
    </div>
  );
}

function classOf(
  at: number,
  octet: number,
  field: OctetRange | undefined,
  parent: OctetRange | undefined,
  middle: boolean,
): string {
  const inside = (range: OctetRange | undefined) =>
    range !== undefined && at >= range.offset && at < range.offset + range.length;
  return [
    inside(field) ? "on" : inside(parent) ? "around" : "",
    octet === 0 ? "zero" : "",
    middle ? "middle" : "",
  ].filter((name) => name !== "").join(" ");
}
