/// <reference lib="dom" />
/**
 * The address bar as state. Every address is relative to the base the page was served from, so that the same bundle
 * works at / and below a proxy's path; every selection is in the query, so that a pasted link shows the same thing.
 */
import { computed, signal } from "@preact/signals";

/** Where the page was served from, fixed at start: a relative base would move with every step. */
export const base: URL = fixBase();

const address = signal(new URL(location.href));

/** The path below the base, in decoded parts: `policies/a%2Fb` → ["policies", "a/b"]. */
export const path = computed<readonly string[]>(() =>
  address.value.pathname.slice(base.pathname.length).split("/").filter((part) => part !== "")
    .map(decode)
);
export const query = computed<URLSearchParams>(() => address.value.searchParams);

export type Query = Readonly<Record<string, string | undefined>>;

/** The address of a page: parts are encoded here, absent or empty query values are left out. */
export function href(parts: string | readonly string[], values: Query = {}): string {
  const path = typeof parts === "string" ? parts : parts.map(encodeURIComponent).join("/");
  const url = new URL(path === "" ? "./" : path, base);
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") url.searchParams.set(name, value);
  }
  return url.href;
}

export function go(to: string, how: "push" | "replace" = "push"): void {
  const url = new URL(to, base);
  if (url.href === address.value.href) return;
  if (how === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  address.value = url;
}

/** Changes some values of the query and keeps the rest; undefined takes one away. */
export function setQuery(values: Query, how: "push" | "replace" = "push"): void {
  const url = new URL(address.value);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  go(url.href, how);
}

/** Makes links step inside the page and follows the browser's back and forward. */
export function startRouter(): void {
  addEventListener("popstate", () => {
    address.value = new URL(location.href);
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a");
    if (link === null || link.target !== "" || link.hasAttribute("download")) return;
    if (!link.href.startsWith(base.href) || link.dataset["outside"] !== undefined) return;
    event.preventDefault();
    go(link.href);
  });
}

function fixBase(): URL {
  const url = new URL("./", document.baseURI);
  url.search = "";
  url.hash = "";
  const element = document.querySelector("base") ??
    document.head.appendChild(document.createElement("base"));
  element.href = url.href;
  return url;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
