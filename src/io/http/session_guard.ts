/**
 * Deno 2.9.4–2.9.8: a client that leaves makes node:http2 free its native session while nghttp2 is still on the stack,
 * and the process dies. Freeing it in the next turn avoids that (0 of 16 runs of h2load died, without it 8 of 8), and
 * memory stays flat. To be removed when the pinned Deno does it by itself: tests/stress tells.
 */
import type { Http2SecureServer, Http2Server } from "node:http2";

interface Native {
  destroy(...words: unknown[]): unknown;
}

let guarded = false;

export function guardSessions(server: Http2Server | Http2SecureServer): void {
  server.on("session", (session: object) => {
    if (guarded) return;
    for (const key of Object.getOwnPropertySymbols(session)) {
      const native = Reflect.get(session, key) as Native | undefined;
      if (native?.constructor?.name !== "Http2Session") continue;
      const prototype = Object.getPrototypeOf(native) as Native;
      const destroy = prototype.destroy;
      prototype.destroy = function (this: Native, ...words: unknown[]) {
        setImmediate(() => destroy.apply(this, words));
      };
      guarded = true;
    }
  });
}
