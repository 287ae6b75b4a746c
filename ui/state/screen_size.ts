/// <reference lib="dom" />
/** Whether there is room for the extra columns. */
import { signal } from "@preact/signals";

const query = matchMedia("(min-width: 1600px)");

export const isWide = signal(query.matches);
query.addEventListener("change", () => isWide.value = query.matches);
