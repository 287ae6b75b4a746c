/** What a value of the wire stands for in this network: whose label, whose address. */
import { policyOfPath } from "./path_names.ts";
import { href } from "./router.ts";
import { store } from "./store.ts";

export interface Meaning {
  readonly text: string;
  readonly word: string;
  readonly href: string | undefined;
}

export function meaningOf(value: string | undefined): Meaning | undefined {
  if (value === undefined) return undefined;
  const policy = policyOfPath(value.replace(/^"|"$/g, ""));
  if (policy !== undefined) {
    return { text: "A candidate path of policy", word: policy, href: href(["policies", policy]) };
  }
  const label = /\blabel (\d+)/.exec(value)?.[1];
  const address = /\b(\d+\.\d+\.\d+\.\d+)\b/.exec(value)?.[1];
  return (label === undefined ? undefined : ofLabel(Number(label))) ??
    (address === undefined ? undefined : ofAddress(address));
}

function ofLabel(label: number): Meaning | undefined {
  const router = store.router.all.value.find((router) => router.nodeSid === label);
  if (router !== undefined) {
    const index = router.nodeSidIndex === undefined ? "" : `, index ${router.nodeSidIndex}`;
    return routerMeaning(`${label} is a node SID${index}:`, router.name);
  }
  const link = store.link.all.value.find((link) =>
    link.adjacencySids.some((sid) => sid.label === label)
  );
  if (link === undefined) return undefined;
  return {
    text: `${label} is an adjacency SID of ${link.from}:`,
    word: link.name,
    href: href("links", { sel: link.id }),
  };
}

function ofAddress(address: string): Meaning | undefined {
  const router = store.router.all.value.find((router) =>
    router.address === address || router.routerIds.includes(address)
  );
  if (router !== undefined) return routerMeaning(`${address} is`, router.name);
  const link = store.link.all.value.find((link) => link.localAddress === address);
  if (link === undefined) return undefined;
  return {
    text: `${address} is an end of`,
    word: link.name,
    href: href("links", { sel: link.id }),
  };
}

const routerMeaning = (text: string, name: string): Meaning => ({
  text,
  word: name,
  href: href("routers", { sel: name }),
});
