/// <reference lib="dom" />
/** Dark or light: what the person chose, else what the system prefers. */
import { signal } from "@preact/signals";

export type Theme = "dark" | "light";

const KEY = "cairn.theme";
const system = matchMedia("(prefers-color-scheme: light)");

export const theme = signal<Theme>(chosen() ?? preferred());

export function startTheme(): void {
  theme.subscribe((value) => {
    document.documentElement.dataset["theme"] = value;
  });
  system.addEventListener("change", () => {
    if (chosen() === undefined) theme.value = preferred();
  });
}

export function switchTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, theme.value);
}

function chosen(): Theme | undefined {
  const value = localStorage.getItem(KEY);
  return value === "dark" || value === "light" ? value : undefined;
}

function preferred(): Theme {
  return system.matches ? "light" : "dark";
}
