/// <reference lib="dom" />
/**
 * Keys: the newest layer that knows a key answers it; fields keep what is typed into them, except Escape. `g` and then a
 * letter goes to a page. No single key changes a router.
 */
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { go, href } from "./router.ts";

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const layers: { current: KeyMap }[] = [];

/** True for a moment after `g`: the side bar shows the letters. */
export const goHints = signal(false);

export const PAGES: Readonly<Record<string, string>> = {
  o: "",
  m: "map",
  e: "events",
  a: "alarms",
  p: "policies",
  f: "paths",
  h: "meshes",
  r: "routers",
  l: "links",
  t: "lsps",
  d: "drift",
  s: "sessions",
  y: "protocol",
};

/** The keys of a page or part, as long as it is shown. */
export function useKeys(map: KeyMap): void {
  const layer = useRef(map);
  layer.current = map;
  useLayoutEffect(() => {
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

let going: ReturnType<typeof setTimeout> | undefined;
let hinting: ReturnType<typeof setTimeout> | undefined;

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const key = nameOf(event);
    if (key === undefined) return;
    const typing = event.target instanceof Element &&
      event.target.closest("input, textarea, select, [contenteditable]") !== null;
    if (typing && key !== "Escape" && key !== "mod+k") return;
    if (going !== undefined) {
      stopGoing();
      const page = PAGES[key];
      if (page !== undefined) {
        event.preventDefault();
        go(href(page));
        return;
      }
    }
    if (key === "g") return startGoing();
    for (let i = layers.length - 1; i >= 0; i--) {
      const answer = layers[i]?.current[key];
      if (answer !== undefined) {
        event.preventDefault();
        answer(event);
        return;
      }
    }
  });
}

function nameOf(event: KeyboardEvent): string | undefined {
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    return event.key.toLowerCase() === "k" ? "mod+k" : undefined;
  }
  return event.key === " " ? "space" : event.key;
}

function startGoing(): void {
  going = setTimeout(stopGoing, 2500);
  hinting = setTimeout(() => goHints.value = true, 600);
}

function stopGoing(): void {
  clearTimeout(going);
  clearTimeout(hinting);
  going = undefined;
  goHints.value = false;
}
