/** What links can be coloured by: only what this network has values for; the legend has the steps and the unit. */
import { computed } from "@preact/signals";
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { type ColourBy, coloursWithValues, scaleOf } from "../graph/link_look.ts";
import { count, delay } from "../parts/format.ts";
import { store } from "./store.ts";

const ORDER = ["util", "delay", "igp", "te", "plain"] as const;
const WORDS: Readonly<Record<ColourBy, string>> = {
  util: "Utilisation",
  delay: "Delay",
  igp: "IGP metric",
  te: "TE metric",
  plain: "Plain",
};
export const colourWord = (by: ColourBy): string => WORDS[by];

export const colourWays = computed<readonly ColourBy[]>(() => {
  const found = coloursWithValues(store.link.all.value);
  return ORDER.filter((by) => found.has(by));
});

/** What the address asks for if there are values, else loads where they are measured, else plain. */
export function shownColour(asked: string | null): ColourBy {
  const ways = colourWays.value;
  return ways.find((by) => by === asked) ?? (ways.includes("util") ? "util" : "plain");
}

export interface LegendStep {
  readonly class: string;
  readonly word: string;
}

export function legendOf(by: ColourBy, links: readonly Link[]): readonly LegendStep[] {
  if (by === "plain") return [];
  if (by === "util") {
    return ["25", "50", "70", "85 %", "more"].map((word, i) => ({ class: `key u${i}`, word }));
  }
  const { bounds } = scaleOf(links, by);
  if (bounds.length === 0) return [];
  const word = (value: number) => by === "delay" ? delay(value).number : count(value);
  const unit = by === "delay" ? " ms" : "";
  return [
    ...bounds.map((bound, i) => ({
      class: `key r${i}`,
      word: `< ${word(bound)}${i === bounds.length - 1 ? unit : ""}`,
    })),
    { class: "key r4", word: "more" },
  ];
}
