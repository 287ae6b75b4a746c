/** RSVP-TE: what is signalled hop by hop. Cairn makes no such LSP; it computes those that routers delegate. */
import type { PolicyIntent } from "./intent.ts";

export function isSignalled({ candidatePaths }: PolicyIntent): boolean {
  const path = candidatePaths[0]?.path;
  return path?.type === "dynamic" && path.dataplane === "rsvp-te";
}
