/** A tiny core with the interface of the real one: counts, echoes, stores and computes, so that the edge can be tested. */
import type { Answer, Core, Effect, Event, What } from "../../src/controller/step.ts";
import type { View } from "../../src/controller/view/view.ts";
import { pack, unpack } from "../../src/lib/pack.ts";

interface Echo {
  events: number;
  octets: number;
  sequence: number;
  wakeAt: number;
  waiting: { id: number; sequence: number }[];
  seen: string[];
}

export const createEchoCore = (): Core & { readonly state: Echo } =>
  echoCore({ events: 0, octets: 0, sequence: 0, wakeAt: Infinity, waiting: [], seen: [] });

export const loadEchoCore = (head: Uint8Array): Core & { readonly state: Echo } =>
  echoCore(unpack(head) as unknown as Echo);

function echoCore(state: Echo): Core & { readonly state: Echo } {
  return {
    state,
    view: viewOf(state),
    save: () => pack(state),
    handle: ({ at, what }: Event): Answer => {
      state.events++;
      state.seen.push(what.on);
      return { effects: effectsOf(state, what, at), wakeAt: state.wakeAt };
    },
  };
}

/** "boom" from a router throws, "later" asks to be woken after 20 ms, all else is echoed. */
function effectsOf(state: Echo, what: What, at: number): Effect[] {
  switch (what.on) {
    case "received": {
      const text = new TextDecoder().decode(what.bytes);
      if (text === "boom") throw new Error("boom");
      if (text === "bye") {
        return [{ do: "close", connection: what.connection, why: "asked to" }];
      }
      if (text === "later") state.wakeAt = at + 20_000;
      if (text === "think") {
        const jobs = { snapshot: {}, list: [{ id: state.events }] } as never;
        return [{ do: "compute", batch: state.events, jobs }];
      }
      state.octets += what.bytes.length;
      return [{ do: "write", connection: what.connection, bytes: what.bytes.slice() }];
    }
    case "woke":
      state.wakeAt = Infinity;
      return [];
    case "command": {
      const sequence = ++state.sequence;
      state.waiting.push({ id: what.id, sequence });
      const row = { table: "intent", key: String(sequence), value: what.by };
      return [{ do: "store", sequence, rows: [row] }];
    }
    case "stored": {
      const done = state.waiting.filter(({ sequence }) => sequence <= what.through);
      state.waiting = state.waiting.filter(({ sequence }) => sequence > what.through);
      return done.map(({ id }) => ({ do: "reply", id, reply: { ok: true, changes: [] } }));
    }
    default:
      return [];
  }
}

const viewOf = (state: Echo): View => ({
  get version() {
    return state.events;
  },
  ids: () => [],
  row: () => undefined,
  find: () => undefined,
  messages: () => [],
  history: () => undefined,
});
