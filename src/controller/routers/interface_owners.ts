/** Whose interface an address is: an RSVP-TE LSP may end at one instead of at a loopback. */
import type { Reading } from "../turn.ts";

/** The router of the topology; undefined: nobody's, or of a link that is gone. */
export function ownerOfInterface({ caches: { ted } }: Reading, address: string) {
  let known = OWNERS.get(ted);
  if (known?.version !== ted.version) {
    const owners = new Map<string, number>();
    for (let link = 0; link < ted.linkSize; link++) {
      if (!ted.reader.isThere(link)) continue;
      for (const [local] of [ted.reader.addresses(link), ted.reader.ipv6Addresses(link)]) {
        if (local !== "" && !owners.has(local)) owners.set(local, ted.reader.from(link));
      }
    }
    known = { version: ted.version, owners };
    OWNERS.set(ted, known);
  }
  return known.owners.get(address);
}
/** Made when one is asked for, once for each state of a topology. */
const OWNERS = new WeakMap<object, { version: number; owners: Map<string, number> }>();
