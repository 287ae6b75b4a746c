/**
 * Adjacency SIDs of a running lab as LinkFacts documents: FRR 10.7 does not put them into BGP-LS
 * (no TLV 1099), but every router's IS-IS database has them. They are dynamic: read them again
 * after a link has flapped.
 */
import * as v from "valibot";
import { stringify } from "yaml";
import type { Driver } from "./driver.ts";

export interface LinkFacts {
  readonly kind: "LinkFacts";
  /** `router:localAddress`. */
  readonly link: string;
  /** The label; local to the router. */
  readonly adjacencySid: number;
}

/** Asks each router for its own LSP; a link without adjacency has no document. */
export async function readAdjacencySids(driver: Driver): Promise<readonly LinkFacts[]> {
  const facts = await Promise.all(driver.network.routers.map(async ({ name }) => {
    const text = await driver.vtysh(name, `show isis database detail ${name}.00-00 json`);
    const { areas } = v.parse(IsisDatabase, JSON.parse(text));
    const lsps = areas.flatMap(({ levels }) => levels.flatMap((level) => level.lsps));
    return lsps.filter(({ lsp }) => lsp.ownLSP === true).flatMap(({ extReach }) =>
      extReach.flatMap(({ localIfaceIp, adjSid }) => {
        const primary = adjSid?.find((sid) => !sid.flagB);
        if (primary === undefined || localIfaceIp === undefined) return [];
        return [
          {
            kind: "LinkFacts",
            link: `${name}:${localIfaceIp}`,
            adjacencySid: primary.sid,
          } as const,
        ];
      })
    );
  }));
  return facts.flat();
}

/** The documents for `cairn apply -f`. */
export function formatLinkFacts(facts: readonly LinkFacts[]): string {
  return facts.map((fact) => stringify(fact)).join("---\n");
}

const IsisDatabase = v.object({
  areas: v.array(v.object({
    levels: v.array(v.object({
      lsps: v.array(v.object({
        lsp: v.object({ id: v.string(), ownLSP: v.optional(v.boolean()) }),
        extReach: v.optional(
          v.array(v.object({
            localIfaceIp: v.optional(v.string()),
            adjSid: v.optional(v.array(v.object({ sid: v.number(), flagB: v.boolean() }))),
          })),
          [],
        ),
      })),
    })),
  })),
});
