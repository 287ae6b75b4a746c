/// <reference lib="dom" />
/** The tokens of the style sheet as colours that a canvas takes; read again when the theme changes. */

const NAMES = [
  "ground-0",
  "ground-1",
  "ground-3",
  "line-2",
  "line-3",
  "text-1",
  "text-2",
  "text-3",
  "text-on-accent",
  "accent",
  "warn",
  "bad",
  "work",
  "stale",
  "path-1",
  "path-2",
  "path-old",
  "util-0",
  "util-1",
  "util-2",
  "util-3",
  "util-4",
  "node",
  "node-fill",
] as const;
export type Token = typeof NAMES[number];
export type Colours = Readonly<Record<Token, string>> & {
  /** Five steps of one hue for metrics and delays: more is stronger. */
  readonly ramp: readonly string[];
  readonly areaOpacity: number;
};

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const tokens = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Record<
    Token,
    string
  >;
  return {
    ...tokens,
    ramp: [0, 0.3, 0.55, 0.8, 1].map((part) => mix(tokens["util-0"], tokens["accent"], part)),
    areaOpacity: Number(read("area-fill")) || 0.05,
  };
}

/** Between two #rrggbb colours. */
export function mix(from: string, to: string, part: number): string {
  const [a, b] = [channels(from), channels(to)];
  const hex = a.map((value, i) =>
    Math.round(value + ((b[i] ?? 0) - value) * part).toString(16).padStart(2, "0")
  );
  return `#${hex.join("")}`;
}

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) || 0);

/** Tints of area hulls, in the order of the areas' names. */
export const AREA_TINTS: readonly string[] = [
  "#5ab8f5",
  "#efb53a",
  "#8a93a0",
  "#4cc09a",
  "#d59bf0",
];
