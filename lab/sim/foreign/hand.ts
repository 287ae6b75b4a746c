/** How one vendor's router writes: a stencil for each message, object and TLV that a simulated one needs. */
import type { Stencil } from "./stencil.ts";

type Length = "length"; // in the unit and with the meaning that the place has on the wire

export interface Hand {
  readonly vendor: string;
  // Whole messages
  readonly open: Stencil<"keepalive" | "deadTimer" | "sessionId" | "msd">;
  readonly keepalive: Stencil<never>;
  readonly close: Stencil<"reason">;
  readonly endOfSync: Stencil<never>;
  /** Version, type and length of all others. */
  readonly header: Stencil<"type" | Length>;
  // Objects
  readonly srp: Stencil<"flags" | "srpId">;
  readonly lsp: Stencil<Length | "idAndFlags">;
  readonly ero: Stencil<Length>;
  readonly lspa: Stencil<
    "excludeAny" | "includeAny" | "includeAll" | "setup" | "holding" | "flags"
  >;
  readonly bandwidth: Stencil<"value">;
  readonly metric: Stencil<"flags" | "type" | "value">;
  readonly association: Stencil<Length | "type" | "id" | "source">;
  readonly vendorInformation: Stencil<Length | "enterprise">;
  readonly rp: Stencil<"requestId">;
  readonly endpoints: Stencil<"source" | "destination">;
  readonly notification: Stencil<"type" | "value">;
  readonly notifiedRp: Stencil<"requestId">; // in PCNtf and PCErr
  readonly error: Stencil<"type" | "value">;
  readonly refusedSrp: Stencil<"srpId">; // in PCErr
  // TLVs of the LSP
  readonly identifiers: Stencil<
    "sender" | "lspId" | "tunnelId" | "extendedTunnelId" | "endpoint"
  >;
  readonly name: Stencil<Length>;
  readonly bindingSid: Stencil<"labelEntry">;
  // Hops
  readonly label: Stencil<"labelEntry">;
  readonly node: Stencil<"labelEntry" | "node">;
  readonly adjacency: Stencil<"labelEntry" | "local" | "remote">;
  // TLVs of the association
  readonly colorAndEndpoint: Stencil<"color" | "endpoint">;
  readonly candidatePath: Stencil<"origin" | "asn" | "originator" | "discriminator">;
  readonly preference: Stencil<"preference">;

  /** LSP-ID and tunnel id stay zero. */
  readonly zeroIdentifiers: boolean;
  /** PCEP-ERROR and NOTIFICATION before what they speak of. */
  readonly errorFirst: boolean;
}
