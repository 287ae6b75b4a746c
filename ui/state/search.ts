/** What the palette finds: routers, links, policies, labels and addresses by name, pages, and things to do. */
import type { IconName } from "../parts/icon.tsx";
import { openGate, reoptimise, whyNot } from "./actions.ts";
import { PAGES } from "./keys.ts";
import { openLayer } from "./layers.ts";
import { go, href, path } from "./router.ts";
import { status, store } from "./store.ts";
import { switchTheme } from "./theme.ts";

export interface Hit {
  readonly group: "Routers" | "Links" | "Policies" | "LSPs" | "Pages" | "Do";
  readonly icon: IconName;
  readonly text: string;
  readonly where: string;
  readonly open: () => void;
}

const MOST = 6;

export const PAGE_WORDS: readonly (readonly [string, string, IconName])[] = [
  ["", "Overview", "overview"],
  ["map", "Map", "map"],
  ["events", "Events", "events"],
  ["alarms", "Alarms", "alarm"],
  ["policies", "Policies", "policies"],
  ["paths", "Path finder", "paths"],
  ["meshes", "Meshes", "mesh"],
  ["routers", "Routers", "routers"],
  ["links", "Links", "links"],
  ["lsps", "LSPs reported", "lsps"],
  ["drift", "Drift", "drift"],
  ["sessions", "Sessions", "sessions"],
  ["protocol", "Protocol", "protocol"],
  ["decode", "Decode octets", "protocol"],
];

export const keyOf = (page: string): string =>
  Object.entries(PAGES).find(([, to]) => to === page)?.[0] ?? "";

export function search(text: string): readonly Hit[] {
  const wanted = text.trim().toLowerCase();
  const is = (...words: readonly string[]) =>
    words.some((word) => word.toLowerCase().includes(wanted));
  const hits: Hit[] = [];
  if (wanted !== "") hits.push(...rowHits(is, wanted));
  for (const [page, word, icon] of PAGE_WORDS) {
    if (!is(word)) continue;
    hits.push({
      group: "Pages",
      icon,
      text: word,
      where: `g ${keyOf(page)}`,
      open: () => go(href(page)),
    });
  }
  return [...hits, ...verbs().filter((hit) => is(hit.text))];
}

function rowHits(is: (...words: readonly string[]) => boolean, wanted: string): Hit[] {
  const routers = store.router.all.value.filter((router) =>
    is(router.name, ...router.routerIds) || String(router.nodeSid ?? "") === wanted
  ).slice(0, MOST).map((router): Hit => ({
    group: "Routers",
    icon: "routers",
    text: router.name,
    where: router.address + (router.nodeSid === undefined ? "" : `, node SID ${router.nodeSid}`),
    open: () => go(href("routers", { sel: router.name })),
  }));
  const links = store.link.all.value.filter((link) =>
    is(link.name, link.id) || link.adjacencySids.some((sid) => String(sid.label) === wanted)
  ).slice(0, MOST).map((link): Hit => ({
    group: "Links",
    icon: link.state === "down" ? "linkOff" : "links",
    text: link.name,
    where: `${link.id}, ${link.state}`,
    open: () => go(href("links", { sel: link.id })),
  }));
  const policies = store.policy.all.value.filter((policy) =>
    is(policy.name) ||
    policy.candidatePaths.some((path) =>
      path.computed?.segments.some((segment) => String(segment.label) === wanted)
    )
  ).slice(0, MOST).map((policy): Hit => ({
    group: "Policies",
    icon: "policies",
    text: policy.name,
    where: `${policy.headend} to ${policy.endpoint}, ${policy.state}`,
    open: () => go(href(["policies", policy.name])),
  }));
  const lsps = store.lsp.all.value.filter((lsp) =>
    is(lsp.symbolicPathName) || lsp.bindingSids.includes(wanted)
  ).slice(0, 3).map((lsp): Hit => ({
    group: "LSPs",
    icon: "lsps",
    text: lsp.symbolicPathName,
    where: lsp.router,
    open: () => go(href("lsps", { sel: lsp.id })),
  }));
  return [...routers, ...links, ...policies, ...lsps];
}

function verbs(): Hit[] {
  const all: Hit[] = [];
  const may = whyNot.value === undefined;
  const add = (icon: IconName, text: string, where: string, open: () => void) =>
    all.push({ group: "Do", icon, text, where, open });
  const [page, name] = path.value;
  if (may && page === "policies" && name !== undefined) {
    add("optimise", `Re-optimise ${name}`, "computes it again now", () => void reoptimise(name));
  }
  if (may && status.value?.frozen === undefined) {
    add("snow", "Freeze the network", "asks for a reason", () => openLayer({ is: "freeze" }));
  }
  if (may && status.value?.frozen !== undefined) {
    add("thaw", "Thaw the network", "shows what goes out first", () => openLayer({ is: "thaw" }));
  }
  if (may && status.value?.ready === false) {
    add("check", "Open the start gate", "does not wait any longer", () => void openGate());
  }
  if (may) add("eye", "Change the mode", "previews every message", () => openLayer({ is: "mode" }));
  add("theme", "Switch between dark and light", "t", switchTheme);
  add("help", "Show the keys", "?", () => openLayer({ is: "keys" }));
  return all;
}
