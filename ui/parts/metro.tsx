/**
 * A path as a metro line: stops are ends of segments, ticks are routers passed, a solid line is a node segment, a double
 * rail an adjacency segment. With names under it on pages, small and without in tables.
 */
import type { JSX } from "preact";

export interface MetroSegment {
  readonly type: string; // node, adjacency, label
  readonly label: number;
  readonly sid?: string | undefined; // SRv6, instead of the label
  readonly from: string;
  readonly to: string;
}
export type MetroLine = "p1" | "p2" | "no";

export function Metro(
  { routers, segments, line = "p1", width }: {
    routers: readonly string[];
    segments: readonly MetroSegment[];
    line?: MetroLine;
    width: number;
  },
): JSX.Element {
  const { xs, stretches, stops } = layOut(routers, segments, 10, width - 10);
  const words = inWords(routers, segments);
  const named = namesWithRoom(routers, xs, stops);
  return (
    <svg
      class="metro"
      width={width}
      height={64}
      viewBox={`0 0 ${width} 64`}
      role="img"
      aria-label={words}
    >
      {stretches.map((stretch, i) => (
        <g key={i}>
          <Stretch stretch={stretch} line={line} y={26} />
          <text
            x={(stretch.x1 + stretch.x2) / 2}
            y={47}
            class={`label ${line}`}
            text-anchor="middle"
          >
            {stretch.segment.sid ?? stretch.segment.label}
          </text>
          {stretch.x2 - stretch.x1 > 60 && (
            <text x={(stretch.x1 + stretch.x2) / 2} y={60} class="word" text-anchor="middle">
              {cut(wordsOf(stretch.segment), stretch.x2 - stretch.x1)}
            </text>
          )}
        </g>
      ))}
      {routers.map((router, i) => {
        const x = xs[i] ?? 0;
        const stop = stops.has(i);
        return (
          <g key={i}>
            {stop
              ? <circle cx={x} cy={26} r={5} class={`stop ${line}`} />
              : <path d={`M${x} 21v10`} class="tick" />}
            {named.has(i) && (
              <text
                x={x + (i === 0 ? -6 : i === routers.length - 1 ? 6 : 0)}
                y={13}
                class={stop ? "" : "dim"}
                text-anchor={i === 0 ? "start" : i === routers.length - 1 ? "end" : "middle"}
              >
                {router}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

export function SmallMetro(
  { routers, segments, width = 92 }: {
    routers: readonly string[];
    segments: readonly MetroSegment[];
    width?: number;
  },
): JSX.Element {
  const { xs, stretches, stops } = layOut(routers, segments, 6, width - 6);
  return (
    <svg
      class="metro small"
      width={width}
      height={18}
      viewBox={`0 0 ${width} 18`}
      role="img"
      aria-label={inWords(routers, segments)}
    >
      {stretches.map((stretch, i) => <Stretch key={i} stretch={stretch} line="p1" y={9} />)}
      {routers.map((_, i) =>
        stops.has(i)
          ? <circle key={i} cx={xs[i]} cy={9} r={3.4} class="stop" />
          : <path key={i} d={`M${xs[i] ?? 0} 6v6`} class="tick" />
      )}
    </svg>
  );
}

interface StretchShape {
  readonly x1: number;
  readonly x2: number;
  readonly segment: MetroSegment;
}

function Stretch(
  { stretch, line, y }: { stretch: StretchShape; line: MetroLine; y: number },
): JSX.Element {
  const d = `M${stretch.x1} ${y}H${stretch.x2}`;
  if (stretch.segment.type !== "adjacency") return <path d={d} class={`seg ${line}`} />;
  return (
    <>
      <path d={d} class={`rail ${line}`} />
      <path d={d} class="rail-in" />
    </>
  );
}

function layOut(
  routers: readonly string[],
  segments: readonly MetroSegment[],
  left: number,
  right: number,
) {
  const step = (right - left) / Math.max(1, routers.length - 1);
  const xs = routers.map((_, i) => left + i * step);
  const stops = new Set([0, routers.length - 1]);
  const stretches: StretchShape[] = [];
  let at = 0;
  for (const segment of segments) {
    const found = routers.indexOf(segment.to, at);
    const end = found < 0 ? routers.length - 1 : found;
    stops.add(end);
    stretches.push({ x1: xs[at] ?? left, x2: xs[end] ?? right, segment });
    at = end;
  }
  if (at < routers.length - 1) {
    const from = routers[at] ?? "";
    const to = routers[routers.length - 1] ?? "";
    const segment = { type: "node", label: 0, from, to };
    if (segments.length === 0) stretches.push({ x1: xs[at] ?? left, x2: right, segment });
  }
  return { xs, stretches, stops };
}

/** Names that do not run into each other: the ends first, then other stops, then routers that are only passed. */
function namesWithRoom(
  routers: readonly string[],
  xs: readonly number[],
  stops: ReadonlySet<number>,
): ReadonlySet<number> {
  const last = routers.length - 1;
  const rank = (i: number) => i === 0 || i === last ? 0 : stops.has(i) ? 1 : 2;
  const taken: (readonly [number, number])[] = [];
  const named = new Set<number>();
  for (const i of routers.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b)) {
    const wide = (routers[i] ?? "").length * LETTER;
    const x = xs[i] ?? 0;
    const from = i === 0 ? x - 6 : i === last ? x + 6 - wide : x - wide / 2;
    if (taken.some(([a, b]) => from < b + 6 && a < from + wide + 6)) continue;
    taken.push([from, from + wide]);
    named.add(i);
  }
  return named;
}

/** Plex at 12 px takes about 6.6 px a letter. */
const LETTER = 6.6;

export const wordsOf = (segment: MetroSegment): string =>
  segment.type === "node"
    ? `node ${segment.to}`
    : segment.type === "adjacency"
    ? `adjacency to ${segment.to}`
    : segment.sid === undefined
    ? "label"
    : "SRv6 SID";

function inWords(routers: readonly string[], segments: readonly MetroSegment[]): string {
  const list = segments.map((segment) => `${segment.sid ?? segment.label} ${wordsOf(segment)}`)
    .join(", ");
  return `By ${routers.join(", ")}. Labels: ${list === "" ? "none" : list}.`;
}

function cut(text: string, room: number): string {
  const letters = Math.floor(room / LETTER);
  return text.length <= letters ? text : text.slice(0, Math.max(1, letters - 1)) + "…";
}
