/** How the folds of the simulation speak of a connection: at most one each, by whoever carries it. */

export type LineEvent =
  | { readonly on: "opened" }
  | { readonly on: "received"; readonly bytes: Uint8Array } // as the socket gave them
  | { readonly on: "closed" } // or refused
  | { readonly on: "woke" };
export type LineEffect =
  | { readonly do: "connect" } // answered by "opened" or "closed"
  | { readonly do: "write"; readonly bytes: Uint8Array }
  | { readonly do: "close"; readonly why: string }; // after what was written is out; nothing more is heard of it
